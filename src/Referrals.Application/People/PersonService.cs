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

/// <summary>One person found by a search, and how.</summary>
public sealed record PersonFound(Guid Id, string Crn, string Name, string? PractitionerName, FoundBy By);

/// <summary>A page of people in the order of their CRNs, and the CRN after which the next one begins; null on the last.</summary>
public sealed record PeoplePage(IReadOnlyList<PersonFound> People, string? Next);

/// <summary>Which needs are wanted; null is all.</summary>
public sealed record NeedFilter
{
    public bool? Open { get; init; }
    public string? RegionCode { get; init; }
    public int? PduId { get; init; }

    /// <summary>The reference after which the page begins.</summary>
    public string? After { get; init; }

    public int Take { get; init; } = 50;
}

/// <summary>One need of a list. No name: whoever may see the person finds them by the CRN.</summary>
public sealed record NeedLine(Guid Id, string Reference, Guid PersonId, string Crn, string? RegionCode, int? PduId, DateOnly OpenedOn, DateOnly? ClosedOn, string? ClosedAs, string? ReasonCode);

/// <summary>A page of needs in the order of their references, and the reference after which the next one begins; null on the last.</summary>
public sealed record NeedsPage(IReadOnlyList<NeedLine> Needs, string? Next);

/// <summary>Reads a person, within the actor's reach.</summary>
public sealed class PersonService(Changes changes, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, ActivityLibrary library, TimeProvider time)
{
    /// <summary>Most people a search gives.</summary>
    public const int MostFound = 50;

    /// <returns>Null where there is no such person or the actor does not reach them.</returns>
    public async Task<PersonView?> Find(Actor actor, Guid personId, CancellationToken cancellation = default)
    {
        return await access.Reaches(actor, personId, cancellation) ? await Read(actor, personId, cancellation) : null;
    }

