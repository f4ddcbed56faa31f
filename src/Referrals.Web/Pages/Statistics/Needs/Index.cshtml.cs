using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Referrals.Application;
using Referrals.Application.People;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Statistics.Needs;

/// <summary>What a figure counts, among what the reader may see. By reference, without names: a list that is left open shows nobody.</summary>
public sealed class IndexModel(MeasureService measures, PersonService people, CatalogueSource catalogue) : QuestionPage(measures, catalogue)
{
    private readonly CatalogueSource catalogue = catalogue;

    public MeasureDefinition Measure { get; private set; } = null!;

    public Opened Opened { get; private set; } = null!;

    public int PageNumber { get; private set; }

    public int Pages => Math.Max(1, (Opened.Within + MeasureService.PageSize - 1) / MeasureService.PageSize);

    /// <summary>What one line is, in the plural: of sessions, the deliveries they belong to.</summary>
    public string Unit => Asked.Family == Families.AttendanceAndDose ? "deliveries" : Asked.Family.UnitName;

    /// <summary>One line may add more than one to the figure.</summary>
    public bool ManyEach => Asked.Family == Families.AttendanceAndDose || Measure.Counts != Asked.Family.UnitName;

    public async Task<IActionResult> OnGetAsync(string? family, string? measure, string? row, [FromQuery(Name = "page")] int? number, CancellationToken cancellation)
    {
        var found = string.IsNullOrEmpty(family) ? Families.ReferralsAndCompletions : Families.Find(family, Counted.Today);
        if (found?.Measures.FirstOrDefault(m => m.Key == measure) is not { } known || !Understand(found) || (row is not null && Tabling.RowOf(Asked, row) is null))
        {
            return NotFound();
        }

        Measure = known;
        PageNumber = Math.Max(1, number ?? 1);
        Opened = await Counted.Behind(User.Actor(), Asked, known.Key, row, PageNumber, cancellation);
        return Page();
    }

    /// <summary>The same list at another page.</summary>
    public string Address(int page)
    {
        var query = Request.Query.Where(q => q.Key != "page").SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value)).Append(KeyValuePair.Create("page", (string?)page.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return QueryHelpers.AddQueryString("/statistics/needs", query);
    }

    public string Area(CountedUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return people.AreaName(unit.RegionCode, unit.PduId);
    }

    public string Intervention(CountedUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.ProgrammeKey is { } key ? catalogue.Current.FindProgramme(key, unit.On)?.Name ?? key : "None yet";
    }

    public string Reason(CountedUnit unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return unit.ReasonCode is { } code ? catalogue.Current.FindReason(code)?.Words ?? code : "None yet";
    }
}
