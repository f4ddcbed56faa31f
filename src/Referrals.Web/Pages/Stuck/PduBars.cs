using System.Globalization;
using System.Xml.Linq;
using Referrals.Application.Tasks;

namespace Referrals.Web.Pages.Stuck;

/// <summary>Open tasks of units as bars: late ones solid, the others hatched, with both figures beside them. The table beside it says the same.</summary>
public static class PduBars
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    private const int Width = 640, BarWidth = 500, BarHeight = 20, LabelHeight = 22, Step = 56, Top = 40;
    private const string Ink = "#0b0c0c", Solid = "#12436d";

    public static string Write(IReadOnlyList<PduStanding> units)
    {
        ArgumentNullException.ThrowIfNull(units);
        var unit = (double)BarWidth / Math.Max(1, units.Max(u => u.Waiting));
        return new XElement(s_svg + "svg",
            new XAttribute("viewBox", $"0 0 {Width} {Top + (units.Count * Step)}"),
            new XAttribute("width", "100%"),
            new XAttribute("role", "img"),
            new XAttribute("aria-labelledby", "pdus-title pdus-desc"),
            new XAttribute("font-family", "Arial, Helvetica, sans-serif"),
            new XAttribute("font-size", 14),
            new XAttribute("fill", Ink),
            new XElement(s_svg + "title", new XAttribute("id", "pdus-title"), "Open tasks by probation delivery unit"),
            new XElement(s_svg + "desc", new XAttribute("id", "pdus-desc"), string.Join("; ", units.Select(u => $"{u.Name}: {u.Late} late of {u.Waiting}")) + "."),
            new XElement(s_svg + "defs", new XElement(s_svg + "pattern",
                new XAttribute("id", "pdus-others"), new XAttribute("width", 8), new XAttribute("height", 8), new XAttribute("patternUnits", "userSpaceOnUse"),
                new XElement(s_svg + "rect", new XAttribute("width", 8), new XAttribute("height", 8), new XAttribute("fill", "#ffffff")),
                new XElement(s_svg + "path", new XAttribute("d", "M-2 2L2 -2M0 8L8 0M6 10L10 6"), new XAttribute("stroke", Solid), new XAttribute("stroke-width", 2)))),
            Rect(0, 4, 24, Solid), Text(32, 4, "late"), Rect(110, 4, 24, "url(#pdus-others)"), Text(142, 4, "waiting and not late"),
            units.SelectMany((u, i) => Bar(u, Top + (i * Step), unit))).ToString();
    }

    private static IEnumerable<XElement> Bar(PduStanding of, int y, double unit)
    {
        var (late, others) = (of.Late * unit, (of.Waiting - of.Late) * unit);
        // Above its bar: some names are longer than any column beside one.
        yield return Text(0, y, of.Name);
        y += LabelHeight;
        if (of.Late > 0)
        {
            yield return Rect(0, y, late, Solid);
        }

        if (of.Waiting > of.Late)
        {
            yield return Rect(late, y, others, "url(#pdus-others)");
        }

        yield return Text(late + others + 8, y, string.Create(CultureInfo.GetCultureInfo("en-GB"), $"{of.Late:N0} of {of.Waiting:N0}"));
    }

    private static XElement Rect(double x, double y, double width, string fill) => new(s_svg + "rect",
        Number("x", x), Number("y", y), Number("width", width), Number("height", BarHeight), new XAttribute("fill", fill), new XAttribute("stroke", Solid), new XAttribute("stroke-width", 1));

    private static XElement Text(double x, double y, string text) => new(s_svg + "text",
        Number("x", x), Number("y", y + 15), text);

    private static XAttribute Number(string name, double value) => new(name, Math.Round(value, 2).ToString(CultureInfo.InvariantCulture));
}
