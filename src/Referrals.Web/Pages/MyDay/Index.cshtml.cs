using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Dates;
using Referrals.Web.Pages.Groups;

namespace Referrals.Web.Pages.MyDay;

/// <summary>Meetings of one stretch of days.</summary>
public sealed record Diary(IReadOnlyList<DiaryLine> Lines, string Caption, bool WithDay);

/// <summary>Today and the days ahead for whoever runs sessions, with the registers that are due first.</summary>
public sealed class IndexModel(DiaryService diary, DropOutService dropOut, ToDoService toDo, TimeProvider time) : PageModel
{
    /// <summary>How far back a register is looked for, in days.</summary>
    private const int Back = 56;

    /// <summary>How many referrals are named here; the others are on their own list.</summary>
    public const int Pressing = 5;

    /// <summary>How many registers of a whole region are named at once, the oldest first; as they are saved, the next ones come.</summary>
    public const int MostRegisters = 20;

    [BindProperty(SupportsGet = true, Name = "who")]
    public string? Who { get; set; }

    // Not "page": Razor Pages gives that name to the page itself.
    [BindProperty(SupportsGet = true, Name = "number")]
    public int Number { get; set; } = 1;

    public bool Everybody => Who == "all";

    /// <summary>Those at risk in the whole region, instead of a diary.</summary>
    public bool RegionAtRisk => Who == "risk";

    public DateOnly Today => LondonTime.Today(time);

    public IReadOnlyList<DiaryLine> Due { get; private set; } = [];

    /// <summary>There are registers to fill in beyond those named.</summary>
    public bool MoreDue { get; private set; }

    /// <summary>Referrals that wait for the programme team's yes or no, the most pressing first.</summary>
    public ToDoList Suitability { get; private set; } = new([], 0, 0);

    /// <summary>Members who may be about to drop out.</summary>
    public MembersAtRisk AtRisk { get; private set; } = new([], 0);

    public Diary ForToday { get; private set; } = null!;

    public Diary Ahead { get; private set; } = null!;

    public IReadOnlyList<Link> Views =>
    [
        new("Mine", Links.MyDay) { IsCurrent = !Everybody && !RegionAtRisk },
        new("Everybody's in the region", $"{Links.MyDay}?who=all") { IsCurrent = Everybody },
        new("At risk in the region", $"{Links.MyDay}?who=risk") { IsCurrent = RegionAtRisk },
    ];

    public string Heading => RegionAtRisk ? "Members at risk of dropping out" : Everybody ? $"Everybody's day, {Today.DayWords()}" : $"My day, {Today.DayWords()}";

    public int PageCount { get; private set; } = 1;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (Number < 1)
        {
            return NotFound();
        }

        var actor = User.Actor();
        var who = Everybody || RegionAtRisk ? null : actor.StaffCode ?? "";
        if (!Everybody)
        {
            AtRisk = await dropOut.AtRisk(actor, who, RegionAtRisk ? Number : 1, cancellation);
            PageCount = Pages(AtRisk.Total, DropOutService.PageSize);
        }

        if (!RegionAtRisk)
        {
            // One's own are all named.
            var most = Everybody ? MostRegisters : int.MaxValue;
            var due = await diary.Due(actor, Today.AddDays(-Back), who, Everybody ? most + 1 : most, cancellation);
            (Due, MoreDue) = ([.. due.Take(most)], due.Count > most);
            var week = await diary.Between(actor, Today, Today.AddDays(7), who, Number, cancellation);
            PageCount = Pages(week.Total, DiaryService.PageSize);
            ForToday = new Diary([.. week.Lines.Where(l => l.Session.On == Today)], "Today", WithDay: false);
            Ahead = new Diary([.. week.Lines.Where(l => l.Session.On > Today)], "The next 7 days", WithDay: true);
        }

        if (who is not null)
        {
            Suitability = await toDo.Mine(actor, "Referrals.AssessSuitability", cancellation: cancellation);
        }

        return Page();
    }

    public string Address(int page) => Who is null ? $"{Links.MyDay}{(page == 1 ? "" : $"?number={page}")}" : $"{Links.MyDay}?who={Who}{(page == 1 ? "" : $"&number={page}")}";

    private static int Pages(int total, int size) => Math.Max(1, (total + size - 1) / size);

    public static string Name(DiaryLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var what = GroupWords.Kind(line.Session.Kind, line.Session.Name);
        return line.PersonName is { } person ? $"{what}, {person}" : what;
    }
}
