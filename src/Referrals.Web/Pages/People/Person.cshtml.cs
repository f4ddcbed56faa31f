using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.People;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.People;

/// <summary>One person: what is needed, where it is, who has it, what comes next and by when; then the facts and the history.</summary>
public sealed class PersonModel(PersonService people, CatalogueSource catalogue) : PageModel
{
    public PersonView Shown { get; private set; } = null!;

    public Person Person => Shown.Person;

    public DateOnly Today => Shown.Deliverable.Today;

    public Actor Actor => User.Actor();

    public IReadOnlyList<TimelineItem> History { get; private set; } = [];

    /// <summary>What was just recorded, told once.</summary>
    [TempData]
    public string? Recorded { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await people.Find(Actor, id, cancellation) is not { } found)
        {
            return NotFound();
        }

        Shown = found;
        History = [.. Events().OrderByDescending(e => e.On).ThenByDescending(e => e.At).Select(e => e.Item)];
        return Page();
    }

    /// <summary>How long something can still be delivered, with why; nothing once all supervision has ended.</summary>
    public (string InWords, string Why) TimeLeft => Person.CurrentSupervision is null && Person.Supervisions.Max(s => s.EndedOn) is { } ended
        ? ("None", $"Supervision ended on {ended.Words()}.")
        : (char.ToUpperInvariant(Shown.Deliverable.InWords()[0]) + Shown.Deliverable.InWords()[1..], Shown.Deliverable.Why);

    public int DaysLate(CaseTask task) => ChaseLadder.Lateness(task.DueOn, Today, catalogue.Current.WorkingDays);

    /// <summary>Who owes a task: the practitioner by name, others by role.</summary>
    public string Owner(CaseTask task) =>
        task.OwnerCode is not null && task.OwnerCode == Person.PractitionerCode && Person.PractitionerName is { } name
            ? $"{name}, {RoleWords.Of(task.OwnerRole).ToLowerInvariant()}"
            : RoleWords.Of(task.OwnerRole);

    public string ReasonWords(string? code) => code is null ? CaseWords.NotKnown : catalogue.Current.FindReason(code)?.Words ?? code;

    private IEnumerable<(DateOnly On, DateTimeOffset At, TimelineItem Item)> Events()
    {
        var references = Person.Needs.Count > 1 ? Person.Needs.ToDictionary(n => n.Id, n => n.Reference) : [];
        foreach (var milestone in Person.Milestones)
        {
            var content = new HtmlContentBuilder();
            Say(content, milestone.ReasonCode is { } code ? $"Reason: {catalogue.Current.FindReason(code)?.Words ?? code}" : null);
            Say(content, milestone.Words);
            Say(content, Where(milestone));
            yield return (milestone.On, milestone.RecordedAt, Item(CaseWords.Milestone(milestone, catalogue.Current), milestone.On, content, milestone.Source == MilestoneSources.Product ? milestone.By : null));
        }

        foreach (var (chase, title) in Shown.Chases)
        {
            var content = new HtmlContentBuilder();
            Say(content, $"Told: {string.Join(", ", chase.Told.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(role => role == "owner" ? "whoever owed it" : RoleWords.Of(role).ToLowerInvariant()))}");
            yield return (chase.On, chase.At, Item($"Chased: {title}", chase.On, content, null));
        }

        string? Where(Milestone milestone) => string.Join(". ", new[]
        {
            milestone.NeedId is { } need ? references.GetValueOrDefault(need) is { } reference ? $"Need {reference}" : null : null,
            CaseWords.Source(milestone.Source),
        }.OfType<string>()) is { Length: > 0 } text ? text : null;
    }

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
