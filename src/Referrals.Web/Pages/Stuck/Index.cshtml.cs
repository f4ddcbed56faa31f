using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Stuck;

/// <summary>Where needs in reach stand still, counted by what they wait for; for a regional lead and the head of a unit the units side by side as well.</summary>
public sealed class IndexModel(ToDoService toDo, WorkloadService workload, UnownedDuties duties, CatalogueSource catalogue) : PageModel
{
    /// <summary>The unit that is shown; null for all in reach.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Pdu { get; set; }

    public string? PduName { get; private set; }

    public IReadOnlyList<StuckReason> Reasons { get; private set; } = [];

    /// <summary>The units of the region; empty for a senior probation officer, and once one was chosen.</summary>
    public IReadOnlyList<PduStanding> Pdus { get; private set; } = [];

    /// <summary>First contacts of a regional lead's region that nobody there can make; null for everybody else.</summary>
    public UnownedRegion? Unowned { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (Pdu is { } pdu && (PduName = catalogue.Current.Areas.Pdus.FirstOrDefault(p => p.Id == pdu)?.Name) is null)
        {
            return NotFound();
        }

        Reasons = await toDo.StuckReasons(User.Actor(), Pdu, cancellation);
        if (Pdu is null && User.Actor().Role is Roles.RegionalLead or Roles.PduHead)
        {
            Pdus = await workload.Pdus(User.Actor(), cancellation);
        }

        Unowned = (await duties.Regions(User.Actor(), cancellation)).FirstOrDefault();
        return Page();
    }
}
