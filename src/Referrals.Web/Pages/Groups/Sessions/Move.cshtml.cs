using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Groups.Sessions;

/// <summary>Puts one session on another day or time; what else would move is shown before it is made.</summary>
public sealed class MoveModel(RegisterService registers, GroupService groups, CatalogueSource catalogue, TimeProvider time) : SessionPage(registers)
{
    [BindProperty]
    public string? Step { get; set; }

    /// <summary>Of the group that what would move was worked out on.</summary>
    [BindProperty]
    public int Version { get; set; }

    /// <summary>Why somebody is booked twice by it all the same.</summary>
    [BindProperty]
    public AnywayForm Anyway { get; set; } = new();

    [BindProperty]
    [Display(Name = "The day")]
    [Required(ErrorMessage = "Enter the day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Enter the time")]
    public string? Start { get; set; }

    public ChangeShown? Shown { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await Open(id, cancellation) is { } refused)
        {
            return refused;
        }

        (On, Start) = (Session.On, Session.Start.Typed());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (await Open(id, cancellation) is { } refused)
        {
            return refused;
        }

        var start = TimeWords.Parse(Start);
        if (start is null && !string.IsNullOrWhiteSpace(Start))
        {
            ModelState.AddModelError(nameof(Start), "The time must be a time of day, for example 6pm or 18:00");
        }

        if (Step == "change" || !ModelState.IsValid)
        {
            return Page();
        }

        var request = new RescheduleGroup { GroupId = Group.Id, SessionId = id, On = On, Start = start, ClashesSeen = Anyway.SeenOrNone, Anyway = Anyway.Given };
        if (Step == "save")
        {
            switch (await groups.Reschedule(Actor, request, Version, cancellation))
            {
                case null:
                    Done = $"Moved to {On!.Value.DayWords()} at {start!.Value.Words()}";
                    return Redirect(Links.Session(id));
                case (GroupHasChanged or BookedMeanwhile) and var stale:
                    ModelState.AddModelError("", stale.Words);
                    break;
                case BookedTwiceWhy:
                    // What clashes is shown with the question below.
                    break;
                case NotYourGroup:
                    return NotFound();
                case var refusal:
                    ModelState.AddModelError(nameof(On), refusal.Words);
                    return Page();
            }
        }

        var (change, why) = await groups.Preview(Actor, request, cancellation);
        if (change is null)
        {
            ModelState.AddModelError(nameof(On), why!.Words);
            return Page();
        }

        Anyway.ShowChange(change, Step == "save", catalogue, LondonTime.Today(time), ModelState, nameof(Anyway));
        Shown = new ChangeShown(change, groups.PlanOf(Group), "Move it") { Anyway = Anyway };
        return Page();
    }

    /// <summary>A session that has taken place, or that is one person's, is not moved here.</summary>
    private async Task<IActionResult?> Open(Guid id, CancellationToken cancellation) =>
        await Load(id, cancellation) ?? (Session is { IsToCome: true, DeliveryId: null } ? null : Redirect(Links.Session(id)));
}
