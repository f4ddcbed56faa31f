using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Jobs;

namespace Referrals.Cli.Jobs;

internal static class JobsCommand
{
    public static Command Create() => new("jobs", "What the service does again and again: chasing, digests, deliveries, imports.") { List(), Run() };

    private static Command List()
    {
        var json = Settings.Json();
        var command = new Command("list", "Names the jobs, when they run by themselves, and what they do.") { json };
        command.SetAction(parsed =>
        {
            using var services = Settings.OnAnyDatabase(parsed);
            var jobs = services.GetRequiredService<JobRunner>().Jobs;
            if (parsed.GetValue(json))
                Print.Json(jobs.Select(j => new { j.Name, j.Schedule, j.Description }));
            else
                Print.Columns([.. jobs.Select(j => new[] { j.Name, j.Schedule, j.Description })]);
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Run()
    {
        var name = new Argument<string>("NAME") { Description = "A job out of 'referrals jobs list'." };
        var now = Settings.Now("The time it is taken to be, such as 2026-03-02T09:00Z. The real time when not given.");
        var json = Settings.Json();
        var command = new Command("run", "Runs one job once, and says what it did.") { name, now, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation, parsed.GetValue(now));
            var runner = services.GetRequiredService<JobRunner>();
            var job = parsed.GetRequiredValue(name);
            if (runner.Jobs.All(j => j.Name != job))
                throw StopException.Usage($"There is no job '{job}'. There are: {string.Join(", ", runner.Jobs.Select(j => j.Name))}.");
            string summary;
            try
            {
                summary = await runner.Run(job, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new StopException($"The job {job} failed: {e.Message}");
            }

            if (parsed.GetValue(json))
                Print.Json(new { Job = job, Summary = summary });
            else
                Console.Out.WriteLine(summary);
            return ExitCodes.Fine;
        });
        return command;
    }
}
