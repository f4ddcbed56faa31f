using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;

namespace Referrals.Cli.Importing;

internal static class ImportCommand
{
    private static readonly Argument<string?> s_input = new("INPUT")
    {
        Description = "A folder with a folder for each CRN, or a bulk file of one case a line, plain or gzipped.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> s_crn = new("--crn") { Description = "Fetch this case from nDelius and OASys, at the addresses in Referrals:Sources.", HelpName = "CRN" };
    private static readonly Option<int[]> s_event = new("--event") { Description = "An event number of the case to fetch; may be given again. 1 when not given.", HelpName = "N" };
    private static readonly Option<string?> s_rejects = new("--rejects") { Description = "Where to write what was not taken in, to be corrected and imported. Beside the input when not given.", HelpName = "FILE" };
    private static readonly Option<bool> s_json = Settings.Json();

    public static Command Create()
    {
        var command = new Command("import", "Takes in cases from a folder, a bulk file or the source systems. The same again changes nothing.") { s_input, s_crn, s_event, s_rejects, s_json };
        command.Validators.Add(result =>
        {
            var (input, crn) = (result.GetValue(s_input), result.GetValue(s_crn));
            if (input is null == crn is null)
                result.AddError("Give either a folder or file to import, or --crn.");
            if (crn is null && result.GetResult(s_event) is { Implicit: false })
                result.AddError("--event goes with --crn.");
            if (crn is not null && result.GetValue(s_rejects) is not null)
                result.AddError("--rejects goes with a folder or file: what a source answers is corrected in the source.");
            if (input is not null && !File.Exists(input) && !Directory.Exists(input))
                result.AddError($"There is no file or folder {input}.");
            if (result.GetValue(s_rejects) is { } rejects && File.Exists(rejects))
                result.AddError($"{rejects} exists already: move it away, or name another.");
        });
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        await using var services = await Settings.OnDatabase(parsed, cancellation);
        var source = Source(parsed, services);
        var rejectsFile = parsed.GetValue(s_rejects) ?? (parsed.GetValue(s_input) is { } input ? RejectsWriter.FreePathFor(input) : null);
        using var rejects = rejectsFile is null ? null : new RejectsWriter(rejectsFile);
        var summary = await ImportProgress.Show(source.Length, (say, progress) => services.GetRequiredService<CaseImporter>().Run(
            new ImportRequest
            {
                Source = source,
                OnProblem = problem => say(Words(problem)),
                OnRejected = rejects is null ? null : rejects.Write,
                OnProgress = progress,
            },
            cancellation));

        if (parsed.GetValue(s_json))
            Print.Json(Summary(summary, rejects, rejectsFile));
        else
            Write(summary, rejects, rejectsFile);
        return summary.Rejected > 0 ? ExitCodes.Failed : ExitCodes.Fine;
    }

    private static ICaseSource Source(ParseResult parsed, ServiceProvider services)
    {
        if (parsed.GetValue(s_input) is { } input)
            return Directory.Exists(input) ? new FolderSource(input) : new NdjsonSource(input);
        var events = parsed.GetValue(s_event) is { Length: > 0 } given ? given : [1];
        return services.GetRequiredService<CaseFetching>().Source(parsed.GetValue(s_crn)!, events)
            ?? throw StopException.Usage($"Nothing can be fetched: {SourceAddresses.Section}:Delius and {SourceAddresses.Section}:Oasys are not configured.");
    }

    private static string Words(SourceProblem problem) => problem.Severity switch
    {
        ProblemSeverity.Error => problem.ToString(),
        ProblemSeverity.Warning => $"{problem} (warning)",
        _ => $"{problem} (for information)",
    };

    private static object Summary(ImportSummary summary, RejectsWriter? rejects, string? rejectsFile) => new
    {
        summary.Cases,
        summary.New,
        summary.Changed,
        summary.Unchanged,
        summary.NeedsOpened,
        summary.Rejected,
        summary.Warnings,
        summary.UnknownAreas,
        summary.NotFetched,
        RejectsFile = File.Exists(rejectsFile) ? rejectsFile : null,
        RejectsFolder = rejects is not null && Directory.Exists(rejects.Folder) ? rejects.Folder : null,
    };

    private static void Write(ImportSummary summary, RejectsWriter? rejects, string? rejectsFile)
    {
        Console.Out.WriteLine($"{Print.Count(summary.Cases, "case", "cases")}: {summary.New:N0} new, {summary.Changed:N0} changed, {summary.Unchanged:N0} unchanged. {Print.Count(summary.NeedsOpened, "need", "needs")} opened.");
        if (summary.UnknownAreas > 0)
            Console.Out.WriteLine($"{Print.Count(summary.UnknownAreas, "case has a region or PDU", "cases have a region or PDU")} that nobody knows; kept as not known.");
        if (summary.NotFetched.Count > 0)
            Console.Out.WriteLine($"Not fetched, so not known: {string.Join(", ", summary.NotFetched.Select(p => p.Value == 1 ? p.Key : $"{p.Key} ({p.Value:N0})"))}.");
        if (summary.Warnings > 0)
            Console.Out.WriteLine($"{Print.Count(summary.Warnings, "warning", "warnings")}.");
        if (summary.Rejected == 0)
            return;
        Console.Out.WriteLine($"{Print.Count(summary.Rejected, "case", "cases")} not taken in, or not whole.");
        if (rejects is not { Count: > 0 })
            return;
        if (File.Exists(rejectsFile))
            Console.Out.WriteLine($"Correct {rejectsFile} and import it.");
        if (Directory.Exists(rejects.Folder))
            Console.Out.WriteLine($"Correct the documents in {rejects.Folder} and import it.");
    }
}
