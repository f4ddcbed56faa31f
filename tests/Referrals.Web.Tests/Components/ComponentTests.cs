using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Referrals.Web.Components;

namespace Referrals.Web.Tests.Components;

/// <summary>Our components against the fixtures that govuk-frontend ships, so that an upgrade shows what changed.</summary>
public sealed class ComponentTests
{
    public static TheoryData<string> Names => [.. GovukFixtures.Renderers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_component_renders_as_the_fixtures_of_govuk_frontend_do(string name)
    {
        var differences = new StringBuilder();
        var carried = 0;
        foreach (var fixture in Fixtures(name))
        {
            var (actual, left) = Render(name, fixture);
            if (left.Count > 0)
            {
                continue;
            }

            carried++;
            var expected = Markup.Of(fixture.GetProperty("html").GetString()!, GovukFixtures.BelongsToTheCrown.GetValueOrDefault(name));
            if (actual != expected)
            {
                differences.Append("--- ").Append(fixture.GetProperty("name").GetString()).Append("\nexpected\n").Append(expected).Append("actual\n").Append(actual);
            }
        }

        Assert.True(differences.Length == 0, differences.ToString());
        Assert.True(carried > 0, $"No fixture of {name} was rendered.");
    }

    [Fact]
    public void The_options_that_our_components_leave_out_are_the_approved_ones()
    {
        var left = GovukFixtures.Renderers.Keys
            .SelectMany(name => Fixtures(name).SelectMany(fixture => Render(name, fixture).Left.Select(path => $"{name}: {WithoutNumbers(path)}")))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Approved.Matches(string.Join('\n', left) + "\n", "tests/Referrals.Web.Tests/Components/OptionsLeftOut.approved.txt");
    }

    /// <summary>An upgrade that brings a component or a fixture shows here, and whether ours renders it.</summary>
    [Fact]
    public void The_components_and_fixtures_that_ours_do_not_render_are_the_approved_ones()
    {
        var lines = new StringBuilder();
        foreach (var name in Directory.GetDirectories(Repository.File("node_modules", "govuk-frontend", "dist", "govuk", "components")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal))
        {
            if (!GovukFixtures.Renderers.ContainsKey(name))
            {
                lines.Append(name).Append(": no component of ours\n");
                continue;
            }

            var fixtures = Fixtures(name);
            var left = fixtures.Where(fixture => Render(name, fixture).Left.Count > 0).Select(fixture => fixture.GetProperty("name").GetString()!).ToArray();
            lines.Append(name).Append(": ").Append(fixtures.Count - left.Length).Append(" of ").Append(fixtures.Count).Append(" rendered\n");
            foreach (var fixture in left)
            {
                lines.Append("  not: ").Append(fixture).Append('\n');
            }
        }

        Approved.Matches(lines.ToString(), "tests/Referrals.Web.Tests/Components/FixturesLeftOut.approved.txt");
    }

    [Fact]
    public void Text_and_attribute_values_are_encoded()
    {
        using var writer = new StringWriter();
        Element.Of("p").With("title", "\"><b>").Add("<script>").WriteTo(writer, HtmlEncoder.Default);

        Assert.Equal("<p title=\"&quot;&gt;&lt;b&gt;\">&lt;script&gt;</p>", writer.ToString());
    }

    private static (string Html, IReadOnlyList<string> Left) Render(string name, JsonElement fixture)
    {
        var options = new FixtureOptions(fixture.GetProperty("options"));
        var content = GovukFixtures.Renderers[name](options);
        return (content is null ? "" : Markup.Of(content), [.. options.Left()]);
    }

    private static IReadOnlyList<JsonElement> Fixtures(string name)
    {
        using var file = File.OpenRead(Repository.File("node_modules", "govuk-frontend", "dist", "govuk", "components", name, "fixtures.json"));
        using var document = JsonDocument.Parse(file);
        return [.. document.RootElement.GetProperty("fixtures").EnumerateArray().Select(fixture => fixture.Clone())];
    }

    private static string WithoutNumbers(string path) => string.Join('.', path.Split('.').Where(part => !part.All(char.IsAsciiDigit)));
}
