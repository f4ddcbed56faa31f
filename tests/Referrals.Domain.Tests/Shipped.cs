namespace Referrals.Domain.Tests;

/// <summary>The catalogue as the repository ships it.</summary>
internal static class Shipped
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "catalogue");

    public static Catalogue Catalogue { get; } = CatalogueReader.Read(Folder).Require();
}
