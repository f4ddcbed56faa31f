using Referrals.Domain;

namespace Referrals.Application;

/// <summary>The catalogue in force. Read once at start-up from <c>workflows/catalogue</c>; a service does not start on one with problems.</summary>
public sealed class CatalogueSource(Catalogue catalogue)
{
    public Catalogue Current => catalogue;
}
