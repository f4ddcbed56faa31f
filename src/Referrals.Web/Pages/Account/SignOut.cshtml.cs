using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Account;

/// <summary>A plain visit asks first, so that a link or an image on another site cannot sign anybody out.</summary>
public sealed class SignOutModel(IOptions<SignInSettings> settings, SignInSessions sessions, Tokens tokens) : PageModel
{
    /// <summary><c>everywhere</c>: on every other browser too.</summary>
    [BindProperty]
    public List<string> Also { get; set; } = [];

    private bool Everywhere => Also.Contains("everywhere");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        var token = await HttpContext.GetTokenAsync(OpenIdHandler.IdentityToken);
        if (User.ToActor() is { } actor)
        {
            Occasion.Current?.Say(actor, AuditActs.SignedOut, detail: Everywhere ? "everywhere" : null);
            if (Everywhere)
            {
                await sessions.EndAll(actor.Username, cancellation);
            }
        }

        await HttpContext.SignOutAsync();
        if (settings.Value.Mode != SignInSettings.OpenId || token is null || (await tokens.Configuration.GetConfigurationAsync(cancellation)).EndSessionEndpoint is not { Length: > 0 } end)
        {
            return RedirectToPage("/Account/SignedOut");
        }

        // The provider ends its own session, and those of every other service it signed the person in to.
        return Redirect(QueryHelpers.AddQueryString(end, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["id_token_hint"] = token,
            ["post_logout_redirect_uri"] = $"{Request.Scheme}://{Request.Host}{Url.Page("/Account/SignedOut")}",
        }));
    }
}
