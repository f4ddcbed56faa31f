using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.People;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Tasks;

/// <summary>One line of a to-do list.</summary>
public sealed record ToDoItem
{
    public required Guid TaskId { get; init; }

    /// <summary>Null where the task is about a session of a group and no single person.</summary>
    public required Guid? PersonId { get; init; }

    /// <summary>The session whose register it is about; null for a person's task.</summary>
    public Guid? SessionId { get; init; }

    public required string Kind { get; init; }
    public required string Title { get; init; }

    /// <summary>Of a person, or of a group and its session.</summary>
    public required string PersonName { get; init; }

    /// <summary>Empty for a group's task.</summary>
    public required string Crn { get; init; }

    public string? Reference { get; init; }
    public required DateOnly DueOn { get; init; }

    /// <summary>In working days; 0 until the day after it was due.</summary>
    public required int DaysLate { get; init; }

    /// <summary>The day it was due is gone: it is counted and ordered among the late, on a weekend too.</summary>
    public required bool IsLate { get; init; }

    /// <summary>0 not known to 4 very high.</summary>
    public required int Risk { get; init; }

    /// <summary>How long something can still be delivered; null for a group's task.</summary>
    public required DeliverableTime? Deliverable { get; init; }

    public required string OwnerRole { get; init; }
    public string? PractitionerName { get; init; }
    public DateOnly? SnoozedUntil { get; init; }

    /// <summary>How many reminders and escalations it has had.</summary>
    public required int Chases { get; init; }

    /// <summary>Why it is on somebody's list, in a sentence.</summary>
    public required string Why { get; init; }

    /// <summary>What may be answered from the list itself, by the one whose list it is.</summary>
    public IReadOnlyList<TaskChoice> Here { get; init; } = [];

    /// <summary>The day something can still be delivered until, by which lists are ordered.</summary>
    public DateOnly? DeliverableUntil { get; init; }

    /// <summary>Of a decision to be taken again: why the last one was sent back, in the words of the coded reason.</summary>
    public string? SentBackFor { get; init; }
}

/// <summary>A page of a list with how many there are in all.</summary>
public sealed record ToDoList(IReadOnlyList<ToDoItem> Items, int Total, int Late)
{
    /// <summary>Where a page ended that was asked for by <see cref="ToDoService.After"/> and is not the last.</summary>
    public ToDoPlace? Next { get; init; }
}

/// <summary>A place in a to-do list: the task that was last shown, and what put it where it stood.</summary>
/// <param name="Today">The day on which the list was first asked for: what is late stays so from page to page.</param>
/// <param name="Until">Its <see cref="CaseTask.DeliverableUntil"/>, the last day there is where that is not known.</param>
public sealed record ToDoPlace(DateOnly Today, bool Late, int Risk, DateOnly Until, DateOnly DueOn, Guid TaskId);

/// <summary>Whose open tasks are wanted.</summary>
public enum ToDoScope
{
    Mine,
    ClimbedToMe,
}

/// <summary>How many open tasks of one kind wait, how many of those are late, and how many were opened and closed in the last seven days.</summary>
public sealed record StuckReason(string Kind, string Title, int Waiting, int Late, int Came, int Went);

/// <summary>Lists of open tasks: one's own, and what climbed to one because nobody did it.</summary>
public sealed class ToDoService(CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, ActivityLibrary library, Definitions definitions, TimeProvider time)
{
    public const int PageSize = 20;

    private const string DecideKind = "Referrals.Decide";

    /// <summary>What this actor owes: late first, then by risk, then by how long something can still be delivered, then by due date.</summary>
    public Task<ToDoList> Mine(Actor actor, int page = 1, CancellationToken cancellation = default) =>
        List(actor, t => Owned(t, actor), page, cancellation);

    /// <summary>What this actor owes of one kind, in the same order.</summary>
    public Task<ToDoList> Mine(Actor actor, string kind, int page = 1, CancellationToken cancellation = default) =>
        List(actor, tasks => Owned(tasks.Where(t => t.Kind == kind), actor), page, cancellation);

