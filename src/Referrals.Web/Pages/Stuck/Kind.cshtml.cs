using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Web.Access;
using Referrals.Web.Pages.Tasks;
using Referrals.Web.Pages.ToDo;
using Referrals.Workflows;

namespace Referrals.Web.Pages.Stuck;

/// <summary>The open tasks of one kind in reach: the list behind a line of "where needs are stuck".</summary>
public sealed class KindModel(ToDoService toDo, ActivityLibrary library, CatalogueSource catalogue) : PageModel
{
    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    /// <summary>The unit whose tasks these are; null for all in reach.</summary>
    [BindProperty(SupportsGet = true)]
    public int? Pdu { get; set; }

    public string Title { get; private set; } = "";

    public string? PduName { get; private set; }

    public ToDoTable Table { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string kind, CancellationToken cancellation)
    {
        var type = TaskLinks.KindOf(kind);
        if (library.Types.Find(type) is not { Kind: ActivityKind.Wait })
        {
            return NotFound();
        }

        PageNumber = Math.Max(1, PageNumber);
        if (Pdu is { } known && (PduName = catalogue.Current.Areas.Pdus.FirstOrDefault(p => p.Id == known)?.Name) is null)
        {
            return NotFound();
        }

        Title = library.Wait(type).Title;
        var list = Pdu is { } pdu ? await toDo.OfKindIn(User.Actor(), type, pdu, PageNumber, cancellation) : await toDo.OfKind(User.Actor(), type, PageNumber, cancellation);
        Table = new(list, Title, TaskLinks.OfKind(type, Pdu), PageNumber, ShowsOwner: true);
        return Page();
    }
}
