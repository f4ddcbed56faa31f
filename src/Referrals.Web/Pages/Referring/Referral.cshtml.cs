using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.People;
using Referrals.Application.Referring;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Pages.Referring;

/// <summary>One referral with the facts behind it.</summary>
public sealed class ReferralModel(ReferralService referrals, PersonService people, CatalogueSource catalogue) : PageModel
{
    public PersonView Shown { get; private set; } = null!;

    public NeedView Need { get; private set; } = null!;

    public Referral Referral { get; private set; } = null!;

    public Decision? Decision => Need.Need.Decisions.Where(d => d.ProgrammeKey == Referral.ProgrammeKey && d.DecidedOn <= Referral.ReferredOn).MaxBy(d => d.Number);

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

    public string ProgrammeName(string? key) => key is null ? "Nothing fitted" : catalogue.Current.FindProgramme(key, Referral.ReferredOn)?.Name ?? key;

    public string? ReasonWords(string? code) => code is null ? null : catalogue.Current.FindReason(code)?.Words ?? code;

    public string Stands => Referral switch
    {
        { EndedOn: { } ended } => $"Ended on {Dates.DateWords.Words(ended)}: {Referral.EndedAs?.Replace('-', ' ') ?? "reason not known"}",
        _ => Need.Stands,
    };
}
