using System.Security.Cryptography;
using System.Text.Json;
using Referrals.Application.Data;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Workflows;

namespace Referrals.Application.Tests;

/// <summary>
/// Definitions that were released, held against what ran on them: a service has thousands of instances under way, and none may break. Where a test
/// fails, put the definition back and release the next version beside it.
/// </summary>
public sealed class ShippedDefinitions
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Histories");

    public static TheoryData<string> Files => [.. Directory.GetFiles(s_folder, "*.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Files))]
    public async Task What_ran_on_a_definition_still_leads_to_the_state_it_led_to(string file)
    {
        await using var service = await Service.Start(DatabaseProvider.Sqlite);
        using var read = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(s_folder, file), TestContext.Current.CancellationToken));
        var definition = service.Get<Definitions>().Version(read.RootElement.GetProperty("definition").GetString()!, read.RootElement.GetProperty("version").GetInt32());
        foreach (var history in read.RootElement.GetProperty("histories").EnumerateArray())
        {
            var journal = history.GetProperty("journal").EnumerateArray().Select(e => JournalEntry.Parse(e.GetRawText())).ToList();

            var state = Replay.Run(new EmbeddedEngine(), definition, journal);

            Assert.Equal(WorkflowState.Parse(history.GetProperty("state").GetRawText()), state);
            Assert.Equal(history.GetProperty("outcome").GetString(), state.Outcome);
        }
    }

    [Theory, MemberData(nameof(Files))]
    public async Task What_ran_on_a_definition_leads_to_the_same_state_on_Elsa(string file)
    {
        await using var service = await Service.Start(DatabaseProvider.Sqlite);
        using var elsa = Engines.FindElsa(service.Get<ActivityLibrary>().Types) as IDisposable;
        Assert.SkipWhen(elsa is null, "This was built without Elsa: build with -p:Elsa=true where its packages are to be had.");
        using var read = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(s_folder, file), TestContext.Current.CancellationToken));
        var definition = service.Get<Definitions>().Version(read.RootElement.GetProperty("definition").GetString()!, read.RootElement.GetProperty("version").GetInt32());
        foreach (var history in read.RootElement.GetProperty("histories").EnumerateArray())
        {
            var journal = history.GetProperty("journal").EnumerateArray().Select(e => JournalEntry.Parse(e.GetRawText())).ToList();
            Assert.Equal(WorkflowState.Parse(history.GetProperty("state").GetRawText()), Replay.Run((IWorkflowEngine)elsa, definition, journal));
        }
    }

    [Fact]
    public async Task A_released_definition_is_never_edited_and_each_has_run()
    {
        var lines = new List<string>();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "workflows", "definitions"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var text = (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
            var name = $"{Path.GetFileName(Path.GetDirectoryName(path))}.{Path.GetFileNameWithoutExtension(path)}";
            Assert.True(File.Exists(Path.Combine(s_folder, name + ".json")), $"There is no history of {name}: add one of an instance that ran.");
            lines.Add($"{name} {Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))}");
        }

        Approved.Is(string.Join('\n', lines), "released-definitions.txt");
    }
}
