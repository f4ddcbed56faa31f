using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Referrals.Application.Workflows;

namespace Referrals.Application.Tasks;

/// <summary>What one user has typed for a task and not sent yet. Nobody else is shown it, and it goes when they send it; when somebody else was first, a month later.</summary>
public sealed class Draft
{
    public Guid TaskId { get; init; }
    public required string Username { get; init; }

    /// <summary>The answers as JSON, by outcome.</summary>
    public required string Answers { get; set; }

    public DateTimeOffset SavedAt { get; set; }
}

/// <summary>Answers that are still being written.</summary>
/// <param name="Outcome">The choice that is marked, if any.</param>
/// <param name="Answers">By outcome; each has what was typed for it.</param>
public sealed record DraftAnswers(string? Outcome, IReadOnlyDictionary<string, TaskAnswer> Answers)
{
    public DateTimeOffset SavedAt { get; init; }
}

/// <summary>
/// Keeps what is being written for a task, for the one who writes it. A draft changes no case, so it is no line of the audit log; whoever keeps or reads one must be
/// able to open the task, which is one.
/// </summary>
public sealed class DraftService(TaskService tasks, Changes changes, DatabaseFactory factory, TimeProvider time)
{
    /// <summary>Drafts that nobody has touched for so long are forgotten.</summary>
    public static TimeSpan Kept { get; } = TimeSpan.FromDays(90);

    /// <summary>What somebody had written when somebody else was first stays theirs for so long, to be copied.</summary>
    public static TimeSpan KeptAfter { get; } = TimeSpan.FromDays(30);

    /// <summary>More than a form of ours can hold.</summary>
    private const int Longest = 200_000;

    /// <returns>False where the task is not theirs to see, or the draft is longer than any form. One that somebody else has done meanwhile loses nobody what they wrote.</returns>
    public async Task<bool> Save(Actor actor, Guid taskId, DraftAnswers draft, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var text = JsonSerializer.Serialize(draft with { SavedAt = default });
        if (text.Length > Longest || (await tasks.Find(actor, taskId, cancellation) is null && await tasks.FindEnded(actor, taskId, cancellation) is null))
            return false;
        await changes.Repeat(actor, async db =>
        {
            // One that was still on its way when they sent their answer is not what they left unsent.
            if (await db.Tasks.AnyAsync(t => t.Id == taskId && t.ClosedAt != null && t.ClosedBy == actor.Signature, cancellation))
                return;
            if (await db.Drafts.FindAsync([taskId, actor.Username], cancellation) is { } before)
                (before.Answers, before.SavedAt) = (text, time.GetUtcNow());
            else
                db.Add(new Draft { TaskId = taskId, Username = actor.Username, Answers = text, SavedAt = time.GetUtcNow() });
        }, cancellation);
        return true;
    }

    /// <summary>What this actor has kept for a task that they have been shown; null where nothing.</summary>
    public async Task<DraftAnswers?> Find(Actor actor, Guid taskId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var db = factory.CreateDbContext();
        return await db.Drafts.AsNoTracking().FirstOrDefaultAsync(d => d.TaskId == taskId && d.Username == actor.Username, cancellation) is { } draft
            && JsonSerializer.Deserialize<DraftAnswers>(draft.Answers) is { } read ? read with { SavedAt = draft.SavedAt } : null;
    }

    /// <summary>What this actor had written for a task: they have sent it, or need it no longer. What colleagues wrote stays theirs.</summary>
    public async Task Forget(Actor actor, Guid taskId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var db = factory.CreateDbContext();
        await db.Drafts.Where(d => d.TaskId == taskId && d.Username == actor.Username).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>What was written for tasks that were closed long enough ago, and what nobody came back to.</summary>
    public async Task<int> Forget(CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        var (since, closed) = (now - Kept, now - KeptAfter);
        await using var db = factory.CreateDbContext();
        return await db.Drafts.Where(d => d.SavedAt < since || db.Tasks.Any(t => t.Id == d.TaskId && t.ClosedAt != null && t.ClosedAt < closed)).ExecuteDeleteAsync(cancellation);
    }
}

/// <summary>Drafts of tasks that are closed are rows nobody asks for again.</summary>
public sealed class ForgetDrafts(DraftService drafts) : IJob
{
    public string Name => "drafts";
    public string Description => "Forgets what was being written for tasks that were closed a month ago, or that nobody came back to.";
    public string Schedule => "0 40 3 * * ?";
    public IReadOnlyList<TimeSpan> RetryAfter => JobRules.OnceADay;

    public async Task<string> Run(CancellationToken cancellation)
    {
        var forgotten = await drafts.Forget(cancellation);
        return $"{forgotten} {(forgotten == 1 ? "draft" : "drafts")} forgotten.";
    }
}
