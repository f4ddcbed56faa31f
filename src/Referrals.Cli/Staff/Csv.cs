using System.Text;

namespace Referrals.Cli.Staff;

/// <summary>One row of a CSV file with the line it begins on, and what is wrong with its quotes, if anything.</summary>
internal sealed record CsvRow(int Line, string[] Fields, string? Problem);

/// <summary>Comma separated values as RFC 4180 has them.</summary>
internal static class Csv
{
    public static IEnumerable<CsvRow> Read(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var (line, began, quoted, wasQuoted) = (1, 1, false, false);
        string? problem = null;
        for (var at = text.StartsWith('\uFEFF') ? 1 : 0; at <= text.Length; at++)
        {
            var letter = at < text.Length ? text[at] : '\n';
            if (quoted && at < text.Length)
            {
                if (letter == '"' && at + 1 < text.Length && text[at + 1] == '"')
                    field.Append(text[++at]);
                else if (letter == '"')
                    quoted = false;
                else
                    field.Append(letter);
                line += letter == '\n' ? 1 : 0;
                continue;
            }

            switch (letter)
            {
                case '"' when field.Length == 0 && !wasQuoted:
                    quoted = wasQuoted = true;
                    break;
                case '"':
                    problem = "a quotation mark inside a field that does not begin with one";
                    break;
                case ',':
                    Close();
                    break;
                case '\r' when at + 1 < text.Length && text[at + 1] == '\n':
                    break;
                case '\n':
                    if (at == text.Length && fields.Count == 0 && field.Length == 0 && !wasQuoted)
                        yield break;
                    if (quoted)
                        problem = "a quotation mark that is never closed";
                    Close();
                    yield return new CsvRow(began, [.. fields], problem);
                    fields.Clear();
                    problem = null;
                    quoted = false;
                    began = ++line;
                    break;
                default:
                    if (wasQuoted)
                        problem = "text after a closing quotation mark";
                    field.Append(letter);
                    break;
            }
        }

        void Close()
        {
            fields.Add(field.ToString());
            field.Clear();
            wasQuoted = false;
        }
    }
}
