using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace Referrals.Statistics;

/// <summary>
/// A publication as an OpenDocument spreadsheet, laid out as the Government Analysis Function asks ("Releasing statistics in spreadsheets"):
/// a cover, contents, notes, then one table a sheet, each in the first column and marked up as a table; nothing merged, hidden, blank or frozen;
/// notes and shorthand in square brackets. Written as it goes, a row at a time.
/// </summary>
public static class OdsWriter
{
    public const string ContentType = "application/vnd.oasis.opendocument.spreadsheet";

    private const string Office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", Table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        Text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0", Style = "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        Fo = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0", Number = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
        XLink = "http://www.w3.org/1999/xlink", Dc = "http://purl.org/dc/elements/1.1/", Meta = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        Manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0";

    private const string Cover = "Cover_sheet", Contents = "Table_of_contents", Notes = "Notes";

    /// <summary>Writes the file; the stream stays open. The same publication gives the same bytes.</summary>
    public static void Write(PublicationDocument publication, Stream stream)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        // First and not compressed, so that what the file is can be read off its first bytes.
        using (var kind = new StreamWriter(Entry("mimetype", CompressionLevel.NoCompression))) kind.Write(ContentType);
        Xml("META-INF/manifest.xml", WriteManifest);
        Xml("meta.xml", xml => WriteMeta(xml, publication));
        Xml("styles.xml", WriteStyles);
        Xml("content.xml", xml => WriteContent(xml, publication));

        Stream Entry(string name, CompressionLevel level)
        {
            var entry = zip.CreateEntry(name, level);
            entry.LastWriteTime = new DateTimeOffset(publication.ReleasedOn.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            return entry.Open();
        }

        void Xml(string name, Action<XmlWriter> write)
        {
            using var xml = XmlWriter.Create(Entry(name, CompressionLevel.Optimal), new XmlWriterSettings { CloseOutput = true });
            write(xml);
        }
    }

