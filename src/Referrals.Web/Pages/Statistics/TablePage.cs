using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Statistics;
using Referrals.Domain;
using Referrals.Statistics;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Statistics;

/// <summary>A page about a table that its address asks for: from, to and by. What is left out is the financial year to date, by region.</summary>
public abstract class TablePage(TimeProvider time) : PageModel
{
    [Display(Name = "The first day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [Display(Name = "The last day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? By { get; set; }

    /// <summary>What is shown, once it was understood.</summary>
    public TableRequest Shown { get; private set; } = null!;

    public static IReadOnlyList<Option> Ways { get; } = [.. Families.ReferralsAndCompletions.Breakdowns.Select(by => new Option(by.Key, by.Name))];

    /// <summary>Understands what is asked for; where it cannot be counted the errors say why.</summary>
    protected bool Understand()
    {
        var today = LondonTime.Today(time);
        var by = Breakdown.Find(string.IsNullOrEmpty(By) ? Breakdown.Region.Key : By);
        if (by is null || !Families.ReferralsAndCompletions.Breakdowns.Contains(by))
        {
            ModelState.AddModelError(nameof(By), "Select what to count by");
        }

        if (!ModelState.IsValid)
        {
            return false;
        }

        To ??= today;
        From ??= YearStart(To.Value);
        if (From > To)
        {
            ModelState.AddModelError(nameof(To), $"The last day must be the same as or after {From.Value.Words()}");
            return false;
        }

        By = by!.Key;
        Shown = new TableRequest { Period = new StatisticsPeriod(From.Value, To.Value), By = by };
        return true;
    }

    /// <summary>1 April of the financial year.</summary>
    private static DateOnly YearStart(DateOnly day) => new(day.Month < 4 ? day.Year - 1 : day.Year, 4, 1);
}
