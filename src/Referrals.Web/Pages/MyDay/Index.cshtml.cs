using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;
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

    [BindProperty(SupportsGet = true, Name = "who")]
    public string? Who { get; set; }

    public bool Everybody => Who == "all";

    public DateOnly Today => LondonTime.Today(time);

    public IReadOnlyList<DiaryLine> Due { get; private set; } = [];

    /// <summary>Referrals that wait for the programme team's yes or no, the most pressing first.</summary>
    public ToDoList Suitability { get; private set; } = new([], 0, 0);

    /// <summary>Members who may be about to drop out.</summary>
    public IReadOnlyList<MemberAtRisk> AtRisk { get; private set; } = [];

    public Diary ForToday { get; private set; } = null!;

    public Diary Ahead { get; private set; } = null!;

    public IReadOnlyList<Link> Views => [new("Mine", Links.MyDay) { IsCurrent = !Everybody }, new("Everybody's in the region", $"{Links.MyDay}?who=all") { IsCurrent = Everybody }];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        var actor = User.Actor();
        var lines = await diary.Between(actor, Today.AddDays(-Back), Today.AddDays(7), Everybody ? null : actor.StaffCode ?? "", cancellation);
        AtRisk = await dropOut.AtRisk(actor, Everybody ? null : actor.StaffCode ?? "", cancellation);
        Suitability = await toDo.Mine(actor, "Referrals.AssessSuitability", cancellation: cancellation);
        Due = [.. lines.Where(l => l.RegisterDue)];
        ForToday = new Diary([.. lines.Where(l => l.Session.On == Today)], "Today", WithDay: false);
        Ahead = new Diary([.. lines.Where(l => l.Session.On > Today)], "The next 7 days", WithDay: true);
    }

    public static string Name(DiaryLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var what = GroupWords.Kind(line.Session.Kind, line.Session.Name);
        return line.PersonName is { } person ? $"{what}, {person}" : what;
    }
}
