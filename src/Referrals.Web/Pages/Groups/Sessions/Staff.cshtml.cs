using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application.Delivery;
using Referrals.Application.Staff;
using Referrals.Domain;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Groups.Sessions;

/// <summary>Who runs one session, and in which room.</summary>
public sealed class StaffModel(RegisterService registers, GroupService groups, StaffDirectory directory) : SessionPage(registers)
{
    [BindProperty]
    public List<string> Facilitators { get; set; } = [];

    [BindProperty]
    [StringLength(100, ErrorMessage = "The room must be 100 characters or fewer")]
    public string? Room { get; set; }

    /// <summary>Saved although somebody is booked elsewhere.</summary>
    [BindProperty]
    public bool Anyway { get; set; }

    public IReadOnlyList<Option> Staff { get; private set; } = [];

    public IReadOnlyList<Clash> Clashes { get; private set; } = [];

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

        var room = string.IsNullOrWhiteSpace(Room) ? null : Room.Trim();
        Clashes = await groups.ClashesAt(Actor, Group.Id, new ClashQuestion
        {
            SessionId = id,
            On = Session.On,
            Start = Session.Start,
            Minutes = Session.Minutes,
            Facilitators = Facilitators.Count > 0 ? Facilitators : Group.Facilitators ?? [],
            Room = room,
            What = "this session",
        }, cancellation);
        if (Clashes.Count > 0 && !Anyway)
        {
            ModelState.AddModelError(nameof(Anyway), "Choose other people or another room, or say that it has been arranged");
            return Page();
        }

        // The group's own stay the group's, so that a change of them reaches this session too.
        var own = Facilitators.Order(StringComparer.Ordinal).SequenceEqual((Group.Facilitators ?? []).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        if (await groups.Staff(Actor, id, own ? null : Facilitators, room, cancellation) is not null)
        {
            return NotFound();
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

        Staff = await StaffOptions.Of(directory, Actor, GroupService.RunBy(Session, Group).Concat(Group.Cover ?? []), cancellation);
        return null;
    }
}
