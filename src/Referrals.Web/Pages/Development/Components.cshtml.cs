using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Web.Components;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Development;

/// <summary>Every component once, to look at and to test; not there outside Development.</summary>
public sealed class ComponentsModel : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Select an answer to the question")]
    public string? Choice { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Enter why")]
    public string? Why { get; set; }

    [BindProperty]
    public List<string> Several { get; set; } = [];

    [BindProperty]
    [Display(Name = "The date of the answer")]
    [Required(ErrorMessage = "Enter the date of the answer")]
    public DateOnly? On { get; set; }

    [BindProperty]
    [StringLength(20, ErrorMessage = "Your name must be 20 characters or fewer")]
    public string? Name { get; set; }

    [BindProperty]
    public string? Notes { get; set; }

    [BindProperty]
    [StringLength(100, ErrorMessage = "The analysis must be 100 characters or fewer")]
    public string? Analysis { get; set; }

    [BindProperty]
    public string? Region { get; set; }

    [BindProperty]
    public int? Weeks { get; set; }

    [TempData]
    public string? Saved { get; set; }

    public IReadOnlyList<Option> Regions { get; } = [new("E", "West Midlands"), new("L", "Greater Manchester")];

    public IReadOnlyList<TimelineItem> Events { get; } =
    [
        new("Accepted", "2026-03-16", "16 March 2026", Element.Text("A place is being looked for.")) { By = "Priya Nair" },
        new("Referred", "2026-03-09", "9 March 2026", Element.Text("To Building Better Relationships.")) { By = "Amara Osei" },
    ];

    public IActionResult OnPost()
    {
        if (Choice != "no")
        {
            // Asked only of those who say no.
            ModelState.Remove(nameof(Why));
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        Saved = $"{Choice}; {string.Join('+', Several)}; {On:yyyy-MM-dd}; {Name}; {Region}; {Weeks}";
        return RedirectToPage();
    }
}
