using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Tasks;
using Referrals.Web.Access;
using Referrals.Web.Pages.Tasks;
using Referrals.Web.Pages.ToDo;

namespace Referrals.Web.Pages.Climbed;

/// <summary>What others owe and a ladder has told the person signed in of.</summary>
public sealed class IndexModel(ToDoService toDo) : PageModel
{
    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public ToDoTable Table { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        PageNumber = Math.Max(1, PageNumber);
        Table = new(await toDo.ClimbedToMe(User.Actor(), PageNumber, cancellation), "Climbed to me", TaskLinks.Climbed, PageNumber, ShowsOwner: true);
    }
}