    /// <summary>How many tasks of theirs this actor has ended today, in London.</summary>
    public async Task<int> DoneToday(Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var midnight = LondonTime.At(LondonTime.Today(time), default);
        await using var db = factory.CreateDbContext();
        return await Owned(db.Tasks.Where(t => t.ClosedAt >= midnight && t.ClosedBy == actor.Signature), actor).CountAsync(cancellation);
    }

    /// <summary>What others owe and a ladder has told this actor of.</summary>
    public async Task<ToDoList> ClimbedToMe(Actor actor, int page = 1, CancellationToken cancellation = default) =>
        await List(actor, (db, tasks) => Climbed(db, tasks, actor), page, cancellation);

    /// <summary>The same lists from a place on, in the same order: what was done or opened meanwhile neither repeats a task nor leaves one out.</summary>
    public Task<ToDoList> After(Actor actor, ToDoScope scope, ToDoPlace? place, int take, CancellationToken cancellation = default) =>
        List(actor, (db, tasks) => scope == ToDoScope.Mine ? Owned(tasks, actor) : Climbed(db, tasks, actor), 1, cancellation, new Stretch(place, take));

    private static IQueryable<CaseTask> Climbed(ReferralsDbContext db, IQueryable<CaseTask> tasks, Actor actor) =>
        Reach.Of(tasks.Where(t => db.Notices.Any(n => n.TaskId == t.Id && n.Role == actor.Role) && (t.OwnerRole != actor.Role || t.OwnerCode != null && t.OwnerCode != actor.StaffCode)), actor);

    /// <summary>Open tasks of one kind within reach, for the worklist behind a stuck reason.</summary>
    public async Task<ToDoList> OfKind(Actor actor, string kind, int page = 1, CancellationToken cancellation = default) =>
        await OfKinds(actor, [kind], page, cancellation: cancellation);

    /// <inheritdoc cref="OfKind"/>
    /// <param name="take">How many are on a page.</param>
    public Task<ToDoList> OfKinds(Actor actor, IReadOnlyCollection<string> kinds, int page = 1, int take = PageSize, CancellationToken cancellation = default) =>
        List(actor, (_, tasks) => Reach.Of(tasks.Where(t => kinds.Contains(t.Kind)), actor), page, cancellation, take: take);

    /// <summary>Open tasks of one kind in one unit within reach.</summary>
    public Task<ToDoList> OfKindIn(Actor actor, string kind, int pduId, int page = 1, CancellationToken cancellation = default) =>
        List(actor, tasks => Reach.Of(tasks.Where(t => t.Kind == kind && t.PduId == pduId), actor), page, cancellation);

    /// <summary>What one practitioner owes, within reach.</summary>
    public Task<ToDoList> OfOwner(Actor actor, string staffCode, int page = 1, CancellationToken cancellation = default) =>
        List(actor, tasks => Reach.Of(tasks.Where(t => t.OwnerRole == Roles.Practitioner && t.OwnerCode == staffCode), actor), page, cancellation);

