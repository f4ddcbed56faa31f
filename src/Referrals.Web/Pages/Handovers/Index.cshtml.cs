using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Handovers;
using Referrals.Application.People;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Handovers;

/// <summary>Somebody leaves: everybody they hold, with what has been written for whoever comes; and the drafts saved for many at once.</summary>
public sealed class IndexModel(HandoverService handovers, PersonService people, CatalogueSource catalogue) : PageModel
{
    /// <summary>The practitioner a senior probation officer writes for, by staff code.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Of { get; set; }

    /// <summary>Those ticked.</summary>
    [BindProperty]
    public List<Guid> People { get; set; } = [];

    public IReadOnlyList<PersonHeld> Held { get; private set; } = [];

    public IReadOnlyList<Holder> Holders { get; private set; } = [];

    public IReadOnlyList<Option> HolderOptions => [.. Holders.Select(h => new Option(h.Code, $"{h.Name} ({h.Code}), {DeliveryWords.Count(h.People, "person", "people")}"))];

    public bool IsManager => Actor.Role == Roles.Spo;

    /// <summary>The staff code of the one whose people are shown; null where none is chosen.</summary>
    public string? Whose => IsManager ? Holders.FirstOrDefault(h => h.Code == Of)?.Code : Actor.StaffCode;

    [TempData]
    public string? Done { get; set; }

    private Actor Actor => User.Actor();

    public async Task OnGetAsync(CancellationToken cancellation) => await Show(cancellation);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        await Show(cancellation);
        var written = 0;
        foreach (var held in Held.Where(h => People.Contains(h.Id)))
        {
            if (await people.Find(Actor, held.Id, cancellation) is { } person
                && await handovers.Write(Actor, held.Id, HandoverDraft.Of(person, catalogue.Current), cancellation) is null)
            {
                written++;
            }
        }

        Done = written == 0 ? "Nobody was ticked, and nothing was saved" : $"Saved the summary of {DeliveryWords.Count(written, "person", "people")}";
        return Redirect(Links.Handover + (IsManager && Whose is { } whose ? $"?Of={Uri.EscapeDataString(whose)}" : ""));
    }

    private async Task Show(CancellationToken cancellation)
    {
        Holders = await handovers.Holders(Actor, cancellation);
        if (Whose is { } whose)
        {
            Held = await handovers.Held(Actor, whose, cancellation);
        }
    }
}
