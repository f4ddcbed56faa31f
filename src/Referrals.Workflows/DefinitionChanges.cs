namespace Referrals.Workflows;

/// <summary>What differs between two versions of a definition, in plain words.</summary>
public static class DefinitionChanges
{
    /// <summary>Activities added, removed and changed, and ways that come and go; where an activity only moved in the designer, nothing.</summary>
    public static IReadOnlyList<string> Between(WorkflowDefinition before, WorkflowDefinition after)
    {
        var said = new List<string>();
        if (before.Name != after.Name)
            said.Add($"The name {before.Name} becomes {after.Name}.");
        if (before.Description != after.Description)
            said.Add($"The description becomes: {after.Description}");
        said.AddRange(after.Activities.Values.Where(a => !before.Activities.ContainsKey(a.Id)).Select(a => $"{a.Name} is added."));
        said.AddRange(before.Activities.Values.Where(a => !after.Activities.ContainsKey(a.Id)).Select(a => $"{a.Name} is gone."));
        foreach (var now in after.Activities.Values)
        {
            if (!before.Activities.TryGetValue(now.Id, out var old))
                continue;
            if (old.Name != now.Name)
                said.Add($"{old.Name} is called {now.Name}.");
            said.AddRange(Migration.Changes(old, now).Select(change => $"{now.Name}: {change}."));
        }

        var (ways, were) = (Ways(after), Ways(before));
        said.AddRange(ways.Keys.Except(were.Keys).Order(StringComparer.Ordinal).Select(way => $"New way: {ways[way]}."));
        said.AddRange(were.Keys.Except(ways.Keys).Order(StringComparer.Ordinal).Select(way => $"No longer: {were[way]}."));
        return said;
    }

    private static Dictionary<string, string> Ways(WorkflowDefinition definition) =>
        definition.Connections.DistinctBy(Key).ToDictionary(Key, c => $"{Name(definition, c.Source)}, {c.Port}, to {Name(definition, c.Target)}", StringComparer.Ordinal);

    private static string Key(Connection connection) => $"{connection.Source}/{connection.Port}/{connection.Target}";

    private static string Name(WorkflowDefinition definition, string id) => definition.Activities.GetValueOrDefault(id)?.Name ?? id;
}
