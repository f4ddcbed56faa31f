using System.Globalization;
using System.Xml.Linq;
using static Referrals.Statistics.Tests.Tables;

namespace Referrals.Statistics.Tests;

public sealed class BarChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly string Chart = BarChart.Write(DisclosureControl.Apply(National), ReferralsAndCompletions.Chart);

    [Fact]
    public void The_funnel_as_a_chart() => Approved.Matches("referrals-and-completions.svg", Chart);

    [Fact]
    public void Nothing_in_it_is_blocked_by_a_strict_content_security_policy()
    {
        var all = XElement.Parse(Chart).DescendantsAndSelf().ToList();

        Assert.DoesNotContain(all, e => e.Name.LocalName is "script" or "style" or "foreignObject" or "image");
        Assert.DoesNotContain(all.Attributes(), a => a.Name.LocalName == "style" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_an_image_with_a_title_and_a_description()
    {
        var svg = XElement.Parse(Chart);
        var ids = svg.Descendants().Attributes("id").Select(a => a.Value).ToList();

        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.All(svg.Attribute("aria-labelledby")!.Value.Split(' '), id => Assert.Contains(id, ids));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Contains("by region", svg.Element(Svg + "title")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fill_stands_out_from_white_at_three_to_one_and_has_a_drawing_of_its_own()
    {
        var patterns = XElement.Parse(Chart).Descendants(Svg + "pattern").ToList();

        Assert.Equal(6, patterns.Count);
        Assert.All(patterns, p => Assert.True(ContrastWithWhite(p.Element(Svg + "rect")!.Attribute("fill")!.Value) >= 3));
        Assert.Equal(6, patterns.Select(p => p.Element(Svg + "path")?.Attribute("d")!.Value).Distinct().Count());
    }

    [Fact]
    public void A_suppressed_figure_is_a_gap_of_one_width_whatever_it_hides()
    {
        var two = BarChart.Write(DisclosureControl.Apply(WithCompleted(2)), ReferralsAndCompletions.Chart);
        var four = BarChart.Write(DisclosureControl.Apply(WithCompleted(4)), ReferralsAndCompletions.Chart);

        Assert.Equal(two, four);
        Assert.Contains(">[c]</text>", two, StringComparison.Ordinal);

        static CountedTable WithCompleted(long completed) => Of(
            Row("A", "A", 50, 20, 20, 20, 20, 20 - completed, completed), Row("B", "B", 50, 20, 20, 20, 20, 10 + completed, 20 - completed));
    }

    [Fact]
    public void A_table_with_nobody_in_it_still_makes_a_chart() =>
        Assert.Contains(">0</text>", BarChart.Write(DisclosureControl.Apply(Of(Row("A", "A", 0, 0, 0, 0, 0, 0, 0))), ReferralsAndCompletions.Chart), StringComparison.Ordinal);

    [Fact]
    public void Two_charts_on_one_page_share_no_id() =>
        Assert.DoesNotContain("chart-", BarChart.Write(DisclosureControl.Apply(National), ReferralsAndCompletions.Chart, "second"), StringComparison.Ordinal);

    // WCAG 2.2, relative luminance.
    private static double ContrastWithWhite(string colour)
    {
        var parts = new[] { 1, 3, 5 }.Select(i => int.Parse(colour.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05);
    }
}
