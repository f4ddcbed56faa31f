using Referrals.Application.Data;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Workflows;

/// <summary>The released definitions, read and checked once. A service does not start on a definition that fails its check.</summary>
public sealed class Definitions
{
    private readonly Dictionary<(string Id, int Version), WorkflowDefinition> _all;
    private readonly Dictionary<string, WorkflowDefinition> _latest;

    public Definitions(IEnumerable<WorkflowDefinition> definitions)
    {
        _all = definitions.ToDictionary(d => (d.DefinitionId, d.Version));
        _latest = _all.Values.GroupBy(d => d.DefinitionId).ToDictionary(g => g.Key, g => g.MaxBy(d => d.Version)!);
    }

    public IReadOnlyCollection<WorkflowDefinition> All => _all.Values;

    /// <exception cref="WorkflowException">No such definition.</exception>
    public WorkflowDefinition Latest(string id) =>
        _latest.TryGetValue(id, out var found) ? found : throw new WorkflowException($"There is no workflow definition '{id}'.");

    /// <exception cref="WorkflowException">The version the instance started with is gone: released versions are never removed.</exception>
    public WorkflowDefinition Of(WorkflowInstance instance) => Version(instance.DefinitionId, instance.DefinitionVersion);

    public WorkflowDefinition Version(string id, int version) =>
        _all.TryGetValue((id, version), out var found)
            ? found
            : throw new WorkflowException($"Version {version} of workflow definition '{id}' is missing from workflows/definitions. Put it back: instances run on it.");

    /// <summary>What a definition may name, for checking one that is to be added to these.</summary>
    public DefinitionContext Context(Catalogue catalogue) => Context(_all.Values, catalogue);

    /// <summary>Reads <c>FOLDER/NAME/vN.json</c> and checks each against the others and the catalogue.</summary>
    public static (Definitions? Definitions, IReadOnlyList<DefinitionProblem> Problems) Read(string folder, ActivityLibrary library, Catalogue catalogue)
    {
        var problems = new List<DefinitionProblem>();
        var read = new List<(WorkflowDefinition Definition, string File)>();
        if (!Directory.Exists(folder))
            return (null, [new DefinitionProblem(folder, 0, null, "There is no such folder. Point Referrals:Workflows at the folder that holds 'definitions' and 'catalogue'.")]);

        foreach (var path in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path);
            var result = WorkflowDefinitionReader.Read(File.ReadAllText(path), name, library.Types);
            problems.AddRange(result.Problems);
            if (result.Definition is { } definition)
                read.Add((definition, name));
        }

        foreach (var twice in read.GroupBy(r => (r.Definition.DefinitionId, r.Definition.Version)).Where(g => g.Count() > 1))
            problems.Add(new DefinitionProblem(twice.Last().File, 1, null, $"'{twice.Key.DefinitionId}' version {twice.Key.Version} is also in {twice.First().File}. Give one of them the next version."));

        var context = Context(read.Select(r => r.Definition), catalogue);
        foreach (var (definition, file) in read)
            problems.AddRange(DefinitionChecker.Check(definition, file, library.Types, context));
        return problems.Count > 0 ? (null, problems) : (new Definitions(read.Select(r => r.Definition)), []);
    }

    private static DefinitionContext Context(IEnumerable<WorkflowDefinition> definitions, Catalogue catalogue) => new()
    {
        Definitions = definitions.GroupBy(d => d.DefinitionId)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.MaxBy(d => d.Version)!.Activities.Values.Where(a => a.Kind == ActivityKind.End).Select(a => a.Name)]),
        ServiceLevels = catalogue.ServiceLevelKeys,
        Ladders = catalogue.LadderKeys,
        Roles = Roles.All,
    };
}
