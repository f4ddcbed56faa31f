using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Demonstration;
using Referrals.Application.Publishing;
using Referrals.Application.Statistics;
using Referrals.Domain;
using Referrals.Statistics;
using static Referrals.Statistics.ReferralsAndCompletions;

namespace Referrals.Benchmarks;

/// <summary>
/// The tables of the overview over a made-up nation, each beside the best SQL that can be written by hand for the same answer on the same file, with the index that helps it
/// most. Product and SQL take turns, so that whatever else the machine does falls on both; what they answer is compared, and with the truth the nation was drawn with.
/// </summary>
internal static class StatisticsTables
{
    private sealed record Asked(string Name, Question Question, string GroupBy, string Where = "");

    public static async Task<int> Run(Options options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, $"referrals-benchmark-{Environment.ProcessId}-statistics"));
        try
        {
            await using var product = await Product.Open(Path.Combine(folder.FullName, "nation.db"));
            var watch = Stopwatch.StartNew();
            var nation = await product.Get<NationSeeder>().Run(new NationRequest { Needs = options.Needs });
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{nation.Words}; written in {watch.Elapsed.TotalSeconds:F0} s"));
            await using var sql = new SqliteConnection($"Data Source={product.File};Mode=ReadWrite;Pooling=False");
            await sql.OpenAsync();
            await Execute(sql, "CREATE INDEX IX_ByHand ON NeedSnapshots (AssessedOn, PersonId, ReferredOn, AcceptedOn, FirstSessionOn, CompletedOn, UnmetApprovedOn); CREATE INDEX IX_ByHandPeople ON People (Id, RegionCode, PduId); ANALYZE; PRAGMA cache_size = -1000000; PRAGMA mmap_size = 8000000000;");

            var before = GC.GetTotalMemory(forceFullCollection: true);
            watch.Restart();
            await product.Get<StatisticsRows>().Read();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nation.People:N0} rows read in {watch.Elapsed.TotalSeconds:F1} s, held in {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6:F0} MB"));

            var year = new StatisticsPeriod(new DateOnly(2025, 4, 1), new DateOnly(2026, 3, 2));
            var two = new StatisticsPeriod(new DateOnly(2024, 3, 3), new DateOnly(2026, 3, 2));
            var all = new StatisticsPeriod(new DateOnly(2015, 1, 1), new DateOnly(2026, 3, 2));
            Asked[] tables =
            [
                new("year by region", Of(year, Breakdown.Region), "p.RegionCode"),
                new("two years by quarter", Of(two, Breakdown.Quarter), "substr(a.First, 1, 4) * 4 + (substr(a.First, 6, 2) - 1) / 3"),
                new("year, one region by unit", Of(year, Breakdown.Pdu) with { Only = [new Narrowing(Breakdown.Region, GroupKey.Of("E"))] }, "p.PduId", "WHERE p.RegionCode = 'E'"),
                new("year by region and sex", Of(year, Breakdown.Region) with { And = Breakdown.Sex }, "p.RegionCode, p.Sex"),
                new("ten years by region", Of(all, Breakdown.Region), "p.RegionCode"),
            ];
            IsTheTruth(await product.Get<MeasureService>().Table(tables[^1].Question with { Period = new StatisticsPeriod(new DateOnly(2024, 4, 1), new DateOnly(2025, 3, 31)) }), nation, 2024);

            Console.WriteLine($"{"",-28}{"p50 ms",10}{"p95 ms",10}{"SQL p50",10}{"SQL p95",10}{"multiple",10}{"again p95",10}");
            var slow = false;
            foreach (var table in tables)
            {
                var (mine, byHand) = (new List<double>(), new List<double>());
                var again = new List<double>();
                for (var round = 0; round < options.Rounds + 2; round++)
                {
                    // A day more each time: an answer that was counted once stands until somebody changes, and is given again in no time.
                    var asked = table with { Question = Earlier(table.Question, round) };
                    watch.Restart();
                    var counted = await product.Get<MeasureService>().Table(asked.Question);
                    var took = watch.Elapsed.TotalMilliseconds;
                    watch.Restart();
                    await product.Get<MeasureService>().Table(asked.Question);
                    var tookAgain = watch.Elapsed.TotalMilliseconds;
                    watch.Restart();
                    var totals = ByHand(sql, asked);
                    var tookByHand = watch.Elapsed.TotalMilliseconds;
                    Same(asked, counted, totals);
                    if (round < 2)
                        continue;
                    mine.Add(took);
                    again.Add(tookAgain);
                    byHand.Add(tookByHand);
                }

                var multiple = At(mine, 50) / At(byHand, 50);
                slow |= At(mine, 95) >= 100 || multiple > 1.5;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Name,-28}{At(mine, 50),10:F1}{At(mine, 95),10:F1}{At(byHand, 50),10:F1}{At(byHand, 95),10:F1}{multiple,10:F2}{At(again, 95),10:F2}"));
            }

            foreach (var (name, question) in ((string, Question)[])[("where they are, year", Of(year, Breakdown.Region) with { Family = Families.WhereNow }), ("ended, ten years by year", Of(all, Breakdown.FinancialYear) with { Family = Families.Ended })])
            {
                var mine = new List<double>();
                for (var round = 0; round < options.Rounds + 2; round++)
                {
                    watch.Restart();
                    await product.Get<MeasureService>().Table(Earlier(question, round));
                    if (round >= 2)
                        mine.Add(watch.Elapsed.TotalMilliseconds);
                }

                slow |= At(mine, 95) >= 100;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28}{At(mine, 50),10:F1}{At(mine, 95),10:F1}"));
            }

            slow |= !await Publish(product, year);
            slow |= !await Fresh(product, year);
            return slow ? 1 : 0;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A whole publication of the year: regions, units, programmes and months, counted, protected, written in every format and frozen.</summary>
    private static async Task<bool> Publish(Product product, StatisticsPeriod year)
    {
        var lead = new Actor("lead", "Lead", Roles.NationalLead, null, null, null);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (!stop.IsCancellationRequested && await timer.WaitForNextTickAsync())
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false));
        });
        var watch = Stopwatch.StartNew();
        var (id, refusal) = await product.Get<PublishingService>().Make(lead, new MakePublication
        {
            RequestId = Ids.New(TimeProvider.System.GetUtcNow()), Title = "Referrals and completions", Summary = "A year.", Contact = "statistics@example.org", Period = year,
            By = [Breakdown.Region, Breakdown.Pdu, Breakdown.Programme, Breakdown.Month], ReleaseAt = TimeProvider.System.GetUtcNow(),
        });
        var took = watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        await watching;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"publication of four tables in {took:F1} s, {Math.Max(0, most - before) / 1e6:F0} MB above what the rows take{(id is null ? $": {refusal!.Words}" : "")}"));
        return id is not null && took < 60;
    }

    /// <summary>From a change of one case to a table that counts it, with the whole nation held.</summary>
    private static async Task<bool> Fresh(Product product, StatisticsPeriod year)
    {
        var rows = product.Get<StatisticsRows>();
        var person = (await rows.Read())[0].Id;
        await using (var db = product.Get<DatabaseFactory>().CreateDbContext())
        {
            db.ChangeTracker.AutoDetectChangesEnabled = true;
            db.Trail.Responsible = Actor.Service("benchmark");
            (await db.People.SingleAsync(p => p.Id == person)).Religion = "changed";
            await db.SaveChangesAsync();
        }

        var watch = Stopwatch.StartNew();
        await product.Get<MeasureService>().Table(Of(year, Breakdown.Region));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"a changed case counted {watch.Elapsed.TotalMilliseconds:F0} ms after its commit"));
        return watch.Elapsed < TimeSpan.FromMinutes(1);
    }

    /// <summary>The same from so many days earlier.</summary>
    private static Question Earlier(Question question, int days) => question with { Period = question.Period with { From = question.Period.From.AddDays(-days) } };

    private static Question Of(StatisticsPeriod period, Breakdown by) => new() { Family = Families.ReferralsAndCompletions, Period = period, By = by };

    private static void IsTheTruth(StatisticsTable table, NationSummary nation, int year)
    {
        foreach (var row in table.Rows)
        {
            long Of(Fate least) => nation.Truth.Where(t => t.Key.Year == year && t.Key.Region == row.Key && t.Key.Fate >= least).Sum(t => (long)t.Value);
            foreach (var (measure, truth) in ((string, long)[])[(Assessed, Of(Fate.NotNeeding)), (Needing, Of(Fate.NoReason)), (Referred, Of(Fate.Referred)), (Accepted, Of(Fate.Accepted)), (Started, Of(Fate.Started)), (Completed, Of(Fate.Completed)), (NotReferredApproved, Of(Fate.Approved) - Of(Fate.Referred))])
            {
                if (row.Cells[measure].Count is { } count && count != truth)
                    throw new InvalidOperationException($"{row.Label}, {measure}: {count}, and the truth is {truth}.");
            }
        }
    }

    private static void Same(Asked table, StatisticsTable counted, long[] byHand)
    {
        string[] measures = [Assessed, Needing, Referred, Accepted, Started, Completed, NotReferredApproved];
        foreach (var (i, measure) in measures.Index())
        {
            if (counted.Total.Cells[measure].Count is { } count && count != byHand[i])
                throw new InvalidOperationException($"{table.Name}, {measure}: the product counts {count}, SQL by hand {byHand[i]}.");
        }
    }

    private static long[] ByHand(SqliteConnection connection, Asked table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            WITH a AS MATERIALIZED (SELECT PersonId, MIN(AssessedOn) AS First FROM Assessments WHERE AssessedOn BETWEEN @from AND @to GROUP BY PersonId),
            n AS MATERIALIZED (SELECT PersonId, MAX(ReferredOn IS NOT NULL) AS r,
              MAX(ReferredOn IS NOT NULL AND (AcceptedOn IS NOT NULL OR FirstSessionOn IS NOT NULL OR CompletedOn IS NOT NULL)) AS ac,
              MAX(ReferredOn IS NOT NULL AND (FirstSessionOn IS NOT NULL OR CompletedOn IS NOT NULL)) AS s,
              MAX(ReferredOn IS NOT NULL AND CompletedOn IS NOT NULL) AS co, MIN(UnmetApprovedOn IS NOT NULL) AS ap
              FROM NeedSnapshots WHERE AssessedOn BETWEEN @from AND @to GROUP BY PersonId)
            SELECT COUNT(*), SUM(n.PersonId IS NOT NULL), SUM(r), SUM(ac), SUM(s), SUM(co), SUM(r = 0 AND ap = 1)
            FROM a JOIN People p ON p.Id = a.PersonId LEFT JOIN n ON n.PersonId = a.PersonId {table.Where} GROUP BY {table.GroupBy}
            """;
        command.Parameters.AddWithValue("@from", table.Question.Period.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("@to", table.Question.Period.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var totals = new long[7];
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            for (var i = 0; i < totals.Length; i++)
                totals[i] += reader.IsDBNull(i) ? 0 : reader.GetInt64(i);
        }

        return totals;
    }

    private static double At(List<double> times, int percentile) => times.Order().ElementAt(Math.Min(times.Count - 1, times.Count * percentile / 100));

    private static async Task Execute(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
