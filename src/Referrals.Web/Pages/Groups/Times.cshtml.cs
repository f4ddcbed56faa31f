using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Groups;

/// <summary>Changes when a group meets: what would move is shown before it is made, and refused where somebody was first.</summary>
public sealed class TimesModel(GroupService groups, CatalogueSource catalogue, TimeProvider time) : PageModel
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
    public SlotsForm Slots { get; set; } = new();

    [BindProperty]
    [Display(Name = "The earliest day")]
    [Required(ErrorMessage = "Enter the earliest day")]
    public DateOnly? EarliestStart { get; set; }

    /// <summary>Closures to take away, by their first and last day.</summary>
    [BindProperty]
    public List<string> Remove { get; set; } = [];

    [BindProperty]
    [Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty]
    [Display(Name = "The last day")]
    public DateOnly? To { get; set; }

    [BindProperty]
    [StringLength(200, ErrorMessage = "Why must be 200 characters or fewer")]
    public string? Why { get; set; }

    public GroupView View { get; private set; } = null!;

    /// <summary>What would move; null while the form is asked.</summary>
    public ChangeShown? Shown { get; private set; }

    public IReadOnlyList<WeeklySlot> SlotsRead { get; private set; } = [];

    public IReadOnlyList<Closure> Closures { get; private set; } = [];

    public IEnumerable<Option> ClosureOptions => (View.Group.Closures ?? []).OrderBy(c => c.From).Select(c => new Option(Key(c), $"{c.From.Words()}{(c.To > c.From ? $" to {c.To.Words()}" : "")}: {c.Why}"));

    [TempData]
    public string? Done { get; set; }

    private Actor Actor => User.Actor();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        Slots = SlotsForm.Of(View.Group.Slots ?? []);
        EarliestStart = View.Group.EarliestStart;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        if (Step == "change")
        {
            return Ask();
        }

        SlotsRead = Slots.Read(ModelState, nameof(Slots));
        Check();
        if (!ModelState.IsValid)
        {
            return Ask();
        }

        Closures = [.. (View.Group.Closures ?? []).Where(c => !Remove.Contains(Key(c))), .. Added()];
        var request = new RescheduleGroup { GroupId = id, Slots = SlotsRead, Closures = Closures, EarliestStart = EarliestStart, ClashesSeen = Anyway.SeenOrNone, Anyway = Anyway.Given };
        if (Step == "save")
        {
            switch (await groups.Reschedule(Actor, request, Version, cancellation))
            {
                case null:
                    Done = "The times are changed";
                    return Redirect(Links.Group(id));
                case (GroupHasChanged or BookedMeanwhile) and var stale:
                    ModelState.AddModelError("", stale.Words);
                    break;
                case BookedTwiceWhy:
                    // What clashes is shown with the question below.
                    break;
                case NotYourGroup:
                    return NotFound();
                case var refusal:
                    ModelState.AddModelError($"{nameof(Slots)}.{nameof(SlotsForm.Days)}", refusal.Words);
                    return Ask();
            }
        }

        var (change, why) = await groups.Preview(Actor, request, cancellation);
        if (change is null)
        {
            ModelState.AddModelError($"{nameof(Slots)}.{nameof(SlotsForm.Days)}", why!.Words);
            return Ask();
        }

        Anyway.ShowChange(change, Step == "save", catalogue, LondonTime.Today(time), ModelState, nameof(Anyway));
        Shown = new ChangeShown(change, View.Plan, "Save these times") { Anyway = Anyway };
        return Page();
    }

    private PageResult Ask()
    {
        Slots.Complete();
        return Page();
    }

    private void Check()
    {
        if (From is null && (To is not null || !string.IsNullOrWhiteSpace(Why)) && ModelState[nameof(From)] is not { Errors.Count: > 0 })
        {
            ModelState.AddModelError(nameof(From), "Enter the first day on which the group does not meet");
        }

        if (From is { } from && To is { } to && to < from)
        {
            ModelState.AddModelError(nameof(To), "The last day must be the same as or after the first day");
        }

        if (From is not null && string.IsNullOrWhiteSpace(Why))
        {
            ModelState.AddModelError(nameof(Why), "Say why the group does not meet");
        }
    }

    /// <summary>What was typed, unless it is there by now: the second sending of one form.</summary>
    private IEnumerable<Closure> Added()
    {
        if (From is { } from && (View.Group.Closures ?? []).TrueForAll(c => c.From != from || c.To != (To ?? from)))
        {
            yield return new Closure(from, To ?? from, Why!.Trim());
        }
    }

    private async Task<IActionResult?> Load(Guid id, CancellationToken cancellation)
    {
        if (await groups.Find(Actor, id, cancellation) is not { } view)
        {
            return NotFound();
        }

        View = view;
        return view.MayManage ? null : Forbid();
    }

    private static string Key(Closure closure) => string.Create(CultureInfo.InvariantCulture, $"{closure.From:yyyy-MM-dd}/{closure.To:yyyy-MM-dd}");
}
