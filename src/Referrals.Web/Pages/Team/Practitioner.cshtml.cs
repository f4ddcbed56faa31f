using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Tasks;
using Referrals.Web.Access;
using Referrals.Web.Pages.Tasks;
using Referrals.Web.Pages.ToDo;

namespace Referrals.Web.Pages.Team;

/// <summary>What one practitioner of the unit owes, as they see it themselves.</summary>
public sealed class PractitionerModel(WorkloadService workload, ToDoService toDo) : PageModel
{
    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public Workload Load { get; private set; } = null!;

    public ToDoTable Table { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken cancellation)
    {
        var team = await workload.Team(User.Actor(), cancellation);
        if (team.Practitioners.FirstOrDefault(p => p.Code == code) is not { } load)
        {
            return NotFound();
        }

        (Load, PageNumber) = (load, Math.Max(1, PageNumber));
        Table = new(await toDo.OfOwner(User.Actor(), code, PageNumber, cancellation), $"Open tasks of {load.Name}", TaskLinks.OfTeam(code), PageNumber, ShowsOwner: false);
        return Page();
    }
}
