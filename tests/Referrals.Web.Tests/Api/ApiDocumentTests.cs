using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Referrals.Application.Events;
using Referrals.Domain;
using Referrals.Web.Api;
using Referrals.Web.Tests.Access;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Api;

/// <summary>What is said of the API: its description, its problems, and a walk that is run as it is written.</summary>
public sealed class ApiDocumentTests
{
    [Fact]
    public async Task The_description_is_the_approved_one_and_has_every_address()
    {
        await using var api = await ApiService.Start();
        using var anybody = api.App.Browser();
        var text = await anybody.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        using var description = JsonDocument.Parse(text);
        var paths = description.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name.ToUpperInvariant()} {p.Name}")).Order(StringComparer.Ordinal).ToArray();
        var routes = WhoMayDoWhat.Rules(api.App.Services).Where(r => r.Route.StartsWith(ReferralsApi.Root + "/", StringComparison.Ordinal))
            .SelectMany(r => r.Methods.Select(m => $"{m} {r.Route.Replace(":guid", "", StringComparison.Ordinal)}")).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(routes, paths);
        foreach (var (path, change) in description.RootElement.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject(), (p, m) => (p.Name, Change: m)).Where(m => m.Change.Name != "get"))
        {
            var parameters = change.Value.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ToArray();
            Assert.Contains("Idempotency-Key", parameters);
            // What is made anew has no version that anybody could have read.
            Assert.Equal(path.Contains('{', StringComparison.Ordinal), parameters.Contains("If-Match"));
            Assert.True(change.Value.TryGetProperty("requestBody", out _));
        }

        Approved.Matches(JsonSerializer.Serialize(description.RootElement, s_indented).ReplaceLineEndings("\n") + "\n", "tests/Referrals.Web.Tests/Approved/openapi.v1.approved.json");
    }

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_problems_and_events_of_the_documentation_are_those_of_the_code_each_with_an_address_of_its_own()
    {
        var names = Problems.Refusals.Select(Problems.NameOf).Concat(Problems.Own.Keys).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        var file = Repository.File("docs", "api.md");
        var text = File.ReadAllText(file);
        var problems = new StringBuilder("Of the API itself:\n\n| type | status | what it says |\n|---|---|---|\n");
        foreach (var (name, (status, meaning)) in Problems.Own)
            problems.Append($"| `{Problems.Namespace}{name}` | {status} | {meaning} |\n");
        problems.Append("\nRefusals of the services, which say in `detail` what stands in the way:\n\n| type | status |\n|---|---|\n");
        foreach (var refusal in Problems.Refusals.OrderBy(Problems.NameOf, StringComparer.Ordinal))
            problems.Append($"| `{Problems.Namespace}{Problems.NameOf(refusal)}` | {Problems.StatusOf(refusal)} |\n");
        var events = "| type | what happened |\n|---|---|\n" + string.Concat(EventTypes.All.Select(e => $"| `{e.Key}` | {e.Value} |\n"));
        var written = Between(Between(text, "problems", problems.ToString()), "events", events);
        if (text == written)
            return;
        File.WriteAllText(file + ".received", written);
        Assert.Fail("What the API can say has changed. Look at docs/api.md.received beside the approved one, and take it over if it is right.");
    }

    [Fact]
    public async Task The_walk_of_the_documentation_goes_as_it_is_written()
    {
        foreach (var tool in new[] { "bash", "curl", "jq" })
            Assert.SkipUnless(Array.Exists((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), folder => File.Exists(Path.Combine(folder, tool))), $"The walk of docs/api.md needs {tool}: install it to run this test.");
        await using var api = await ApiService.Start(app => app.UseKestrel(0));
        api.App.StartServer();
        await api.App.BringInAsync(Work.Caseload.ReadyToDecide());
        var walk = Regex.Match(await File.ReadAllTextAsync(Repository.File("docs", "api.md")), "```bash\n(?<walk>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["walk"].Value;
        Assert.NotEmpty(walk);
        var folder = Directory.CreateTempSubdirectory("referrals-walk-");
        try
        {
            var start = new ProcessStartInfo("bash") { UseShellExecute = false, WorkingDirectory = folder.FullName, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["HOST"] = api.App.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority);
            start.Environment["TOKEN"] = api.Token(ApiService.Amara);
            start.Environment["TEAM"] = api.Token(ApiService.Priya);
            start.Environment["NO_PROXY"] = "*";
            using var shell = Process.Start(start)!;
            await shell.StandardInput.WriteAsync("set -euo pipefail\n" + walk);
            shell.StandardInput.Close();
            var (said, wrong) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            var lines = (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(shell.ExitCode == 0, $"{await said}\n{await wrong}");
            Assert.Equal(Roles.Practitioner, lines[0]);
            Assert.Equal(2, lines.SkipWhile(l => l != "AcceptRecommendation").Skip(1).Count(l => l == "AcceptRecommendation"));
            Assert.Contains(MilestoneKinds.Referred, lines);
            Assert.Contains("Building Better Relationships", lines);
            Assert.Contains("first on 2026-04-29 at 10:00:00", lines);
            Assert.Equal("urn:referrals:problem:already-done", lines[^1]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Between(string text, string marker, string content)
    {
        var (from, to) = ($"<!-- {marker} -->\n", $"<!-- /{marker} -->");
        var start = text.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return $"{text[..start]}\n{content}\n{text[text.IndexOf(to, StringComparison.Ordinal)..]}";
    }
}
