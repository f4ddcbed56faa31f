using FsCheck;
using FsCheck.Fluent;
using static Referrals.Statistics.ReferralsAndCompletions;

namespace Referrals.Statistics.Tests;

/// <summary>Tables for tests, from counts that obey the definitions by the way they are made.</summary>
internal static class Tables
{
    public static readonly StatisticsPeriod Year = new(new(2025, 4, 1), new(2026, 3, 31));
    public static readonly DateOnly AsAt = new(2026, 5, 12);

    /// <summary>A row by how many got exactly so far: not needing, approved, no reason, then referred, accepted, started and completed but no further.</summary>
    public static CohortRow Row(string key, string label, params long[] exactly)
    {
        var (notNeeding, approved, noReason) = (exactly[0], exactly[1], exactly[2]);
        var (referred, accepted, started, completed) = (exactly[3..].Sum(), exactly[4..].Sum(), exactly[5..].Sum(), exactly[6]);
        return new(key, label, new Dictionary<string, long>
        {
            [Assessed] = notNeeding + approved + noReason + referred,
            [Needing] = approved + noReason + referred,
            [Referred] = referred,
            [Accepted] = accepted,
            [Started] = started,
            [Completed] = completed,
            [NotReferredApproved] = approved,
            [NotReferredNoReason] = noReason,
        });
    }

    public static CountedTable Of(params IReadOnlyList<CohortRow> rows) => Table(Year, Breakdown.Region, AsAt, rows);

    public static CountedTable National { get; } = Of(
        Row("A", "North East", 812, 41, 120, 60, 35, 48, 97),
        Row("B", "North West", 1490, 88, 231, 104, 77, 95, 188),
        Row("C", "Greater Manchester", 970, 2, 140, 66, 41, 52, 3),
        Row("D", "Yorkshire and the Humber", 0, 0, 0, 0, 0, 0, 0),
        Row("E", "Wales", 655, 17, 4, 38, 20, 1, 55),
        Row("?", "Not known", 9, 0, 2, 1, 0, 0, 0));

    public sealed record Made(CountedTable Table)
    {
        public override string ToString() => string.Join("\n", Table.Rows.Append(Table.Total).Select(r => $"{r.Key}: {string.Join(" ", r.Counts.Values)}"));
    }

    /// <summary>Tables in which small counts and zeros are common.</summary>
    public static Arbitrary<Made> Any(int mostRows, int largest)
    {
        var count = Gen.Frequency((3, Gen.Constant(0L)), (5, Gen.Choose(1, 4).Select(n => (long)n)), (2, Gen.Choose(5, largest).Select(n => (long)n)));
        return (from rows in Gen.Choose(1, mostRows)
                from counts in Gen.ArrayOf(Gen.ArrayOf(count, 7), rows)
                select new Made(Of([.. counts.Select((c, i) => Row($"R{i}", $"Row {i}", c))]))).ToArbitrary();
    }
}
