using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Events;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Administration;

/// <summary>What is told to services outside: how it stands, what was given up, and sending it again.</summary>
public sealed class EventsModel(EventService events) : PageModel
{
    public const string FromDay = "day";
    public const string FromEvent = "event";

    public IReadOnlyList<ReceiverStanding> Receivers { get; private set; } = [];

    public IReadOnlyList<(string Receiver, GivenUpEvent Event)> GivenUp => [.. Receivers.SelectMany(r => r.GivenUp, (r, e) => (r.Name, e))];

    public IEnumerable<Option> Names => events.Receivers.Select(name => new Option(name, name));

    [BindProperty]
    public string? Receiver { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    [Display(Name = "The first day")]
    public DateOnly? Day { get; set; }

    [BindProperty]
    [Display(Name = "The number of the event")]
    public long? EventId { get; set; }

    [TempData]
    public string? Done { get; set; }

    public async Task OnGetAsync(CancellationToken cancellation) => Receivers = await events.Standings(cancellation);

    public async Task<IActionResult> OnPostTryAgainAsync(string receiver, long eventId, CancellationToken cancellation)
    {
        Done = await events.TryAgain(User.Actor(), receiver, eventId, cancellation) ? $"Event {eventId} will be tried again within a minute" : "Nothing was changed: this event is no longer given up";
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostLeaveOutAsync(string receiver, long eventId, CancellationToken cancellation)
    {
        Done = await events.LeaveOut(User.Actor(), receiver, eventId, cancellation) ? $"Event {eventId} is left out for {receiver}" : "Nothing was changed: this event is no longer given up";
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostReplayAsync(CancellationToken cancellation)
    {
        if (Receiver is null || !events.Receivers.Contains(Receiver))
        {
            ModelState.AddModelError(nameof(Receiver), "Choose to whom");
        }

        switch (From)
        {
            case FromDay when Day is null && ModelState.GetFieldValidationState(nameof(Day)) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid:
                ModelState.AddModelError(nameof(Day), "Enter the first day");
                break;
            case FromEvent when EventId is not > 0 && ModelState.GetFieldValidationState(nameof(EventId)) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid:
                ModelState.AddModelError(nameof(EventId), "Enter the number of an event, such as 120");
                break;
            case FromDay or FromEvent:
                break;
            default:
                ModelState.AddModelError(nameof(From), "Choose from where on");
                break;
        }

        // What belongs to the way that was not chosen is not looked at.
        ModelState.Remove(From == FromDay ? nameof(EventId) : nameof(Day));
        if (!ModelState.IsValid)
        {
            Receivers = await events.Standings(cancellation);
            return Page();
        }

        var from = From == FromDay ? new ReplayFrom { Time = LondonTime.At(Day!.Value, TimeOnly.MinValue) } : new ReplayFrom { EventId = EventId };
        var count = await events.Replay(User.Actor(), Receiver!, from, cancellation);
        Done = $"{(count == 1 ? "1 event" : $"{count:N0} events")} will be sent to {Receiver} again";
        return RedirectToPage();
    }
}
