using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Tasks;

/// <summary>What one practitioner carries.</summary>
public sealed record Workload
{
    public required string Code { get; init; }

    /// <summary>As the staff list or the sources name them; the code where neither does.</summary>
    public required string Name { get; init; }

    /// <summary>People with an open need.</summary>
    public required int People { get; init; }

    public required int OpenNeeds { get; init; }

    /// <summary>Open needs by the higher SARA level of the person: high or very high, medium, low, not known.</summary>
    public required int High { get; init; }

    public required int Medium { get; init; }
    public required int Low { get; init; }
    public required int RiskNotKnown { get; init; }

    /// <summary>Open tasks that are theirs.</summary>
    public required int Tasks { get; init; }

    public required int Late { get; init; }

    /// <summary>Their last day, where it is over: what they carry has to be handed over.</summary>
    public DateOnly? LeftOn { get; init; }

    /// <summary>Carries more than the team can be expected to, by <see cref="TeamWorkload.IsDrowning"/>.</summary>
    public bool Drowning { get; init; }
}

/// <param name="Practitioners">Those who carry most above the others first.</param>
/// <param name="MedianNeeds">Half of the team have so many open needs or fewer.</param>
/// <param name="MedianLate">Half of the team have so many late tasks or fewer.</param>
/// <param name="NobodysPeople">People with an open need whose practitioner is not known.</param>
public sealed record TeamWorkload(IReadOnlyList<Workload> Practitioners, int MedianNeeds, int MedianLate, int NobodysPeople)
{
    /// <summary>What is well above: more than twice the median and at least this many late tasks …</summary>
    public const int FewestLate = 5;

    /// <summary>… or half as many open needs again as the median and at least this many more.</summary>
    public const int FewestNeedsAbove = 5;

    public static bool IsDrowning(Workload load, int medianNeeds, int medianLate)
    {
        ArgumentNullException.ThrowIfNull(load);
        return (load.Late >= FewestLate && load.Late > 2 * medianLate)
            || (load.OpenNeeds >= medianNeeds + FewestNeedsAbove && 2 * load.OpenNeeds >= 3 * medianNeeds);
    }
}

/// <summary>How one probation delivery unit stands.</summary>
public sealed record PduStanding
{
    /// <summary>Null where the unit is not known.</summary>
    public required int? PduId { get; init; }

    public required string Name { get; init; }
    public required int OpenNeeds { get; init; }
    public required int Waiting { get; init; }
    public required int Late { get; init; }

    /// <summary>Half of the open tasks have waited so many days or longer; null where there are none.</summary>
    public required int? MedianDays { get; init; }

    /// <summary>Tasks opened, and tasks closed, in the last seven days.</summary>
    public required int Came { get; init; }

    /// <inheritdoc cref="Came"/>
    public required int Went { get; init; }

    /// <summary>Whether whoever asked reaches the unit, and so what is behind its figures.</summary>
    public bool Reached { get; init; } = true;
}

