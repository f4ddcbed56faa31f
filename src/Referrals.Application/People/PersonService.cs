using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.People;

/// <summary>An open task as a person's page shows it.</summary>
public sealed record OpenTask(CaseTask Task, string Title, bool Mine);

/// <summary>A need with where it stands, who has it and what comes next: all read off milestones and open tasks.</summary>
public sealed record NeedView
{
    public required Need Need { get; init; }

    /// <summary>Where it stands, in a few words.</summary>
    public required string Stands { get; init; }

    public required IReadOnlyList<OpenTask> Next { get; init; }

    /// <summary>Programme or toolkit that is running or was last chosen.</summary>
    public Programme? Programme { get; init; }

    public IReadOnlyList<MissingPiece> Missing { get; init; } = [];

    /// <summary>Its referrals and toolkits, the live one first.</summary>
    public IReadOnlyList<Delivery.DeliveryView> Deliveries { get; init; } = [];
}

public sealed record PersonView
{
    public required Person Person { get; init; }
    public required string AreaName { get; init; }
    public required DeliverableTime Deliverable { get; init; }
    public required IReadOnlyList<NeedView> Needs { get; init; }

    /// <summary>Open tasks that belong to no need.</summary>
    public required IReadOnlyList<OpenTask> OtherTasks { get; init; }

    /// <summary>What the rule says of the latest assessment outcome, and why.</summary>
    public required InterventionAnswer? Wanted { get; init; }

    public required IReadOnlyList<(ChaseSent Chase, string Title)> Chases { get; init; }
}

/// <summary>One person found by a search.</summary>
public sealed record PersonFound(Guid Id, string Crn, string Name, string? PractitionerName);

/// <summary>Reads a person, within the actor's reach.</summary>
public sealed class PersonService(Changes changes, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, ActivityLibrary library, TimeProvider time)
{
    /// <returns>Null where there is no such person or the actor does not reach them.</returns>
    public async Task<PersonView?> Find(Actor actor, Guid personId, CancellationToken cancellation = default)
    {
        if (!await access.Reaches(actor, personId, cancellation))
            return null;
        await using var db = factory.CreateDbContext();
        if (!(await changes.Load(db, actor, [personId], cancellation)).TryGetValue(personId, out var file))
            return null;
        var today = LondonTime.Today(time);
        var open = file.Tasks.OrderBy(t => t.DueOn)
            .Select(t => new OpenTask(t, library.Wait(t.Kind).TitleFor(file.Instances.Single(i => i.Id == t.InstanceId).Subject), t.OwnerRole == actor.Role && TaskReach(actor, t)))
            .ToArray();
        var chases = await db.Chases.Join(db.Tasks.Where(t => t.PersonId == personId), c => c.TaskId, t => t.Id, (c, t) => new { Chase = c, t.Kind })
            .OrderByDescending(x => x.Chase.At).Take(100).ToListAsync(cancellation);
        var deliveries = (await Delivery.DeliveryView.Of(file, cancellation)).ToLookup(d => d.NeedId);
        return new PersonView
        {
            Person = file.Person,
            AreaName = AreaName(file.Person.RegionCode, file.Person.PduId),
            Deliverable = CaseFactsOf.Deliverable(file.Person, catalogue.Current, today),
            Needs = [.. file.Person.Needs.OrderByDescending(n => n.IsOpen).ThenByDescending(n => n.OpenedOn).Select(n => View(file, n, [.. open.Where(o => o.Task.NeedId == n.Id)], [.. deliveries[n.Id].OrderByDescending(d => d.IsLive)]))],
            OtherTasks = [.. open.Where(o => o.Task.NeedId is null)],
            Wanted = file.Person.LatestAssessment is null ? null : InterventionWanted.Of(file.Facts(), catalogue.Current.ThresholdsOn(today)),
            Chases = [.. chases.Select(c => (c.Chase, library.Wait(c.Kind).Title))],
        };
    }

