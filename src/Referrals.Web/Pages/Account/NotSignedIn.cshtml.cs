using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Account;

/// <summary>The identity provider was asked, and the person is not signed in: why, and what to do.</summary>
public sealed class NotSignedInModel : PageModel
{
    public string Heading { get; private set; } = "";

    public string[] Sentences { get; private set; } = [];

    /// <summary>Trying again can help.</summary>
    public bool MayTryAgain { get; private set; }

    public string Reference { get; private set; } = "";

    public void OnGet(string? why)
    {
        (Heading, Sentences) = why switch
        {
            nameof(NotLetIn.NoRole) => ("You cannot use this service yet", new[] { "You are signed in to your organisation, but have no role in Referrals.", "Ask your manager to have a role given to you, and say what you do." }),
            nameof(NotLetIn.NoArea) => ("You cannot use this service yet", ["You have a role in Referrals, but your region or probation delivery unit is not known.", "Ask your manager to have your area put right."]),
            _ => ("You could not be signed in", ["Something went wrong between this service and your organisation's sign-in. It has been noted.", "Try again. If it happens again, tell your service desk."]),
        };
        MayTryAgain = why is not (nameof(NotLetIn.NoRole) or nameof(NotLetIn.NoArea));
        Reference = Startup.Reference.Of(HttpContext);
        Response.StatusCode = StatusCodes.Status403Forbidden;
    }
}