/// <summary>Who carries how much: practitioners of a team, and units of a region. Counts, within the actor's reach.</summary>
public sealed class WorkloadService(DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    public const int Days = 7;

    public async Task<TeamWorkload> Team(Actor actor, CancellationToken cancellation = default)
    {
        var today = LondonTime.Today(time);
        await using var db = factory.CreateDbContext();
        var open = Reach.Of(db.Snapshots.Where(s => s.ClosedOn == null), actor);
        var needs = await open.GroupBy(s => new { s.PractitionerCode, s.SaraPartner, s.SaraOthers })
            .Select(g => new { g.Key.PractitionerCode, g.Key.SaraPartner, g.Key.SaraOthers, Count = g.Count() }).ToListAsync(cancellation);
        var people = await open.Select(s => new { s.PractitionerCode, s.PersonId }).Distinct()
            .GroupBy(s => s.PractitionerCode).Select(g => new { Code = g.Key, Count = g.Count() }).ToListAsync(cancellation);
        // By the area that stands on the task. Asked for by role as well, SQLite would begin with every practitioner's tasks in the country.
        var tasks = (await Reach.Of(db.Tasks.Where(t => t.ClosedAt == null && t.OwnerCode != null), actor)
            .GroupBy(t => new { t.OwnerRole, t.OwnerCode }).Select(g => new { g.Key.OwnerRole, Code = g.Key.OwnerCode!, Count = g.Count(), Late = g.Count(t => t.DueOn < today) })
            .ToListAsync(cancellation)).Where(t => t.OwnerRole == Roles.Practitioner).ToDictionary(t => t.Code);
        var codes = needs.Select(n => n.PractitionerCode).OfType<string>().Concat(tasks.Keys).Distinct(StringComparer.Ordinal).ToArray();
        var staff = await db.Staff.Where(s => codes.Contains(s.Code)).Select(s => new { s.Code, s.Name, s.LeftOn }).ToDictionaryAsync(s => s.Code, cancellation);
        var told = await db.Everybody().Where(p => p.PractitionerCode != null && codes.Contains(p.PractitionerCode)).GroupBy(p => p.PractitionerCode!)
            .Select(g => new { Code = g.Key, Name = g.Max(p => p.PractitionerName) }).ToDictionaryAsync(p => p.Code, p => p.Name, cancellation);

        var loads = codes.Select(code =>
        {
            var theirs = needs.Where(n => n.PractitionerCode == code).Select(n => (Level: Higher(n.SaraPartner, n.SaraOthers), n.Count)).ToArray();
            return new Workload
            {
                Code = code,
                Name = staff.GetValueOrDefault(code)?.Name ?? told.GetValueOrDefault(code) ?? code,
                People = people.Find(p => p.Code == code)?.Count ?? 0,
                OpenNeeds = theirs.Sum(n => n.Count),
                High = theirs.Where(n => n.Level >= RiskLevel.High).Sum(n => n.Count),
                Medium = theirs.Where(n => n.Level == RiskLevel.Medium).Sum(n => n.Count),
                Low = theirs.Where(n => n.Level == RiskLevel.Low).Sum(n => n.Count),
                RiskNotKnown = theirs.Where(n => n.Level is null).Sum(n => n.Count),
                Tasks = tasks.GetValueOrDefault(code)?.Count ?? 0,
                Late = tasks.GetValueOrDefault(code)?.Late ?? 0,
                LeftOn = staff.GetValueOrDefault(code)?.LeftOn is { } left && left < today ? left : null,
            };
        }).ToArray();
        // Those who have left are neither part of the half nor compared with it: what is theirs is to be given away.
        var here = loads.Where(l => l.LeftOn is null).ToArray();
        var (medianNeeds, medianLate) = (Median(here.Select(l => l.OpenNeeds)), Median(here.Select(l => l.Late)));
        return new TeamWorkload(
            [.. loads.Select(l => l with { Drowning = l.LeftOn is null && TeamWorkload.IsDrowning(l, medianNeeds, medianLate) })
                .OrderByDescending(l => l.LeftOn is not null).ThenByDescending(l => l.Drowning).ThenByDescending(l => l.Late).ThenByDescending(l => l.OpenNeeds).ThenBy(l => l.Name, StringComparer.Ordinal)],
            medianNeeds,
            medianLate,
            people.Find(p => p.Code is null)?.Count ?? 0);
    }

    /// <summary>
    /// The units of the actor's region side by side, the most late first; what is of no known unit last. A head of one sees of the others figures alone, and those
    /// only where they are of so many that nobody is told of.
    /// </summary>
    public async Task<IReadOnlyList<PduStanding>> Pdus(Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Role != Roles.PduHead)
            return await Units(actor, cancellation);
        var fewest = catalogue.Current.ThresholdsOn(LondonTime.Today(time)).SmallNumber;
        var units = (await Units(actor with { Role = Roles.RegionalLead, PduId = null }, cancellation))
            .Where(u => u.PduId is not null).Select(u => u with { Reached = u.PduId == actor.PduId }).ToLookup(u => u.Reached || Shown(u));
        var small = new PduStanding
        {
            PduId = null,
            Name = "Smaller units together",
            Reached = false,
            OpenNeeds = units[false].Sum(u => u.OpenNeeds),
            Waiting = units[false].Sum(u => u.Waiting),
            Late = units[false].Sum(u => u.Late),
            MedianDays = null,
            Came = units[false].Sum(u => u.Came),
            Went = units[false].Sum(u => u.Went),
        };
        // Of one alone the sum would be its figures.
        return units[false].Count(u => u.OpenNeeds > 0) > 1 && Shown(small) ? [.. units[true], small] : [.. units[true]];

        bool Shown(PduStanding unit) => unit.OpenNeeds >= fewest && unit.Waiting >= fewest;
    }

    private async Task<IReadOnlyList<PduStanding>> Units(Actor actor, CancellationToken cancellation)
    {
        var today = LondonTime.Today(time);
        var since = time.GetUtcNow().AddDays(-Days);
        await using var db = factory.CreateDbContext();
        var open = await Reach.Of(db.Tasks.Where(t => t.ClosedAt == null), actor).GroupBy(t => new { t.PduId, t.OpenedOn })
            .Select(g => new { g.Key.PduId, g.Key.OpenedOn, Count = g.Count(), Late = g.Count(t => t.DueOn < today), Came = g.Count(t => t.OpenedAt >= since) }).ToListAsync(cancellation);
        var went = await Reach.Of(db.Tasks.Where(t => t.ClosedAt != null && t.ClosedAt >= since), actor).GroupBy(t => t.PduId)
            .Select(g => new { g.Key, Count = g.Count(), Came = g.Count(t => t.OpenedAt >= since) }).ToListAsync(cancellation);
        var needs = await Reach.Of(db.Snapshots.Where(s => s.ClosedOn == null), actor).GroupBy(s => s.PduId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellation);

        var areas = catalogue.Current.Areas;
        var units = areas.Pdus.Where(p => p.RegionCode == actor.RegionCode && (actor.PduId is null || p.Id == actor.PduId)).Select(p => (int?)p.Id)
            .Concat(open.Select(o => o.PduId)).Concat(needs.Select(n => n.Key)).Distinct();
        return
        [
            .. units.Select(pdu =>
            {
                var theirs = open.Where(o => o.PduId == pdu).Select(o => (Days: today.DayNumber - o.OpenedOn.DayNumber, o.Count, o.Late)).ToArray();
                return new PduStanding
                {
                    PduId = pdu,
                    Name = pdu is { } id ? areas.Pdu(id).Name : "Unit not known",
                    OpenNeeds = needs.Find(n => n.Key == pdu)?.Count ?? 0,
                    Waiting = theirs.Sum(o => o.Count),
                    Late = theirs.Sum(o => o.Late),
                    MedianDays = Workflows.DaysWaited.Of([.. theirs.Select(o => (o.Days, o.Count))])?.Median,
                    Came = open.Where(o => o.PduId == pdu).Sum(o => o.Came) + (went.Find(c => c.Key == pdu)?.Came ?? 0),
                    Went = went.Find(c => c.Key == pdu)?.Count ?? 0,
                };
            }).OrderBy(p => p.PduId is null).ThenByDescending(p => p.Late).ThenByDescending(p => p.Waiting).ThenBy(p => p.Name, StringComparer.Ordinal),
        ];
    }

    private static RiskLevel? Higher(RiskLevel? one, RiskLevel? other) => one is null ? other : other is null || one > other ? one : other;

    private static int Median(IEnumerable<int> numbers)
    {
        var inOrder = numbers.Order().ToArray();
        return inOrder.Length == 0 ? 0 : inOrder[(inOrder.Length - 1) / 2];
    }
}
