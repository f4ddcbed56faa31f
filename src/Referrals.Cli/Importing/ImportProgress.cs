using Referrals.Application.Import;
using Spectre.Console;

namespace Referrals.Cli.Importing;

/// <summary>The progress of an import: a bar for somebody watching, and nothing but the problems where output goes to a file or a program.</summary>
internal static class ImportProgress
{
    /// <param name="length">The end of the positions reported, or null where it cannot be told.</param>
    /// <param name="import">Given what to say a problem with and what to report progress to.</param>
    public static async Task<ImportSummary> Show(long? length, Func<Action<string>, Action<long, ImportSummary>, Task<ImportSummary>> import)
    {
        if (Console.IsErrorRedirected || Console.IsOutputRedirected)
            return await import(Console.Error.WriteLine, (_, _) => { });

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask("reading", maxValue: length ?? 1);
                task.IsIndeterminate = length is null;
                return await import(console.WriteLine, (position, summary) =>
                {
                    task.Value = position;
                    task.Description = $"{summary.Cases:N0} cases, {summary.NeedsOpened:N0} needs opened";
                });
            });
    }
}
