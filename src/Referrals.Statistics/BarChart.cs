using System.Globalization;
using System.Xml.Linq;

namespace Referrals.Statistics;

/// <summary>One bar of each group: its name and the measures stacked in it, first to last.</summary>
public sealed record ChartBar(string Name, IReadOnlyList<string> MeasureKeys)
{
    /// <summary>The measure that the stack adds up to, written before its parts; null for none.</summary>
    public string? TotalKey { get; init; }
}

/// <summary>
/// A grouped and stacked bar chart as a self-contained SVG element: no script, no style, so it passes a strict content
/// security policy. Suppressed figures are dashed gaps of one width, marked <c>[c]</c>.
/// </summary>
public static class BarChart
{
    /// <summary>Fill of each series in order, each at 3:1 or better on white, with the drawing that tells it from the others without colour.</summary>
    private static IReadOnlyList<(string Fill, string? Path)> Series { get; } =
    [
        ("#12436d", null),
        ("#505a5f", "M0 4H8"),
        ("#a8324a", "M-2 2L2 -2M0 8L8 0M6 10L10 6"),
        ("#1d70b8", "M4 0V8"),
        ("#00703c", "M-2 6L2 10M0 0L8 8M6 -2L10 2"),
        ("#4c2c92", "M0 4H8M4 0V8"),
    ];

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private const int Width = 760, BarLeft = 90, BarWidth = 420, BarHeight = 18, BarStep = 23, GroupGap = 16, HeadingHeight = 24, LegendStep = 26, GapWidth = 28;
    private const string Ink = "#0b0c0c";

    /// <summary>The bars of a family where a reader can tell them apart, else those of its answer: all, and the part that is asked about.</summary>
    public static IReadOnlyList<ChartBar> BarsOf(MeasureFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return family.Chart.SelectMany(b => b.MeasureKeys).Distinct().Count() <= Series.Count ? family.Chart : [Bar(family.Answer.Whole), Bar(family.Answer.Part)];

        ChartBar Bar(string measure) => new(family.Measures.Single(m => m.Key == measure).Name, [measure]);
    }

    /// <summary>
    /// The chart, one group of bars for each row but the total. <paramref name="id"/> begins the ids inside the element and
    /// must differ between charts of one page.
    /// </summary>
    public static string Write(StatisticsTable table, IReadOnlyList<ChartBar> bars, string id = "chart")
    {
        var series = bars.SelectMany(b => b.MeasureKeys).Distinct().ToList();
        if (series.Count > Series.Count) throw new ArgumentException($"A chart can tell {Series.Count} measures apart, not {series.Count}.", nameof(bars));

        var longest = table.Rows.SelectMany(r => bars.Select(b => b.MeasureKeys.Sum(k => r.Cells[k].Count ?? 0))).Append(1).Max();
        var mostGaps = bars.Max(b => b.MeasureKeys.Count);
        var unit = (double)(BarWidth - mostGaps * GapWidth) / longest;
        var top = LegendStep * ((series.Count + 1) / 2 + 1) + GroupGap;
        var groupHeight = HeadingHeight + bars.Count * BarStep + GroupGap;
        var height = top + table.Rows.Count * groupHeight;

        return new XElement(Svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {height}"),
            new XAttribute("width", "100%"),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", $"{id}-title {id}-desc"),
            new XAttribute("font-family", "Arial, Helvetica, sans-serif"),
            new XAttribute("font-size", 14),
            new XAttribute("fill", Ink),
            new XElement(Svg + "title", new XAttribute("id", $"{id}-title"), $"{table.Title}, {table.Period}, by {table.By.Name.InSentence()}"),
            new XElement(Svg + "desc", new XAttribute("id", $"{id}-desc"), Description(table, bars)),
            new XElement(Svg + "defs", series.Select((_, i) => Pattern(i))),
            Legend(),
            table.Rows.Select((row, i) => Group(row, top + i * groupHeight))).ToString();

        XElement Pattern(int i) => new(Svg + "pattern",
            new XAttribute("id", $"{id}-series-{i}"), new XAttribute("width", 8), new XAttribute("height", 8), new XAttribute("patternUnits", "userSpaceOnUse"),
            new XElement(Svg + "rect", new XAttribute("width", 8), new XAttribute("height", 8), new XAttribute("fill", Series[i].Fill)),
            Series[i].Path is { } path
                ? new XElement(Svg + "path", new XAttribute("d", path), new XAttribute("stroke", "#ffffff"), new XAttribute("stroke-width", 1))
                : null);

        IEnumerable<XElement> Legend()
        {
            for (var i = 0; i < series.Count; i++)
            {
                var (x, y) = (i % 2 * (Width / 2), i / 2 * LegendStep);
                yield return Rect(x, y, 24, Fill(i));
                yield return Text(x + 32, y, table.Measures.Single(m => m.Key == series[i]).Name);
            }

            var last = (series.Count + 1) / 2 * LegendStep;
            yield return Gap(0, last);
            yield return Text(32, last, "figure withheld to protect people");
        }

        IEnumerable<XElement> Group(StatisticsRow row, int y)
        {
            yield return Text(0, y, row.Label, ("font-weight", "bold"));
            for (var i = 0; i < bars.Count; i++)
            {
                foreach (var element in Bar(row, bars[i], y + HeadingHeight + i * BarStep)) yield return element;
            }
        }

        IEnumerable<XElement> Bar(StatisticsRow row, ChartBar bar, int y)
        {
            yield return Text(BarLeft - 8, y, bar.Name, ("text-anchor", "end"));
            double x = BarLeft;
            foreach (var key in bar.MeasureKeys)
            {
                if (row.Cells[key].Count is not { } count)
                {
                    yield return Gap(x, y);
                    x += GapWidth;
                }
                else if (count > 0)
                {
                    yield return Rect(x, y, count * unit, Fill(series.IndexOf(key)));
                    x += count * unit;
                }
            }

            // A single gap says [c] by itself.
            if (bar.MeasureKeys.Any(k => !row.Cells[k].IsSuppressed) || bar.TotalKey is not null) yield return Text(x + 8, y, Figures(row, bar));
        }

        string Fill(int i) => $"url(#{id}-series-{i})";
    }

