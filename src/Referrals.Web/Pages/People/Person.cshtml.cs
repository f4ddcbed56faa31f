using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Handovers;
using Referrals.Application.Import;
using Referrals.Application.People;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.People;

/// <summary>One person: what is needed, where it is, who has it, what comes next and by when; then the facts and the history.</summary>
public sealed class PersonModel(PersonService people, CatalogueSource catalogue, CaseFetching fetching, CaseRefresh refresh, ConcernService concerns, WaitingListService waiting) : PageModel
{
    public PersonView Shown { get; private set; } = null!;

    public Person Person => Shown.Person;

    public DateOnly Today => Shown.Deliverable.Today;

    public Actor Actor => User.Actor();

    /// <summary>Risk concerns that the reader may read; others are not told that there are any.</summary>
    public IReadOnlyList<RiskConcern> Concerns { get; private set; } = [];

    /// <summary>Where they stand in the queue for a place.</summary>
    public IReadOnlyList<WaitingStanding> Waiting { get; private set; } = [];

    public IReadOnlyList<TimelineItem> History { get; private set; } = [];

    /// <summary>The history, one chapter a practitioner, the latest first.</summary>
    public IReadOnlyList<Chapter> Chapters { get; private set; } = [];

    public bool MayHandOver => Doors.MayEnter("/Handovers", Actor.Role) && HandoverService.MayWrite(Actor, Person) && Person.Needs.Exists(n => n.IsOpen);

    /// <summary>What OASys says besides SARA, in words: levels and scores, and no word of anybody who was harmed.</summary>
    public IReadOnlyList<(string Key, string Value)> Oasys { get; private set; } = [];

    /// <summary>What was just recorded, told once.</summary>
    [TempData]
    public string? Recorded { get; set; }

    /// <summary>What asking the sources came to, told once.</summary>
    [TempData]
    public string? CheckTold { get; set; }

    public Checked? CheckedNow { get; private set; }

    /// <summary>The practitioner who holds the case and the senior probation officers of the unit.</summary>
    public bool MaySeeWhoLooked => Actor.Role == Roles.Spo || (Actor is { Role: Roles.Practitioner, StaffCode: { } code } && Person.PractitionerCode == code);

