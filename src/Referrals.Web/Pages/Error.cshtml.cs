using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Referrals.Web.Pages;

/// <summary>Whatever went wrong, in plain words. Answers with the status that brought the person here, also when asked for directly.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class ErrorModel : PageModel
{
    public string Heading { get; private set; } = "";

    public IReadOnlyList<string> Sentences { get; private set; } = [];

    public string? Reference { get; private set; }

    public void OnGet(int status) => Word(status);

    public void OnPost(int status) => Word(status);

    private void Word(int status)
    {
        var (heading, sentences) = status switch
        {
            400 => ("The page could not be sent", new[] {"The form was open for too long, or was sent from somewhere else.", "Go back, reload the page and try again. What you typed may have to be typed again." }),
            401 or 403 => ("You cannot see this page", new[] {"It belongs to another role or another area.", "If you need it for your work, ask your manager to have your access changed." }),
            404 => ("Page not found", new[] {"If you typed the address, check that it is right.", "If you followed a link, what it led to may have moved, or may not be yours to see." }),
            >= 400 and < 500 => ("The page could not be sent", new[] {"The service did not understand what the browser sent. Go back and try again." }),
            _ => ("Something went wrong", new[] {"The service has a problem, and it has been noted. Nothing was saved that you did not see confirmed.", "Try again in a few minutes." }),
        };
        Heading = heading;
        Sentences = sentences;
        Reference = status is >= 400 and < 500 and not 400 ? null : Startup.Reference.Of(HttpContext);
        Response.StatusCode = status is >= 400 and < 600 ? status : StatusCodes.Status404NotFound;
    }
}