    private static string Figures(StatisticsRow row, ChartBar bar)
    {
        var parts = string.Join(" + ", bar.MeasureKeys.Select(k => Figure(row.Cells[k])));
        return bar.TotalKey switch
        {
            null => parts,
            { } total when row.Cells[total].Count == 0 => "0",
            { } total => $"{Figure(row.Cells[total])} = {parts}",
        };
    }

    private static string Description(StatisticsTable table, IReadOnlyList<ChartBar> bars)
    {
        var parts = table.Measures.Where(m => bars.Any(b => b.TotalKey == m.Key || b.MeasureKeys.Contains(m.Key)))
            .Select(m => $"{m.Name.InSentence()} {(table.Total.Cells[m.Key].IsSuppressed ? "withheld" : Figure(table.Total.Cells[m.Key]))}");
        return $"For each of {table.Rows.Count} rows, {bars.Count} bars: {string.Join(", ", bars.Select(b => b.Name.InSentence()))}. In total: {string.Join("; ", parts)}. The table beside the chart holds every figure.";
    }

    private static string Figure(Cell cell) => cell.Count?.ToString("N0", CultureInfo.InvariantCulture) ?? StatisticsTable.Confidential;

    // The white outline keeps neighbours apart.
    private static XElement Rect(double x, double y, double width, string fill) => new(Svg + "rect",
        Number("x", x), Number("y", y), Number("width", width), Number("height", BarHeight),
        new XAttribute("fill", fill), new XAttribute("stroke", "#ffffff"), new XAttribute("stroke-width", 1));

    private static XElement Gap(double x, double y) => new(Svg + "g",
        new XElement(Svg + "rect",
            Number("x", x + 2), Number("y", y + 1), Number("width", GapWidth - 4), Number("height", BarHeight - 2),
            new XAttribute("fill", "none"), new XAttribute("stroke", Ink), new XAttribute("stroke-dasharray", "3 2")),
        Text(x + GapWidth / 2.0, y, StatisticsTable.Confidential, ("text-anchor", "middle")));

    private static XElement Text(double x, double y, string text, params IEnumerable<(string Name, string Value)> attributes) => new(Svg + "text",
        Number("x", x), Number("y", y + 14), attributes.Select(a => new XAttribute(a.Name, a.Value)), text);

    private static XAttribute Number(string name, double value) => new(name, Math.Round(value, 2).ToString(CultureInfo.InvariantCulture));
}
