using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Access;
using Referrals.Application.Audit;

namespace Referrals.Web.Pages;

/// <summary>Whatever went wrong, in plain words. Answers with the status that brought the person here, also when asked for directly.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true)]
public sealed class ErrorModel : PageModel
{
    public string Heading { get; private set; } = "";

    public IReadOnlyList<string> Sentences { get; private set; } = [];

    public string? Reference { get; private set; }

    /// <summary>Whoever the page would have shown and may be opened by giving a reason.</summary>
    public Guid? MayBeOpened { get; private set; }

    public void OnGet(int status) => Word(status);

    public void OnPost(int status) => Word(status);

    private void Word(int status)
    {
        var (heading, sentences) = status switch
        {
            400 => ("The page could not be sent", new[] {"The form was open for too long, or was sent from somewhere else.", "Go back, reload the page and try again. What you typed may have to be typed again." }),
            401 or 403 => ("You cannot see this page", new[] {"It belongs to another role or another area.", "If you need it for your work, ask your manager to have your access changed." }),
            404 => ("Page not found", new[] {"If you typed the address, check that it is right.", "If you followed a link, what it led to may have moved, or may not be yours to see." }),
            429 => ("Too many requests", new[] {"You have asked for a lot in a short time.", "Wait a minute and try again." }),
            413 => ("The page could not be sent", new[] {"What was sent is too long. Shorten it and try again." }),
            >= 400 and < 500 => ("The page could not be sent", new[] {"The service did not understand what the browser sent. Go back and try again." }),
            _ => ("Something went wrong", new[] {"The service has a problem, and it has been noted. Nothing was saved that you did not see confirmed.", "Try again in a few minutes." }),
        };
        if (status is 403 or 404 && Occasion.Current is { Refused: { } refused, Actor: { } actor })
        {
            (heading, sentences) = RefusedWords.Of(refused.Why);
            MayBeOpened = refused.Why != NotSeen.Excluded && EmergencyAccessService.MayTake(actor.Role) ? refused.PersonId : null;
        }

        Heading = heading;
        Sentences = sentences;
        Reference = status is >= 400 and < 500 and not 400 ? null : Startup.Reference.Of(HttpContext);
        Response.StatusCode = status is >= 400 and < 600 ? status : StatusCodes.Status404NotFound;
    }
}

/// <summary>Why a person is not shown, in words that say nothing about them.</summary>
internal static class RefusedWords
{
    public static (string Heading, string[] Sentences) Of(NotSeen why) => why switch
    {
        NotSeen.OutsideArea => ("You cannot see this person", ["They are supervised outside your area.", "If you need to see them for your work, ask your manager to have your access changed."]),
        NotSeen.Excluded => ("You cannot see this person", ["nDelius says that you must not see them. Nobody here can change that.", "If you think it is wrong, ask your manager."]),
        _ => ("You cannot see this person yet", ["nDelius has not answered whether you may. Until it does, nobody is shown whom you might be excluded from.", "Try again in a few minutes."]),
    };
}
