namespace Referrals.Domain.Tests;

public sealed class ShippedCatalogueTests
{
    [Fact]
    public void The_shipped_catalogue_has_no_problems() => Assert.Empty(CatalogueReader.Read(Shipped.Folder).Problems);
}
