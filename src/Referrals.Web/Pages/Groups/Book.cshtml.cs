using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Staff;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Groups;

/// <summary>A meeting that may be booked for a member.</summary>
/// <param name="Key">As the address has it.</param>
public sealed record Meeting(string Key, SessionKind Kind, string? TemplateKey, string Title, string Hint, int Minutes);

/// <summary>Books a one-to-one, a catch-up or a three-way meeting for one member: first which, then when.</summary>
public sealed class BookModel(GroupService groups, StaffDirectory staff, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    private const string ThreeWay = "three-way";

    [BindProperty(SupportsGet = true, Name = "what")]
    public string? What { get; set; }

    /// <summary>Becomes the session's id, so that the same form sent twice books once.</summary>
    [BindProperty]
    public Guid? RequestId { get; set; }

    /// <summary>A session of another group, or "own".</summary>
    [BindProperty]
    public string? With { get; set; }

    [BindProperty]
    [Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public string? Start { get; set; }

    [BindProperty]
    public string? Facilitator { get; set; }

    /// <summary>Why it is booked although somebody is booked elsewhere.</summary>
    [BindProperty]
    public AnywayForm Anyway { get; set; } = new();

    /// <summary>Why it is held outside the gaps that the plan leaves.</summary>
    [BindProperty]
    public string? OutsideReason { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? OutsideWhy { get; set; }

    /// <summary>The gap that the day would break.</summary>
    public string? Outside { get; private set; }

    public IEnumerable<Option> OutsideReasons => catalogue.Current.Reasons(ReasonUses.AllocationOverride, LondonTime.Today(time)).Select(r => new Option(r.Code, r.Words));

    public GroupView View { get; private set; } = null!;

    public MemberLine Member { get; private set; } = null!;

    public IReadOnlyList<Meeting> Meetings { get; private set; } = [];

    public Meeting? Chosen => Meetings.FirstOrDefault(m => m.Key == What);

    public IReadOnlyList<(Session Session, ProgrammeGroup Group)> Hosts { get; private set; } = [];

    public IReadOnlyList<Option> Staff { get; private set; } = [];

    [TempData]
    public string? Done { get; set; }

    private Actor Actor => User.Actor();

    public async Task<IActionResult> OnGetAsync(Guid id, Guid referralId, CancellationToken cancellation)
    {
        RequestId = Ids.New(time.GetUtcNow());
        return await Load(id, referralId, cancellation) ?? Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, Guid referralId, CancellationToken cancellation)
    {
        if (await Load(id, referralId, cancellation) is { } refused)
        {
            return refused;
        }

        if (Chosen is not { } meeting)
        {
            return NotFound();
        }

        var host = Hosts.FirstOrDefault(h => h.Session.Id.ToString() == With).Session;
        var begins = TimeWords.Parse(Start);
        Check(host, begins);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var (on, start) = host is null ? (On!.Value, begins!.Value) : (host.On, host.Start);
        var theirs = Member.Booked.Where(b => meeting.Kind != SessionKind.ThreeWay && b.TemplateKey == meeting.TemplateKey && b.Kind == meeting.Kind).ToArray();
        var moved = theirs.FirstOrDefault(b => b.GroupId == id);
        var question = new ClashQuestion
        {
            SessionId = host?.Id,
            On = on,
            Start = start,
            Minutes = meeting.Minutes,
            // Of several facilitators of a group one is free for a one-to-one; only who is named, or holds it already, can clash.
            Facilitators = host is not null ? [] : string.IsNullOrEmpty(Facilitator) ? moved?.Facilitators ?? [] : [Facilitator],
            Room = host is null ? moved?.Room : null,
            ReferralId = referralId,
            What = "this meeting",
            Besides = [.. theirs.Select(b => b.Id), .. new[] { RequestId }.OfType<Guid>()],
        };
        var clashes = await groups.ClashesAt(Actor, id, question, cancellation);
        if (!Anyway.Check(clashes, catalogue, LondonTime.Today(time), ModelState, nameof(Anyway)))
        {
            return Page();
        }

        var request = new BookMeeting
        {
            GroupId = id,
            ReferralId = referralId,
            TemplateKey = meeting.TemplateKey,
            Kind = meeting.Kind,
            On = on,
            Start = start,
            WithSession = host?.Id,
            Facilitator = host is null && !string.IsNullOrEmpty(Facilitator) ? Facilitator : null,
            RequestId = RequestId,
            ClashesSeen = Anyway.SeenOrNone,
            Anyway = Anyway.Given,
            Outside = string.IsNullOrEmpty(OutsideReason) || string.IsNullOrWhiteSpace(OutsideWhy) ? null : new GivenReason(OutsideReason, OutsideWhy),
        };
        switch (await groups.Book(Actor, request, cancellation))
        {
            case null:
                Done = $"Booked: {meeting.Title} on {on.DayWords()} at {start.Words()}";
                return Redirect(Links.Group(id));
            case NotYourGroup or NotAMember:
                return NotFound();
            case (ClosedDay or ClosedForGroup) and var closed:
                ModelState.AddModelError(nameof(On), closed.Words);
                return Page();
            case BookedMeanwhile or BookedTwiceWhy:
                Anyway.Check(await groups.ClashesAt(Actor, id, question, cancellation), catalogue, LondonTime.Today(time), ModelState, nameof(Anyway));
                return Page();
            case MayNotDeliver other:
                ModelState.AddModelError(nameof(Facilitator), other.Words);
                return Page();
            case OutsideTheGaps outside:
                Outside = outside.Why;
                if (string.IsNullOrEmpty(OutsideReason))
                {
                    ModelState.AddModelError(nameof(OutsideReason), "Choose another day, or why it is held on this one all the same");
                }

                if (string.IsNullOrWhiteSpace(OutsideWhy))
                {
                    ModelState.AddModelError(nameof(OutsideWhy), "Say why in your own words, or choose another day");
                }

                return Page();
            case var refusal:
                ModelState.AddModelError(Hosts.Count > 0 ? nameof(With) : "", refusal.Words);
                return Page();
        }
    }

    private void Check(Session? host, TimeOnly? start)
    {
        if (Hosts.Count > 0 && host is null && With != "own")
        {
            ModelState.AddModelError(nameof(With), "Choose a session of another group, or a time of its own");
            ModelState.Remove(nameof(On));
            return;
        }

        if (host is not null)
        {
            ModelState.Remove(nameof(On));
            return;
        }

        if (On is null && ModelState[nameof(On)] is not { Errors.Count: > 0 })
        {
            ModelState.AddModelError(nameof(On), "Enter the day");
        }

        if (start is null)
        {
            ModelState.AddModelError(nameof(Start), string.IsNullOrWhiteSpace(Start) ? "Enter the time" : "The time must be a time of day, for example 2pm or 14:00");
        }

        if (!string.IsNullOrEmpty(Facilitator) && Staff.All(s => s.Value != Facilitator))
        {
            ModelState.AddModelError(nameof(Facilitator), "Choose a person from the list");
        }
    }

    private async Task<IActionResult?> Load(Guid id, Guid referralId, CancellationToken cancellation)
    {
        if (await groups.Find(Actor, id, cancellation) is not { } view
            || view.Members.Where(m => m.Place.ReferralId == referralId && (m.Place.EndedOn is null || m.ReviewOpen)).OrderBy(m => m.Place.EndedOn is not null).FirstOrDefault() is not { } member)
        {
            return NotFound();
        }

        if (!view.MayManage)
        {
            return Forbid();
        }

        (View, Member) = (view, member);
        Meetings = [.. Offered(view, member)];
        if (What is not null && Chosen is null)
        {
            return NotFound();
        }

        if (Chosen is { Kind: SessionKind.CatchUp, TemplateKey: { } key })
        {
            Hosts = await groups.Hosts(Actor, id, key, cancellation);
        }

        Staff = await StaffOptions.Of(staff, Actor, view.Group.Facilitators ?? [], cancellation, view.Plan);
        return null;
    }

    private static IEnumerable<Meeting> Offered(GroupView view, MemberLine member) =>
        member.ReviewOpen ? All(view, member).Where(m => m.TemplateKey is { } key && view.Plan.FindSession(key)?.Stage == SessionStage.Review) : All(view, member);

    private static IEnumerable<Meeting> All(GroupView view, MemberLine member)
    {
        foreach (var missed in member.ToCatchUp.Where(t => t.CatchUpAllowed))
        {
            yield return new Meeting($"catch-up:{missed.Key}", SessionKind.CatchUp, missed.Key, $"Catch-up: {missed.Name}", Booked(SessionKind.CatchUp, missed.Key) ?? "Missed, and may be made up one to one or with another group.", missed.Minutes);
        }

        foreach (var open in member.Progress.Sessions.Where(s => s is { Standing: SessionStanding.ToCome, Template.Format: SessionFormat.OneToOne }))
        {
            var left = member.Schedule?.Remaining.FirstOrDefault(r => r.Template.Key == open.Template.Key);
            yield return new Meeting($"one-to-one:{open.Template.Key}", SessionKind.Planned, open.Template.Key, open.Template.Name,
                Booked(SessionKind.Planned, open.Template.Key) ?? (left?.Window is { } window ? $"To be held between {window.From.Words()} and {window.To.Words()}." : $"One to one. {left?.Why}".TrimEnd()), open.Template.Minutes);
        }

        yield return new Meeting(ThreeWay, SessionKind.ThreeWay, null, "Three-way meeting", "With the person and their probation practitioner.", 60);

        string? Booked(SessionKind kind, string key) => member.Booked.FirstOrDefault(b => b.Kind == kind && b.TemplateKey == key) is { } there
            ? $"Booked on {there.On.DayWords()} at {there.Start.Words()}; booked again, it moves."
            : null;
    }
}
