using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Data;

namespace Referrals.Cli;

internal static class MigrateCommand
{
    public static Command Create()
    {
        var json = Settings.Json();
        var command = new Command("migrate", "Makes the database, or brings it up to date. Safe to run on several nodes at once.") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = Settings.OnAnyDatabase(parsed);
            var applied = await services.GetRequiredService<Migrator>().Run(cancellation);
            if (parsed.GetValue(json))
                Print.Json(new { Applied = applied });
            else if (applied.Count == 0)
                Console.Out.WriteLine("The database is up to date.");
            foreach (var migration in parsed.GetValue(json) ? [] : applied)
                Console.Out.WriteLine($"Applied {migration}.");
            return ExitCodes.Fine;
        });
        return command;
    }
}
