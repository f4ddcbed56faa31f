using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.PartnerLink;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Web.Pages.Tasks;

namespace Referrals.Web.Pages.ToDo;

/// <summary>What the person signed in owes: late first, then by risk and by how long something can still be delivered. What needs nothing looked up is done here.</summary>
public sealed class IndexModel(ToDoService toDo, WeekAheadService week, PassedConcernService passed, UnownedDuties duties, TaskService tasks, DraftService drafts, PersonService people, CatalogueSource catalogue, TimeProvider time)
    : AnsweringPage(tasks, drafts, people, catalogue, time)
{
    /// <summary>The page of the list; not called <c>page</c>, which Razor Pages keeps for itself.</summary>
    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public ToDoList List { get; private set; } = new([], 0, 0);

    /// <summary>How many this person has done today.</summary>
    public int DoneToday { get; private set; }

    public IReadOnlyList<DayAhead> Week { get; private set; } = [];

    /// <summary>Concerns passed on to this person that they have not said they read.</summary>
    public IReadOnlyList<PassedConcernView> Unread { get; private set; } = [];

    /// <summary>First contacts of a regional lead's region that nobody there can make; null for everybody else.</summary>
    public UnownedRegion? Unowned { get; private set; }

    public ToDoTable Table => new(List, "To do", TaskLinks.ToDo, PageNumber, ShowsOwner: false) { Answers = item => AnswersTo(item, item.Here) };

    public string Title => List.Total == 0 ? "To do" : $"To do ({List.Total})";

    public string Count => (List.Total, List.Late) switch
    {
        (1, 0) => "1 task, not late.",
        (1, _) => "1 task, and it is late.",
        (var total, 0) => $"{total} tasks, none late.",
        var (total, late) => $"{total} tasks, {late} late.",
    };

    protected override string Address => TaskLinks.ToDo;

    protected override async Task Show(CancellationToken cancellation)
    {
        PageNumber = Math.Max(1, PageNumber);
        List = await toDo.Mine(Actor, PageNumber, cancellation);
        DoneToday = await toDo.DoneToday(Actor, cancellation);
        Week = await week.Of(Actor, cancellation);
        Unread = [.. (await passed.Mine(Actor, cancellation)).Where(concern => !concern.Read)];
        Unowned = (await duties.Regions(Actor, cancellation)).FirstOrDefault();
    }
}
