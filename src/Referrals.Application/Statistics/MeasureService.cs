using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Statistics;

/// <summary>One unit behind a figure, for somebody whose role and area let them see it. No name.</summary>
public sealed record CountedUnit
{
    public required Guid PersonId { get; init; }
    public required string Crn { get; init; }

    /// <summary>The need it is about; null for a person without one.</summary>
    public string? Reference { get; init; }

    public string? RegionCode { get; init; }
    public int? PduId { get; init; }

    /// <summary>The date by which it was counted.</summary>
    public required DateOnly On { get; init; }

    /// <summary>How much it adds to the figure: 1, or so many sessions.</summary>
    public required long Adds { get; init; }

    /// <summary>One of <see cref="Stands"/>; null without a need.</summary>
    public string? Stands { get; init; }

    public string? ProgrammeKey { get; init; }
    public string? ReasonCode { get; init; }
    public DateOnly? ReferredOn { get; init; }
    public DateOnly? ClosedOn { get; init; }
}

/// <summary>What a figure counts. The units shown on all pages, those elsewhere and those withheld add up to <see cref="Figure"/>.</summary>
/// <param name="Units">Those of one page.</param>
/// <param name="Within">How many units lie within the reader's role and area.</param>
/// <param name="Elsewhere">How many lie outside.</param>
/// <param name="Withheld">Of the page: units of people whom the reader may not see.</param>
public sealed record Opened(IReadOnlyList<CountedUnit> Units, int Within, int Elsewhere, int Withheld, long Figure);

/// <summary>What several questions are answered from, read once.</summary>
internal sealed record CountedRows(IReadOnlyList<PersonFacts> People, IReadOnlyList<MeasureService.GroupWithPlaces> Places);

