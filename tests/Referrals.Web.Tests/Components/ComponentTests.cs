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
            var expected = Markup.Of(fixture.GetProperty("html").GetString()!);
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
