using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.People;
using Referrals.Application.Referring;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Referring;

/// <summary>One referral with the facts behind it.</summary>
public sealed class ReferralModel(ReferralService referrals, PersonService people, CatalogueSource catalogue) : PageModel
{
    public PersonView Shown { get; private set; } = null!;

    public NeedView Need { get; private set; } = null!;

    public Referral Referral { get; private set; } = null!;

    public Decision? Decision => Need.Need.Decisions.Where(d => d.ProgrammeKey == Referral.ProgrammeKey && d.DecidedOn <= Referral.ReferredOn).MaxBy(d => d.Number);

    public People.DeliveryPanel Panel => new(Need.Deliveries.Single(d => d.Id == Referral.Id), Shown.Person, User.Actor(), catalogue.Current, Today);

    public DateOnly Today => Shown.Deliverable.Today;

    /// <summary>What the programme team asked and what was answered, oldest first.</summary>
    public IReadOnlyList<Milestone> Questions =>
        [.. Shown.Person.Milestones
            .Where(m => m.NeedId == Need.Need.Id && m.Kind is MilestoneKinds.InformationAsked or MilestoneKinds.InformationGiven && m.On >= Referral.ReferredOn)
            .OrderBy(m => m.RecordedAt)];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await referrals.PersonOf(User.Actor(), id, cancellation) is not { } personId || await people.Find(User.Actor(), personId, cancellation) is not { } found)
        {
            return NotFound();
        }

        Shown = found;
        Need = found.Needs.Single(n => n.Need.Referrals.Exists(r => r.Id == id));
        Referral = Need.Need.Referrals.Single(r => r.Id == id);
        return Page();
    }

    /// <summary>What the rules said; a decision from before this service was made without them.</summary>
    public string Recommended => (Decision, Need.Need) switch
    {
        ({ DecidedBy: MilestoneSources.Imported }, _) => CaseWords.NotKnown,
        ({ } decision, _) => decision.RecommendedKey is { } key ? ProgrammeName(key) : "Nothing fitted",
        (null, { RecommendedOn: null }) => CaseWords.NotKnown,
        (null, { RecommendedKey: { } key }) => ProgrammeName(key),
        _ => "Nothing fitted",
    };

    /// <summary>When and by whom, or that it was before this service.</summary>
    public static string Done(DateOnly on, string? by) =>
        by == MilestoneSources.Imported ? $"{on.Words()}, before this service" : $"{on.Words()} by {CaseWords.Of(by)}";

    public string ProgrammeName(string key) => catalogue.Current.FindProgramme(key, Referral.ReferredOn)?.Name ?? key;

    public string? ReasonWords(string? code) => code is null ? null : catalogue.Current.FindReason(code)?.Words ?? code;

    public string Stands => Referral switch
    {
        { EndedOn: { } ended } => $"Ended on {ended.Words()}: {Referral.EndedAs?.Replace('-', ' ') ?? "reason not known"}",
        _ => Need.Stands,
    };
}
