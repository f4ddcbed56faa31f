using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application;

/// <summary>
/// The catalogue in force: the files shipped in <c>workflows/catalogue</c> with the versions released in the service on top of them. A service does not start on
/// one with problems; a node takes up what another has released when it is refreshed, which the web does every half minute and the command line before it begins.
/// </summary>
public sealed class CatalogueSource
{
    private readonly Func<DatabaseFactory>? factory;
    private volatile Catalogue current;
    private string releases = "";

    /// <summary>A catalogue that does not change.</summary>
    public CatalogueSource(Catalogue catalogue) => (current, Shipped) = (catalogue, []);

    /// <param name="shipped">The files that came with the program: with them alone no database is needed.</param>
    /// <param name="factory">Asked for when releases are.</param>
    /// <exception cref="CatalogueException">The shipped files have problems.</exception>
    public CatalogueSource(IReadOnlyList<CatalogueText> shipped, Func<DatabaseFactory> factory)
    {
        (this.factory, Shipped) = (factory, shipped);
        current = CatalogueReader.Read(shipped).Require();
    }

    public Catalogue Current => current;

    /// <summary>The files that came with the program.</summary>
    public IReadOnlyList<CatalogueText> Shipped { get; }

    /// <summary>Takes up versions that were released since it was last asked, here or on another node.</summary>
    /// <exception cref="CatalogueException">What was released does not go with the shipped files; the catalogue that was in force stays.</exception>
    public async Task Refresh(CancellationToken cancellation = default)
    {
        if (factory is null)
            return;
        await using var db = factory().CreateDbContext();
        var known = string.Join(' ', await db.CatalogueReleases.OrderBy(r => r.Name).ThenBy(r => r.Version).Select(r => r.Name + "/" + r.Version).ToListAsync(cancellation));
        if (known == releases)
            return;
        var texts = await db.CatalogueReleases.AsNoTracking().ToListAsync(cancellation);
        current = CatalogueReader.Read([.. Shipped, .. texts.Select(r => r.Text)]).Require();
        releases = known;
    }
}