    /// <summary>Where needs within this actor's reach stand still, the most late first; what was settled in the last seven days is there too, so that a line is seen to empty.</summary>
    /// <param name="pduId">Narrows it to one unit.</param>
    public async Task<IReadOnlyList<StuckReason>> StuckReasons(Actor actor, int? pduId = null, CancellationToken cancellation = default)
    {
        var today = LondonTime.Today(time);
        var since = time.GetUtcNow().AddDays(-WorkloadService.Days);
        await using var db = factory.CreateDbContext();
        var tasks = db.Tasks.Where(t => pduId == null || t.PduId == pduId);
        var open = await Reach.Of(tasks.Where(t => t.ClosedAt == null), actor).GroupBy(t => t.Kind)
            .Select(g => new { Kind = g.Key, Waiting = g.Count(), Late = g.Count(t => t.DueOn < today), Came = g.Count(t => t.OpenedAt >= since) })
            .ToDictionaryAsync(g => g.Kind, cancellation);
        var went = await Reach.Of(tasks.Where(t => t.ClosedAt != null && t.ClosedAt >= since), actor).GroupBy(t => t.Kind)
            .Select(g => new { Kind = g.Key, Count = g.Count(), Came = g.Count(t => t.OpenedAt >= since) })
            .ToDictionaryAsync(g => g.Kind, cancellation);
        return
        [
            .. open.Keys.Union(went.Keys)
                .Select(kind => (Kind: kind, Open: open.GetValueOrDefault(kind), Went: went.GetValueOrDefault(kind)))
                .Select(k => new StuckReason(k.Kind, library.Wait(k.Kind).Title, k.Open?.Waiting ?? 0, k.Open?.Late ?? 0, (k.Open?.Came ?? 0) + (k.Went?.Came ?? 0), k.Went?.Count ?? 0))
                .OrderByDescending(c => c.Late).ThenByDescending(c => c.Waiting).ThenBy(c => c.Title, StringComparer.Ordinal),
        ];
    }

    internal static IQueryable<CaseTask> Owned(IQueryable<CaseTask> tasks, Actor actor) => actor.Role switch
    {
        Roles.Practitioner => tasks.Where(t => t.OwnerRole == Roles.Practitioner && t.OwnerCode != null && t.OwnerCode == actor.StaffCode),
        _ => Reach.Of(Named(tasks.Where(t => t.OwnerRole == actor.Role), actor.StaffCode ?? ""), actor),
    };

    /// <summary>A task that names its owner is theirs and that of whoever answers for them; one that names none is the whole role's.</summary>
    private static IQueryable<CaseTask> Named(IQueryable<CaseTask> tasks, string code) => tasks.Where(t => t.OwnerCode == null || t.OwnerCode == code || t.ManagerCode == code);

    private Task<ToDoList> List(Actor actor, Func<IQueryable<CaseTask>, IQueryable<CaseTask>> narrow, int page, CancellationToken cancellation) =>
        List(actor, (_, tasks) => narrow(tasks), page, cancellation);

    private sealed record Stretch(ToDoPlace? From, int Take);

    /// <summary>What comes after a place in the order of <see cref="InOrder"/>.</summary>
    private static IQueryable<CaseTask> Following(IQueryable<CaseTask> tasks, ToDoPlace place)
    {
        var (today, risk, until, due, id) = (place.Today, place.Risk, place.Until, place.DueOn, place.TaskId);
        return place.Late
            ? tasks.Where(t => t.DueOn >= today || t.Risk < risk || (t.Risk == risk && ((t.DeliverableUntil ?? DateOnly.MaxValue) > until
                || ((t.DeliverableUntil ?? DateOnly.MaxValue) == until && (t.DueOn > due || (t.DueOn == due && t.Id.CompareTo(id) > 0))))))
            : tasks.Where(t => t.DueOn >= today && (t.Risk < risk || (t.Risk == risk && ((t.DeliverableUntil ?? DateOnly.MaxValue) > until
                || ((t.DeliverableUntil ?? DateOnly.MaxValue) == until && (t.DueOn > due || (t.DueOn == due && t.Id.CompareTo(id) > 0)))))));
    }

