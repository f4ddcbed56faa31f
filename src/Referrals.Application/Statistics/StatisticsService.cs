using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Statistics;

/// <summary>What a table is asked for. A region or PDU narrows it.</summary>
public sealed record TableRequest
{
    public required StatisticsPeriod Period { get; init; }
    public required Breakdown By { get; init; }
    public string? RegionCode { get; init; }
    public int? PduId { get; init; }
}

/// <summary>One need behind a figure. No name: whoever may see the person finds them by the reference.</summary>
public sealed record CountedNeed(Guid NeedId, Guid PersonId, string Reference, string? RegionCode, int? PduId, DateOnly AssessedOn, DateOnly? ReferredOn, DateOnly? ClosedOn, string? ProgrammeKey, string? ReasonCode);

/// <summary>Counts the measures from the snapshots, and opens a figure to the needs it counts.</summary>
public sealed class StatisticsService(CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    private const string Unknown = "unknown";

    /// <summary>The table, under disclosure control: what may be shown and may leave.</summary>
    public async Task<StatisticsTable> ReferralsAndCompletionsTable(TableRequest request, CancellationToken cancellation = default)
    {
        var today = LondonTime.Today(time);
        return DisclosureControl.Apply(await Count(request, cancellation), catalogue.Current.ThresholdsOn(today).SmallNumber);
    }

    /// <summary>The table as counted, before disclosure control. Only for what never leaves.</summary>
    internal async Task<CountedTable> Count(TableRequest request, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var counted = await Counted(db, request).ToListAsync(cancellation);
        var rows = counted
            .Select(c => new CohortRow(c.Key, Label(request.By, c.Key), new Dictionary<string, long>
            {
                [ReferralsAndCompletions.Assessed] = c.Assessed,
                [ReferralsAndCompletions.Needing] = c.Needing,
                [ReferralsAndCompletions.Referred] = c.Referred,
                [ReferralsAndCompletions.Accepted] = c.Accepted,
                [ReferralsAndCompletions.Started] = c.Started,
                [ReferralsAndCompletions.Completed] = c.Completed,
                [ReferralsAndCompletions.NotReferredApproved] = c.Approved,
                [ReferralsAndCompletions.NotReferredNoReason] = c.Needing - c.Referred - c.Approved,
            }))
            .OrderBy(r => r.Key == Unknown ? 1 : 0)
            .ThenBy(r => request.By == Breakdown.Month || request.By == Breakdown.Region ? r.Key : r.Label, StringComparer.Ordinal)
            .ToList();
        return ReferralsAndCompletions.Table(request.Period, request.By, LondonTime.Today(time), rows);
    }

    /// <summary>The needs behind the figures of a table, for those who may see them: narrowed to where the actor's role reaches.</summary>
    /// <param name="measure">A measure of <see cref="ReferralsAndCompletions"/> other than assessed.</param>
    /// <param name="rowKey">The row's key, or null for the total.</param>
    public async Task<IReadOnlyList<CountedNeed>> NeedsBehind(Actor actor, TableRequest request, string measure, string? rowKey, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var all = InPeriod(db, request);
        var needs = all.Where(Reach.Snapshots(actor));
        needs = measure switch
        {
            ReferralsAndCompletions.Needing => needs,
            ReferralsAndCompletions.Referred => needs.Where(s => s.ReferredOn != null),
            ReferralsAndCompletions.Accepted => needs.Where(s => s.ReferredOn != null && (s.AcceptedOn != null || s.FirstSessionOn != null || s.CompletedOn != null)),
            ReferralsAndCompletions.Started => needs.Where(s => s.ReferredOn != null && (s.FirstSessionOn != null || s.CompletedOn != null)),
            ReferralsAndCompletions.Completed => needs.Where(s => s.ReferredOn != null && s.CompletedOn != null),
            // A person is counted here only where none of their needs says otherwise.
            ReferralsAndCompletions.NotReferredApproved => needs.Where(s => !all.Any(o => o.PersonId == s.PersonId && (o.ReferredOn != null || o.UnmetApprovedOn == null))),
            ReferralsAndCompletions.NotReferredNoReason => needs.Where(s => s.UnmetApprovedOn == null && !all.Any(o => o.PersonId == s.PersonId && o.ReferredOn != null)),
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "No measure of needs has this key."),
        };
        if (rowKey is not null)
        {
            needs = request.By.Key switch
            {
                "region" => needs.Where(s => (s.RegionCode ?? Unknown) == rowKey),
                "pdu" => int.TryParse(rowKey, out var pdu) ? needs.Where(s => s.PduId == pdu) : needs.Where(s => s.PduId == null),
                "programme" => needs.Where(s => (s.ProgrammeKey ?? Unknown) == rowKey),
                _ => Month(needs, rowKey),
            };
        }

        var counted = await needs.OrderBy(s => s.AssessedOn).ThenBy(s => s.Reference)
            .Select(s => new CountedNeed(s.NeedId, s.PersonId, s.Reference, s.RegionCode, s.PduId, s.AssessedOn, s.ReferredOn, s.ClosedOn, s.ProgrammeKey, s.ReasonCode))
            .Take(500).ToListAsync(cancellation);
        var cleared = await access.Among(counted.Select(c => c.PersonId), cancellation);
        return [.. counted.Where(c => cleared.Contains(c.PersonId))];
    }

    /// <summary>
    /// One row a group, counted in the database. A person counts once, by their first assessment outcome in the period; over several needs the
    /// furthest one counts; a later step counts as its earlier ones, since some completions come without a recorded start.
    /// </summary>
    internal static IQueryable<CountedGroup> Counted(ReferralsDbContext db, TableRequest request)
    {
        var (from, to) = (request.Period.From, request.Period.To);
        var assessed = db.Assessments.Where(a => a.AssessedOn >= from && a.AssessedOn <= to)
            .GroupBy(a => a.PersonId)
            .Select(g => new { PersonId = g.Key, First = g.Min(a => a.AssessedOn) });
        var needs = InPeriod(db, request)
            .GroupBy(s => s.PersonId)
            .Select(g => new
            {
                PersonId = g.Key,
                Needs = g.Count(),
                Referred = g.Max(s => s.ReferredOn != null ? 1 : 0),
                Accepted = g.Max(s => s.ReferredOn != null && (s.AcceptedOn != null || s.FirstSessionOn != null || s.CompletedOn != null) ? 1 : 0),
                Started = g.Max(s => s.ReferredOn != null && (s.FirstSessionOn != null || s.CompletedOn != null) ? 1 : 0),
                Completed = g.Max(s => s.ReferredOn != null && s.CompletedOn != null ? 1 : 0),
                Approved = g.Min(s => s.UnmetApprovedOn != null ? 1 : 0),
                Programme = g.Max(s => s.ProgrammeKey),
            });
        var people = from a in assessed
                     join p in db.Everybody() on a.PersonId equals p.Id
                     where (request.RegionCode == null || p.RegionCode == request.RegionCode) && (request.PduId == null || p.PduId == request.PduId)
                     join n in needs on a.PersonId equals n.PersonId into found
                     from n in found.DefaultIfEmpty()
                     select new
                     {
                         p.RegionCode,
                         p.PduId,
                         a.First,
                         n.Programme,
                         Needing = ((int?)n.Needs ?? 0) > 0 ? 1 : 0,
                         Referred = (int?)n.Referred ?? 0,
                         Accepted = (int?)n.Accepted ?? 0,
                         Started = (int?)n.Started ?? 0,
                         Completed = (int?)n.Completed ?? 0,
                         Approved = ((int?)n.Referred ?? 0) == 0 && ((int?)n.Approved ?? 0) == 1 ? 1 : 0,
                     };
        var keyed = request.By.Key switch
        {
            "region" => people.Select(x => new Keyed { Text = x.RegionCode, Number = 0, Needing = x.Needing, Referred = x.Referred, Accepted = x.Accepted, Started = x.Started, Completed = x.Completed, Approved = x.Approved }),
            "pdu" => people.Select(x => new Keyed { Text = null, Number = x.PduId ?? 0, Needing = x.Needing, Referred = x.Referred, Accepted = x.Accepted, Started = x.Started, Completed = x.Completed, Approved = x.Approved }),
            "programme" => people.Select(x => new Keyed { Text = x.Programme, Number = 0, Needing = x.Needing, Referred = x.Referred, Accepted = x.Accepted, Started = x.Started, Completed = x.Completed, Approved = x.Approved }),
            _ => people.Select(x => new Keyed { Text = null, Number = (x.First.Year * 100) + x.First.Month, Needing = x.Needing, Referred = x.Referred, Accepted = x.Accepted, Started = x.Started, Completed = x.Completed, Approved = x.Approved }),
        };
        return keyed.GroupBy(x => new { x.Text, x.Number }).Select(g => new CountedGroup
        {
            Text = g.Key.Text,
            Number = g.Key.Number,
            Assessed = g.Count(),
            Needing = g.Sum(x => x.Needing),
            Referred = g.Sum(x => x.Referred),
            Accepted = g.Sum(x => x.Accepted),
            Started = g.Sum(x => x.Started),
            Completed = g.Sum(x => x.Completed),
            Approved = g.Sum(x => x.Approved),
        });
    }

    private static IQueryable<NeedSnapshot> InPeriod(ReferralsDbContext db, TableRequest request)
    {
        var (from, to) = (request.Period.From, request.Period.To);
        return db.Snapshots.Where(s => s.AssessedOn >= from && s.AssessedOn <= to
            && (request.RegionCode == null || s.RegionCode == request.RegionCode) && (request.PduId == null || s.PduId == request.PduId));
    }

    private static IQueryable<NeedSnapshot> Month(IQueryable<NeedSnapshot> needs, string key)
    {
        var first = DateOnly.ParseExact(key + "-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var next = first.AddMonths(1);
        return needs.Where(s => s.AssessedOn >= first && s.AssessedOn < next);
    }

    private string Label(Breakdown by, string key) => by.Key switch
    {
        "region" => key == Unknown ? "Region not known" : catalogue.Current.Areas.Region(key).Name,
        "pdu" => key == Unknown ? "PDU not known" : catalogue.Current.Areas.Pdu(int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)).Name,
        "programme" => key == Unknown ? "No programme yet" : catalogue.Current.FindProgramme(key, LondonTime.Today(time))?.Name ?? key,
        _ => DateOnly.ParseExact(key + "-01", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).ToString("MMMM yyyy", System.Globalization.CultureInfo.GetCultureInfo("en-GB")),
    };

    private sealed record Keyed
    {
        public string? Text { get; init; }
        public int Number { get; init; }
        public int Needing { get; init; }
        public int Referred { get; init; }
        public int Accepted { get; init; }
        public int Started { get; init; }
        public int Completed { get; init; }
        public int Approved { get; init; }
    }

    internal sealed record CountedGroup
    {
        public string? Text { get; init; }
        public int Number { get; init; }
        public int Assessed { get; init; }
        public int Needing { get; init; }
        public int Referred { get; init; }
        public int Accepted { get; init; }
        public int Started { get; init; }
        public int Completed { get; init; }
        public int Approved { get; init; }

        /// <summary>Region code, PDU number, programme key or <c>yyyy-MM</c>.</summary>
        public string Key => Text ?? (Number == 0 ? Unknown : Number > 9999 ? $"{Number / 100}-{Number % 100:00}" : Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