/// <summary>Computes tables of the rows under disclosure control, and opens a figure to what it counts.</summary>
public sealed class MeasureService(StatisticsRows rows, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    public const int PageSize = 50;

    private readonly CountedOnce once = new(time);
    // What is kept is what a figure counts: the figure and the list behind it are made of the same lines.
    private readonly KeptForAMinute<string, IReadOnlyList<GroupWithPlaces>> places = new(time, most: 1);
    private readonly KeptForAMinute<(StatisticsPeriod Period, string Region), IReadOnlyList<HeldSession>> sessions = new(time, most: 20);

    public DateOnly Today => LondonTime.Today(time);

    private int Threshold => catalogue.Current.ThresholdsOn(Today).SmallNumber;

    /// <summary>The answer as it may be shown and may leave.</summary>
    /// <remarks>
    /// Whatever is asked of the same people (by any breakdown, by two, in one group of another) is protected from being set against each other, though each answer is computed by
    /// itself (<see cref="Levels"/>, docs/adr/0029).
    /// </remarks>
    public async Task<StatisticsTable> Table(Question question, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        return await Once($"table {Asked(question)}", people => Protected(people, question), cancellation);
    }

    private StatisticsTable Protected(IReadOnlyList<PersonFacts> people, Question question) => Protected(question, asked => Counting.Count(people, asked));

    private StatisticsTable Protected(Question question, Func<Question, Counts> count) => Levels.Protect(question, count, Today, Label, RegionOf, new DisclosureRules { Threshold = Threshold });

    private CountedTable Tabled(Counts counts) => Tabling.Table(counts, Today, Label, RegionOf);

    /// <summary>How long one step took, under disclosure control.</summary>
    public async Task<TimesTable> Times(Step step, Question question, CancellationToken cancellation = default) =>
        await Once($"times {step.Key} {Asked(question)}", people => TimesTable.Protect(Timing.Count(people, step, question, Today, Label), Protected(people, question)), cancellation);

    /// <summary>The same of counts that were protected with others.</summary>
    internal TimesTable Times(CountedRows asAt, Step step, Question question, StatisticsTable table) =>
        TimesTable.Protect(Timing.Count(asAt.People, step, question, Today, Label), table);

    /// <summary>The rows as they are now, for several questions that must be of the same.</summary>
    internal async Task<CountedRows> AsAt(CancellationToken cancellation = default) => new(await rows.Read(cancellation), await WithPlaces(cancellation));

    internal CountedTable Count(CountedRows asAt, Question question) => Tabled(Counting.Count(asAt.People, question));

    /// <summary>The exact counts, for what never leaves.</summary>
    internal async Task<CountedTable> Count(Question question, CancellationToken cancellation = default) => Tabled(Counting.Count(await rows.Read(cancellation), question));

    private async Task<T> Once<T>(string key, Func<IReadOnlyList<PersonFacts>, T> count, CancellationToken cancellation)
        where T : notnull
    {
        var people = await rows.Read(cancellation);
        return await once.Of(people, catalogue.Current, FormattableString.Invariant($"{Today:O} {key}"), () => count(people), cancellation);
    }

    /// <summary>A question in words that no other question has.</summary>
    private static string Asked(Question question) => FormattableString.Invariant(
        $"{question.Family.Key}|{question.Counted.Key}|{question.Period.From:O}|{question.Period.To:O}|{question.By.Key}|{question.And?.Key}|{string.Join(',', question.Only.Select(only => $"{only.By.Key}={Uri.EscapeDataString(only.Group.Text ?? "")}/{only.Group.Number}"))}");

    /// <summary>What a figure counts, by the rule that counted it: narrowed to where the actor's role reaches.</summary>
    /// <param name="rowKey">The row's key, or null for the total.</param>
    /// <param name="page">From 1.</param>
    public async Task<Opened> Behind(Actor actor, Question question, string measure, string? rowKey, int page = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        RowKey? row = null;
        if (rowKey is not null)
        {
            row = Tabling.RowOf(question, rowKey);
            if (row is null)
                return new Opened([], 0, 0, 0, 0);
        }

        // The whole is counted once for everybody who opens it while nobody changes; only what is within reach is looked at again, in the same rows.
        var people = await rows.Read(cancellation);
        var all = await once.Of(people, catalogue.Current, FormattableString.Invariant($"{Today:O} behind {measure} {Uri.EscapeDataString(rowKey ?? "")}/{rowKey is null} {Asked(question)}"), () => Whole.Of(Counting.Behind(people, question, measure, row)), cancellation, exactly: true);
        var within = Counting.Behind([.. people.Where(p => Covers(actor, p))], question, measure, row).ToList();
        // No more is put in order than the page needs.
        var shown = within.OrderBy(u => u.Unit.On).ThenBy(u => u.Unit.Furthest?.Reference, StringComparer.Ordinal).ThenBy(u => u.Unit.Person.Id).Skip((page - 1) * PageSize).Take(PageSize).ToList();
        var cleared = await access.Among(shown.Select(u => u.Unit.Person.Id), cancellation);
        await using var db = factory.CreateDbContext();
        var ids = cleared.ToArray();
        var crns = await db.Everybody().Where(p => ids.Contains(p.Id)).Select(p => new { p.Id, p.Crn }).ToDictionaryAsync(p => p.Id, p => p.Crn, cancellation);
        return new Opened(
            [.. shown.Where(u => crns.ContainsKey(u.Unit.Person.Id)).Select(u => Of(u.Unit, u.Adds, crns[u.Unit.Person.Id]))],
            within.Count, all.Count - within.Count, shown.Count(u => !crns.ContainsKey(u.Unit.Person.Id)), all.Adds);
    }

    /// <summary>How many units a figure counts, and what they come to.</summary>
    private sealed record Whole(int Count, long Adds)
    {
        public static Whole Of(IEnumerable<(Unit Unit, long Adds)> units)
        {
            var (count, adds) = (0, 0L);
            foreach (var unit in units)
                (count, adds) = (count + 1, adds + unit.Adds);
            return new Whole(count, adds);
        }
    }

    /// <summary>How many waited at the end, places there are, and what is to be expected, by region or by unit of one region.</summary>
    public async Task<CapacityTable> Capacity(string? regionCode, CancellationToken cancellation = default)
    {
        var groups = await WithPlaces(cancellation);
        var free = groups.Where(g => regionCode is null || g.RegionCode == regionCode).GroupBy(g => AreaOf(regionCode, g.RegionCode, g.PduId)).ToDictionary(g => g.Key, g => g.Sum(x => (long)x.Free));
        // A unit that has places and nobody who waits is a row too.
        IReadOnlyList<(string, int)> areas = [.. groups.Select(g => (g.RegionCode, g.PduId)).Distinct()];
        return await Once(
            $"capacity {regionCode} {string.Join(' ', free.Select(f => FormattableString.Invariant($"{f.Key.Text}{f.Key.Number}={f.Value}")).Order(StringComparer.Ordinal))} {areas.Count}",
            people => CapacityTable.Protect(Demand.Count(people, regionCode, free, Today, Label), Protected(Demand.Question(regionCode, Today), asked => Demand.Counted(people, asked, areas))), cancellation);
    }

    /// <summary>The same by all regions or by all units, of counts that were protected with others.</summary>
    internal CapacityTable Capacity(CountedRows asAt, Breakdown by, StatisticsTable table)
    {
        var free = asAt.Places.GroupBy(g => by == Breakdown.Region ? GroupKey.Of(g.RegionCode) : GroupKey.Of(g.PduId)).ToDictionary(g => g.Key, g => g.Sum(x => (long)x.Free));
        return CapacityTable.Protect(Demand.CountBy(asAt.People, by, free, Today, Label), table);
    }

    /// <summary>The groups whose free places a figure counts, by the rule that counted them: those of the actor's reach.</summary>
    /// <param name="rowKey">The row's key, or null for the total.</param>
    /// <param name="page">From 1.</param>
    public async Task<OpenedLines> PlacesBehind(Actor actor, string? regionCode, string? rowKey, int page = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (RowOfArea(regionCode, rowKey) is not { } of)
            return OpenedLines.None;
        var all = (await WithPlaces(cancellation)).Where(g => g.Free > 0 && (regionCode is null || g.RegionCode == regionCode) && (of.All || AreaOf(regionCode, g.RegionCode, g.PduId) == of.Row)).ToList();
        var within = all.Where(g => GroupReach.Covers(actor, g.RegionCode)).OrderBy(g => g.Code, StringComparer.Ordinal).ThenBy(g => g.Id).ToList();
        return new OpenedLines(
            [.. within.Skip((page - 1) * PageSize).Take(PageSize).Select(g => new OpenedLine { GroupId = g.Id, Name = g.Code, What = g.ProgrammeKey, RegionCode = g.RegionCode, PduId = g.PduId, Adds = g.Free })],
            within.Count, all.Count - within.Count, 0, all.Sum(g => (long)g.Free));
    }

    /// <summary>The groups with sessions to come, and how many places of each are not taken.</summary>
    private Task<IReadOnlyList<GroupWithPlaces>> WithPlaces(CancellationToken cancellation) => places.Get("", async () =>
    {
        var today = Today;
        await using var db = factory.CreateDbContext();
        return await db.Groups.Where(g => g.ClosedOn == null
                && db.Sessions.Any(s => s.GroupId == g.Id && s.On >= today && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null))
            .Select(g => new GroupWithPlaces(g.Id, g.Code, g.ProgrammeKey, g.RegionCode, g.PduId, g.Capacity > g.Taken ? g.Capacity - g.Taken : 0)).ToListAsync();
    }, cancellation);

    internal sealed record GroupWithPlaces(Guid Id, string Code, string ProgrammeKey, string RegionCode, int PduId, int Free);

    private static GroupKey AreaOf(string? regionCode, string region, int pdu) => regionCode is null ? GroupKey.Of(region) : GroupKey.Of(pdu);

    /// <summary>The row a key stands for in a table by region, or by unit of one; null where it is no key.</summary>
    private static (bool All, GroupKey Row)? RowOfArea(string? regionCode, string? rowKey) =>
        rowKey is null ? (true, default) : Breakdowns.Parse(regionCode is null ? Breakdown.Region : Breakdown.Pdu, rowKey) is { } row ? (false, row) : null;

    private string? RegionOf(int pdu) => catalogue.Current.Areas.Pdus.FirstOrDefault(p => p.Id == pdu)?.RegionCode;

    /// <summary>
    /// How often a group met the same facilitators: of the sessions held in the period, those led by somebody who led the group's session before. About sessions and staff, so
    /// counted from the sessions themselves.
    /// </summary>
    public async Task<StatisticsTable> Continuity(StatisticsPeriod period, string? regionCode, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(period);
        return DisclosureControl.Apply(await CountContinuity(period, regionCode, cancellation), Threshold);
    }

    /// <summary>As counted, for what never leaves.</summary>
    internal async Task<CountedTable> CountContinuity(StatisticsPeriod period, string? regionCode, CancellationToken cancellation = default)
    {
        var held = await Held(period, regionCode, cancellation);
        var by = regionCode is null ? Breakdown.Region : Breakdown.Pdu;
        var areas = held.GroupBy(s => AreaOf(regionCode, s.RegionCode, s.PduId)).Select(area => (Key: Breakdowns.Key(by, area.Key), Sessions: area))
            .Select(area => new CohortRow(area.Key, Label(by, area.Key), new Dictionary<string, long> { [Sessions] = area.Sessions.Count(s => s.Adds(Sessions)), [SameFacilitator] = area.Sessions.Count(s => s.Adds(SameFacilitator)) }))
            .OrderBy(r => by == Breakdown.Region ? r.Key : r.Label, StringComparer.Ordinal).ToList();
        return new CountedTable
        {
            Title = "Facilitator continuity",
            Period = period,
            By = by,
            AsAt = Today,
            Rows = areas,
            Scope = $"sessions, {(regionCode is null ? "England and Wales" : Label(Breakdown.Region, regionCode))}",
            Measures = ContinuityMeasures,
        };
    }

    /// <summary>The measures of facilitator continuity, each of which opens.</summary>
    public static IReadOnlyList<MeasureDefinition> ContinuityMeasures { get; } =
    [
        new(Sessions, "Sessions after another", 1, "sessions", "Group sessions held in the period that followed another of the same group in it.", null, "Defined here") { Population = "Group sessions held", Dates = "The day of the session", Exclusions = "one-to-ones, and the first session of each group in the period" },
        new(SameFacilitator, "With a facilitator of the one before", 1, "sessions", "Of these, sessions led by at least one of those who led the session before.", Sessions, "Defined here") { Within = Sessions },
    ];

    /// <summary>The sessions that a figure of continuity counts, by the rule that counted them: those of the actor's reach.</summary>
    /// <param name="measure">One of <see cref="ContinuityMeasures"/>.</param>
    /// <param name="rowKey">The row's key, or null for the total.</param>
    /// <param name="page">From 1.</param>
    public async Task<OpenedLines> SessionsBehind(Actor actor, StatisticsPeriod period, string? regionCode, string measure, string? rowKey, int page = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(period);
        if (RowOfArea(regionCode, rowKey) is not { } of)
            return OpenedLines.None;
        var all = (await Held(period, regionCode, cancellation)).Where(s => s.Adds(measure) && (of.All || AreaOf(regionCode, s.RegionCode, s.PduId) == of.Row)).ToList();
        var within = all.Where(s => GroupReach.Covers(actor, s.RegionCode)).OrderBy(s => s.On).ThenBy(s => s.GroupCode, StringComparer.Ordinal).ThenBy(s => s.Id).ToList();
        return new OpenedLines(
            [.. within.Skip((page - 1) * PageSize).Take(PageSize).Select(s => new OpenedLine { GroupId = s.GroupId, SessionId = s.Id, Name = s.GroupCode, What = s.Name, RegionCode = s.RegionCode, PduId = s.PduId, On = s.On, Same = s.Same, Adds = 1 })],
            within.Count, all.Count - within.Count, 0, all.Count);
    }

    private const string Sessions = "sessions", SameFacilitator = "same";

    /// <summary>Every group session held in the period, whether another of its group was held in it before, and whether somebody led both.</summary>
    private Task<IReadOnlyList<HeldSession>> Held(StatisticsPeriod period, string? regionCode, CancellationToken cancellation) => sessions.Get((period, regionCode ?? ""), async () =>
    {
        await using var db = factory.CreateDbContext();
        var read = await db.Sessions.AsNoTracking().Where(s => s.GroupId != null && s.DeliveryId == null && s.HeldOn != null && s.On >= period.From && s.On <= period.To)
            .Join(db.Groups.Where(g => regionCode == null || g.RegionCode == regionCode), s => s.GroupId, g => g.Id, (s, g) => new { g.RegionCode, g.PduId, GroupId = g.Id, g.Code, s.Id, s.Name, s.On, s.Start, s.Facilitators }).ToListAsync();
        var held = new List<HeldSession>(read.Count);
        foreach (var group in read.GroupBy(s => s.GroupId))
        {
            IReadOnlyList<string>? before = null;
            foreach (var session in group.OrderBy(s => s.On).ThenBy(s => s.Start))
            {
                held.Add(new HeldSession(session.Id, group.Key, session.Code, session.Name, session.RegionCode, session.PduId, session.On, before is not null, before is not null && session.Facilitators?.Any(before.Contains) == true));
                before = session.Facilitators ?? [];
            }
        }

        return held;
    }, cancellation);

    private sealed record HeldSession(Guid Id, Guid GroupId, string GroupCode, string Name, string RegionCode, int PduId, DateOnly On, bool Follows, bool Same)
    {
        public bool Adds(string measure) => measure switch
        {
            Sessions => Follows,
            SameFacilitator => Same,
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Continuity has no such measure."),
        };
    }

    /// <summary>What a reader sees for a key that only the catalogue knows.</summary>
    public string Label(Breakdown by, string key)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(key);
        var now = catalogue.Current;
        return by.Key switch
        {
            "region" => now.Areas.Regions.FirstOrDefault(r => r.Code == key)?.Name ?? key,
            "pdu" => now.Areas.Pdus.FirstOrDefault(p => p.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) == key)?.Name ?? key,
            "programme" or "recommended" => now.FindProgramme(key, Today)?.Name ?? key,
            "version" => key.Split('/') is [var programme, var version] ? $"{now.FindProgramme(programme, Today)?.Name ?? programme}, {(version == "?" ? "version not known" : $"version {version}")}" : key,
            "reason" => now.FindReason(key)?.Words ?? key,
            _ => key,
        };
    }

    /// <summary>The rule of <see cref="Reach"/> for a row.</summary>
    private static bool Covers(Actor actor, PersonFacts person) =>
        Reach.Covers(actor, person.Region, person.Pdu) || (actor.Role == Roles.Practitioner && actor.StaffCode is not null && person.Practitioner == actor.StaffCode);

    private static CountedUnit Of(in Unit unit, long adds, string crn)
    {
        var need = unit.Furthest;
        return new CountedUnit
        {
            PersonId = unit.Person.Id,
            Crn = crn,
            Reference = need?.Reference,
            RegionCode = unit.Person.Region,
            PduId = unit.Person.Pdu,
            On = unit.On,
            Adds = adds,
            Stands = need?.Stands,
            ProgrammeKey = unit.Delivery?.Programme ?? need?.Programme,
            ReasonCode = unit.Delivery?.Reason ?? need?.Reason,
            ReferredOn = need?.ReferredOn,
            ClosedOn = need?.ClosedOn,
        };
    }
}
