using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Groups;

/// <summary>Closes a group, with a coded reason.</summary>
public sealed class CloseModel(GroupService groups, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Choose why")]
    public string? ReasonCode { get; set; }

    [BindProperty]
    [StringLength(GroupWords.LongestWords, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Words { get; set; }

    public GroupView View { get; private set; } = null!;

    public IEnumerable<Option> Reasons => catalogue.Current.Reasons(ReasonUses.GroupClosure, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words));

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await Load(id, cancellation) ?? Page();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await groups.Close(User.Actor(), id, ReasonCode!, Words, cancellation))
        {
            case null:
                Done = $"{View.Group.Code} is closed";
                return Redirect(Links.Group(id));
            case NotYourGroup:
                return NotFound();
            case ReasonMissing when Reasons.Any(r => r.Value == ReasonCode):
                ModelState.AddModelError(nameof(Words), "This reason needs words: say what should be known about it");
                return Page();
            case ReasonMissing:
                ModelState.AddModelError(nameof(ReasonCode), "Choose why");
                return Page();
            case var refusal:
                ModelState.AddModelError("", refusal.Words);
                return Page();
        }
    }

    private async Task<IActionResult?> Load(Guid id, CancellationToken cancellation)
    {
        if (await groups.Find(User.Actor(), id, cancellation) is not { } view)
        {
            return NotFound();
        }

        View = view;
        return view.MayManage ? null : Forbid();
    }
}
