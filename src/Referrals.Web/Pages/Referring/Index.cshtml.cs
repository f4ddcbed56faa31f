using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Referring;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;

namespace Referrals.Web.Pages.Referring;

/// <summary>The live referrals of a region by how far they got.</summary>
public sealed class IndexModel(ReferralService referrals, TimeProvider time) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "stage")]
    public string? StageKey { get; set; }

    // Not "page": Razor Pages gives that name to the page itself.
    [BindProperty(SupportsGet = true, Name = "number")]
    public int Number { get; set; } = 1;

    public ReferralStage Stage { get; private set; }

    public ReferralList List { get; private set; } = null!;

    public DateOnly Today { get; private set; }

    public int PageCount => (List.Counts[Stage] + ReferralService.PageSize - 1) / ReferralService.PageSize;

    public IReadOnlyList<Link> Stages =>
        [.. Enum.GetValues<ReferralStage>().Select(stage => new Link($"{Words(stage)} ({List.Counts[stage]})", Address(stage, 1)) { IsCurrent = stage == Stage })];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (Number < 1 || (StageKey is not null && !Enum.GetValues<ReferralStage>().Any(stage => Key(stage) == StageKey)))
        {
            return NotFound();
        }

        Stage = Enum.GetValues<ReferralStage>().FirstOrDefault(stage => Key(stage) == StageKey);
        Today = LondonTime.Today(time);
        List = await referrals.List(User.Actor(), Stage, Number, cancellation);
        return Page();
    }

    public static string Words(ReferralStage stage) => stage switch
    {
        ReferralStage.Suitability => "Waiting for suitability",
        ReferralStage.WaitingForPlace => "Waiting for a place",
        _ => "On programme",
    };

    public string Address(int page) => Address(Stage, page);

    private static string Address(ReferralStage stage, int page) => $"{Links.Referrals}?stage={Key(stage)}{(page == 1 ? "" : $"&number={page}")}";

    private static string Key(ReferralStage stage) => stage switch
    {
        ReferralStage.Suitability => "suitability",
        ReferralStage.WaitingForPlace => "place",
        _ => "programme",
    };
}
