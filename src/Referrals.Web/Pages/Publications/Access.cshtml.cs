using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Publishing;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Publications;

/// <summary>Who may read a publication before its release, and taking it back.</summary>
public sealed class AccessModel(PublishingService publishing) : PageModel
{
    public PublicationView View { get; private set; } = null!;

    [BindProperty]
    public string? Username { get; set; }

    [BindProperty]
    public string? Why { get; set; }

    [TempData]
    public string? Done { get; set; }

    public DateTimeOffset? LastLook(string username) =>
        View.Events.LastOrDefault(e => e.Kind == PublicationEvent.LookedBefore && string.Equals(e.Username, username, StringComparison.OrdinalIgnoreCase))?.At;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => await Load(id, cancellation) ? Page() : NotFound();

    public Task<IActionResult> OnPostGiveAsync(Guid id, CancellationToken cancellation) =>
        Change(id, nameof(Username), Username, "Enter a user name", () => publishing.Allow(User.Actor(), id, Username!, allowed: true, cancellation), $"{Username} may read it before its release", cancellation);

    public Task<IActionResult> OnPostTakeAsync(Guid id, CancellationToken cancellation) =>
        Change(id, nameof(Username), Username, "Enter a user name", () => publishing.Allow(User.Actor(), id, Username!, allowed: false, cancellation), $"{Username} is off the list", cancellation);

    public Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken cancellation) =>
        Change(id, nameof(Why), Why, "Say why it is withdrawn", () => publishing.Withdraw(User.Actor(), id, Why!, cancellation), "It is withdrawn", cancellation);

    private async Task<IActionResult> Change(Guid id, string field, string? value, string missing, Func<Task<Refusal?>> change, string done, CancellationToken cancellation)
    {
        if (!await Load(id, cancellation))
        {
            return NotFound();
        }

        if (string.IsNullOrWhiteSpace(value))
        {
            ModelState.AddModelError(field, missing);
            return Page();
        }

        if (await change() is { } refusal)
        {
            ModelState.AddModelError(field, refusal.Words);
            return Page();
        }

        Done = done;
        return field == nameof(Why) ? Redirect(Links.Publications) : RedirectToPage();
    }

    private async Task<bool> Load(Guid id, CancellationToken cancellation)
    {
        if (await publishing.Find(User.Actor(), id, cancellation) is not { IsWithdrawn: false, IsReleased: false } view)
        {
            return false;
        }

        View = view;
        return true;
    }
}
