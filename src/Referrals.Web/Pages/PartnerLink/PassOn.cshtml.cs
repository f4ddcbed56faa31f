using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Referrals.Application.PartnerLink;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.PartnerLink;

/// <summary>Lets a concern out on purpose: in new words, to people chosen by name.</summary>
public sealed class PassOnModel(PartnerLinkService work) : DutyPage(work)
{
    [BindProperty(SupportsGet = true)]
    public Guid Concern { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write what they should be told")]
    [StringLength(LongestWords, ErrorMessage = "Use 4,000 characters or fewer")]
    public string? Words { get; set; }

    [BindProperty]
    public List<string> To { get; set; } = [];

    public ConcernLine Shown { get; private set; } = null!;

    public IReadOnlyList<Option> Offered { get; private set; } = [];

    public Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation) => With(id, async () => await Load(id, cancellation) ? Page() : NotFound(), cancellation);

    public Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation) => With(id, async () =>
    {
        if (!await Load(id, cancellation))
        {
            return NotFound();
        }

        if (To.Count == 0)
        {
            ModelState.AddModelError(nameof(To), "Choose who should be told");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var refusal = await Work.Tell(Actor, new PassOn { DutyId = id, ConcernId = Concern, Words = Words!, To = To }, cancellation);
        return Answer(refusal, "The concern was passed on", refusal switch
        {
            ToldToNobody => nameof(To),
            NothingSaid => nameof(Words),
            _ => "",
        });
    }, cancellation);

    private async Task<bool> Load(Guid id, CancellationToken cancellation)
    {
        if (View.Concerns.FirstOrDefault(concern => concern.Id == Concern) is not { } concern)
        {
            return false;
        }

        Shown = concern;
        Offered = [.. (await Work.Recipients(Actor, id, cancellation)).Select(person => new Option(person.Code, person.Name, RoleWords.Of(person.Role)))];
        return true;
    }
}
