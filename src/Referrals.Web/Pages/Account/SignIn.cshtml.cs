using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Referrals.Application.Audit;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Account;

/// <summary>The development sign-in: choose a person. The service does not start with it outside Development.</summary>
[EnableRateLimiting(Startup.Limits.SignIns)]
public sealed class SignInModel(IDevelopmentDirectory directory, IOptions<SignInSettings> settings) : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Select who you want to be")]
    public string? Username { get; set; }

    [BindProperty(Name = "return", SupportsGet = true)]
    public string? Return { get; set; }

    public IEnumerable<Option> People => directory.People.Select(person =>
        new Option(person.Username, $"{person.Name}, {RoleWords.Of(person.Role)}", person.Area));

    /// <summary>With an identity provider there is nothing to choose here.</summary>
    public IActionResult OnGet() => settings.Value.Mode == SignInSettings.OpenId
        ? Challenge(new AuthenticationProperties { RedirectUri = Url.IsLocalUrl(Return) ? Return : "/" }, OpenIdHandler.SchemeName)
        : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (settings.Value.Mode != SignInSettings.Development)
        {
            return NotFound();
        }

        var person = directory.Find(Username);
        if (person is null && ModelState.IsValid)
        {
            ModelState.AddModelError(nameof(Username), "Select somebody from the list");
        }

        if (person is null || !ModelState.IsValid)
        {
            return Page();
        }

        const string scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        await HttpContext.SignInAsync(scheme, person.ToActor().ToPrincipal(scheme));
        Occasion.Current?.Say(person.ToActor(), AuditActs.SignedIn);
        return Url.IsLocalUrl(Return) ? LocalRedirect(Return) : RedirectToPage("/Index");
    }
}
