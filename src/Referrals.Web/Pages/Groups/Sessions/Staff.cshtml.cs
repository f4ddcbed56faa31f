using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.Staff;
using Referrals.Domain;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Groups.Sessions;

/// <summary>Who runs one session, and in which room.</summary>
public sealed class StaffModel(RegisterService registers, GroupService groups, StaffDirectory directory, CatalogueSource catalogue, TimeProvider time) : SessionPage(registers)
{
    [BindProperty]
    public List<string> Facilitators { get; set; } = [];

    [BindProperty]
    [StringLength(100, ErrorMessage = "The room must be 100 characters or fewer")]
    public string? Room { get; set; }

    /// <summary>Why it is saved although somebody is booked elsewhere.</summary>
    [BindProperty]
    public AnywayForm Anyway { get; set; } = new();

    public IReadOnlyList<Option> Staff { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await Open(id, cancellation) is { } refused)
        {
            return refused;
        }

        (Facilitators, Room) = ([.. GroupService.RunBy(Session, Group)], Session.Room);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (await Open(id, cancellation) is { } refused)
        {
            return refused;
        }

        if (Facilitators.Exists(code => Staff.All(s => s.Value != code)))
        {
            ModelState.AddModelError(nameof(Facilitators), "Choose people from the list");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        // The group's own stay the group's, so that a change of them reaches this session too.
        var own = Facilitators.Order(StringComparer.Ordinal).SequenceEqual((Group.Facilitators ?? []).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var request = new StaffSession { SessionId = id, Facilitators = own ? null : Facilitators, Room = Room, Anyway = Anyway.Given };
        if (!Anyway.Check(await groups.ClashesOf(Actor, request, cancellation), catalogue, LondonTime.Today(time), ModelState, nameof(Anyway)))
        {
            return Page();
        }

        switch (await groups.Staff(Actor, request with { ClashesSeen = Anyway.SeenOrNone }, cancellation))
        {
            case null:
                break;
            case NotYourGroup:
                return NotFound();
            case BookedMeanwhile or BookedTwiceWhy:
                Anyway.Check(await groups.ClashesOf(Actor, request, cancellation), catalogue, LondonTime.Today(time), ModelState, nameof(Anyway));
                return Page();
            case var refusal:
                ModelState.AddModelError(nameof(Facilitators), refusal.Words);
                return Page();
        }

        Done = "Facilitators and room are saved";
        return Redirect(Links.Session(id));
    }

    private async Task<IActionResult?> Open(Guid id, CancellationToken cancellation)
    {
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        Staff = await StaffOptions.Of(directory, Actor, GroupService.RunBy(Session, Group).Concat(Group.Cover ?? []), cancellation, groups.PlanOf(Group));
        return null;
    }
}
