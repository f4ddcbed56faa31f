using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application.PartnerLink;

namespace Referrals.Web.Pages.PartnerLink;

/// <summary>Who the partner is and how they may be reached.</summary>
public sealed class DetailsModel(PartnerLinkService work) : DutyPage(work)
{
    /// <summary>The version the form was drawn from.</summary>
    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    [StringLength(200, ErrorMessage = "The name must be 200 characters or fewer")]
    public string? PartnerName { get; set; }

    [BindProperty]
    [StringLength(200, ErrorMessage = "The relationship must be 200 characters or fewer")]
    public string? Relationship { get; set; }

    [BindProperty]
    [StringLength(LongestWords, ErrorMessage = "How to reach them must be 4,000 characters or fewer")]
    public string? Contact { get; set; }

    [BindProperty]
    [StringLength(LongestWords, ErrorMessage = "When and how it is safe must be 4,000 characters or fewer")]
    public string? SafeContact { get; set; }

    [BindProperty]
    [StringLength(LongestWords, ErrorMessage = "Notes must be 4,000 characters or fewer")]
    public string? Notes { get; set; }

    /// <summary>What somebody else saved while this form was open.</summary>
    public PartnerFacts? SavedMeanwhile { get; private set; }

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => With(id, () =>
    {
        if (View.Partner is not { } partner)
        {
            return Task.FromResult<IActionResult>(NotFound());
        }

        (Version, PartnerName, Relationship, Contact, SafeContact, Notes) = (partner.Version, partner.Name, partner.Relationship, partner.Contact, partner.SafeContact, partner.Notes);
        return Task.FromResult<IActionResult>(Page());
    }, cancellation);

    public Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation) => With(id, async () =>
    {
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var refusal = await Work.Save(Actor, new SaveDetails { DutyId = id, Version = Version, Name = PartnerName, Relationship = Relationship, Contact = Contact, SafeContact = SafeContact, Notes = Notes }, cancellation);
        if (refusal is DetailsChanged)
        {
            // Sent again, it is meant: what was saved meanwhile stands above it.
            SavedMeanwhile = (await Work.Find(Actor, id, cancellation))?.Partner;
            Version = SavedMeanwhile?.Version ?? Version;
            ModelState.Remove(nameof(Version));
        }

        return Answer(refusal, "Details saved", "");
    }, cancellation);
}
