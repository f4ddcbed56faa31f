using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application;
using Referrals.Application.Statistics;
using Referrals.Statistics;

namespace Referrals.Cli.Statistics;

internal static class StatisticsCommand
{
    private static readonly Option<DateOnly?> s_from = Settings.Date("--from", "The first day of assessment counted.", required: true);
    private static readonly Option<DateOnly?> s_to = Settings.Date("--to", "The last day of assessment counted.", required: true);
    private static readonly Option<string> s_by = new("--by") { Description = "What the rows are.", DefaultValueFactory = _ => Breakdown.Region.Key };
    private static readonly Option<string> s_format = new("--format") { Description = "How it is written.", DefaultValueFactory = _ => "table" };
    private static readonly Option<string?> s_region = new("--region") { Description = "Count only this region, A to L.", HelpName = "CODE" };
    private static readonly Option<int?> s_pdu = new("--pdu") { Description = "Count only this probation delivery unit.", HelpName = "NUMBER" };
    private static readonly Option<string?> s_output = new("--output") { Description = "Write to this file instead of standard output.", HelpName = "FILE" };

    public static Command Create() => new("statistics", "What all the needs add up to. Small numbers are suppressed before anything is written.") { Table(), Definitions(), Rebuild() };

    private static Command Table()
    {
        s_by.AcceptOnlyFromAmong([.. Families.ReferralsAndCompletions.Breakdowns.Select(b => b.Key)]);
        s_format.AcceptOnlyFromAmong("csv", "json", "table");
        var command = new Command("referrals-and-completions", "People assessed, needing an intervention, referred, accepted, started, completed, and not referred with and without a reason.")
        {
            s_from, s_to, s_by, s_format, s_region, s_pdu, s_output,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(s_from) > parsed.GetValue(s_to))
                throw StopException.Usage("--from is after --to.");
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var areas = services.GetRequiredService<CatalogueSource>().Current.Areas;
            if (parsed.GetValue(s_region) is { } region && areas.Regions.All(r => r.Code != region))
                throw StopException.Usage($"There is no region '{region}'. There are: {string.Join(", ", areas.Regions.Select(r => $"{r.Code} {r.Name}"))}.");
            if (parsed.GetValue(s_pdu) is { } pdu && areas.Pdus.All(p => p.Id != pdu))
                throw StopException.Usage($"There is no probation delivery unit {pdu}.");
            var table = await services.GetRequiredService<StatisticsService>().ReferralsAndCompletionsTable(
                new TableRequest
                {
                    Period = new StatisticsPeriod(parsed.GetValue(s_from)!.Value, parsed.GetValue(s_to)!.Value),
                    By = Breakdown.Find(parsed.GetRequiredValue(s_by))!,
                    RegionCode = parsed.GetValue(s_region),
                    PduId = parsed.GetValue(s_pdu),
                },
                cancellation);
            var text = parsed.GetValue(s_format) switch
            {
                "csv" => CsvWriter.Write(table),
                "json" => JsonWriter.Write(table),
                _ => TextTable.Write(table),
            };
            await Print.To(parsed.GetValue(s_output), text, cancellation);
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Rebuild()
    {
        var command = new Command("rebuild", "Makes every row of the statistics anew from the cases, and says how many were not as they should have been.");
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var (rows, changed) = await services.GetRequiredService<StatisticsRows>().Rebuild(cancellation);
            Console.Out.WriteLine($"{rows} rows, {changed} changed");
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Definitions()
    {
        var json = Settings.Json();
        var command = new Command("definitions", "What each measure counts, word for word, with its version and source.") { json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
            {
                Print.Json(Families.All.SelectMany(f => f.Measures, (f, m) => new { Table = f.Key, m.Key, m.Name, m.Version, m.Counts, m.Population, m.Dates, m.Exclusions, m.Definition, Denominator = m.DenominatorKey, m.Sentence, m.Source }));
                return ExitCodes.Fine;
            }

            foreach (var family in Families.All)
            {
                Console.Out.WriteLine($"{family.Name} ({family.Key}): {family.Sentence}");
                Console.Out.WriteLine();
                foreach (var measure in family.Measures)
                {
                    Console.Out.WriteLine($"{measure.Name} ({measure.Key}, version {measure.Version}), counts {measure.Counts}");
                    Console.Out.WriteLine($"  {measure.Definition}");
                    if (measure.DenominatorKey is { } denominator)
                        Console.Out.WriteLine($"  Shown as a percentage of: {family.Measures.Single(m => m.Key == denominator).Name}");
                    Console.Out.WriteLine($"  Source: {measure.Source}");
                    Console.Out.WriteLine();
                }
            }

            return ExitCodes.Fine;
        });
        return command;
    }
}