    /// <summary>Whether there are sources to ask.</summary>
    public bool CanCheck => fetching.IsConfigured;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await people.Find(Actor, id, cancellation) is not { } found)
        {
            return NotFound();
        }

        Shown = found;
        if (found.Needs.SelectMany(n => n.Deliveries).Any(d => d is { IsLive: true, HasPlace: false, Referral: not null }))
        {
            Waiting = await waiting.Standings(Actor, id, cancellation);
        }

        Oasys = OasysWords.Of(AssessmentDetails.Parse(Person.LatestAssessment?.Details));
        Concerns = await concerns.About(Actor, id, cancellation);
        CheckedNow = Checked.Read(CheckTold);
        var events = Events().OrderByDescending(e => e.On).ThenByDescending(e => e.At).ThenByDescending(e => e.Rank).ToList();
        History = [.. events.Select(e => e.Item)];
        Chapters = Chapter.Of([.. events.Select(e => (e.Item, e.On, e.To))], Person.PractitionerName ?? Person.PractitionerCode);
        return Page();
    }

    /// <summary>Asks nDelius and OASys again about this person.</summary>
    public async Task<IActionResult> OnPostCheckAsync(Guid id, CancellationToken cancellation)
    {
        if (!CanCheck || await people.Find(Actor, id, cancellation) is not { } before)
        {
            return NotFound();
        }

        var refreshed = await refresh.Refresh(Actor, before.Person.Crn, cancellation);
        var known = before.Person.Milestones.Select(m => m.Id).ToHashSet();
        if (await people.Find(Actor, id, cancellation) is not { } after)
        {
            TempData[nameof(IndexModel.Moved)] = $"{before.Person.Crn} is supervised elsewhere now";
            return Redirect(Links.People);
        }

        var news = after.Person.Milestones.Where(m => !known.Contains(m.Id)).OrderBy(m => m.On).ThenBy(m => Rank(m.Kind))
            .Select(m => $"{CaseWords.Milestone(m, catalogue.Current)}, {m.On.Words()}");
        CheckTold = Checked.Of(refreshed, [.. news]).Write();
        return Redirect(Links.Person(id));
    }

    /// <summary>What the rules say today, while no intervention has been decided on.</summary>
    public Recommendation? Recommend(NeedView need)
    {
        ArgumentNullException.ThrowIfNull(need);
        return need.Need is { IsOpen: true, LiveReferral: null, LiveToolkit: null, Interruption: null } ? people.Recommend(Person) : null;
    }

    public DeliveryPanel Panel(DeliveryView delivery) => new(delivery, Person, Actor, catalogue.Current, Today);

    /// <summary>The intervention that was chosen, or that one is wanted.</summary>
    public static string WhatIsNeeded(NeedView need)
    {
        ArgumentNullException.ThrowIfNull(need);
        return need.Programme is { } programme && need.Need is not { LiveReferral: null, LiveToolkit: null }
            ? $"{programme.Name} ({CaseWords.Of(programme.Kind).ToLowerInvariant()})"
            : "A domestic abuse intervention";
    }

    public static string Sentence(string words)
    {
        ArgumentException.ThrowIfNullOrEmpty(words);
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    public int DaysLate(CaseTask task) => ChaseLadder.Lateness(task.DueOn, Today, catalogue.Current.WorkingDays);

    /// <summary>Who owes a task: the practitioner by name, others by role.</summary>
    public string Owner(CaseTask task) =>
        task.OwnerCode is not null && task.OwnerCode == Person.PractitionerCode && Person.PractitionerName is { } name
            ? $"{name}, {RoleWords.Of(task.OwnerRole).ToLowerInvariant()}{(task.OwnerCode is not null && task.OwnerCode == Actor.StaffCode ? " (you)" : "")}"
            : RoleWords.Of(task.OwnerRole);

    public string ReasonWords(string? code) => code is null ? CaseWords.NotKnown : catalogue.Current.FindReason(code)?.Words ?? code;

    private IEnumerable<(DateOnly On, DateTimeOffset At, int Rank, TimelineItem Item, Handover? To)> Events()
    {
        var references = Person.Needs.Count > 1 ? Person.Needs.ToDictionary(n => n.Id, n => n.Reference) : [];
        foreach (var milestone in Person.Milestones)
        {
            var content = new HtmlContentBuilder();
            Say(content, milestone.ReasonCode is { } code ? $"Reason: {catalogue.Current.FindReason(code)?.Words ?? code}" : null);
            Say(content, milestone.Words);
            Say(content, Where(milestone));
            Say(content, milestone.CorrectedById is { } correctedBy ? Correction(correctedBy) : null);
            yield return (milestone.On, milestone.RecordedAt, Rank(milestone.Kind), Item(CaseWords.Milestone(milestone, catalogue.Current), milestone.On, content, milestone.Source == MilestoneSources.Product ? CaseWords.By(milestone.By) : null) with { Corrected = !milestone.Counts }, Handover.Of(milestone));
        }

        foreach (var (chase, title) in Shown.Chases)
        {
            var content = new HtmlContentBuilder();
            Say(content, $"Told: {string.Join(", ", chase.Told.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(role => role == "owner" ? "whoever owed it" : RoleWords.Of(role).ToLowerInvariant()))}");
            yield return (chase.On, chase.At, 0, Item($"Chased: {title}", chase.On, content, null), null);
        }

        string Correction(Guid id) => Person.Milestones.Find(m => m.Id == id) is { } correction
            ? $"Corrected on {correction.On.Words()} by {CaseWords.By(correction.By)}{(correction.ReasonCode is { } why ? $": {ReasonWords(why)}" : "")}. It counts no more."
            : "Corrected. It counts no more.";

        string? Where(Milestone milestone) => string.Join(". ", new[]
        {
            milestone.NeedId is { } need ? references.GetValueOrDefault(need) is { } reference ? $"Need {reference}" : null : null,
            CaseWords.Source(milestone.Source),
        }.OfType<string>()) is { Length: > 0 } text ? text : null;
    }

    /// <summary>What comes of what, where several things are recorded in one instant.</summary>
    private static int Rank(string kind) => kind switch
    {
        MilestoneKinds.Assessed or MilestoneKinds.NewAssessment => 0,
        MilestoneKinds.NeedOpened => 1,
        MilestoneKinds.Recommended => 3,
        MilestoneKinds.Decided => 4,
        MilestoneKinds.ApprovalAsked => 5,
        MilestoneKinds.Approved or MilestoneKinds.ApprovalRejected => 6,
        MilestoneKinds.Referred => 7,
        MilestoneKinds.Submitted => 8,
        MilestoneKinds.Met or MilestoneKinds.ClosedUnmet => 10,
        MilestoneKinds.Accepted or MilestoneKinds.Completed => 9,
        _ => 2,
    };

    private static TimelineItem Item(string title, DateOnly on, IHtmlContent content, string? by) =>
        new(title, on.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), on.Words(), content) { By = by };

    private static void Say(HtmlContentBuilder content, string? words)
    {
        if (words is not null)
        {
            content.AppendHtml(Element.Of("p", "govuk-body").Add(words));
        }
    }
}