    private static void WriteManifest(XmlWriter xml)
    {
        xml.WriteStartElement("manifest", "manifest", Manifest);
        xml.WriteAttributeString("version", Manifest, "1.3");
        foreach (var (path, type) in new[] { ("/", ContentType), ("content.xml", "text/xml"), ("styles.xml", "text/xml"), ("meta.xml", "text/xml") })
        {
            xml.WriteStartElement("file-entry", Manifest);
            xml.WriteAttributeString("full-path", Manifest, path);
            xml.WriteAttributeString("media-type", Manifest, type);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteMeta(XmlWriter xml, PublicationDocument publication)
    {
        Document(xml, "document-meta");
        xml.WriteStartElement("meta", Office);
        xml.WriteElementString("title", Dc, publication.Title);
        xml.WriteElementString("description", Dc, publication.Summary);
        xml.WriteElementString("creator", Dc, publication.Publisher);
        xml.WriteElementString("language", Dc, "en-GB");
        xml.WriteElementString("date", Dc, publication.ReleasedOn.ToDateTime(TimeOnly.MinValue).ToString("s", CultureInfo.InvariantCulture));
        xml.WriteElementString("generator", Meta, "Referrals");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteStyles(XmlWriter xml)
    {
        Document(xml, "document-styles");
        xml.WriteStartElement("styles", Office);
        xml.WriteStartElement("default-style", Style);
        xml.WriteAttributeString("family", Style, "table-cell");
        xml.WriteStartElement("text-properties", Style);
        Attributes(xml, ("font-family", Fo, "Arial"), ("font-size", Fo, "12pt"), ("language", Fo, "en"), ("country", Fo, "GB"));
        xml.WriteEndElement();
        xml.WriteEndElement();
        Cell(xml, "Default", null, null);
        Cell(xml, "Heading_20_1", "Default", () => Properties(xml, "text-properties", ("font-size", Fo, "16pt"), ("font-weight", Fo, "bold")), "Heading 1");
        Cell(xml, "Heading_20_2", "Default", () => Properties(xml, "text-properties", ("font-size", Fo, "14pt"), ("font-weight", Fo, "bold")), "Heading 2");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteContent(XmlWriter xml, PublicationDocument publication)
    {
        Document(xml, "document-content");
        WriteAutomaticStyles(xml);
        xml.WriteStartElement("body", Office);
        xml.WriteStartElement("spreadsheet", Office);
        WriteCover(xml, publication);
        WriteContents(xml, publication);
        WriteNotes(xml, publication);
        foreach (var (i, table) in publication.Tables.Index()) WriteTable(xml, publication, table, i + 1);
        WriteMarks(xml, publication);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteAutomaticStyles(XmlWriter xml)
    {
        xml.WriteStartElement("automatic-styles", Office);
        foreach (var (name, places) in new[] { ("whole", "0"), ("tenths", "1") })
        {
            xml.WriteStartElement("number-style", Number);
            xml.WriteAttributeString("name", Style, name);
            xml.WriteStartElement("number", Number);
            Attributes(xml, ("decimal-places", Number, places), ("min-decimal-places", Number, places), ("min-integer-digits", Number, "1"), ("grouping", Number, "true"));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        foreach (var (name, width) in new[] { ("wide", "18cm"), ("label", "8cm"), ("figure", "4cm") })
        {
            xml.WriteStartElement("style", Style);
            Attributes(xml, ("name", Style, name), ("family", Style, "table-column"));
            Properties(xml, "table-column-properties", ("column-width", Style, width));
            xml.WriteEndElement();
        }

        xml.WriteStartElement("style", Style);
        Attributes(xml, ("name", Style, "row"), ("family", Style, "table-row"));
        Properties(xml, "table-row-properties", ("use-optimal-row-height", Style, "true"));
        xml.WriteEndElement();
        Cell(xml, "words", "Default", () => Properties(xml, "table-cell-properties", ("wrap-option", Fo, "wrap"), ("vertical-align", Style, "top")));
        Cell(xml, "plain", "Default", null);
        Cell(xml, "heading-of-labels", "Default", () => Heading("start"));
        Cell(xml, "heading-of-figures", "Default", () => Heading("end"));
        Cell(xml, "mark", "Default", () => Properties(xml, "paragraph-properties", ("text-align", Fo, "end")));
        Cell(xml, "count", "Default", () => Properties(xml, "paragraph-properties", ("text-align", Fo, "end")), dataStyle: "whole");
        Cell(xml, "percentage", "Default", () => Properties(xml, "paragraph-properties", ("text-align", Fo, "end")), dataStyle: "tenths");
        xml.WriteEndElement();

        void Heading(string align)
        {
            Properties(xml, "table-cell-properties", ("wrap-option", Fo, "wrap"), ("vertical-align", Style, "bottom"), ("border-bottom", Fo, "0.75pt solid #000000"));
            Properties(xml, "paragraph-properties", ("text-align", Fo, align));
            Properties(xml, "text-properties", ("font-weight", Fo, "bold"));
        }
    }

    private static void WriteCover(XmlWriter xml, PublicationDocument publication)
    {
        Sheet(xml, Cover, "wide", 0);
        Heading(xml, publication.Title, 1);
        Words(xml, publication.Summary);
        Words(xml, $"Published on {PublicationDocument.Words(publication.ReleasedOn)}. Figures as at {PublicationDocument.Words(publication.AsAt)}.");
        if (publication.IsProvisional) Words(xml, $"The figures are provisional {PublicationDocument.ProvisionalMark}: later figures of the same people are expected.");
        if (publication.Changed is { } changed)
        {
            Heading(xml, "Revision", 2);
            Words(xml, $"This is number {publication.Number}, a revision. {changed} Rows that changed are marked {PublicationDocument.RevisedMark}. Earlier numbers stay as they were.");
        }

        Heading(xml, "Main findings", 2);
        foreach (var finding in publication.Tables.Select(t => t.Finding).Distinct()) Words(xml, finding);
        Heading(xml, "How figures are protected", 2);
        foreach (var note in publication.Tables.SelectMany(t => t.Table.Rules.Notes).Distinct()) Words(xml, note);
        Heading(xml, "Shorthand", 2);
        Words(xml, "Some figures and labels carry a mark in square brackets:");
        foreach (var (mark, meaning) in publication.Shorthand) Words(xml, $"{mark} = {meaning}");
        Heading(xml, "Who to ask", 2);
        Words(xml, publication.Publisher);
        Words(xml, publication.Contact);
        xml.WriteEndElement();
    }

    private static void WriteContents(XmlWriter xml, PublicationDocument publication)
    {
        Sheet(xml, Contents, "figure", 1, "wide");
        Heading(xml, "Table of contents", 1);
        Words(xml, "This worksheet contains one table. It lists the worksheets of this spreadsheet.", "plain");
        HeaderRow(xml, "Worksheet", "What it holds");
        foreach (var (sheet, about) in new[] { (Notes, "Notes used in this spreadsheet") }.Concat(publication.Tables.Index().Select(t => (TableName(t.Index + 1), publication.Headed(t.Item)))))
        {
            Row(xml);
            LinkCell(xml, $"#{sheet}.A1", sheet);
            TextCell(xml, about, "words");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteNotes(XmlWriter xml, PublicationDocument publication)
    {
        Sheet(xml, Notes, "figure", 1, "wide");
        Heading(xml, "Notes", 1);
        Words(xml, "This worksheet contains one table. Notes are referred to in square brackets, such as [note 1].", "plain");
        HeaderRow(xml, "Note number", "Note text");
        foreach (var (i, (text, _)) in publication.Notes.Index())
        {
            Row(xml);
            TextCell(xml, $"[note {i + 1}]", "words");
            TextCell(xml, text, "words");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteTable(XmlWriter xml, PublicationDocument publication, PublicationTable of, int number)
    {
        var table = of.Table;
        Sheet(xml, TableName(number), "label", Columns(table) - 1, "figure");
        Heading(xml, $"Table {number}: {publication.Headed(of)}", 1);
        Words(xml, "This worksheet contains one table. Notes in square brackets are in the worksheet Notes; shorthand is explained in the worksheet Cover_sheet.", "plain");
        Words(xml, of.Finding, "plain");
        xml.WriteStartElement("table-header-rows", Table);
        Row(xml);
        TextCell(xml, table.By.Name, "heading-of-labels");
        foreach (var measure in table.Measures)
        {
            TextCell(xml, $"{measure.Name} (number of {measure.Counts}) [note {publication.NoteOf(measure)}]", "heading-of-figures");
            if (measure.DenominatorKey is { } key) TextCell(xml, $"{measure.Name} as percentage of {table.Measures.Single(m => m.Key == key).Name.InSentence()}", "heading-of-figures");
        }

        foreach (var estimate in table.Estimates) TextCell(xml, $"{estimate.Name} ({estimate.Unit}) [note {publication.NoteOf(estimate)}]", "heading-of-figures");
        xml.WriteEndElement();
        xml.WriteEndElement();
        foreach (var row in table.Rows.Append(table.Total))
        {
            Row(xml);
            TextCell(xml, of.Label(row), "words");
            foreach (var measure in table.Measures)
            {
                if (row.Cells[measure.Key].Count is { } count) NumberCell(xml, count, count.ToString("N0", CultureInfo.InvariantCulture), "count");
                else TextCell(xml, StatisticsTable.Confidential, "mark");
                if (row.Percentage(measure) is not { } percentage) continue;
                if (percentage.Value is { } value) NumberCell(xml, value, percentage.ToString(), "percentage");
                else TextCell(xml, percentage.ToString(), "mark");
            }

            foreach (var estimate in table.Estimates)
            {
                var figure = table.EstimateOf(row, estimate);
                if (figure.Value is { } value) NumberCell(xml, value, figure.Words(estimate), estimate.Places == 0 ? "count" : "percentage");
                else TextCell(xml, figure.Mark!, "mark");
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <summary>The ranges that say which cells are a table, by name, with a heading row.</summary>
    private static void WriteMarks(XmlWriter xml, PublicationDocument publication)
    {
        xml.WriteStartElement("database-ranges", Table);
        Range(Contents, 3, 2, publication.Tables.Count + 2);
        Range(Notes, 3, 2, publication.Notes.Count + 1);
        foreach (var (i, of) in publication.Tables.Index()) Range(TableName(i + 1), 4, Columns(of.Table), of.Table.Rows.Count + 2);
        xml.WriteEndElement();

        void Range(string sheet, int firstRow, int columns, int rows)
        {
            xml.WriteStartElement("database-range", Table);
            Attributes(xml, ("name", Table, sheet.ToLowerInvariant()),
                ("target-range-address", Table, string.Create(CultureInfo.InvariantCulture, $"{sheet}.A{firstRow}:{sheet}.{Letters(columns)}{firstRow + rows - 1}")),
                ("contains-header", Table, "true"), ("display-filter-buttons", Table, "false"));
            xml.WriteEndElement();
        }
    }

    private static int Columns(StatisticsTable table) => 1 + table.Measures.Sum(m => m.DenominatorKey is null ? 1 : 2) + table.Estimates.Count;

    private static string TableName(int number) => string.Create(CultureInfo.InvariantCulture, $"Table_{number}");

    private static string Letters(int column) => column <= 26 ? $"{(char)('A' + column - 1)}" : Letters((column - 1) / 26) + Letters(((column - 1) % 26) + 1);

    private static void Document(XmlWriter xml, string name)
    {
        xml.WriteStartElement("office", name, Office);
        foreach (var (prefix, address) in new[] { ("table", Table), ("text", Text), ("style", Style), ("fo", Fo), ("number", Number), ("xlink", XLink), ("dc", Dc), ("meta", Meta) })
            xml.WriteAttributeString("xmlns", prefix, null, address);
        xml.WriteAttributeString("version", Office, "1.3");
    }

    private static void Cell(XmlWriter xml, string name, string? parent, Action? properties, string? display = null, string? dataStyle = null)
    {
        xml.WriteStartElement("style", Style);
        Attributes(xml, ("name", Style, name), ("family", Style, "table-cell"));
        if (display is not null) xml.WriteAttributeString("display-name", Style, display);
        if (parent is not null) xml.WriteAttributeString("parent-style-name", Style, parent);
        if (dataStyle is not null) xml.WriteAttributeString("data-style-name", Style, dataStyle);
        properties?.Invoke();
        xml.WriteEndElement();
    }

    private static void Properties(XmlWriter xml, string element, params ReadOnlySpan<(string Name, string Namespace, string Value)> attributes)
    {
        xml.WriteStartElement(element, Style);
        Attributes(xml, attributes);
        xml.WriteEndElement();
    }

    private static void Attributes(XmlWriter xml, params ReadOnlySpan<(string Name, string Namespace, string Value)> attributes)
    {
        foreach (var (name, of, value) in attributes) xml.WriteAttributeString(name, of, value);
    }

    private static void Sheet(XmlWriter xml, string name, string firstColumn, int others, string otherColumns = "figure")
    {
        xml.WriteStartElement("table", Table);
        xml.WriteAttributeString("name", Table, name);
        Column(firstColumn, 1);
        if (others > 0) Column(otherColumns, others);

        void Column(string style, int times)
        {
            xml.WriteStartElement("table-column", Table);
            Attributes(xml, ("style-name", Table, style), ("number-columns-repeated", Table, times.ToString(CultureInfo.InvariantCulture)));
            xml.WriteEndElement();
        }
    }

    private static void Row(XmlWriter xml)
    {
        xml.WriteStartElement("table-row", Table);
        xml.WriteAttributeString("style-name", Table, "row");
    }

    private static void HeaderRow(XmlWriter xml, params ReadOnlySpan<string> headings)
    {
        xml.WriteStartElement("table-header-rows", Table);
        Row(xml);
        foreach (var heading in headings) TextCell(xml, heading, "heading-of-labels");
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Heading(XmlWriter xml, string text, int level) => Words(xml, text, $"Heading_20_{level}");

    private static void Words(XmlWriter xml, string text, string style = "words")
    {
        Row(xml);
        TextCell(xml, text, style);
        xml.WriteEndElement();
    }

    private static void TextCell(XmlWriter xml, string text, string style)
    {
        xml.WriteStartElement("table-cell", Table);
        Attributes(xml, ("style-name", Table, style), ("value-type", Office, "string"));
        xml.WriteElementString("p", Text, text);
        xml.WriteEndElement();
    }

    private static void LinkCell(XmlWriter xml, string to, string text)
    {
        xml.WriteStartElement("table-cell", Table);
        Attributes(xml, ("style-name", Table, "words"), ("value-type", Office, "string"));
        xml.WriteStartElement("p", Text);
        xml.WriteStartElement("a", Text);
        Attributes(xml, ("href", XLink, to), ("type", XLink, "simple"));
        xml.WriteString(text);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void NumberCell(XmlWriter xml, decimal value, string text, string style)
    {
        xml.WriteStartElement("table-cell", Table);
        Attributes(xml, ("style-name", Table, style), ("value-type", Office, "float"), ("value", Office, value.ToString(CultureInfo.InvariantCulture)));
        xml.WriteElementString("p", Text, text);
        xml.WriteEndElement();
    }
}
