using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Demonstration;

namespace Referrals.Cli;

internal static class SeedCommand
{
    public static Command Create()
    {
        var cases = new Option<int>("--cases") { Description = "How many made-up cases, beside two dozen written by hand.", HelpName = "N", DefaultValueFactory = _ => new DemonstrationRequest().Cases };
        var seed = new Option<int>("--seed") { Description = "Another number, another caseload.", HelpName = "S", DefaultValueFactory = _ => new DemonstrationRequest().Seed };
        var needs = new Option<int?>("--needs") { Description = "Instead of the demonstration: a nation of made-up people with so many needs, and their milestones over years. Nothing of it is worked on.", HelpName = "N" };
        var years = new Option<int>("--years") { Description = "With --needs: over how many years.", HelpName = "Y", DefaultValueFactory = _ => 10 };
        var json = Settings.Json();
        cases.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 20_000)
                result.AddError("--cases is from 1 to 20000.");
        });
        needs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 5_000_000)
                result.AddError("--needs is from 1 to 5000000.");
        });
        years.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 30)
                result.AddError("--years is from 1 to 30.");
        });
        var command = new Command("seed", "Fills an empty database with the demonstration: invented people, and seven weeks of work on them that end now.") { cases, seed, needs, years, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            if (parsed.GetValue(needs) is { } count)
            {
                var nation = await services.GetRequiredService<NationSeeder>().Run(
                    new NationRequest { Needs = count, Years = parsed.GetValue(years), Seed = parsed.GetValue(seed), OnProgress = written => Console.Error.WriteLine($"{written:N0} of {count:N0} needs") }, cancellation);
                if (parsed.GetValue(json))
                {
                    Print.Json(new
                    {
                        nation.Refused, nation.People, nation.Needs,
                        Truth = nation.Truth.OrderBy(t => t.Key.Year).ThenBy(t => t.Key.Region, StringComparer.Ordinal).ThenBy(t => t.Key.Fate).Select(t => new { t.Key.Year, t.Key.Region, Fate = t.Key.Fate.ToString(), People = t.Value }),
                    });
                }
                else
                {
                    Console.Out.WriteLine(nation.Words);
                }

                return nation.Refused is null ? ExitCodes.Fine : ExitCodes.Failed;
            }

            // On the error stream, so that the output is the summary alone.
            var request = new DemonstrationRequest { Cases = parsed.GetValue(cases), Seed = parsed.GetValue(seed), OnDay = (day, of) => Console.Error.WriteLine($"Day {day} of {of}") };
            var summary = await services.GetRequiredService<DemonstrationSeeder>().Run(request, cancellation);
            if (parsed.GetValue(json))
                Print.Json(summary);
            else
                Console.Out.WriteLine(summary.Words);
            return ExitCodes.Fine;
        });
        return command;
    }
}
