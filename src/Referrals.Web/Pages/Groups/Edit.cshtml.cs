using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Staff;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Groups;

/// <summary>Changes who runs a group, where it meets and for how many; who would be booked twice by it is shown before it is saved.</summary>
public sealed class EditModel(GroupService groups, StaffDirectory staff, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    /// <summary>Of the group that was looked at.</summary>
    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose the treatment manager")]
    public string? TreatmentManager { get; set; }

    [BindProperty]
    public List<string> Facilitators { get; set; } = [];

    [BindProperty]
    public List<string> Cover { get; set; } = [];

    [BindProperty]
    [Required(ErrorMessage = "Choose a probation delivery unit")]
    public string? PduId { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Enter where it meets")]
    [StringLength(200, ErrorMessage = "Where it meets must be 200 characters or fewer")]
    public string? Office { get; set; }

    [BindProperty]
    [StringLength(100, ErrorMessage = "The room must be 100 characters or fewer")]
    public string? Room { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Enter how many places it has")]
    public string? Capacity { get; set; }

    [BindProperty]
    public AnywayForm Anyway { get; set; } = new();

    public GroupView View { get; private set; } = null!;

    /// <summary>Who may deliver it.</summary>
    public IReadOnlyList<Option> Staff { get; private set; } = [];

    public IReadOnlyList<Option> Managers { get; private set; } = [];

    public string DeliveredBy => GroupWords.DeliveredBy(View.Plan);

    public IReadOnlyList<Option> Pdus => [.. catalogue.Current.Areas.Pdus.Where(p => p.RegionCode == View.Group.RegionCode).OrderBy(p => p.Name, StringComparer.CurrentCulture).Select(p => new Option(p.Id.ToString(CultureInfo.InvariantCulture), p.Name))];

    [TempData]
    public string? Done { get; set; }

    private Actor Actor => User.Actor();

    private DateOnly Today => LondonTime.Today(time);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        var group = View.Group;
        (Version, TreatmentManager, Facilitators, Cover) = (group.Version, group.TreatmentManager, [.. group.Facilitators ?? []], [.. group.Cover ?? []]);
        (PduId, Office, Room, Capacity) = (group.PduId.ToString(CultureInfo.InvariantCulture), group.Office, group.Room, group.Capacity.ToString(CultureInfo.InvariantCulture));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        var places = Check();
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var request = new EditGroup
        {
            GroupId = id,
            PduId = int.Parse(PduId!, CultureInfo.InvariantCulture),
            Office = Office!,
            Room = Room,
            TreatmentManager = TreatmentManager!,
            Facilitators = Facilitators,
            Cover = [.. Cover.Except(Facilitators)],
            Capacity = places,
            Anyway = Anyway.Given,
        };
        if (!Anyway.Check(await groups.ClashesOf(Actor, request, cancellation), catalogue, Today, ModelState, nameof(Anyway)))
        {
            return Page();
        }

        var refusal = await groups.Edit(Actor, request with { ClashesSeen = Anyway.SeenOrNone }, Version, cancellation);
        switch (refusal)
        {
            case null:
                Done = "The changes are saved";
                return Redirect(Links.Group(id));
            case NotYourGroup:
                return NotFound();
            case GroupHasChanged:
                // Saved again, it is saved on what is there now: what was typed is still in the form.
                Version = View.Group.Version;
                ModelState.Remove(nameof(Version));
                ModelState.AddModelError("", "Somebody else has changed this group since you looked. Look at the group, and save again what is still right.");
                return Page();
            default:
                ModelState.AddModelError(refusal switch
                {
                    GroupNeedsOffice => nameof(Office),
                    GroupNeedsStaff or MayNotDeliver => nameof(Facilitators),
                    PduOfAnotherRegion => nameof(PduId),
                    CapacityOutOfRange or MoreThanTheCapacity => nameof(Capacity),
                    _ => "",
                }, refusal.Words);
                return Page();
        }
    }

    /// <returns>How many places were typed.</returns>
    private int Check()
    {
        if (Facilitators.Count == 0)
        {
            ModelState.AddModelError(nameof(Facilitators), "Choose at least one facilitator");
        }

        if (Facilitators.Concat(Cover).Any(code => Staff.All(o => o.Value != code)) || (TreatmentManager is not null && Managers.All(o => o.Value != TreatmentManager)))
        {
            ModelState.AddModelError(nameof(Facilitators), "Choose people from the list");
        }

        if (PduId is not null && Pdus.All(p => p.Value != PduId))
        {
            ModelState.AddModelError(nameof(PduId), "Choose a probation delivery unit from the list");
        }

        if (int.TryParse(Capacity, NumberStyles.None, CultureInfo.InvariantCulture, out var places))
        {
            return places;
        }

        if (!string.IsNullOrWhiteSpace(Capacity))
        {
            ModelState.AddModelError(nameof(Capacity), "Places must be a number, for example 10");
        }

        return 0;
    }

    private async Task<IActionResult?> Load(Guid id, CancellationToken cancellation)
    {
        if (await groups.Find(Actor, id, cancellation) is not { } view)
        {
            return NotFound();
        }

        View = view;
        if (!view.MayManage)
        {
            return Forbid();
        }

        if (view.Group.ClosedOn is not null)
        {
            return Redirect(Links.Group(id));
        }

        Staff = await StaffOptions.Of(staff, Actor, (view.Group.Facilitators ?? []).Concat(view.Group.Cover ?? []), cancellation, view.Plan);
        Managers = await StaffOptions.Of(staff, Actor, [view.Group.TreatmentManager], cancellation);
        return null;
    }
}
