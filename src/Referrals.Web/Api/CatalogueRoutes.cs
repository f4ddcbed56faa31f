using Referrals.Application;
using Referrals.Domain;

namespace Referrals.Web.Api;

/// <param name="Use">What it is given for.</param>
/// <param name="NeedsWords">Whoever gives it must also say why.</param>
public sealed record ReasonShape(string Code, string Use, string Category, string Words, bool NeedsWords)
{
    internal static ReasonShape Of(CodedReason reason) => new(reason.Code, reason.Use, reason.Category, reason.Words, reason.NeedsWords);
}

public sealed record ProgrammeShape(string Key, string Name, InterventionKind Kind);

public sealed record AreasShape(IReadOnlyList<RegionShape> Regions, IReadOnlyList<PduShape> Pdus);

public sealed record RegionShape(string Code, string Name);

public sealed record PduShape(int Id, string Name, string RegionCode);

internal static class CatalogueRoutes
{
    public static void MapCatalogue(this RouteGroupBuilder api)
    {
        api.MapGet("/catalogue/reasons", (HttpContext http, CatalogueSource catalogue, TimeProvider time, string? use) => use is not null && !ReasonUses.All.Contains(use)
            ? ReferralsApi.Invalid(http, "use", $"Choose one of: {string.Join(", ", ReasonUses.All.Order(StringComparer.Ordinal))}.")
            : TypedResults.Ok(ReasonUses.All.Where(u => use is null || u == use).Order(StringComparer.Ordinal).SelectMany(u => catalogue.Current.Reasons(u, LondonTime.Today(time))).Select(ReasonShape.Of).ToList()))
            .WithTags("Catalogue").WithSummary("Coded reasons that may be given today.").Produces<IReadOnlyList<ReasonShape>>().Problem(400).RequireAuthorization("/Index");

        api.MapGet("/catalogue/programmes", (HttpContext http, CatalogueSource catalogue, TimeProvider time, string? regionCode) => regionCode is not null && catalogue.Current.Areas.Regions.All(r => r.Code != regionCode)
            ? ReferralsApi.Invalid(http, "regionCode", "There is no such region.")
            : TypedResults.Ok(catalogue.Current.Programmes(LondonTime.Today(time), regionCode).Select(p => new ProgrammeShape(p.Key, p.Name, p.Kind)).ToList()))
            .WithTags("Catalogue").WithSummary("Programmes and toolkits that can be had today, in a region or anywhere.").Produces<IReadOnlyList<ProgrammeShape>>().Problem(400).RequireAuthorization("/Index");

        api.MapGet("/catalogue/areas", (CatalogueSource catalogue) => TypedResults.Ok(new AreasShape(
                [.. catalogue.Current.Areas.Regions.Select(r => new RegionShape(r.Code, r.Name))], [.. catalogue.Current.Areas.Pdus.Select(p => new PduShape(p.Id, p.Name, p.RegionCode))])))
            .WithTags("Catalogue").WithSummary("Regions and probation delivery units.").Produces<AreasShape>().RequireAuthorization("/Index");
    }
}
