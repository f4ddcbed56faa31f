using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Application.PartnerLink;
using Referrals.Application.Tasks;
using Referrals.Web.Access;
using Referrals.Web.Pages.Tasks;

namespace Referrals.Web.Pages.ToDo;

/// <summary>What the person signed in owes: late first, then by risk.</summary>
public sealed class IndexModel(ToDoService toDo, PassedConcernService passed, UnownedDuties duties) : PageModel
{
    /// <summary>The page of the list; not called <c>page</c>, which Razor Pages keeps for itself.</summary>
    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public ToDoList List { get; private set; } = new([], 0, 0);

    /// <summary>Concerns passed on to this person that they have not said they read.</summary>
    public IReadOnlyList<PassedConcernView> Unread { get; private set; } = [];

    /// <summary>First contacts of a regional lead's region that nobody there can make; null for everybody else.</summary>
    public UnownedRegion? Unowned { get; private set; }

    public ToDoTable Table => new(List, "To do", TaskLinks.ToDo, PageNumber, ShowsOwner: false);

    public string Title => List.Total == 0 ? "To do" : $"To do ({List.Total})";

    public string Count => (List.Total, List.Late) switch
    {
        (1, 0) => "1 task, not late.",
        (1, _) => "1 task, and it is late.",
        (var total, 0) => $"{total} tasks, none late.",
        var (total, late) => $"{total} tasks, {late} late.",
    };

    /// <summary>What was just done, told once.</summary>
    [TempData]
    public string? Done { get; set; }

    [TempData]
    public string? Next { get; set; }

    [TempData]
    public Guid? NextTask { get; set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        PageNumber = Math.Max(1, PageNumber);
        List = await toDo.Mine(User.Actor(), PageNumber, cancellation);
        Unread = [.. (await passed.Mine(User.Actor(), cancellation)).Where(concern => !concern.Read)];
        Unowned = (await duties.Regions(User.Actor(), cancellation)).FirstOrDefault();
    }
}
