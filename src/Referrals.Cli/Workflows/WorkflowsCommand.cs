using System.CommandLine;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Cli.Workflows;

internal static class WorkflowsCommand
{
    public static Command Create() => new("workflows", "The workflow definitions: checked, drawn, moved to a newer version or another engine, and carried to Elsa's designer and back.") { Check(), Draw(), Migrate(), Move(), Export(), Import() };

    private static Command Check()
    {
        var folder = new Argument<string?>("FOLDER")
        {
            Description = "A folder of definitions, or one that holds 'definitions' and 'catalogue'. The configured one when not given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var json = Settings.Json();
        var command = new Command("check", "Checks every definition against the others and the catalogue, and names every problem.") { folder, json };
        command.SetAction(parsed =>
        {
            using var services = Settings.Services(parsed);
            var given = parsed.GetValue(folder) ?? services.GetRequiredService<ReferralsOptions>().WorkflowsFolder;
            if (!Directory.Exists(given))
                throw StopException.Usage($"There is no folder {given}.");
            var whole = Directory.Exists(Path.Combine(given, "definitions"));
            var definitions = whole ? Path.Combine(given, "definitions") : given;
            var catalogue = Path.Combine(given, "catalogue");
            var reading = Directory.Exists(catalogue) ? CatalogueReader.Read(catalogue) : null;
            var problems = reading is { Catalogue: null }
                ? [.. reading.Problems.Select(p => $"{catalogue}: {p}")]
                : Problems(services, definitions, reading?.Catalogue ?? services.GetRequiredService<CatalogueSource>().Current);
            if (parsed.GetValue(json))
                Print.Json(new { Folder = given, Problems = problems });
            foreach (var problem in parsed.GetValue(json) ? [] : problems)
                Console.Out.WriteLine(problem);
            if (problems.Count == 0 && !parsed.GetValue(json))
                Console.Out.WriteLine("No problems.");
            return problems.Count == 0 ? ExitCodes.Fine : ExitCodes.Failed;
        });
        return command;
    }

    private static IReadOnlyList<string> Problems(ServiceProvider services, string folder, Catalogue catalogue) =>
        [.. Definitions.Read(folder, services.GetRequiredService<ActivityLibrary>(), catalogue).Problems
            .Select(p => (Path.IsPathRooted(p.File) ? p : p with { File = Path.Combine(folder, p.File) }).ToString())];

    private static Command Draw()
    {
        var name = new Argument<string>("NAME") { Description = "A definition, such as domestic-abuse-need." };
        var version = new Option<int?>("--version-number", "--at-version") { Description = "Which version. The newest when not given.", HelpName = "N" };
        var output = new Option<string?>("--output") { Description = "Write to this file instead of standard output.", HelpName = "FILE" };
        var command = new Command("draw", "Draws a definition as SVG.") { name, version, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = Settings.Services(parsed);
            var definition = Named(services.GetRequiredService<Definitions>(), parsed.GetRequiredValue(name), parsed.GetValue(version));
            await Print.To(parsed.GetValue(output), Diagram.Svg(definition), cancellation);
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Migrate()
    {
        var name = new Argument<string>("NAME") { Description = "A definition, such as domestic-abuse-need." };
        var from = new Option<int>("--from") { Description = "The version the instances run on.", HelpName = "N", Required = true };
        var to = new Option<int>("--to") { Description = "The version they are to run on.", HelpName = "N", Required = true };
        var map = new Option<string[]>("--map") { Description = "An activity that was renamed; may be given again.", HelpName = "OLD=NEW" };
        var apply = new Option<bool>("--apply") { Description = "Move them. Without it nothing is changed." };
        var json = Settings.Json();
        map.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.Split('=') is not [{ Length: > 0 }, { Length: > 0 }]))
                result.AddError($"'{token.Value}' is not written OLD=NEW.");
        });
        var command = new Command("migrate", "Says what moving running instances to another version would do, and with --apply does it, each in a change of its own.") { name, from, to, map, apply, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var definitions = services.GetRequiredService<Definitions>();
            var request = new MoveInstances
            {
                DefinitionId = Named(definitions, parsed.GetRequiredValue(name), parsed.GetValue(from)).DefinitionId,
                From = parsed.GetValue(from),
                To = Named(definitions, parsed.GetRequiredValue(name), parsed.GetValue(to)).Version,
                ActivityMap = (parsed.GetValue(map) ?? []).Select(m => m.Split('=')).ToDictionary(m => m[0], m => m[1], StringComparer.Ordinal),
            };
            var moves = services.GetRequiredService<InstanceMoves>();
            var applied = parsed.GetValue(apply);
            var report = applied ? await moves.Apply(Actor.Service("workflows-migrate"), request, cancellation) : await moves.DryRun(request, cancellation);
            if (parsed.GetValue(json))
                Print.Json(new { Applied = applied, report.Movable, Problems = report.Problems.Select(p => new { p.Problem, p.Instances }), Changes = report.Changes.Select(c => new { c.Change, c.Instances }) });
            else
                Write(report, request, applied);
            return report.Problems.Count == 0 ? ExitCodes.Fine : ExitCodes.Failed;
        });
        return command;
    }

    private static Command Move()
    {
        var engine = new Option<string>("--engine") { Description = $"The engine they are to stand on: {string.Join(" or ", Engines.Known)}.", HelpName = "NAME", Required = true };
        var apply = new Option<bool>("--apply") { Description = "Move them. Without it nothing is changed." };
        var json = Settings.Json();
        var command = new Command("move", "Says which running instances stand on another engine, and with --apply moves them, each in a change of its own. Their tasks and clocks stay as they are.") { engine, apply, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = await Settings.OnDatabase(parsed, cancellation);
            var to = services.GetRequiredService<Engines>().Find(parsed.GetRequiredValue(engine)).Name;
            var moves = services.GetRequiredService<InstanceMoves>();
            var applied = parsed.GetValue(apply);
            var moved = applied ? await moves.ToEngine(Actor.Service("workflows-move"), to, cancellation) : 0;
            var standing = await moves.ByEngine(cancellation);
            if (parsed.GetValue(json))
            {
                Print.Json(new { Applied = applied, Moved = moved, Standing = standing });
                return ExitCodes.Fine;
            }

            var others = standing.Where(s => s.Key != to).Sum(s => s.Value);
            Console.Out.WriteLine(applied
                ? $"{Print.Count(moved, "instance", "instances")} moved to {to}."
                : $"{Print.Count(others, "instance", "instances")} would move to {to}. Nothing was changed: --apply moves them.");
            foreach (var (name, count) in standing)
                Console.Out.WriteLine($"  {count:N0} on {name}");
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Export()
    {
        var name = new Argument<string>("NAME") { Description = "A definition, such as domestic-abuse-need." };
        var elsa = new Option<bool>("--elsa") { Description = "For Elsa Studio, whose format it is.", Required = true };
        var version = new Option<int?>("--version-number", "--at-version") { Description = "Which version. The newest when not given.", HelpName = "N" };
        var output = new Option<string?>("--output") { Description = "Write to this file instead of standard output.", HelpName = "FILE" };
        var command = new Command("export", "Writes a definition as Elsa Studio takes it in, once Elsa has read it.") { name, elsa, version, output };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = Settings.Services(parsed);
            var definition = Named(services.GetRequiredService<Definitions>(), parsed.GetRequiredValue(name), parsed.GetValue(version));
            await Print.To(parsed.GetValue(output), Designer(services).Export(definition), cancellation);
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<string>("FILE") { Description = "What Elsa Studio wrote." };
        var elsa = new Option<bool>("--elsa") { Description = "It comes from Elsa Studio.", Required = true };
        var output = new Option<string?>("--output") { Description = "Write the next version of the definition to this file, where nothing is wrong with it.", HelpName = "FILE" };
        var json = Settings.Json();
        var command = new Command("import", "Holds a definition that was edited in Elsa Studio against the checker, and shows what differs from the newest version.") { file, elsa, output, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var services = Settings.Services(parsed);
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path))
                throw StopException.Usage($"There is no file {path}.");
            var definitions = services.GetRequiredService<Definitions>();
            WorkflowDefinition? Newest(string id) => definitions.All.Where(d => d.DefinitionId == id).MaxBy(d => d.Version);
            var edited = await File.ReadAllTextAsync(path, cancellation);
            var text = Designer(services).Import(edited, id => (Newest(id)?.Version ?? 0) + 1);
            var reading = DefinitionChecker.ReadAndCheck(text, path, services.GetRequiredService<ActivityLibrary>().Types, definitions.Context(services.GetRequiredService<CatalogueSource>().Current));
            var problems = reading.Problems.Select(p => InTheEdited(p, edited)).ToArray();
            var now = reading.Definition;
            IReadOnlyList<string> differences = now is null ? [] : Newest(now.DefinitionId) is { } newest ? DefinitionChanges.Between(newest, now) : ["This is a workflow that did not exist: nothing runs on it yet."];
            if (parsed.GetValue(json))
            {
                Print.Json(new { now?.DefinitionId, now?.Version, Problems = problems, Differences = differences });
            }
            else
            {
                foreach (var line in problems.Concat(differences))
                    Console.Out.WriteLine(line);
                if (problems.Length == 0 && differences.Count == 0)
                    Console.Out.WriteLine($"Nothing differs from version {now!.Version - 1} but where activities stand.");
            }

            if (problems.Length == 0 && parsed.GetValue(output) is { } to)
                await Print.To(to, text, cancellation);
            return problems.Length == 0 ? ExitCodes.Fine : ExitCodes.Failed;
        });
        return command;
    }

    /// <summary>What is checked is written anew on the way in: a problem is told by the line on which its activity stands in the file that was edited, or by none.</summary>
    private static string InTheEdited(DefinitionProblem problem, string edited)
    {
        if (problem.Activity is not { } activity)
            return $"{problem.File}: {problem.Message}";
        var lines = edited.Split('\n');
        var line = new[] { "id", "name" }.Select(key => Array.FindIndex(lines, l => Regex.IsMatch(l, $"\"{key}\"\\s*:\\s*\"{Regex.Escape(activity)}\"", RegexOptions.None, TimeSpan.FromSeconds(1))) + 1).FirstOrDefault(l => l > 0);
        return line > 0 ? (problem with { Line = line }).ToString() : $"{problem.File}: {activity}: {problem.Message}";
    }

    /// <exception cref="WorkflowException">This was built without Elsa.</exception>
    private static IDesignerFiles Designer(ServiceProvider services) => (IDesignerFiles)services.GetRequiredService<Engines>().Find(Engines.Elsa);

    private static void Write(MoveReport report, MoveInstances request, bool applied)
    {
        Console.Out.WriteLine(applied
            ? $"{Print.Count(report.Movable, "instance", "instances")} moved from version {request.From} to {request.To}."
            : $"{Print.Count(report.Movable, "instance", "instances")} would move from version {request.From} to {request.To}. Nothing was changed: --apply moves them.");
        foreach (var (change, instances) in report.Changes)
            Console.Out.WriteLine($"  {instances:N0} × {change}");
        if (report.Problems.Count > 0)
            Console.Out.WriteLine(applied ? "Left where they are:" : "These would be left where they are:");
        foreach (var (problem, instances) in report.Problems)
            Console.Out.WriteLine($"  {instances:N0} × {problem}");
    }

    private static WorkflowDefinition Named(Definitions definitions, string name, int? version)
    {
        var found = definitions.All.Where(d => d.DefinitionId == name).OrderBy(d => d.Version).ToArray();
        if (found.Length == 0)
            throw StopException.Usage($"There is no definition '{name}'. There are: {string.Join(", ", definitions.All.Select(d => d.DefinitionId).Distinct().Order(StringComparer.Ordinal))}.");
        return version is not { } number
            ? found[^1]
            : found.FirstOrDefault(d => d.Version == number) ?? throw StopException.Usage($"'{name}' has no version {number}. It has: {string.Join(", ", found.Select(d => d.Version))}.");
    }
}
