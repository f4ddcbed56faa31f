using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Inspections;
using Referrals.Statistics;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Inspections;

/// <summary>What was judged of a sample, beside what the service counts of all they were drawn from.</summary>
public sealed class ResultModel(InspectionService inspections, CatalogueSource catalogue) : PageModel
{
    public InspectionView Shown { get; private set; } = null!;

    public IReadOnlyList<InspectionResult> Lines { get; private set; } = [];

    /// <summary>The regions drawn from.</summary>
    public string Where => SampleModel.WhereOf(Shown.Sample, catalogue.Current.Areas);

    /// <summary>Which measures differ by more than the sample's chance.</summary>
    public string Difference
    {
        get
        {
            var differs = Lines.Where(l => l is { Interval: { } between, Counted.Value: { } counted } && ((double)counted / 100 < between.Low || (double)counted / 100 > between.High)).Select(l => l.Measure.Name.InSentence()).ToList();
            return Lines.All(l => l.Interval is null || l.Counted.Value is null) ? "There is nothing to compare yet."
                : differs.Count == 0 ? "Nowhere do the records differ from the inspectors by more than the chance of the sample."
                : $"By more than the chance of the sample the records differ from the inspectors in: {string.Join("; ", differs)}.";
        }
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await inspections.Find(User.Actor(), id, cancellation) is not { } found || await inspections.Result(User.Actor(), id, cancellation) is not { } result)
        {
            return NotFound();
        }

        (Shown, Lines) = (found, result);
        return Page();
    }

    public string Share(InspectionResult line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Interval is { } found ? Percent(found.Share) : line.Yes.IsSuppressed || line.No.IsSuppressed ? StatisticsTable.Confidential : StatisticsTable.NotApplicable;
    }

    public string Between(InspectionResult line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Interval is { } found ? $"{Percent(found.Low)} and {Percent(found.High)}" : Share(line);
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%";
}
