using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Tasks;

/// <summary>Ends a task by one of its choices.</summary>
public sealed record CompleteTask
{
    public required Guid TaskId { get; init; }

    /// <summary>Made once by the form or the caller, so that the same answer sent twice counts once.</summary>
    public required string RequestId { get; init; }

    public required TaskAnswer Answer { get; init; }

    /// <summary>The version of the person's case that the caller looked at; on another one nothing is answered. Null asks nothing.</summary>
    public int? CaseVersion { get; init; }
}

/// <summary>Puts off being chased about a task; its due date stays.</summary>
public sealed record SnoozeTask
{
    public required Guid TaskId { get; init; }
    public required DateOnly Until { get; init; }
    public required string ReasonCode { get; init; }
    public string? Words { get; init; }
}

/// <summary>A task with what its page needs: what may be chosen is read off the open wait, for the role that asks.</summary>
public sealed record TaskView
{
    public required CaseTask Task { get; init; }
    public required TaskWait Wait { get; init; }
    public required string Title { get; init; }
    public required IReadOnlyList<TaskChoice> Choices { get; init; }
    public required Person Person { get; init; }
    public required Need? Need { get; init; }
    public required string? Subject { get; init; }
}

/// <summary>A task that is done, for those who could have answered it.</summary>
/// <param name="Outcome">What was chosen, as it was offered; null where the work went on without the task.</param>
/// <param name="Asked">What was asked in words for each of its choices.</param>
public sealed record EndedTask(string Title, Person Person, AlreadyDone How, string? Outcome, IReadOnlyDictionary<string, string> Asked);

public sealed class TaskService(Changes changes, DatabaseFactory factory, CatalogueSource catalogue, ActivityLibrary library)
{
    /// <summary>The longest a task may be snoozed, in working days from today.</summary>
    public const int LongestSnooze = 20;

    /// <returns>Null where it is done; <see cref="AlreadyDone"/> where somebody was first, with nothing changed.</returns>
    public async Task<Refusal?> Complete(Actor actor, CompleteTask request, CancellationToken cancellation = default)
    {
        if (await PersonOf(request.TaskId, cancellation) is not { } personId)
            return new NoSuchTask();
        return await changes.Run(actor, personId, file => Complete(file, request), cancellation);
    }

    public async Task<Refusal?> Snooze(Actor actor, SnoozeTask request, CancellationToken cancellation = default)
    {
        if (await PersonOf(request.TaskId, cancellation) is not { } personId)
            return new NoSuchTask();
        return await changes.Run(actor, personId, file =>
        {
            if (file.Tasks.Find(t => t.Id == request.TaskId) is not { } task)
                return new AlreadyDone();
            if (!MayPutOff(actor, task))
                return new NotYours();
            if (request.Until <= file.Today || request.Until > file.Catalogue.WorkingDays.Add(file.Today, LongestSnooze))
                return new SnoozeOutOfRange(LongestSnooze);
            if (!file.Catalogue.Reasons(ReasonUses.Snooze, file.Today).Any(r => r.Code == request.ReasonCode && (!r.NeedsWords || !string.IsNullOrWhiteSpace(request.Words))))
                return new ReasonMissing();

            file.Touch();
            task.SnoozedUntil = request.Until;
            task.SnoozeReason = request.ReasonCode;
            task.SnoozeWords = request.Words;
            task.NextRungOn = ChaseLadder.Next(
                new LadderPosition { Ladder = file.Catalogue.LadderOn(task.LadderKey, task.OpenedOn), Due = task.DueOn, Climbed = task.Rung, SnoozedUntil = request.Until },
                file.Catalogue.WorkingDays)?.On;
            task.Version++;
            // Every one stays in the history, so that putting off again and again is seen.
            file.Record(MilestoneKinds.TaskPutOff, file.Person.Needs.Find(n => n.Id == task.NeedId), reason: request.ReasonCode,
                words: $"{library.Wait(task.Kind).TitleFor(file.Instances.Find(i => i.Id == task.InstanceId)?.Subject)}, until {request.Until:d MMMM yyyy}{(string.IsNullOrWhiteSpace(request.Words) ? "" : $": {request.Words}")}");
            return null;
        }, cancellation);
    }

