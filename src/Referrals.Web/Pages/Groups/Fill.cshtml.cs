using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Groups;

/// <summary>Places in one group for many at once. Each is checked again when it is given, one after the other, so that the last place is given once.</summary>
public sealed class FillModel(GroupService groups, WaitingListService waiting) : PageModel
{
    /// <summary>How far down the queue of those the group is for is looked: more than a group takes.</summary>
    private const int Most = 16;

    public GroupView View { get; private set; } = null!;

    public IReadOnlyList<WaitingBeside> Lines { get; private set; } = [];

    /// <summary>Referrals that were ticked.</summary>
    [BindProperty]
    public List<Guid> Chosen { get; set; } = [];

    public int Free => Math.Max(0, View.Group.Capacity - View.Group.Taken);

    /// <summary>What came of it where somebody was refused, the heading first.</summary>
    public IReadOnlyList<string> Told { get; private set; } = [];

    [TempData]
    public string? Done { get; set; }

    private Actor Actor => User.Actor();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await Load(id, cancellation) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (!await Load(id, cancellation))
        {
            return NotFound();
        }

        if (Chosen.Count == 0)
        {
            ModelState.AddModelError(nameof(Chosen), "Tick at least one person");
            return Page();
        }

        var refused = new List<string>();
        var given = 0;
        // In the order of the queue, whatever the order on the page was sent in.
        foreach (var line in Lines.Where(l => Chosen.Contains(l.Waiting.Referral.Id)))
        {
            if (await waiting.Give(Actor, new GivePlace { ReferralId = line.Waiting.Referral.Id, GroupId = id }, cancellation) is { } refusal)
            {
                refused.Add($"{line.Waiting.PersonName}: {refusal.Words}");
            }
            else
            {
                given++;
            }
        }

        // Whom somebody else has moved down the queue meanwhile is said, and not passed over.
        foreach (var gone in Chosen.Distinct().Where(chosen => !Lines.Any(l => l.Waiting.Referral.Id == chosen)))
        {
            if (await waiting.Line(Actor, gone, cancellation) is { } line)
            {
                refused.Add($"{line.PersonName}: No longer at the head of the queue. Give the place from the waiting list.");
            }
        }

        if (refused.Count == 0)
        {
            Done = given == 0 ? "Nobody ticked waits for a place any more" : $"{DeliveryWords.Count(given, "place")} given";
            return Redirect(Links.Group(id));
        }

        await Load(id, cancellation);
        Told = [$"{DeliveryWords.Count(given, "place")} given, {refused.Count} not", .. refused];
        return Page();
    }

    private async Task<bool> Load(Guid id, CancellationToken cancellation)
    {
        if (await groups.Find(Actor, id, cancellation) is not { MayManage: true, Group.ClosedOn: null } view)
        {
            return false;
        }

        View = view;
        var queue = await waiting.List(Actor, new WaitingFilter { ProgrammeKey = view.Group.ProgrammeKey, For = view.Group, Take = Most }, cancellation);
        Lines = await waiting.Beside(Actor, id, queue.Lines, cancellation);
        return true;
    }
}
