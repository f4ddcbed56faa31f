using System.Text.Json;

namespace Referrals.Workflows.Tests;

/// <summary>
/// Histories of instances that once ran, replayed on every build. A file that fails means that instances under way would break:
/// mend the engine, not the file.
/// </summary>
public class HistoriesTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Histories"), "*.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_history_still_leads_to_the_state_it_led_to(string file)
    {
        using var history = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Histories", file)));
        var versions = history.RootElement.GetProperty("definitions").EnumerateArray()
            .Select(d => DefinitionChecker.ReadAndCheck(d.GetRawText(), file, Draft.Types, Draft.Context))
            .Select(r => r.Problems.Count == 0 ? r.Definition! : throw new InvalidOperationException(string.Join('\n', r.Problems)))
            .ToDictionary(d => d.Version);
        var journal = history.RootElement.GetProperty("journal").EnumerateArray().Select(e => JournalEntry.Parse(e.GetRawText())).ToList();
        var expected = WorkflowState.Parse(history.RootElement.GetProperty("state").GetRawText());

        var state = Replay.Run(new EmbeddedEngine(), versions[versions.Keys.Min()], versions.GetValueOrDefault, journal);

        Assert.Equal(expected, state);
        Assert.Equal(journal.Count, state.Sequence);
    }

    [Fact]
    public void There_are_histories() => Assert.True(Files.Count >= 6);
}
