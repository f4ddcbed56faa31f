using System.Globalization;
using System.Text;

namespace Referrals.Statistics;

/// <summary>The table for a terminal: counts, then percentages, aligned, then the notes.</summary>
public static class TextTable
{
    private const int ColumnWidth = 12;
    private const int LabelWidth = 40;
    private const int NoteWidth = 110;

    public static string Write(StatisticsTable table)
    {
        var text = new StringBuilder();
        text.Append(table.Title).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{table.Period}, by {Lower(table.By.Name)}, as at {table.AsAt:d MMMM yyyy}\n\n");

        Block("Number of " + string.Join(" or ", table.Measures.Select(m => m.Counts).Distinct()), table.Measures, m => m.Name,
            (row, m) => row.Cells[m.Key].Count is { } count ? count.ToString("N0", CultureInfo.InvariantCulture) : StatisticsTable.Confidential);
        Block("Percentage", [.. table.Measures.Where(m => m.DenominatorKey is not null)],
            m => $"{m.Name} as % of {Lower(table.Measures.Single(d => d.Key == m.DenominatorKey).Name)}",
            (row, m) => row.Percentage(m)!.Value.ToString());

        foreach (var note in table.Notes) text.AppendJoin('\n', Wrap(note, NoteWidth)).Append('\n');
        return text.ToString();

        void Block(string corner, IReadOnlyList<MeasureDefinition> measures, Func<MeasureDefinition, string> heading, Func<StatisticsRow, MeasureDefinition, string> figure)
        {
            var labels = table.Rows.Append(table.Total).Select(r => Wrap(r.Label, LabelWidth)).ToList();
            var labelWidth = Math.Max(corner.Length, labels.SelectMany(l => l).Append(corner).Max(l => l.Length));
            var headings = measures.Select(m => Wrap(heading(m), ColumnWidth)).ToList();
            var widths = measures.Select((m, i) => Math.Max(headings[i].Max(l => l.Length),
                table.Rows.Append(table.Total).Max(r => figure(r, m).Length))).ToList();
            var depth = headings.Max(h => h.Count);
            var rule = new string('-', labelWidth + widths.Sum(w => w + 2));

            for (var line = 0; line < depth; line++)
            {
                text.Append((line == depth - 1 ? corner : "").PadRight(labelWidth));
                for (var i = 0; i < headings.Count; i++)
                {
                    var part = line - (depth - headings[i].Count);
                    text.Append("  ").Append((part >= 0 ? headings[i][part] : "").PadLeft(widths[i]));
                }

                EndLine();
            }

            text.Append(rule).Append('\n');
            for (var r = 0; r < table.Rows.Count; r++) Row(table.Rows[r], labels[r]);
            text.Append(rule).Append('\n');
            Row(table.Total, labels[^1]);
            text.Append('\n');

            void Row(StatisticsRow row, IReadOnlyList<string> label)
            {
                text.Append(label[0].PadRight(labelWidth));
                for (var i = 0; i < measures.Count; i++) text.Append("  ").Append(figure(row, measures[i]).PadLeft(widths[i]));
                EndLine();
                foreach (var more in label.Skip(1)) text.Append(more).Append('\n');
            }
        }

        void EndLine()
        {
            while (text[^1] == ' ') text.Length--;
            text.Append('\n');
        }
    }

    private static string Lower(string name) =>
        name.Length > 1 && char.IsUpper(name[1]) ? name : char.ToLowerInvariant(name[0]) + name[1..];

    private static List<string> Wrap(string words, int width)
    {
        var lines = new List<string> { "" };
        foreach (var word in words.Split(' '))
        {
            if (lines[^1].Length == 0) lines[^1] = word;
            else if (lines[^1].Length + 1 + word.Length <= width) lines[^1] += " " + word;
            else lines.Add(word);
        }

        return lines;
    }
}
