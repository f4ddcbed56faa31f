using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using Microsoft.Extensions.Options;
using Referrals.Cli.Audit;
using Referrals.Cli.Events;
using Referrals.Cli.Importing;
using Referrals.Cli.Inspections;
using Referrals.Cli.Jobs;
using Referrals.Cli.Publishing;
using Referrals.Cli.Staff;
using Referrals.Cli.Statistics;
using Referrals.Cli.Workflows;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Cli;

/// <summary>What the process answers with.</summary>
internal static class ExitCodes
{
    public const int Fine = 0;

    /// <summary>Something was rejected, or failed.</summary>
    public const int Failed = 1;

    public const int WrongUsage = 2;
}

/// <summary>Something the person at the keyboard can put right: its message is all they are shown.</summary>
internal sealed class StopException(string message, int exitCode = ExitCodes.Failed) : Exception(message)
{
    public int ExitCode => exitCode;

    public static StopException Usage(string message) => new(message, ExitCodes.WrongUsage);
}

/// <summary>Where a command is run: by default the process's own environment and folder.</summary>
internal sealed class Surroundings : InvocationConfiguration
{
    public Surroundings() => EnableDefaultExceptionHandler = false;

    /// <summary>Where appsettings.json is looked for.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>Settings named as in an environment, instead of the process's.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    public static Surroundings Of(ParseResult parsed) => (Surroundings)parsed.InvocationConfiguration;
}

internal static class CommandLine
{
    public static async Task<int> Run(string[] args, Surroundings? surroundings = null)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        var parsed = Root().Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync($"See '{(parsed.CommandResult.Command is RootCommand ? "referrals" : $"referrals {Path(parsed.CommandResult.Command)}")} --help'.");
            return ExitCodes.WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(surroundings ?? new Surroundings());
        }
        catch (StopException stop)
        {
            await Console.Error.WriteLineAsync(stop.Message);
            return stop.ExitCode;
        }
        catch (OptionsValidationException wrong)
        {
            foreach (var failure in wrong.Failures)
                await Console.Error.WriteLineAsync(failure);
            return ExitCodes.WrongUsage;
        }
        catch (Exception wrong) when (wrong is CatalogueException or WorkflowException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return ExitCodes.Failed;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Domestic abuse intervention referrals: the database, imports, jobs, statistics and workflows.");
        root.Options.Add(Settings.Database);
        root.Options.Add(Settings.Verbose);
        root.Subcommands.Add(MigrateCommand.Create());
        root.Subcommands.Add(ImportCommand.Create());
        root.Subcommands.Add(JobsCommand.Create());
        root.Subcommands.Add(StatisticsCommand.Create());
        root.Subcommands.Add(PublishCommand.Create());
        root.Subcommands.Add(InspectionCommand.Create());
        root.Subcommands.Add(DisclosureCommands.SubjectAccess());
        root.Subcommands.Add(DisclosureCommands.Extract());
        root.Subcommands.Add(WorkflowsCommand.Create());
        root.Subcommands.Add(StaffCommand.Create());
        root.Subcommands.Add(SeedCommand.Create());
        root.Subcommands.Add(AuditCommand.Create());
        root.Subcommands.Add(EventsCommand.Create());
        return root;
    }

    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand ? $"{Path(parent)} {command.Name}" : command.Name;
}
