using System.Text.Json;
using static Referrals.Statistics.Tests.Tables;

namespace Referrals.Statistics.Tests;

public sealed class WriterTests
{
    private static readonly StatisticsTable Table = DisclosureControl.Apply(National);

    [Fact]
    public void The_figures_as_csv() => Approved.Matches("referrals-and-completions.csv", CsvWriter.Write(Table));

    [Fact]
    public void The_definitions_beside_the_figures() => Approved.Matches("referrals-and-completions-definitions.csv", CsvWriter.Definitions(Table));

    [Fact]
    public void The_table_as_json() => Approved.Matches("referrals-and-completions.json", JsonWriter.Write(Table));

    [Fact]
    public void The_table_in_a_terminal() => Approved.Matches("referrals-and-completions.txt", TextTable.Write(Table));

    [Fact]
    public void No_writer_lets_out_a_small_count()
    {
        using var json = JsonDocument.Parse(JsonWriter.Write(Table));
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().Append(json.RootElement.GetProperty("total"));

        Assert.All(rows.SelectMany(r => r.GetProperty("counts").EnumerateObject()).Where(c => c.Value.ValueKind == JsonValueKind.Number),
            count => Assert.False(count.Value.GetInt64() is > 0 and < 5));
        Assert.All(CsvWriter.Write(Table).Split('\n').SelectMany(l => l.Split(',')), field => Assert.DoesNotMatch("^[1-4]$", field));
    }

    [Fact]
    public void An_area_named_like_a_formula_is_only_text_to_a_spreadsheet()
    {
        var csv = CsvWriter.Write(DisclosureControl.Apply(Of(Row("=1+1", "@SUM(\"A1\")", 0, 0, 0, 0, 0, 0, 0))));

        Assert.Contains("\"'=1+1\",\"'@SUM(\"\"A1\"\")\"", csv, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_the_csv_has_as_many_fields_as_the_heading()
    {
        var lines = CsvWriter.Write(Table).TrimEnd('\n').Split('\n');

        Assert.Equal(Table.Rows.Count + 2, lines.Length);
        Assert.All(lines, line => Assert.Equal(17, line.Split(',').Length));
    }

    [Fact]
    public void A_long_name_of_an_area_is_wrapped_in_the_terminal()
    {
        var text = TextTable.Write(DisclosureControl.Apply(Of(Row("X", "Kensington, Chelsea, Hammersmith, Fulham and Westminster", 50, 9, 9, 9, 9, 9, 9))));

        Assert.Contains("Kensington, Chelsea, Hammersmith, Fulham  ", text, StringComparison.Ordinal);
        Assert.Contains("\nand Westminster\n", text, StringComparison.Ordinal);
    }
}