    /// <summary>By CRN, or by the beginning of either name, within reach; at most 50.</summary>
    public async Task<IReadOnlyList<PersonFound>> Search(Actor actor, string text, CancellationToken cancellation = default)
    {
        var said = text.Trim();
        if (said.Length == 0)
            return [];
        await using var db = factory.CreateDbContext();
        var crn = said.ToUpperInvariant();
        var words = said.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var query = db.Everybody().Where(Reach.People(actor));
        query = words.Length == 1
            ? query.Where(p => p.Crn == crn || p.Surname!.StartsWith(said) || p.Forename!.StartsWith(said))
            : query.Where(p => p.Forename!.StartsWith(words[0]) && p.Surname!.StartsWith(words[words.Length - 1]));
        var ids = await query.OrderBy(p => p.Surname).ThenBy(p => p.Forename).Take(50).Select(p => p.Id).ToListAsync(cancellation);
        await access.Among(ids, cancellation);
        Occasion.Current?.Say(actor, AuditActs.Searched, crn: words.Length == 1 && crn.Length <= 10 && crn.Any(char.IsAsciiDigit) ? crn : null, detail: ids.Count == 1 ? "1 found" : $"{ids.Count} found");
        return await db.People.Where(p => ids.Contains(p.Id)).OrderBy(p => p.Surname).ThenBy(p => p.Forename)
            .Select(p => new PersonFound(p.Id, p.Crn, p.Forename + " " + p.Surname, p.PractitionerName)).ToListAsync(cancellation);
    }

    /// <summary>Somebody whose CRN was typed and who may not be shown; the occasion says why. Null where there is no such person, or they may be shown.</summary>
    public async Task<Guid?> NotShown(Actor actor, string crn, CancellationToken cancellation = default)
    {
        var said = crn.Trim().ToUpperInvariant();
        Guid id;
        await using (var db = factory.CreateDbContext())
            id = await db.Everybody().Where(p => p.Crn == said).Select(p => p.Id).FirstOrDefaultAsync(cancellation);
        return id != default && !await access.Reaches(actor, id, cancellation) ? id : null;
    }

    /// <summary>Records that something happened: recall, release, breach, end of supervision, death.</summary>
    public async Task<Refusal?> RecordEvent(Actor actor, Guid personId, CaseEvent happened, CancellationToken cancellation = default)
    {
        if (!await access.Reaches(actor, personId, cancellation))
            return new NoSuchPerson();
        return await changes.Run(actor, personId, file => CaseEvents.Record(file, changes.Host, happened), cancellation);
    }

    /// <summary>The recommendation as the rules make it today, explained criterion by criterion.</summary>
    public Recommendation Recommend(Person person)
    {
        var today = LondonTime.Today(time);
        return Recommender.Recommend(catalogue.Current, CaseFactsOf.Person(person, catalogue.Current, today), today);
    }

    public string AreaName(string? regionCode, int? pduId) =>
        pduId is { } id ? $"{catalogue.Current.Areas.Pdu(id).Name}, {catalogue.Current.Areas.Region(catalogue.Current.Areas.Pdu(id).RegionCode).Name}"
        : regionCode is { } code ? $"{catalogue.Current.Areas.Region(code).Name}, PDU not known"
        : "Area not known";

    private static bool TaskReach(Actor actor, CaseTask task) => Tasks.TaskService.MayAct(actor, task);

    private NeedView View(CaseFile file, Need need, IReadOnlyList<OpenTask> next, IReadOnlyList<Delivery.DeliveryView> deliveries)
    {
        var key = need.LiveReferral?.ProgrammeKey ?? need.LiveToolkit?.ToolkitKey ?? need.LatestDecision?.ProgrammeKey;
        return new NeedView
        {
            Need = need,
            Stands = Standing.Of(need, file.Person, next.Select(n => n.Task.Kind), catalogue.Current, file.Today, deliveries.FirstOrDefault(d => d.IsLive)),
            Deliveries = deliveries,
            Next = next,
            Programme = key is null ? null : catalogue.Current.FindProgramme(key, file.Today),
            Missing = need.IsOpen && TakeUpNeed.Of(need) == TakeUpNeed.AtTheGate ? Information.MissingFrom(file) : [],
        };
    }
}
