namespace Referrals.Domain;

/// <summary>How long a task may take.</summary>
/// <param name="WorkingDays">From the day the task opens to the day it is due.</param>
public sealed record ServiceLevel(string Key, int WorkingDays, string Description, string Source);

/// <summary>Who is told about a task that is not done, and when.</summary>
/// <param name="Rungs">Ordered by day, no two on the same day, at least one.</param>
public sealed record Ladder(string Key, IReadOnlyList<Rung> Rungs, string Source)
{
    /// <summary>In <see cref="Rung.Tell"/>: the person or, where there is none, the role that owns the task.</summary>
    public const string Owner = "owner";

    /// <summary>In <see cref="Rung.Tell"/>: the treatment manager of the group that the task is about; the owner where it is about none.</summary>
    public const string TreatmentManager = "treatment-manager";
}

/// <param name="AfterWorkingDays">Counted from the task's due date; negative is before it.</param>
/// <param name="Tell">Roles, <see cref="Ladder.Owner"/> or <see cref="Ladder.TreatmentManager"/>.</param>
/// <param name="Wording">A sentence about the task that names nobody.</param>
public sealed record Rung(int AfterWorkingDays, IReadOnlyList<string> Tell, string Wording);

/// <summary>Where a task stands on its ladder.</summary>
public sealed record LadderPosition
{
    public required Ladder Ladder { get; init; }

    public required DateOnly Due { get; init; }

    /// <summary>How many rungs were climbed already.</summary>
    public required int Climbed { get; init; }

    /// <summary>The first day on which the task may be chased again.</summary>
    public DateOnly? SnoozedUntil { get; init; }
}

/// <param name="On">A working day.</param>
/// <param name="Index">Counted from 0: the rung is climbed by making <see cref="LadderPosition.Climbed"/> one more than this.</param>
public sealed record NextRung(DateOnly On, int Index, Rung Rung);

public static class ChaseLadder
{
    /// <summary>The next rung and its day, or null at the top. A snooze moves it no earlier than the working day on which the snooze has ended.</summary>
    public static NextRung? Next(LadderPosition position, WorkingDays workingDays)
    {
        if (position.Climbed >= position.Ladder.Rungs.Count)
            return null;
        var rung = position.Ladder.Rungs[position.Climbed];
        var on = workingDays.OnOrAfter(workingDays.Add(position.Due, rung.AfterWorkingDays));
        if (position.SnoozedUntil is { } until && until > on)
            on = workingDays.OnOrAfter(until);
        return new NextRung(on, position.Climbed, rung);
    }

    /// <summary>In working days; 0 until the day after the due date.</summary>
    public static int Lateness(DateOnly due, DateOnly today, WorkingDays workingDays) =>
        today <= due ? 0 : workingDays.Between(due, today);
}
