using System.Text.Json.Nodes;

namespace Referrals.Domain.Tests;

public sealed class AreasTests
{
    private static readonly Areas s_areas = Shipped.Catalogue.Areas;

    [Fact]
    public void There_are_twelve_regions_and_a_hundred_and_eight_PDUs()
    {
        Assert.Equal("ABCDEFGHIJKL", string.Concat(s_areas.Regions.Select(region => region.Code)));
        Assert.Equal(108, s_areas.Pdus.Count);
        Assert.All(s_areas.Regions, region => Assert.Contains(s_areas.Pdus, pdu => pdu.RegionCode == region.Code));
    }

    [Theory]
    [InlineData("N52", "West Midlands Region", "E")]
    [InlineData("N52", null, "E")]
    [InlineData("E", null, "E")]
    [InlineData(null, "west midlands", "E")]
    [InlineData("???", "  West   Midlands region ", "E")]
    [InlineData("N57", "Kent Surrey Sussex Region", "K")]
    [InlineData(null, "Kent, Surrey and Sussex", "K")]
    [InlineData("N50", "Greater Manchester", "L")]
    [InlineData("N07", "London", "J")]
    [InlineData("N03", "Wales", "D")]
    public void A_region_is_found_by_code_name_or_alias(string? code, string? description, string region) =>
        Assert.Equal(region, s_areas.FindRegion(code, description)?.Code);

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("N99", "Midlands")]
    [InlineData(null, "West Midland")]
    [InlineData("N52", "London")]
    public void A_region_that_is_unknown_or_contradicts_itself_is_not_guessed(string? code, string? description) =>
        Assert.Null(s_areas.FindRegion(code, description));

    [Theory]
    [InlineData("N52CVT", "Coventry PDU", "E", "Coventry")]
    [InlineData(null, "coventry", null, "Coventry")]
    [InlineData(null, "Swindon & Wiltshire", "G", "Swindon and Wiltshire")]
    [InlineData(null, "Redcar, Cleveland and Middlesbrough", "A", "Redcar, Cleveland and Middlesbrough")]
    public void A_PDU_is_found_by_its_name(string? code, string? description, string? region, string name) =>
        Assert.Equal(name, s_areas.FindPdu(code, description, region)?.Name);

    [Theory]
    [InlineData("LON", "London", "E")]
    [InlineData("PDU001", "London PDU", null)]
    [InlineData("74", "Unallocated Level 2(N03)", null)]
    [InlineData(null, "Coventry", "L")]
    [InlineData("Coventry", "Sheffield", null)]
    [InlineData(null, null, "E")]
    public void A_PDU_that_is_unknown_or_contradicts_its_region_is_not_guessed(string? code, string? description, string? region) =>
        Assert.Null(s_areas.FindPdu(code, description, region));

    [Fact]
    public void A_PDU_name_used_in_two_regions_needs_the_region()
    {
        using var folder = new CatalogueFolder();
        folder.Change("areas", file => CatalogueFolder.Entry(file, "L")["pdus"]!.AsArray().Add(JsonNode.Parse("""{ "id": 200, "name": "Coventry" }""")));
        var areas = folder.Read().Require().Areas;

        Assert.Null(areas.FindPdu(null, "Coventry", null));
        Assert.Equal(200, areas.FindPdu(null, "Coventry", "L")?.Id);
        Assert.Equal(74, areas.FindPdu(null, "Coventry", "E")?.Id);
    }

    [Fact]
    public void Areas_are_read_by_their_keys()
    {
        Assert.Equal("West Midlands", s_areas.Region("E").Name);
        Assert.Equal("Coventry", s_areas.Pdu(74).Name);
        Assert.Throws<KeyNotFoundException>(() => s_areas.Region("Z"));
        Assert.Throws<KeyNotFoundException>(() => s_areas.Pdu(999));
    }
}
