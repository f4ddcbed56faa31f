using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using static Referrals.Statistics.Tests.Tables;

namespace Referrals.Statistics.Tests;

public sealed class PublicationWriterTests
{
    private static readonly XNamespace Office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", Table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        Text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0", Fo = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        Style = "urn:oasis:names:tc:opendocument:xmlns:style:1.0", Dc = "http://purl.org/dc/elements/1.1/", XLink = "http://www.w3.org/1999/xlink";

    private static readonly PublicationDocument Publication = Publish();
    private static readonly byte[] Spreadsheet = Ods(Publication);

    public static TheoryData<string> Sheets => [.. Part("content.xml").Descendants(Table + "table").Select(t => t.Attribute(Table + "name")!.Value)];

    [Fact]
    public void The_spreadsheet_is_as_approved() => Approved.Matches("publication-content.xml", Part("content.xml") + "\n");

    [Fact]
    public void The_tidy_csv_is_as_approved() => Approved.Matches("publication.csv", TidyCsvWriter.Write(Publication));

    [Fact]
    public void The_metadata_beside_it_is_as_approved() => Approved.Matches("publication.csv-metadata.json", TidyCsvWriter.Metadata(Publication, "publication.csv"));

    [Fact]
    public void The_bulletin_is_as_approved() => Approved.Matches("publication.html", BulletinWriter.Write(Publication));

    [Fact]
    public void The_same_publication_is_the_same_file_to_the_last_byte() => Assert.Equal(Spreadsheet, Ods(Publish()));

    [Fact]
    public void What_kind_of_file_it_is_can_be_read_off_its_first_bytes() =>
        Assert.Equal("mimetypeapplication/vnd.oasis.opendocument.spreadsheet", Encoding.ASCII.GetString(Spreadsheet, 30, 54));

    [Fact]
    public void The_first_sheets_are_the_cover_the_contents_and_the_notes_and_each_table_has_one() =>
        Assert.Equal(["Cover_sheet", "Table_of_contents", "Notes", "Table_1", "Table_2"], Part("content.xml").Descendants(Table + "table").Select(t => t.Attribute(Table + "name")!.Value));

