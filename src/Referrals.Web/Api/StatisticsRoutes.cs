using Referrals.Application;
using Referrals.Application.Publishing;
using Referrals.Application.Statistics;
using Referrals.Domain;
using Referrals.Statistics;
using Referrals.Web.Access;

namespace Referrals.Web.Api;

/// <summary>A table after disclosure control.</summary>
/// <param name="SuppressedBelow">Counts from 1 up to one less than this, and those from which they could be worked out, are not given.</param>
public sealed record TableShape(string Title, DateOnly From, DateOnly To, string By, DateOnly AsAt, int SuppressedBelow, IReadOnlyList<string> Notes, IReadOnlyList<MeasureShape> Measures, IReadOnlyList<RowShape> Rows, RowShape Total);

public sealed record MeasureShape(string Key, string Name, int Version, string Counts, string Definition, string? Denominator, string Source);

public sealed record RowShape(string Key, string Label, IReadOnlyList<FigureShape> Figures);

/// <param name="Measure">The key of a measure.</param>
/// <param name="Count">Null where it is suppressed.</param>
/// <param name="Percentage">Of the measure's denominator; null where it is suppressed, or of nobody.</param>
public sealed record FigureShape(string Measure, long? Count, bool Suppressed, decimal? Percentage);

/// <param name="Series">The id of the first number of it.</param>
/// <param name="Changed">What a revision changed and why.</param>
/// <param name="Definitions">The measures with the versions of their definitions: <c>assessed/1 needing/1</c>.</param>
/// <param name="Checksum">SHA-256 over all its files.</param>
public sealed record PublicationShape(Guid Id, Guid Series, int Number, string Title, string Summary, string? Changed, DateOnly AsAt, DateTimeOffset ReleasedAt, string Definitions, string Checksum);

internal static class StatisticsRoutes
{
    public static void MapStatistics(this RouteGroupBuilder api)
    {
        api.MapGet("/statistics/publications", async (HttpContext http, PublishingService publishing, CancellationToken cancellation) =>
                TypedResults.Ok((await publishing.List(http.User.Actor(), cancellation)).Where(v => v.IsReleased).Select(v => new PublicationShape(
                    v.Publication.Id, v.Publication.SeriesId, v.Publication.Number, v.Publication.Title, v.Publication.Summary, v.Publication.Changed,
                    v.Publication.AsAt, v.Publication.ReleaseAt, v.Publication.Definitions, v.Publication.Checksum))))
            .WithTags("Statistics").WithSummary("What was published, latest first. A revision has the series of the one it revises and the next number.")
            .Produces<IEnumerable<PublicationShape>>().RequireAuthorization("/Publications");
        api.MapGet("/statistics/publications/{id:guid}", async (HttpContext http, PublishingService publishing, Guid id, CancellationToken cancellation) =>
                await publishing.Find(http.User.Actor(), id, cancellation) is { IsReleased: true } && await publishing.File(http.User.Actor(), id, Publication.Json, cancellation) is { } file
                    ? Results.Bytes(file.Content, file.ContentType)
                    : (IResult)Problems.Of(http, "not-found"))
            .WithTags("Statistics").WithSummary("The tables of a publication with their definitions, byte for byte as they were frozen.")
            .Produces(200, contentType: "application/json").Problem(404).RequireAuthorization("/Publications");
        api.MapGet("/statistics/referrals-and-completions", async (HttpContext http, StatisticsService statistics, CatalogueSource catalogue, TimeProvider time, DateOnly? from, DateOnly? to, string? by, string? regionCode, int? pduId, CancellationToken cancellation) =>
        {
            var today = LondonTime.Today(time);
            var last = to ?? today;
            var first = from ?? new DateOnly(last.Month < 4 ? last.Year - 1 : last.Year, 4, 1);
            var areas = catalogue.Current.Areas;
            if (first > last)
            {
                return ReferralsApi.Invalid(http, "to", "The last day must be the same as or after the first.");
            }

            if (Breakdown.Find(by ?? Breakdown.Region.Key) is not { } breakdown || !Families.ReferralsAndCompletions.Breakdowns.Contains(breakdown))
            {
                return ReferralsApi.Invalid(http, "by", $"Choose one of: {string.Join(", ", Families.ReferralsAndCompletions.Breakdowns.Select(b => b.Key))}.");
            }

            if (regionCode is not null && areas.Regions.All(r => r.Code != regionCode))
            {
                return ReferralsApi.Invalid(http, "regionCode", "There is no such region.");
            }

            if (pduId is { } pdu && areas.Pdus.All(p => p.Id != pdu))
            {
                return ReferralsApi.Invalid(http, "pduId", "There is no such probation delivery unit.");
            }

            var table = await statistics.ReferralsAndCompletionsTable(new TableRequest { Period = new StatisticsPeriod(first, last), By = breakdown, RegionCode = regionCode, PduId = pduId }, cancellation);
            return TypedResults.Ok(new TableShape(
                table.Title, table.Period.From, table.Period.To, table.By.Key, table.AsAt, table.Threshold, table.Notes,
                [.. table.Measures.Select(m => new MeasureShape(m.Key, m.Name, m.Version, m.Counts, m.Definition, m.DenominatorKey, m.Source))],
                [.. table.Rows.Select(r => Row(table, r))], Row(table, table.Total)));
        }).WithTags("Statistics").WithSummary("Referrals and completions of the people assessed in a period, after disclosure control. Where they are left out, the period is the financial year to date, by region.")
            .Produces<TableShape>().Problem(400).RequireAuthorization("/Statistics");
    }

    private static RowShape Row(StatisticsTable table, StatisticsRow row) => new(row.Key, row.Label,
        [.. table.Measures.Select(m => new FigureShape(m.Key, row.Cells[m.Key].Count, row.Cells[m.Key].IsSuppressed, row.Percentage(m)?.Value))]);
}
