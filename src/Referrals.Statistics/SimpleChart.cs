using System.Globalization;
using System.Xml.Linq;

namespace Referrals.Statistics;

/// <summary>
/// One bar under its name each, as a self-contained SVG element narrow enough for a phone: no script, no style. A withheld figure has a dashed box and its shorthand. What the
/// chart shows is said beside it and stands in the table.
/// </summary>
public static class SimpleChart
{
    private const int Width = 420, BarWidth = 330, Step = 42;
    private const string Ink = "#0b0c0c", Fill = "#12436d";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>A bar for each row: the measure as a percentage of its denominator.</summary>
    public static string SharesByRow(StatisticsTable table, string measure, string id)
    {
        ArgumentNullException.ThrowIfNull(table);
        var definition = table.Measures.Single(m => m.Key == measure);
        var of = table.Measures.Single(m => m.Key == definition.DenominatorKey);
        return Draw(id, $"{definition.Name}, as a percentage of {of.Name.InSentence()}, by {table.By.Name.InSentence()}",
            [
                .. table.Rows.Select(r => (r.Label, Share: r.Percentage(definition)!.Value)).Where(r => r.Share.Value is not null).Select(r => (r.Label, (double?)r.Share.Value, r.Share.Value!.Value.ToString("0.0", CultureInfo.InvariantCulture) + "%")),
                .. table.Rows.Count(r => r.Percentage(definition)!.Value.IsSuppressed) is > 0 and var withheld ? [(withheld == 1 ? "1 other" : $"{withheld} others", null, StatisticsTable.Confidential)] : ((string, double?, string)[])[],
            ],
            100);
    }

    /// <summary>A bar for each measure that counts anybody: what the total row holds.</summary>
    public static string Totals(StatisticsTable table, IEnumerable<string> measures, string id)
    {
        ArgumentNullException.ThrowIfNull(table);
        var shown = measures.Select(k => (Measure: table.Measures.Single(m => m.Key == k), Cell: table.Total.Cells[k])).Where(m => m.Cell.Count != 0).ToList();
        return Draw(id, $"{table.Title}, {table.Period}", [.. shown.Select(m => (m.Measure.Name, (double?)m.Cell.Count, m.Cell.Count?.ToString("N0", CultureInfo.InvariantCulture) ?? StatisticsTable.Confidential))], Math.Max(1, shown.Max(m => m.Cell.Count) ?? 1));
    }

    private static string Draw(string id, string title, IReadOnlyList<(string Label, double? Value, string Text)> bars, double longest) => new XElement(Svg + "svg",
        new XAttribute("viewBox", $"0 0 {Width} {Math.Max(1, bars.Count) * Step}"),
        new XAttribute("width", "100%"),
        new XAttribute("role", "img"),
        new XAttribute("aria-labelledby", $"{id}-title {id}-desc"),
        new XAttribute("font-family", "Arial, Helvetica, sans-serif"),
        new XAttribute("font-size", 14),
        new XAttribute("fill", Ink),
        new XElement(Svg + "title", new XAttribute("id", $"{id}-title"), title),
        new XElement(Svg + "desc", new XAttribute("id", $"{id}-desc"), bars.Count == 0 ? "Nobody is counted." : string.Join("; ", bars.Select(b => $"{b.Label}: {(b.Value is null ? "withheld" : b.Text)}"))),
        bars.Index().Select(b => Bar(b.Item.Label, b.Item.Value, b.Item.Text, b.Index * Step, longest))).ToString();

    private static IEnumerable<XElement> Bar(string label, double? value, string text, int y, double longest)
    {
        yield return Text(0, y + 14, label);
        var width = value is { } v ? Math.Max(v > 0 ? 1 : 0, BarWidth * v / longest) : 22;
        yield return new XElement(Svg + "rect", Number("x", 0), Number("y", y + 19), Number("width", width), Number("height", 16),
            value is null ? new object[] { new XAttribute("fill", "none"), new XAttribute("stroke", Ink), new XAttribute("stroke-dasharray", "3 2") } : [new XAttribute("fill", Fill)]);
        yield return Text(width + 6, y + 32, text);
    }

    private static XElement Text(double x, double y, string text) => new(Svg + "text", Number("x", x), Number("y", y), text);

    private static XAttribute Number(string name, double value) => new(name, Math.Round(value, 2).ToString(CultureInfo.InvariantCulture));
}