    /// <summary>
    /// Whose reminders this actor may put off: their own, those of their role that nobody has taken, and those of whom they manage. Nobody puts off
    /// what waits for somebody above or beside them.
    /// </summary>
    public static bool MayPutOff(Actor actor, CaseTask task) => MayAct(actor, task) && actor.Role switch
    {
        Roles.System or Roles.Administrator => true,
        _ when task.OwnerCode is not null && task.OwnerCode == actor.StaffCode => true,
        _ when task.ManagerCode is not null && task.ManagerCode == actor.StaffCode => true,
        _ when task.OwnerRole == actor.Role => task.OwnerCode is null,
        Roles.Spo => task.OwnerRole == Roles.Practitioner,
        Roles.PduHead => task.OwnerRole is Roles.Practitioner or Roles.Spo,
        Roles.RegionalLead => task.OwnerRole is Roles.Practitioner or Roles.Spo or Roles.PduHead or Roles.ProgrammeTeam,
        _ => false,
    };

    /// <summary>The task and what this actor may choose; null where it is not open or not theirs to see.</summary>
    public async Task<TaskView?> Find(Actor actor, Guid taskId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.Tasks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == taskId && t.ClosedAt == null, cancellation) is not { PersonId: { } personId } task || !MayAct(actor, task))
            return null;
        if (!(await changes.Load(db, actor, [personId], cancellation)).TryGetValue(personId, out var file))
            return null;
        // Closed while this was read: it is not open any more.
        if (file.Instances.Find(i => i.Id == task.InstanceId && i.Standing.Waits.Any(w => w.WaitId == task.WaitId)) is not { } instance)
            return null;
        var wait = library.Wait(task.Kind);
        return new TaskView
        {
            Task = task,
            Wait = wait,
            Title = wait.TitleFor(instance.Subject),
            Choices = Offered(actor, changes.Host.NodeOf(instance, task.WaitId), wait),
            Person = file.Person,
            Need = file.Person.Needs.Find(n => n.Id == task.NeedId),
            Subject = instance.Subject,
        };
    }

    /// <summary>A task that is done; null where it is open, or not theirs to see.</summary>
    public async Task<EndedTask?> FindEnded(Actor actor, Guid taskId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.Tasks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == taskId && t.ClosedAt != null, cancellation) is not { PersonId: { } personId, ClosedAt: { } at } task || !MayAct(actor, task))
            return null;
        // The task keeps the area it was done in: somebody who has moved since is their new area's.
        if (!(await changes.Load(db, actor, [personId], cancellation)).TryGetValue(personId, out var file) || !IsStillTheirs(actor, file.Person))
            return null;
        var wait = library.Wait(task.Kind);
        var subject = await db.Instances.Where(i => i.Id == task.InstanceId).Select(i => i.Subject).FirstOrDefaultAsync(cancellation);
        return new EndedTask(wait.TitleFor(subject), file.Person, new AlreadyDone(task.ClosedBy, LondonTime.DateOf(at)), wait.Choices.FirstOrDefault(c => c.Outcome == task.Outcome)?.Label,
            wait.Choices.Where(c => c.WordsLabel is not null).ToDictionary(c => c.Outcome, c => c.WordsLabel!, StringComparer.Ordinal));
    }

    private static bool IsStillTheirs(Actor actor, Person person) => actor.Role == Roles.PartnerLinkWorker
        ? person.RegionCode is null || person.RegionCode == actor.RegionCode
        : Reach.Covers(actor, person);

    /// <summary>Whether the task is this actor's: owned by them, or by their role where they work.</summary>
    public static bool MayAct(Actor actor, CaseTask task) => actor.Role == Roles.PartnerLinkWorker
        ? task.OwnerRole == actor.Role && (task.RegionCode is null || task.RegionCode == actor.RegionCode)
        : actor.Role == Roles.System
        || (task.OwnerCode is not null && task.OwnerCode == actor.StaffCode)
        || (Reach.Covers(actor, task.RegionCode, task.PduId) && (task.OwnerRole != actor.Role || task.OwnerCode is null));

    private Refusal? Complete(CaseFile file, CompleteTask request)
    {
        var signalId = $"answer/{request.RequestId}";
        if (file.Tasks.Find(t => t.Id == request.TaskId) is not { } task)
            return Late(file, request, signalId);
        if (!MayAct(file.Actor, task))
            return new NotYours();
        if (request.CaseVersion is { } seen && seen != file.Person.Version)
            return new CaseHasChanged();

        var instance = file.InstanceOf(task);
        var node = changes.Host.NodeOf(instance, task.WaitId);
        var wait = library.Wait(node.Type);
        var offered = Offered(file.Actor, node, wait);
        if (offered.FirstOrDefault(c => c.Outcome == request.Answer.Outcome) is not { } choice)
            return new NotOffered();

        var context = new ActivityContext(file, instance, node);
        if (Incomplete(choice, request.Answer, file) is { } incomplete)
            return incomplete;
        if (wait.Check(context, request.Answer) is { } refusal)
        {
            if (wait.Keep(context, request.Answer))
                file.Touch();
            return refusal;
        }

        file.Touch();
        wait.Apply(context, request.Answer);
        changes.Host.End(file, instance, task.WaitId, request.Answer.Outcome, signalId);
        changes.Host.SettleByFacts(file, signalId);
        return null;
    }

    /// <summary>A late or repeated answer changes nothing but the journal.</summary>
    private Refusal Late(CaseFile file, CompleteTask request, string signalId)
    {
        var task = file.Db.Tasks.AsNoTracking().FirstOrDefault(t => t.Id == request.TaskId);
        if (task is null || !MayAct(file.Actor, task))
            return new NoSuchTask();
        var before = file.Db.Journal.AsNoTracking().FirstOrDefault(j => j.InstanceId == task.InstanceId && j.SignalId == signalId);
        if (before is null && (file.Instances.Find(i => i.Id == task.InstanceId) ?? file.Db.Instances.Find(task.InstanceId)) is { } instance)
            changes.Host.End(file, instance, task.WaitId, request.Answer.Outcome, signalId);
        return new AlreadyDone(task.ClosedBy, task.ClosedAt is { } at ? LondonTime.DateOf(at) : null) { ByThisAnswer = before is { Taken: true } };
    }

    private static IReadOnlyList<TaskChoice> Offered(Actor actor, ActivityNode node, TaskWait wait) =>
        [.. node.Choices().Where(c => actor.Role == Roles.System || c.Roles.Contains(actor.Role)).Select(c => wait.Choice(c.Outcome))];

    private static Refusal? Incomplete(TaskChoice choice, TaskAnswer answer, CaseFile file)
    {
        CodedReason? reason = null;
        if (choice.Reasons is { } use)
        {
            reason = file.Catalogue.Reasons(use, file.Today).FirstOrDefault(r => r.Code == answer.ReasonCode);
            if (reason is null)
                return new ReasonMissing();
        }

        if ((choice.WordsRequired || reason is { NeedsWords: true }) && string.IsNullOrWhiteSpace(answer.Words))
            return new WordsMissing(choice.WordsLabel ?? "Why");
        if (choice is { DateIsAhead: true } && !(answer.On > file.Today))
            return new NotAhead(choice.DateLabel!);
        if (choice is { DateLabel: not null, DateIsAhead: false } && answer.On > file.Today)
            return new People.InTheFuture(answer.On.Value);
        return choice.AsksProgramme && answer.ProgrammeKey is null ? new ProgrammeMissing() : null;
    }

    private async Task<Guid?> PersonOf(Guid taskId, CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        return await db.Tasks.Where(t => t.Id == taskId).Select(t => t.PersonId).FirstOrDefaultAsync(cancellation);
    }

    public CatalogueSource Catalogue => catalogue;
}
