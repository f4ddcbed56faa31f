using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Dates;
using Referrals.Web.Pages.Tasks;

namespace Referrals.Web.Pages.Approvals;

/// <summary>What waits for a senior probation officer's yes, with the facts beside it, and answered there.</summary>
public sealed class IndexModel(ApprovalService approvals, TaskService tasks, DraftService drafts, PersonService people, CatalogueSource catalogue, TimeProvider time)
    : AnsweringPage(tasks, drafts, people, catalogue, time)
{
    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public ApprovalList Waiting { get; private set; } = new([], 0, 0);

    public int Pages => Math.Max(1, (Waiting.Total + ApprovalService.PageSize - 1) / ApprovalService.PageSize);

    protected override string Address => TaskLinks.Approvals;

    protected override async Task Show(CancellationToken cancellation)
    {
        PageNumber = Math.Max(1, PageNumber);
        Waiting = await approvals.Waiting(Actor, PageNumber, cancellation);
    }

    public static string Why(ApprovalWaiting waiting)
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
