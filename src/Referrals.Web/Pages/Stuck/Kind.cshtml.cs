using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Web.Access;
using Referrals.Web.Pages.Tasks;
using Referrals.Web.Pages.ToDo;
using Referrals.Workflows;

namespace Referrals.Web.Pages.Stuck;

/// <summary>The open tasks of one kind in reach: the list behind a line of "where needs are stuck".</summary>
public sealed class KindModel(ToDoService toDo, ActivityLibrary library) : PageModel
{
    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public string Title { get; private set; } = "";

    public ToDoTable Table { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(string kind, CancellationToken cancellation)
    {
        var type = TaskLinks.KindOf(kind);
        if (library.Types.Find(type) is not { Kind: ActivityKind.Wait })
        {
            return NotFound();
        }

        PageNumber = Math.Max(1, PageNumber);
        Title = library.Wait(type).Title;
        Table = new(await toDo.OfKind(User.Actor(), type, PageNumber, cancellation), Title, TaskLinks.OfKind(type), PageNumber, ShowsOwner: true);
        return Page();
    }
}
