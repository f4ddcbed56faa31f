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
        var json = Settings.Json();
        cases.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 20_000)
                result.AddError("--cases is from 1 to 20000.");
        });
        var command = new Command("seed", "Fills an empty database with the demonstration: invented people, and seven weeks of work on them that end now.") { cases, seed, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
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
