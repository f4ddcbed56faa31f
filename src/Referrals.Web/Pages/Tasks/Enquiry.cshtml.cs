using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Enquiries;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Tasks;

/// <summary>An enquiry as a sheet of paper: the draft, or what its writer has made of it so far.</summary>
public sealed class EnquiryModel(TaskService tasks, DraftService drafts, EnquiryDrafts enquiries, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    public Guid Id { get; private set; }

    public EnquiryDraft Draft { get; private set; } = null!;

    public string Text { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await tasks.Find(User.Actor(), id, cancellation) is not { } view || EnquiryOfTask.Draft(view, enquiries, User.Actor(), catalogue.Current, LondonTime.Today(time)) is not { } draft)
        {
            return NotFound();
        }

        Id = id;
        Draft = draft;
        Text = (await drafts.Find(User.Actor(), id, cancellation))?.Answers.GetValueOrDefault(EnquiryOfTask.Asked)?.Words ?? draft.Question;
        return Page();
    }
}