    private async Task<ToDoList> List(Actor actor, Func<ReferralsDbContext, IQueryable<CaseTask>, IQueryable<CaseTask>> narrow, int page, CancellationToken cancellation, Stretch? stretch = null, int take = PageSize)
    {
        var today = stretch?.From?.Today ?? LondonTime.Today(time);
        await using var db = factory.CreateDbContext();
        var open = narrow(db, db.Tasks.AsNoTracking().Where(t => t.ClosedAt == null));
        var counts = await open.GroupBy(t => t.DueOn < today).Select(g => new { Late = g.Key, Count = g.Count() }).ToListAsync(cancellation);
        // Which these are is told by the index alone; of the few that they are the whole is read.
        var ids = stretch is null
            ? InOrder(open, today).Skip((page - 1) * take).Take(take).Select(t => t.Id)
            : InOrder(stretch.From is { } from ? Following(open, from) : open, today).Take(stretch.Take + 1).Select(t => t.Id);
        var shown = await ids.ToListAsync(cancellation);
        var tasks = (await db.Tasks.AsNoTracking().Where(t => shown.Contains(t.Id)).ToListAsync(cancellation)).OrderBy(t => shown.IndexOf(t.Id)).ToList();
        ToDoPlace? next = null;
        if (stretch is not null && tasks.Count > stretch.Take)
        {
            tasks.RemoveAt(stretch.Take);
            var last = tasks[^1];
            next = new ToDoPlace(today, last.DueOn < today, last.Risk, last.DeliverableUntil ?? DateOnly.MaxValue, last.DueOn, last.Id);
        }

        var personIds = tasks.Select(t => t.PersonId).OfType<Guid>().Distinct().ToArray();
        await access.Among(personIds, cancellation);
        var people = await PeopleInLists.Load(db, db.People, personIds, cancellation);
        var needIds = tasks.Select(t => t.NeedId).OfType<Guid>().Distinct().ToArray();
        var references = await db.Needs.Where(n => needIds.Contains(n.Id)).Select(n => new { n.Id, n.Reference }).ToDictionaryAsync(n => n.Id, n => n.Reference, cancellation);
        var instanceIds = tasks.Select(t => t.InstanceId).Distinct().ToArray();
        var instances = await db.Instances.Where(i => instanceIds.Contains(i.Id)).Select(i => new { i.Id, i.Subject, i.DefinitionId, i.DefinitionVersion }).ToListAsync(cancellation);
        var subjects = instances.ToDictionary(i => i.Id, i => i.Subject);
        var versions = instances.ToDictionary(i => i.Id, i => definitions.Version(i.DefinitionId, i.DefinitionVersion));
        var sentBack = await SentBack(db, tasks, cancellation);
        var sessions = await OfGroups(db, tasks, subjects, cancellation);
        // What an actor may not be told of is not told of here either.
        return new ToDoList([.. tasks.Where(t => t.PersonId is not { } whose || people.ContainsKey(whose)).Select(t => t.PersonId is { } person
            ? Item(t, people[person], t.NeedId is { } about ? references[about] : null, subjects[t.InstanceId], today) with { SentBackFor = t.NeedId is { } need ? sentBack.GetValueOrDefault(need) : null, Here = Here(actor, t, versions[t.InstanceId]) }
            : Item(t, sessions[t.Id], subjects[t.InstanceId], today))], counts.Sum(c => c.Count), counts.Find(c => c.Late)?.Count ?? 0) { Next = next };
    }

    /// <summary>What the definition offers this actor and needs nothing to be looked at first. The answer is checked like any other.</summary>
    private IReadOnlyList<TaskChoice> Here(Actor actor, CaseTask task, WorkflowDefinition definition)
    {
        if (task.OwnerRole != actor.Role || !TaskService.MayAct(actor, task))
            return [];
        var offered = definition.Activities.Values.Where(a => a.Type == task.Kind).SelectMany(a => a.Choices()).Where(c => c.Roles.Contains(actor.Role)).Select(c => c.Outcome).ToHashSet(StringComparer.Ordinal);
        return [.. library.Wait(task.Kind).Choices.Where(c => c.InList && offered.Contains(c.Outcome))];
    }