    /// <summary>The same for somebody who reaches the person in another way, which was asked before: exclusions are kept, and the look is in the audit log.</summary>
    internal async Task<PersonView?> Read(Actor actor, Guid personId, CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        if (!(await changes.Load(db, actor, [personId], cancellation)).TryGetValue(personId, out var file))
            return null;
        var today = LondonTime.Today(time);
        // A task that is being closed while this is read has no running instance any more.
        var subjects = file.Instances.ToDictionary(i => i.Id, i => i.Subject);
        var open = file.Tasks.Where(t => subjects.ContainsKey(t.InstanceId)).OrderBy(t => t.DueOn)
            .Select(t => new OpenTask(t, library.Wait(t.Kind).TitleFor(subjects[t.InstanceId]), t.OwnerRole == actor.Role && TaskReach(actor, t)))
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

    /// <summary>
    /// By CRN or by name, within reach; at most 50. Exact first, then names that begin so, then those one slip away, then those that sound alike; among equals those
    /// whose forename was typed first, then by surname.
    /// </summary>
    public async Task<IReadOnlyList<PersonFound>> Search(Actor actor, string text, CancellationToken cancellation = default)
    {
        var said = text.Trim();
        if (said.Length == 0)
            return [];
        await using var db = factory.CreateDbContext();
        var found = (await Alike(db, actor, said, cancellation)).Take(MostFound).ToDictionary(f => f.PersonId);
        var ids = found.Keys.ToArray();
        await access.Among(ids, cancellation);
        SaySearched(actor, said, ids.Length);
        var first = NameWords.Typed(said) is [var word, _, ..] ? word : null;
        return
        [
            .. (await db.People.Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Crn, p.Forename, p.Surname, p.PractitionerName }).ToListAsync(cancellation))
                .OrderBy(p => found[p.Id].Distance)
                .ThenBy(p => first is not null && !NameWords.Of(p.Forename, null).Any(w => w.StartsWith(first, StringComparison.Ordinal) || Spelling.IsOneSlip(first, w)))
                .ThenBy(p => p.Surname, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Forename, StringComparer.OrdinalIgnoreCase).ThenBy(p => p.Crn, StringComparer.Ordinal)
                .Select(p => new PersonFound(p.Id, p.Crn, $"{p.Forename} {p.Surname}".Trim(), p.PractitionerName, found[p.Id].By)),
        ];
    }

    /// <summary>Those within reach, or those of them whom a search finds, in the order of their CRNs.</summary>
    /// <param name="text">As in <see cref="Search"/>; empty is everybody.</param>
    /// <param name="after">The CRN after which the page begins.</param>
    public async Task<PeoplePage> Page(Actor actor, string text, string? after, int take, CancellationToken cancellation = default)
    {
        var said = text.Trim();
        await using var db = factory.CreateDbContext();
        var query = db.Everybody();
        var by = new Dictionary<Guid, FoundBy>();
        if (said.Length == 0)
        {
            query = query.Where(Reach.People(actor));
        }
        else
        {
            by = (await Alike(db, actor, said, cancellation)).ToDictionary(f => f.PersonId, f => f.By);
            var alike = by.Keys.ToArray();
            query = query.Where(p => alike.Contains(p.Id));
        }

        if (after is not null)
            query = query.Where(p => string.Compare(p.Crn, after) > 0);
        var found = await query.OrderBy(p => p.Crn).Take(take + 1).Select(p => new { p.Id, p.Crn }).ToListAsync(cancellation);
        var ids = found.Take(take).Select(p => p.Id).ToArray();
        await access.Among(ids, cancellation);
        if (said.Length > 0)
            SaySearched(actor, said, ids.Length);
        var people = await db.People.Where(p => ids.Contains(p.Id)).OrderBy(p => p.Crn)
            .Select(p => new { p.Id, p.Crn, Name = p.Forename + " " + p.Surname, p.PractitionerName }).ToListAsync(cancellation);
        return new PeoplePage([.. people.Select(p => new PersonFound(p.Id, p.Crn, p.Name.Trim(), p.PractitionerName, by.GetValueOrDefault(p.Id, FoundBy.Crn)))], found.Count > take ? found[take - 1].Crn : null);
    }

    /// <summary>Needs of the people within reach.</summary>
    public async Task<NeedsPage> Needs(Actor actor, NeedFilter filter, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var people = db.Everybody().Where(Reach.People(actor));
        if (filter.RegionCode is { } region)
            people = people.Where(p => p.RegionCode == region);
        if (filter.PduId is { } pdu)
            people = people.Where(p => p.PduId == pdu);
        var needs = db.Needs.AsQueryable();
        if (filter.Open is { } open)
            needs = needs.Where(n => open == (n.ClosedOn == null));
        if (filter.After is { } after)
            needs = needs.Where(n => string.Compare(n.Reference, after) > 0);
        var found = await (from need in needs
                           join person in people on need.PersonId equals person.Id
                           orderby need.Reference
                           select new NeedLine(need.Id, need.Reference, person.Id, person.Crn, person.RegionCode, person.PduId, need.OpenedOn, need.ClosedOn, need.ClosedAs, need.ReasonCode))
            .Take(filter.Take + 1).ToListAsync(cancellation);
        var page = found.Take(filter.Take).ToArray();
        var cleared = await access.Among(page.Select(n => n.PersonId), cancellation);
        return new NeedsPage([.. page.Where(n => cleared.Contains(n.PersonId))], found.Count > filter.Take ? page[^1].Reference : null);
    }

    /// <summary>Whose need it is; null where there is none or the actor does not reach the person.</summary>
    public async Task<Guid?> OfNeed(Actor actor, Guid needId, CancellationToken cancellation = default)
    {
        Guid personId;
        await using (var db = factory.CreateDbContext())
            personId = await db.Needs.Where(n => n.Id == needId).Select(n => n.PersonId).FirstOrDefaultAsync(cancellation);
        return personId != default && await access.Reaches(actor, personId, cancellation) ? personId : null;
    }

    private static async Task<IReadOnlyList<Likeness>> Alike(ReferralsDbContext db, Actor actor, string said, CancellationToken cancellation)
    {
        if (TypedCrn.Of(said) is not { } crn)
            return await new NameSearch(db, actor).Find(said, cancellation);
        var reached = db.Everybody().Where(Reach.People(actor));
        var exact = said.ToUpperInvariant();
        var found = await reached.Where(p => p.Crn == crn || p.Crn == exact).Select(p => new Likeness(p.Id, FoundBy.Crn, 0)).ToListAsync(cancellation);
        if (found.Count > 0)
            return found;
        var near = TypedCrn.Near(crn);
        return await reached.Where(p => near.Contains(p.Crn)).OrderBy(p => p.Crn).Take(MostFound).Select(p => new Likeness(p.Id, FoundBy.NearCrn, 1)).ToListAsync(cancellation);
    }

    private static void SaySearched(Actor actor, string said, int found)
    {
        Occasion.Current?.Say(actor, AuditActs.Searched, crn: TypedCrn.Of(said), detail: found == 1 ? "1 found" : $"{found} found");
    }

    /// <summary>Somebody whose CRN was typed and who may not be shown; the occasion says why. Null where there is no such person, or they may be shown.</summary>
    public async Task<Guid?> NotShown(Actor actor, string crn, CancellationToken cancellation = default)
    {
        if (TypedCrn.Of(crn) is not { } said)
            return null;
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

    /// <summary>Takes back an event that was recorded by mistake, with a reason; both stay in the history.</summary>
    public async Task<Refusal?> TakeEventBack(Actor actor, Guid personId, Guid milestoneId, string reasonCode, string? words, CancellationToken cancellation = default)
    {
        if (!await access.Reaches(actor, personId, cancellation))
            return new NoSuchPerson();
        return await changes.Run(actor, personId, file => CaseEvents.TakeBack(file, changes.Host, milestoneId, reasonCode, words), cancellation);
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
