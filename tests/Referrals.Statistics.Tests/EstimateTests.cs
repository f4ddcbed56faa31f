using System.Text.Json;

namespace Referrals.Statistics.Tests;

/// <summary>Days and places as they are published: beside counts, and only where they are nobody's own.</summary>
public sealed class EstimateTests
{
    private static readonly Step s_step = Step.Find("assessed-to-started")!;
    private static readonly DateOnly s_asAt = new(2026, 6, 1);

    [Theory]
    [InlineData(9, false, false)]
    [InlineData(10, true, false)]
    [InlineData(49, true, false)]
    [InlineData(50, true, true)]
    public void A_percentile_is_shown_where_as_many_as_the_threshold_lie_beyond_it(int needs, bool median, bool ninetieth)
    {
        var table = Times(needs, new DisclosureRules());

        // Waits from 1 to 100 days, evenly: half are over after 50 or a little more.
        Assert.Equal(median, int.TryParse(Said(table, "median-days"), out var half) && half is >= 50 and <= 60);
        Assert.Equal(ninetieth, Said(table, "ninetieth-days") == "90");
        Assert.Equal(!ninetieth, Said(table, "ninetieth-days") == "[c]");
    }

    [Fact]
    public void A_higher_threshold_asks_for_more() => Assert.Equal("[c]", Said(Times(50, new DisclosureRules { Threshold = 10 }), "ninetieth-days"));

    [Fact]
    public void Days_of_a_row_whose_counts_are_withheld_are_withheld()
    {
        // One still waits, and so how many do not is withheld as well.
        var people = Enumerable.Range(1, 60).Select(n => Waited(n, n == 60 ? null : n)).ToList();
        var table = Published(people, new DisclosureRules());

        Assert.Contains(table.Total.Cells.Values, c => c.IsSuppressed);
        Assert.Equal("[c]", Said(table, "median-days"));
    }

    [Fact]
    public void Where_most_still_wait_it_is_said_that_it_cannot_be_said()
    {
        var table = Published([.. Enumerable.Range(1, 80).Select(n => Waited(n, n <= 20 ? n : null))], new DisclosureRules());

        Assert.Equal("[x]", Said(table, "median-days"));
    }

    [Fact]
    public void Places_and_outlook_are_drawn_from_rounded_counts_and_rounded_as_they_are()
    {
        var family = Demand.Family(s_asAt);
        var counts = new CountedTable
        {
            Title = family.Name, Period = new StatisticsPeriod(s_asAt, s_asAt), By = Breakdown.Region, AsAt = s_asAt, Measures = family.Measures,
            Rows = [Row("A", 22, 12, 49, 61), Row("B", 31, 9, 70, 18)],
        };
        var shown = DisclosureControl.Apply([counts], new DisclosureRules { RoundTo = 5 })[0];
        var outlooks = new Dictionary<string, Outlook> { ["A"] = new(null, 1, 1, 13), ["B"] = new(null, 1, 1, 7), ["total"] = new(null, 1, 1, 20) };
        var table = CapacityTable.Protect(new CountedDemand(counts, outlooks), shown).Published();

        Assert.Equal(["15", "2.1", "10.0", "2.5"], table.Estimates.Select(e => table.EstimateOf(table.Rows[0], e).Words(e)));
        Assert.Equal(["5", "2.9", "3.3", "72.0"], table.Estimates.Select(e => table.EstimateOf(table.Rows[1], e).Words(e)));

        static CohortRow Row(string key, long waiting, long soon, long accepted, long started) =>
            new(key, key, new Dictionary<string, long> { [Demand.Waiting] = waiting, [Demand.EndingSoon] = soon, [Demand.Accepted] = accepted, [Demand.Started] = started });
    }

    [Fact]
    public void Every_writer_writes_them_with_their_definition()
    {
        var table = Times(60, new DisclosureRules());
        var publication = new PublicationDocument
        {
            Title = "Times", Summary = "How long it takes.", Number = 1, Publisher = "p", Contact = "c", AsAt = s_asAt, ReleasedOn = s_asAt, Tables = [new PublicationTable(table, "Half wait 50 days.", [])],
        };

        var html = BulletinWriter.Write(publication);
        Assert.Contains("Half wait at most", html, StringComparison.Ordinal);
        Assert.Matches("Nine in ten wait at most \\[note \\d+\\]", html);
        Assert.Contains("median-days,days,,50,", TidyCsvWriter.Write(publication), StringComparison.Ordinal);
        using var metadata = JsonDocument.Parse(TidyCsvWriter.Metadata(publication, "x.csv"));
        Assert.Equal(["median-days", "ninetieth-days"], metadata.RootElement.GetProperty("estimates").EnumerateArray().Select(e => e.GetProperty("key").GetString()));
        using var json = JsonDocument.Parse(JsonWriter.Write(publication));
        Assert.Equal(50, json.RootElement.GetProperty("tables")[0].GetProperty("table").GetProperty("total").GetProperty("estimates").GetProperty("median-days").GetProperty("value").GetInt32());
        Assert.Equal(60, Assert.Single(JsonWriter.Read(JsonWriter.Write(publication), "x")).Figures[new FigureKey("total", "total", Timing.Began)]);
    }

    /// <summary>So many waits, evenly from 1 to 100 days, all over.</summary>
    private static StatisticsTable Times(int needs, DisclosureRules rules) => Published([.. Enumerable.Range(1, needs).Select(n => Waited(n, (int)Math.Ceiling(100.0 * n / needs)))], rules);

    private static StatisticsTable Published(IReadOnlyList<PersonFacts> people, DisclosureRules rules)
    {
        var question = new Question { Family = Timing.Family(s_step, s_asAt), Period = new StatisticsPeriod(new DateOnly(2025, 1, 1), s_asAt), By = Breakdown.Sex };
        var counted = Timing.Count(people, s_step, question, s_asAt, (_, key) => key);
        return TimesTable.Protect(counted, DisclosureControl.Apply([counted.Table], rules)[0]).Published();
    }

    private static string Said(StatisticsTable table, string key) => table.Estimates.Single(e => e.Key == key) is var estimate ? table.EstimateOf(table.Total, estimate).Words(estimate) : "";

    private static PersonFacts Waited(int n, int? days)
    {
        var from = new DateOnly(2025, 6, 1);
        return new PersonFacts
        {
            Id = new Guid(n, 0, 0, new byte[8]), Sex = "male",
            Needs = [new NeedFacts { Id = new Guid(n, 1, 0, new byte[8]), Reference = $"DA-{n}", AssessedOn = from, OpenedOn = from, FirstSessionOn = days is { } d ? from.AddDays(d) : null, Stands = days is null ? Stands.WaitingForPlace : Stands.OnProgramme }],
        };
    }
}
