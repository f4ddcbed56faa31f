using System.Globalization;
using System.Net;
using System.Text;

namespace Referrals.Workflows;

/// <summary>What a diagram shows beside the definition itself. All keys are activity ids.</summary>
public sealed record DiagramOptions
{
    /// <summary>A few words at an activity, such as "12 waiting".</summary>
    public IReadOnlyDictionary<string, string> Badges { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Activities where something stands now: drawn with a thick border and "now".</summary>
    public IReadOnlySet<string> Highlighted { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Activities that are behind: drawn grey with a tick.</summary>
    public IReadOnlySet<string> Done { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>From 1 to <see cref="MostShade"/>: filled darker the higher, with as many squares filled below, so that nobody has to tell colours apart.</summary>
    public IReadOnlyDictionary<string, int> Shades { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    public const int MostShade = 4;

    public DiagramPlaces Places { get; init; }
}

/// <summary>Who says where the activities go.</summary>
public enum DiagramPlaces
{
    /// <summary>Where the author put them in Elsa's designer; ours when all stand at 0,0.</summary>
    Designers,

    /// <summary>From top to bottom in the order they come, whatever the designer says.</summary>
    Ours,
}

/// <summary>Draws definitions.</summary>
public static class Diagram
{
    private const double Margin = 24;
    private const double TextSize = 15;
    private const double SmallSize = 13;
    private const int LettersInALine = 24;
    private const string Ink = "#0b0c0c";
    private const double Square = 9;

    // From light to dark; ink on the darkest has a contrast of 8:1.
    private static readonly string[] s_shades = ["#ffffff", "#e8f1f8", "#cfe2f3", "#a8cbe8", "#7fb0dd"];

    /// <summary>One shade by itself, for the key of a picture: the square of its colour with its squares filled.</summary>
    public static string KeyOf(int shade)
    {
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 28\" width=\"64\" height=\"28\" aria-hidden=\"true\" focusable=\"false\">");
        svg.Append($"<rect x=\"1\" y=\"1\" width=\"62\" height=\"26\" rx=\"6\" fill=\"{s_shades[shade]}\" stroke=\"{Ink}\" stroke-width=\"1.5\"/>");
        WriteSquares(svg, 8, 9, shade);
        return svg.Append("</svg>").ToString();
    }

    private static void WriteSquares(StringBuilder svg, double x, double y, int filled)
    {
        for (var i = 0; i < DiagramOptions.MostShade; i++)
            svg.Append($"<rect x=\"{N(x + (i * (Square + 4)))}\" y=\"{N(y)}\" width=\"{N(Square)}\" height=\"{N(Square)}\" fill=\"{(i < filled ? Ink : "#ffffff")}\" stroke=\"{Ink}\"/>");
        svg.Append('\n');
    }

    /// <summary>
    /// A standalone SVG that may also stand in a page: no script, no style element, no colour that means something by itself, and a
    /// description that says in words what the picture shows. Where the author placed the activities in the designer it keeps their places.
    /// </summary>
    public static string Svg(WorkflowDefinition definition, DiagramOptions? options = null)
    {
        options ??= new DiagramOptions();
        var ours = options.Places == DiagramPlaces.Ours || definition.Activities.Values.All(a => a is { X: 0, Y: 0 });
        var boxes = definition.Activities.Values.ToDictionary(a => a.Id, a => BoxOf(a, options), StringComparer.Ordinal);
        double LabelWidth(string port) => WidthOf(LabelOf(port), SmallSize);
        if (!ours)
        {
            foreach (var (id, box) in boxes)
                boxes[id] = box with { Height = Math.Max(box.Height, DesignerLayout.LeastHeight(definition.From(id).Count())) };
        }

        var lines = ours ? LayeredLayout.Lay(definition, boxes, LabelWidth) : DesignerLayout.Lay(definition, boxes, LabelWidth);
        return Write(definition, options, boxes.Values, lines);
    }

    private static Box BoxOf(ActivityNode activity, DiagramOptions options)
    {
        var title = Wrap((options.Done.Contains(activity.Id) ? "✓ " : "") + Spoken(activity.Name));
        var caption = Wrap(CaptionOf(activity));
        var text = Math.Max(title.Max(t => WidthOf(t, TextSize)), caption.Select(c => WidthOf(c, SmallSize)).DefaultIfEmpty(0).Max());
        var slant = activity.Kind is ActivityKind.Listener or ActivityKind.Timer or ActivityKind.Fork or ActivityKind.Join ? 56 : 32;
        return new Box(activity, title, caption, Math.Max(96, Math.Ceiling(text + slant)), 20 + (title.Count * 19) + (caption.Count * 16));
    }

    private static string CaptionOf(ActivityNode activity) => activity.Kind switch
    {
        ActivityKind.Wait => $"{activity.Input(InputNames.Role)}, {activity.Input(InputNames.ServiceLevel)}",
        ActivityKind.Timer => $"{activity.Input(InputNames.ServiceLevel)}",
        ActivityKind.Child => $"runs {activity.Input(InputNames.Definition)}",
        ActivityKind.Listener => "at any moment",
        ActivityKind.Fork => "all at once",
        ActivityKind.Join => activity.Mode() switch
        {
            JoinMode.WaitAll => "when all are here",
            JoinMode.WaitAllActive => "when none is left to come",
            _ => "with the first to come",
        },
        _ => "",
    };

    private static string Write(WorkflowDefinition definition, DiagramOptions options, IReadOnlyCollection<Box> boxes, IReadOnlyList<Line> lines)
    {
        var corners = lines.SelectMany(l => l.Corners).ToList();
        var labels = lines.Where(l => LabelOf(l.Connection.Port).Length > 0).ToList();
        var left = Math.Min(boxes.Min(b => b.X), corners.Select(c => c.X).Concat(labels.Select(l => l.Label.X - (WidthOf(LabelOf(l.Connection.Port), SmallSize) / 2))).DefaultIfEmpty(0).Min()) - Margin;
        var top = Math.Min(boxes.Min(b => b.Y), corners.Select(c => c.Y).DefaultIfEmpty(0).Min()) - Margin;
        var right = Math.Max(
            boxes.Max(b => Math.Max(b.Right, BadgeRight(b, options))),
            corners.Select(c => c.X).Concat(labels.Select(l => l.Label.X + (WidthOf(LabelOf(l.Connection.Port), SmallSize) / 2))).DefaultIfEmpty(0).Max()) + Margin;
        var bottom = Math.Max(boxes.Max(b => b.Bottom), corners.Select(c => c.Y).DefaultIfEmpty(0).Max()) + Margin;

        var id = $"{definition.DefinitionId}-v{definition.Version}";
        var svg = new StringBuilder();
        svg.Append($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="{N(left)} {N(top)} {N(right - left)} {N(bottom - top)}" width="{N(right - left)}" height="{N(bottom - top)}" role="img" aria-labelledby="{E(id)}-title {E(id)}-desc" font-family="Arial, sans-serif" font-size="{N(TextSize)}" fill="{Ink}">""").Append('\n');
        svg.Append($"""<title id="{E(id)}-title">{E(definition.Name)}, version {definition.Version}</title>""").Append('\n');
        svg.Append($"""<desc id="{E(id)}-desc">{E(InWords(definition, options))}</desc>""").Append('\n');
        svg.Append($"""<rect x="{N(left)}" y="{N(top)}" width="{N(right - left)}" height="{N(bottom - top)}" fill="#ffffff"/>""").Append('\n');
        foreach (var line in lines)
            WriteLine(svg, line);
        foreach (var box in boxes)
            WriteBox(svg, box, options);
        foreach (var line in labels)
            WriteText(svg, LabelOf(line.Connection.Port), line.Label, SmallSize, """ stroke="#ffffff" stroke-width="5" stroke-linejoin="round" paint-order="stroke" """);
        return svg.Append("</svg>\n").ToString();
    }

    private static void WriteLine(StringBuilder svg, Line line)
    {
        var corners = line.Corners;
        svg.Append("<path fill=\"none\" stroke=\"#505a5f\" stroke-width=\"1.5\" d=\"M");
        svg.AppendJoin(" L", corners.Select(c => $"{N(c.X)} {N(c.Y)}")).Append("\"/>\n");

        var (tip, before) = (corners[^1], corners[^2]);
        var (dx, dy) = (Math.Sign(Math.Round(tip.X - before.X)), Math.Sign(Math.Round(tip.Y - before.Y)));
        svg.Append($"""<path fill="#505a5f" d="M{N(tip.X)} {N(tip.Y)} L{N(tip.X - (dx * 9) - (dy * 5))} {N(tip.Y - (dy * 9) - (dx * 5))} L{N(tip.X - (dx * 9) + (dy * 5))} {N(tip.Y - (dy * 9) + (dx * 5))} Z"/>""").Append('\n');
    }

    private static void WriteBox(StringBuilder svg, Box box, DiagramOptions options)
    {
        var activity = box.Activity;
        var now = options.Highlighted.Contains(activity.Id);
        var shade = options.Shades.GetValueOrDefault(activity.Id);
        var fill = now ? "#fff7bf" : options.Done.Contains(activity.Id) ? "#e5e6e7" : s_shades[shade];
        var look = $"""fill="{fill}" stroke="{Ink}" stroke-width="{(now ? 4 : 1.5).ToString(CultureInfo.InvariantCulture)}" """;
        svg.Append($"""<g data-activity="{E(activity.Id)}">""").Append('\n');
        WriteShape(svg, box, look);

        var y = box.Y + 24;
        foreach (var text in box.Title)
        {
            WriteText(svg, text, new At(box.Middle, y), TextSize, " font-weight=\"bold\"");
            y += 19;
        }

        foreach (var text in box.Caption)
        {
            WriteText(svg, text, new At(box.Middle, y - 2), SmallSize, "");
            y += 16;
        }

        if (shade > 0)
            WriteSquares(svg, box.X + 12, box.Bottom - (Square / 2), shade);
        if (BadgeOf(box, options) is { } badge)
        {
            var width = WidthOf(badge, SmallSize) + 16;
            svg.Append($"""<rect x="{N(BadgeRight(box, options) - width)}" y="{N(box.Y - 13)}" width="{N(width)}" height="22" rx="11" fill="{Ink}"/>""").Append('\n');
            WriteText(svg, badge, new At(BadgeRight(box, options) - (width / 2), box.Y + 2.5), SmallSize, " fill=\"#ffffff\" font-weight=\"bold\"");
        }

        svg.Append("</g>\n");
    }

    private static void WriteShape(StringBuilder svg, Box box, string look)
    {
        var (x, y, w, h) = (box.X, box.Y, box.Width, box.Height);
        void Rect(double inset, double radius) =>
            svg.Append($"""<rect x="{N(x + inset)}" y="{N(y + inset)}" width="{N(w - (2 * inset))}" height="{N(h - (2 * inset))}" rx="{N(radius)}" {look}/>""").Append('\n');
        void Polygon(params double[] points) =>
            svg.Append($"""<polygon points="{string.Join(' ', points.Chunk(2).Select(p => $"{N(p[0])},{N(p[1])}"))}" {look}/>""").Append('\n');
        void Bar(double at) =>
            svg.Append($"""<path d="M{N(at)} {N(y)} V{N(y + h)}" {look}/>""").Append('\n');

        switch (box.Activity.Kind)
        {
            case ActivityKind.Start:
                Rect(0, h / 2);
                break;
            case ActivityKind.End:
                Rect(0, h / 2);
                Rect(4, (h / 2) - 4);
                break;
            case ActivityKind.Fork:
                Polygon(x + 18, y, x + w - 18, y, x + w, y + h, x, y + h);
                break;
            case ActivityKind.Join:
                Polygon(x, y, x + w, y, x + w - 18, y + h, x + 18, y + h);
                break;
            case ActivityKind.Timer:
                Polygon(x + 16, y, x + w - 16, y, x + w, y + (h / 2), x + w - 16, y + h, x + 16, y + h, x, y + (h / 2));
                break;
            case ActivityKind.Listener:
                Polygon(x + 16, y, x + w, y, x + w - 16, y + h, x, y + h);
                break;
            case ActivityKind.Child:
                Rect(0, 0);
                Bar(x + 7);
                Bar(x + w - 7);
                break;
            case ActivityKind.Wait:
                Rect(0, 12);
                break;
            default:
                Rect(0, 0);
                break;
        }
    }

    private static void WriteText(StringBuilder svg, string text, At at, double size, string more) =>
        svg.Append($"""<text x="{N(at.X)}" y="{N(at.Y)}" text-anchor="middle" font-size="{N(size)}"{more}>{E(text)}</text>""").Append('\n');

    private static string? BadgeOf(Box box, DiagramOptions options) =>
        options.Badges.GetValueOrDefault(box.Activity.Id) ?? (options.Highlighted.Contains(box.Activity.Id) ? "now" : null);

    private static double BadgeRight(Box box, DiagramOptions options) => BadgeOf(box, options) is null ? box.Right : box.Right + 8;

    private static string InWords(WorkflowDefinition definition, DiagramOptions options)
    {
        var words = new StringBuilder();
        foreach (var activity in definition.Activities.Values)
        {
            words.Append(Spoken(activity.Name)).Append(" (").Append(KindInWords(activity));
            if (CaptionOf(activity) is { Length: > 0 } caption)
                words.Append(", ").Append(caption);
            if (options.Done.Contains(activity.Id))
                words.Append(", done");
            if (options.Highlighted.Contains(activity.Id))
                words.Append(", now");
            if (options.Badges.TryGetValue(activity.Id, out var badge))
                words.Append(", ").Append(badge);
            words.Append(')');
            var ways = definition.From(activity.Id).Select(c => $"{Spoken(c.Port)} to {Spoken(definition.Activities.GetValueOrDefault(c.Target)?.Name ?? c.Target)}").ToList();
            words.Append(ways.Count == 0 ? ". " : $": {string.Join("; ", ways)}. ");
        }

        return words.ToString().TrimEnd();
    }

    private static string KindInWords(ActivityNode activity) => activity.Kind switch
    {
        ActivityKind.Start => "start",
        ActivityKind.End => "end",
        ActivityKind.Fork => "fork",
        ActivityKind.Join => "join",
        ActivityKind.Wait => "task",
        ActivityKind.Timer => "timer",
        ActivityKind.Child => "other workflow",
        ActivityKind.Listener => "listener",
        _ => "step",
    };

    private static string LabelOf(string port) => port == Ports.Done ? "" : Spoken(port);

    /// <summary>A name as Elsa writes it (CheckInformation), in words (Check information); a name that has spaces is its author's own.</summary>
    private static string Spoken(string name)
    {
        if (name.Contains(' ', StringComparison.Ordinal))
            return name;
        var words = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var begins = i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            var isWord = i + 1 < name.Length && char.IsLower(name[i + 1]);
            words.Append(begins ? " " : "").Append(begins && isWord ? char.ToLowerInvariant(name[i]) : name[i]);
        }

        return words.ToString();
    }

    /// <summary>Nearly how wide Arial sets a text. Rather too wide than too narrow.</summary>
    private static double WidthOf(string text, double size) =>
        text.Sum(c => c is 'i' or 'l' or 'j' or 't' or 'f' or 'I' or ' ' or '.' or ',' or '\'' ? 0.33 : char.IsUpper(c) || c is 'm' or 'w' ? 0.8 : 0.6) * size;

    private static List<string> Wrap(string text)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Humps))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > LettersInALine)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        if (line.Length > 0)
            lines.Add(line.ToString());
        return lines;
    }

    /// <summary>A word too long for a line, in parts: Elsa's names have no spaces.</summary>
    private static IEnumerable<string> Humps(string word)
    {
        var start = 0;
        for (var i = 1; i < word.Length && word.Length > LettersInALine; i++)
        {
            if ((char.IsUpper(word[i]) && char.IsLower(word[i - 1])) || word[i - 1] is '-' or '_' || i - start >= LettersInALine)
            {
                yield return word[start..i];
                start = i;
            }
        }

        yield return word[start..];
    }

    private static string N(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
