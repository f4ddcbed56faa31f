using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Approvals;

/// <summary>What waits for a senior probation officer's yes, with the facts beside it.</summary>
public sealed class IndexModel(ApprovalService approvals, CatalogueSource catalogue) : PageModel
{
    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public ApprovalList Waiting { get; private set; } = new([], 0, 0);

    public Catalogue Catalogue => catalogue.Current;

    public int Pages => Math.Max(1, (Waiting.Total + ToDoService.PageSize - 1) / ToDoService.PageSize);

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        PageNumber = Math.Max(1, PageNumber);
        Waiting = await approvals.Waiting(User.Actor(), PageNumber, cancellation);
    }

    public string Why(ApprovalWaiting waiting)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        var what = waiting.Need.Interruption switch
        {
            Interruptions.Died => "The person died",
            Interruptions.SupervisionEnded => "Supervision ended",
            Interruptions.Recalled => "The person was recalled to custody, and the practitioner says the work cannot go on",
            _ => "The need is to be closed",
        };
        return waiting.Need.InterruptedOn is { } on ? $"{what} ({on.Words()})." : $"{what}.";
    }
}
