using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Inspections;
using Referrals.Domain;
using Referrals.Statistics;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Inspections;

/// <summary>Says whom a sample is drawn from and how large it is, and draws it.</summary>
public sealed class NewModel(InspectionService inspections, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    [BindProperty]
    public Guid RequestId { get; set; }

    [BindProperty]
    [MaxLength(200, ErrorMessage = "What the inspection is called must be 200 characters or less")]
    public string? Heading { get; set; }

    [BindProperty]
    [Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty]
    [Display(Name = "The last day")]
    public DateOnly? To { get; set; }

    [BindProperty]
    public List<string> Regions { get; set; } = [];

    [BindProperty]
    public string? Size { get; set; }

    [BindProperty]
    public string? Seed { get; set; }

    public IReadOnlyList<Option> RegionChoices => [.. catalogue.Current.Areas.Regions.Select(r => new Option(r.Code, r.Name))];

    public void OnGet()
    {
        RequestId = Ids.New(time.GetUtcNow());
        var usual = InspectionService.UsualPeriod(LondonTime.Today(time));
        (From, To, Size) = (usual.From, usual.To, "60");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        var seed = 0;
        if (string.IsNullOrWhiteSpace(Heading))
        {
            ModelState.AddModelError(nameof(Heading), "Enter what the inspection is called");
        }

        RequiredDay(nameof(From), From, "Enter the first day");
        RequiredDay(nameof(To), To, "Enter the last day");
        if (From > To)
        {
            ModelState.AddModelError(nameof(To), $"The last day must be the same as or after {From.Value.Words()}");
        }

        if (Regions.Exists(r => catalogue.Current.Areas.Regions.All(known => known.Code != r)))
        {
            ModelState.AddModelError(nameof(Regions), "Select regions from the list");
        }

        if (!int.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size is < 1 or > InspectionService.LargestSample)
        {
            ModelState.AddModelError(nameof(Size), $"How many people must be a number from 1 to {InspectionService.LargestSample:N0}");
        }

        if (!string.IsNullOrWhiteSpace(Seed) && !int.TryParse(Seed, NumberStyles.None, CultureInfo.InvariantCulture, out seed))
        {
            ModelState.AddModelError(nameof(Seed), $"The seed must be a whole number up to {int.MaxValue:N0}");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var (id, refusal) = await inspections.Draw(User.Actor(), new DrawSample
        {
            RequestId = RequestId,
            Title = Heading!,
            Started = new StatisticsPeriod(From!.Value, To!.Value),
            Regions = Regions,
            Size = size,
            Seed = string.IsNullOrWhiteSpace(Seed) ? null : seed,
        }, cancellation);
        if (id is null)
        {
            ModelState.AddModelError(nameof(Size), refusal!.Words);
            return Page();
        }

        TempData["Done"] = "The sample is drawn";
        return Redirect(Links.Inspection(id.Value));

        void RequiredDay(string field, DateOnly? value, string words)
        {
            // A day that was not understood has said so already.
            if (value is null && ModelState.GetValidationState(field) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid)
            {
                ModelState.AddModelError(field, words);
            }
        }
    }
}
