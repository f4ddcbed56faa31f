using Referrals.Application.Data;

namespace Referrals.Application.Jobs;

/// <summary>How the service's own jobs are run: section <c>Referrals:Jobs</c>.</summary>
public sealed record JobSettings
{
    public const string Section = "Referrals:Jobs";
    public const string Quartz = "Quartz";
    public const string Hangfire = "Hangfire";

    /// <summary>Off on a node that only answers pages; <c>referrals jobs run</c> works all the same.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What runs them: <c>Quartz</c>, or <c>Hangfire</c> where the service was built with it.</summary>
    public string Scheduler { get; init; } = Quartz;

    /// <summary>Keeps the schedule in SQL Server, shared by every node, so that each firing happens on one of them; where nothing is said, so it is on SQL Server. A SQLite database has one node.</summary>
    public bool? Persistent { get; init; }

    public bool IsPersistent(DatabaseOptions database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return Persistent ?? database.Provider == DatabaseProvider.SqlServer;
    }
}

/// <summary>
/// What runs every <see cref="IJob"/> when it says it is due, in London time, never twice at once on whichever nodes, and again by the job's own rules where it
/// failed. Stopping cancels what runs: a job that is stopped half way goes on at its next firing. Every implementation passes the same compliance suite.
/// </summary>
public interface IJobScheduler
{
    string Name { get; }

    /// <summary>The address below the service at which it shows itself to administrators; null where it shows nothing.</summary>
    string? Dashboard => null;

    /// <summary>What is on its timetable, by the jobs' names.</summary>
    Task<IReadOnlyList<TimetableLine>> Timetable(CancellationToken cancellation = default);

    /// <summary>Lets a job run as if it were due now, on whichever node. A firing while the job runs may be left out.</summary>
    Task Fire(string job, CancellationToken cancellation = default);
}

/// <param name="TimeZone">The IANA id of the zone in which <paramref name="Schedule"/> is read.</param>
public sealed record TimetableLine(string Job, string Schedule, string TimeZone, DateTimeOffset? NextDue);

/// <summary>What jobs have in common in how they are run.</summary>
public static class JobRules
{
    public static TimeZoneInfo London { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>For a job whose next firing is a day away.</summary>
    internal static IReadOnlyList<TimeSpan> OnceADay { get; } = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)];
}
