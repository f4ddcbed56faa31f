using System.Globalization;
using System.Net;
using System.Text;

namespace Referrals.Statistics;

/// <summary>
/// A publication as one page of HTML that stands alone: printable, without script, readable without style. Each chart is an SVG whose caption is the
/// finding, with its table beneath.
/// </summary>
public static class BulletinWriter
{
    // The names are those of the service's own pages, which show the same words between <main> and </main>; alone, the page brings what it needs of them.
    private const string Style = """
        body{font-family:Arial,Helvetica,sans-serif;font-size:1.1rem;line-height:1.4;color:#0b0c0c;background:#fff;max-width:60rem;margin:0 auto;padding:1rem}
        .govuk-heading-l{font-size:2rem;margin:0 0 .5rem}.govuk-heading-m{font-size:1.4rem;margin:2rem 0 .5rem}figure{margin:1rem 0}figcaption{margin-bottom:.5rem}
        .app-table-scroll{overflow-x:auto}.govuk-table{border-collapse:collapse;width:100%;font-size:.95rem}.govuk-table__caption{text-align:left;font-weight:bold;padding:.5rem 0}
        .govuk-table__header,.govuk-table__cell{border-bottom:1px solid #b1b4b6;padding:.4rem .5rem;text-align:left;vertical-align:top}
        .govuk-table__header--numeric,.govuk-table__cell--numeric{text-align:right;font-variant-numeric:tabular-nums}.govuk-\!-font-weight-bold{font-weight:bold}
        tbody tr:last-child>*{border-top:2px solid #0b0c0c;font-weight:bold}.app-of{color:#505a5f;font-size:.85em;font-weight:normal}
        @media print{body{max-width:none;padding:0;font-size:10pt}h2{break-after:avoid}figure,tr{break-inside:avoid}.app-table-scroll{overflow:visible}.govuk-table{font-size:8pt}}
        """;

    /// <summary>The page.</summary>
    public static string Write(PublicationDocument publication)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{Encode(publication.Title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<main>\n");
        html.Append(CultureInfo.InvariantCulture, $"<h1 class=\"govuk-heading-l\">{Encode(publication.Title)}</h1>\n<p class=\"govuk-body\">{Encode(publication.Summary)}</p>\n");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"govuk-body\">Published on {PublicationDocument.Words(publication.ReleasedOn)} by {Encode(publication.Publisher)}. Figures as at {PublicationDocument.Words(publication.AsAt)}.{(publication.IsProvisional ? " They are provisional: later figures of the same people are expected." : "")}</p>\n");
        if (publication.Changed is { } changed) html.Append(CultureInfo.InvariantCulture, $"<h2 class=\"govuk-heading-m\">Revision</h2>\n<p class=\"govuk-body\">This is number {publication.Number}, a revision. {Encode(changed)} Rows that changed are marked {PublicationDocument.RevisedMark}.</p>\n");
        foreach (var (i, of) in publication.Tables.Index()) Write(html, publication, of, i + 1);

        html.Append("<h2 class=\"govuk-heading-m\">Notes</h2>\n<ol class=\"govuk-list govuk-list--number\">\n");
        foreach (var (text, _) in publication.Notes) html.Append(CultureInfo.InvariantCulture, $"<li>{Encode(text)}</li>\n");
        html.Append("</ol>\n<h2 class=\"govuk-heading-m\">Shorthand</h2>\n<ul class=\"govuk-list govuk-list--bullet\">\n");
        foreach (var (mark, meaning) in publication.Shorthand) html.Append(CultureInfo.InvariantCulture, $"<li>{mark}: {Encode(meaning)}</li>\n");
        html.Append(CultureInfo.InvariantCulture, $"</ul>\n<h2 class=\"govuk-heading-m\">Who to ask</h2>\n<p class=\"govuk-body\">{Encode(publication.Publisher)}, {Encode(publication.Contact)}</p>\n</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void Write(StringBuilder html, PublicationDocument publication, PublicationTable of, int number)
    {
        var table = of.Table;
        html.Append(CultureInfo.InvariantCulture, $"<h2 class=\"govuk-heading-m\">By {Encode(table.By.Name.InSentence())}</h2>\n");
        if (of.Chart.Count > 0 && table.Rows.Count > 0)
            html.Append(CultureInfo.InvariantCulture, $"<figure class=\"app-figure\">\n<figcaption class=\"govuk-body govuk-!-font-weight-bold\">{Encode(of.Finding)}</figcaption>\n{BarChart.Write(table, of.Chart, $"chart-{number}")}\n</figure>\n");
        else html.Append(CultureInfo.InvariantCulture, $"<p class=\"govuk-body\">{Encode(of.Finding)}</p>\n");
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"app-table-scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"table-{number}\">\n<table class=\"govuk-table\">\n<caption class=\"govuk-table__caption govuk-table__caption--s\" id=\"table-{number}\">Table {number}: {Encode(publication.Headed(of))}</caption>\n<thead class=\"govuk-table__head\">\n<tr class=\"govuk-table__row\"><th scope=\"col\" class=\"govuk-table__header\">{Encode(table.By.Name)}</th>");
        foreach (var measure in table.Measures)
        {
            var share = measure.DenominatorKey is { } key ? $"<br><span class=\"app-of\">% of {Encode(table.Measures.Single(m => m.Key == key).Name.InSentence())}</span>" : "";
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\" class=\"govuk-table__header govuk-table__header--numeric\">{Encode(measure.Name)} [note {publication.NoteOf(measure)}]{share}</th>");
        }

        foreach (var estimate in table.Estimates)
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\" class=\"govuk-table__header govuk-table__header--numeric\">{Encode(estimate.Name)} [note {publication.NoteOf(estimate)}]<br><span class=\"app-of\">{Encode(estimate.Unit)}</span></th>");

        html.Append("</tr>\n</thead>\n<tbody class=\"govuk-table__body\">\n");
        foreach (var row in table.Rows.Append(table.Total))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr class=\"govuk-table__row\"><th scope=\"row\" class=\"govuk-table__header\">{Encode(of.Label(row))}</th>");
            foreach (var measure in table.Measures)
            {
                var share = row.Percentage(measure) is { } percentage ? $"<br><span class=\"app-of\">{percentage}{(percentage.Value is null ? "" : "%")}</span>" : "";
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"govuk-table__cell govuk-table__cell--numeric\">{row.Cells[measure.Key].Count?.ToString("N0", CultureInfo.InvariantCulture) ?? StatisticsTable.Confidential}{share}</td>");
            }

            foreach (var estimate in table.Estimates)
                html.Append(CultureInfo.InvariantCulture, $"<td class=\"govuk-table__cell govuk-table__cell--numeric\">{table.EstimateOf(row, estimate).Words(estimate)}</td>");

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table>\n</div>\n");
    }

    /// <summary>What is between <c>main</c> and its end, to stand in a page of the service.</summary>
    public static string Main(string bulletin)
    {
        var start = bulletin.IndexOf("<main>", StringComparison.Ordinal) + "<main>".Length;
        return bulletin[start..bulletin.LastIndexOf("</main>", StringComparison.Ordinal)];
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