    /// <summary>By task: the session of a group that it is about.</summary>
    private static async Task<Dictionary<Guid, (Session Session, string Code)>> OfGroups(ReferralsDbContext db, IReadOnlyList<CaseTask> tasks, Dictionary<Guid, string?> subjects, CancellationToken cancellation)
    {
        var about = tasks.Where(t => t.GroupId is not null).ToDictionary(t => t.Id, t => Guid.Parse(subjects[t.InstanceId]!));
        if (about.Count == 0)
            return [];
        var ids = about.Values.Distinct().ToArray();
        var found = await (from s in db.Sessions.AsNoTracking() join g in db.Groups on s.GroupId equals g.Id where ids.Contains(s.Id) select new { Session = s, g.Code }).ToDictionaryAsync(f => f.Session.Id, cancellation);
        return about.ToDictionary(a => a.Key, a => (found[a.Value].Session, found[a.Value].Code));
    }

    /// <summary>By need: the reason for which the latest decision was sent back, where it is to be taken again.</summary>
    private async Task<Dictionary<Guid, string>> SentBack(ReferralsDbContext db, IReadOnlyList<CaseTask> tasks, CancellationToken cancellation)
    {
        var needs = tasks.Where(t => t.Kind == DecideKind && t.NeedId is not null).Select(t => t.NeedId!.Value).ToArray();
        if (needs.Length == 0)
            return [];
        var decisions = await db.Set<Decision>().Where(d => needs.Contains(d.NeedId)).Select(d => new { d.NeedId, d.Number, d.RejectedOn, d.RejectionReason }).ToListAsync(cancellation);
        return decisions.GroupBy(d => d.NeedId).Select(g => g.MaxBy(d => d.Number)!).Where(d => d is { RejectedOn: not null, RejectionReason: not null })
            .ToDictionary(d => d.NeedId, d => catalogue.Current.FindReason(d.RejectionReason!)?.Words ?? d.RejectionReason!);
    }

    internal static IQueryable<CaseTask> InOrder(IQueryable<CaseTask> open, DateOnly today) =>
        open.OrderByDescending(t => t.DueOn < today ? 1 : 0).ThenByDescending(t => t.Risk).ThenBy(t => t.DeliverableUntil ?? DateOnly.MaxValue).ThenBy(t => t.DueOn).ThenBy(t => t.Id);

    private ToDoItem Item(CaseTask task, (Session Session, string Code) about, string? subject, DateOnly today) => new()
    {
        TaskId = task.Id,
        PersonId = null,
        SessionId = about.Session.Id,
        Kind = task.Kind,
        Title = library.Wait(task.Kind).TitleFor(subject),
        Why = library.Wait(task.Kind).Because,
        PersonName = $"{about.Code}, {about.Session.Name}, {about.Session.On:d MMMM yyyy}",
        Crn = "",
        DueOn = task.DueOn,
        DaysLate = ChaseLadder.Lateness(task.DueOn, today, catalogue.Current.WorkingDays),
        IsLate = task.DueOn < today,
        Risk = task.Risk,
        DeliverableUntil = task.DeliverableUntil,
        Deliverable = null,
        OwnerRole = task.OwnerRole,
        SnoozedUntil = task.SnoozedUntil > today ? task.SnoozedUntil : null,
        Chases = task.Rung,
    };

    private ToDoItem Item(CaseTask task, Person person, string? reference, string? subject, DateOnly today) => new()
    {
        TaskId = task.Id,
        PersonId = person.Id,
        Kind = task.Kind,
        Title = library.Wait(task.Kind).TitleFor(subject),
        Why = library.Wait(task.Kind).Because,
        PersonName = person.DisplayName,
        Crn = person.Crn,
        Reference = reference,
        DueOn = task.DueOn,
        DaysLate = ChaseLadder.Lateness(task.DueOn, today, catalogue.Current.WorkingDays),
        IsLate = task.DueOn < today,
        Risk = task.Risk,
        DeliverableUntil = task.DeliverableUntil,
        Deliverable = CaseFactsOf.Deliverable(person, catalogue.Current, today),
        OwnerRole = task.OwnerRole,
        PractitionerName = person.PractitionerName,
        SnoozedUntil = task.SnoozedUntil > today ? task.SnoozedUntil : null,
        Chases = task.Rung,
    };
}