    [Theory, MemberData(nameof(Sheets))]
    public void A_sheet_begins_with_its_heading_in_the_first_cell_and_says_what_it_contains(string sheet)
    {
        var rows = Rows(sheet);

        Assert.Equal("Heading_20_1", rows[0].Single().Attribute(Table + "style-name")!.Value);
        if (sheet != "Cover_sheet") Assert.StartsWith("This worksheet contains one table.", rows[1].Single().Value, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Sheets))]
    public void Nothing_is_merged_hidden_empty_or_repeated(string sheet)
    {
        var all = Sheet(sheet).DescendantsAndSelf().ToList();

        Assert.DoesNotContain(all.Attributes(), a => a.Name.LocalName is "number-columns-spanned" or "number-rows-spanned" or "number-rows-repeated" or "visibility");
        Assert.DoesNotContain(all, e => e.Name.LocalName is "covered-table-cell" or "shapes" or "annotation");
        Assert.All(all.Where(e => e.Name == Table + "table-cell"), cell => Assert.NotEqual("", cell.Value.Trim()));
        Assert.All(all.Where(e => e.Name == Table + "table-cell"), cell => Assert.Single(cell.Elements(Text + "p")));
    }

    [Theory, MemberData(nameof(Sheets))]
    public void A_table_is_marked_up_as_one_with_a_name_and_a_heading_row_and_no_hole_in_it(string sheet)
    {
        if (sheet == "Cover_sheet") return;
        var range = Part("content.xml").Descendants(Table + "database-range").Single(r => r.Attribute(Table + "target-range-address")!.Value.StartsWith(sheet + ".", StringComparison.Ordinal));
        var (from, to) = Corners(range.Attribute(Table + "target-range-address")!.Value);
        var element = Sheet(sheet);
        var rows = RowsOf(element);

        Assert.Equal("true", range.Attribute(Table + "contains-header")!.Value);
        Assert.Equal(rows.Count, to.Row);
        Assert.Same(element.Element(Table + "table-header-rows")!.Element(Table + "table-row"), rows[from.Row - 1][0].Parent);
        Assert.All(rows[(from.Row - 1)..], row => Assert.Equal(to.Column, row.Count));
        Assert.Equal(rows[from.Row - 1].Count, rows[from.Row - 1].Select(c => c.Value).Distinct().Count());
    }

    [Fact]
    public void Every_link_of_the_contents_leads_to_a_sheet_that_there_is()
    {
        var links = Sheet("Table_of_contents").Descendants(Text + "a").Select(a => a.Attribute(XLink + "href")!.Value).ToList();

        Assert.Equal(["#Notes.A1", "#Table_1.A1", "#Table_2.A1"], links);
    }

    [Fact]
    public void Every_note_that_is_referred_to_is_there_and_every_mark_is_explained_on_the_cover()
    {
        var words = Part("content.xml").Descendants(Text + "p").Select(p => p.Value).ToList();
        var notes = Rows("Notes").Skip(3).Select(r => r[0].Value).ToHashSet();
        var cover = string.Join('\n', Rows("Cover_sheet").Select(r => r[0].Value));

        foreach (var used in words.SelectMany(w => System.Text.RegularExpressions.Regex.Matches(w, @"\[note \d+\]", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Value))) Assert.Contains(used, notes);
        foreach (var mark in words.SelectMany(w => System.Text.RegularExpressions.Regex.Matches(w, @"\[[a-z]\]", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Select(m => m.Value)).Distinct())
            Assert.Contains($"{mark} = ", cover, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_are_numbers_and_marks_are_words_and_small_counts_are_nowhere()
    {
        var cells = Sheet("Table_1").Descendants(Table + "table-cell").Concat(Sheet("Table_2").Descendants(Table + "table-cell")).ToList();

        Assert.All(cells.Where(c => c.Attribute(Table + "style-name")!.Value == "count"), c => Assert.False((long)c.Attribute(Office + "value")! is > 0 and < 5));
        Assert.All(cells.Where(c => c.Attribute(Table + "style-name")!.Value == "mark"), c => Assert.Contains(c.Value, new[] { "[c]", "[z]" }));
        Assert.Contains(cells, c => c.Value == "[c]");
        Assert.DoesNotContain(cells, c => c.Attribute(Office + "value-type")!.Value == "float" && c.Attribute(Table + "style-name")!.Value is not ("count" or "percentage"));
    }

    [Fact]
    public void The_document_has_a_title_and_says_that_it_is_in_english()
    {
        Assert.Equal(Publication.Title, Part("meta.xml").Descendants(Dc + "title").Single().Value);
        Assert.Equal("en-GB", Part("meta.xml").Descendants(Dc + "language").Single().Value);
        var words = Part("styles.xml").Descendants(Style + "default-style").Single().Element(Style + "text-properties")!;
        Assert.Equal(("en", "GB"), (words.Attribute(Fo + "language")!.Value, words.Attribute(Fo + "country")!.Value));
    }

    [Fact]
    public void Text_is_twelve_points_or_more_and_no_meaning_is_in_a_colour()
    {
        var styles = Part("styles.xml").Descendants().Concat(Part("content.xml").Descendants()).Attributes().ToList();

        Assert.All(styles.Where(a => a.Name == Fo + "font-size"), size => Assert.True(int.Parse(size.Value.Replace("pt", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture) >= 12));
        Assert.DoesNotContain(styles, a => a.Name == Fo + "color" || a.Name == Fo + "background-color");
    }

    [Fact]
    public async Task LibreOffice_opens_it_and_reads_back_what_was_published()
    {
        var office = new[] { "/usr/bin/soffice", "/usr/local/bin/soffice", "/opt/libreoffice/program/soffice" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(office is null, "LibreOffice (soffice) is not installed here.");
        var folder = Directory.CreateTempSubdirectory("ods-").FullName;
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "publication.ods"), Spreadsheet, TestContext.Current.CancellationToken);
            using var process = Process.Start(new ProcessStartInfo(office!,
            [
                $"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
                "--outdir", folder, Path.Combine(folder, "publication.ods"),
            ]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal(
                ["publication-Cover_sheet.csv", "publication-Notes.csv", "publication-Table_1.csv", "publication-Table_2.csv", "publication-Table_of_contents.csv"],
                Directory.GetFiles(folder, "*.csv").Select(Path.GetFileName).Order(StringComparer.Ordinal));
            foreach (var (i, of) in Publication.Tables.Index())
            {
                var read = await File.ReadAllLinesAsync(Path.Combine(folder, $"publication-Table_{i + 1}.csv"), TestContext.Current.CancellationToken);
                Assert.Equal(4 + of.Table.Rows.Count + 1, read.Length);
                foreach (var (line, row) in read.Skip(4).Zip(of.Table.Rows.Append(of.Table.Total)))
                {
                    var figures = of.Table.Measures.SelectMany(m => row.Percentage(m) is { } p ? [row.Cells[m.Key].ToString(), p.Value?.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture) ?? p.ToString()] : new[] { row.Cells[m.Key].ToString() });
                    // LibreOffice gives the numbers it holds, not how they look.
                    Assert.EndsWith("," + string.Join(',', figures), line, StringComparison.Ordinal);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_tidy_line_has_a_value_or_says_why_not()
    {
        var lines = TidyCsvWriter.Write(Publication).TrimEnd('\n').Split('\n').Skip(1).Select(l => l[(l.LastIndexOf(',', l.LastIndexOf(',') - 1) + 1)..].Split(',')).ToList();

        Assert.Equal(Publication.Tables.Sum(t => (t.Table.Rows.Count + 1) * 15), lines.Count);
        Assert.All(lines, l => Assert.NotEqual(l[0].Length == 0, !l[1].StartsWith("[c]", StringComparison.Ordinal) && !l[1].StartsWith("[z]", StringComparison.Ordinal)));
        using var metadata = JsonDocument.Parse(TidyCsvWriter.Metadata(Publication, "x.csv"));
        Assert.Equal(TidyCsvWriter.Write(Publication).Split('\n')[0].Split(','), metadata.RootElement.GetProperty("tableSchema").GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }

    [Fact]
    public void What_was_written_as_json_is_read_back_as_what_was_shown()
    {
        var read = JsonWriter.Read(JsonWriter.Write(Publication), "June");

        Assert.Equal(2, read.Count);
        foreach (var (published, of) in read.Zip(Publication.Tables))
        {
            var shown = PublishedTable.Of(of.Table, "June");
            Assert.Equal(shown.Figures.OrderBy(f => f.Key.ToString(), StringComparer.Ordinal), published.Figures.OrderBy(f => f.Key.ToString(), StringComparer.Ordinal));
            Assert.Equal((shown.Scope, shown.Period, shown.AsAt, shown.By, shown.Threshold, shown.RoundTo), (published.Scope, published.Period, published.AsAt, published.By, published.Threshold, published.RoundTo));
        }
    }

    [Fact]
    public void A_finding_never_says_what_its_table_withholds()
    {
        var few = DisclosureControl.Apply(Of(Row("A", "North", 40, 0, 10, 10, 10, 10, 3)));
        var all = DisclosureControl.Apply(National);

        Assert.Equal("Of 1,626 people who needed an intervention, 981 (60%) were referred and 343 (21%) completed one.", Findings.Of(all));
        Assert.Equal("Of 43 people who needed an intervention, 33 (77%) were referred; how many completed one is withheld to protect people.", Findings.Of(few));
    }

    [Fact]
    public void The_bulletin_runs_no_script_and_asks_nothing_of_anybody()
    {
        var html = BulletinWriter.Write(Publication);

        foreach (var thing in new[] { "<script", "src=", "url(http", "onload", "@import" }) Assert.DoesNotContain(thing, html, StringComparison.OrdinalIgnoreCase);
        Assert.Matches("<figcaption[^>]*>Of 1,626 people", html);
        Assert.Contains("@media print", html, StringComparison.Ordinal);
    }

    private static PublicationDocument Publish()
    {
        var tables = DisclosureControl.Apply([National, National with { By = Breakdown.Month, Rows = [Row("2025-04", "April 2025", National.Rows.Count, 10, 20, 30, 20, 10, 5), .. Rest()] }], new DisclosureRules());
        return new()
        {
            Title = "Domestic abuse interventions in probation: assessed, referred and completed",
            Summary = "How many people on probation assessed in the year needed a domestic abuse intervention, and how far they got.",
            Number = 2,
            Changed = "Completions of May were brought in late from one region.",
            Publisher = "Probation statistics",
            Contact = "statistics@example.org",
            AsAt = AsAt,
            ReleasedOn = new(2026, 6, 25),
            IsProvisional = true,
            Tables = [.. tables.Select(t => new PublicationTable(t, Findings.Of(t), ReferralsAndCompletions.Chart) { Revised = new HashSet<string> { "B" } })],
        };

        // All the others in one month, so that both tables count the same people.
        static IEnumerable<CohortRow> Rest()
        {
            var april = Row("2025-04", "April 2025", National.Rows.Count, 10, 20, 30, 20, 10, 5);
            yield return new("2025-05", "May 2025", National.Total.Counts.ToDictionary(c => c.Key, c => c.Value - april.Counts[c.Key]));
        }
    }

    private static byte[] Ods(PublicationDocument publication)
    {
        using var stream = new MemoryStream();
        OdsWriter.Write(publication, stream);
        return stream.ToArray();
    }

    private static XDocument Part(string name)
    {
        using var zip = new ZipArchive(new MemoryStream(Spreadsheet));
        using var part = zip.GetEntry(name)!.Open();
        return XDocument.Load(part);
    }

    private static XElement Sheet(string name) => Part("content.xml").Descendants(Table + "table").Single(t => t.Attribute(Table + "name")!.Value == name);

    private static List<List<XElement>> Rows(string sheet) => RowsOf(Sheet(sheet));

    private static List<List<XElement>> RowsOf(XElement sheet) => [.. sheet.Descendants(Table + "table-row").Select(r => r.Elements(Table + "table-cell").ToList())];

    private static ((int Column, int Row) From, (int Column, int Row) To) Corners(string address)
    {
        var corners = address.Split(':').Select(c => c[(c.IndexOf('.', StringComparison.Ordinal) + 1)..]).Select(c =>
        {
            var letters = c.TakeWhile(char.IsAsciiLetterUpper).ToArray();
            return (letters.Aggregate(0, (n, l) => (n * 26) + l - 'A' + 1), int.Parse(c.AsSpan(letters.Length), System.Globalization.CultureInfo.InvariantCulture));
        }).ToArray();
        return (corners[0], corners[1]);
    }
}
