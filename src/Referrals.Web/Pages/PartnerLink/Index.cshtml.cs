using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.PartnerLink;
using Referrals.Web.Access;
using Referrals.Web.Components;

namespace Referrals.Web.Pages.PartnerLink;

/// <summary>A partner link worker's list of work: every duty of the region, late ones first.</summary>
public sealed class IndexModel(PartnerLinkService work) : PageModel
{
    [BindProperty(Name = "stage", SupportsGet = true)]
    public string? StageKey { get; set; }

    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public DutyStage Stage { get; private set; }

    public DutyList List { get; private set; } = null!;

    public int Pages => Math.Max(1, (List.Counts[Stage] + PartnerLinkService.PageSize - 1) / PartnerLinkService.PageSize);

    public string When => Stage switch
    {
        DutyStage.Open => "First contact due",
        DutyStage.Met => "Met on",
        _ => "Ended on",
    };

    public IReadOnlyList<Link> Stages =>
        [.. Enum.GetValues<DutyStage>().Select(stage => new Link($"{PartnerWords.Of(stage)} ({List.Counts[stage].ToString(CultureInfo.InvariantCulture)})", AddressOf(stage, 1)) { IsCurrent = stage == Stage })];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        var stages = Enum.GetValues<DutyStage>().Where(stage => StageKey is null || Key(stage) == StageKey).ToArray();
        if (stages.Length == 0)
        {
            return NotFound();
        }

        Stage = stages[0];
        PageNumber = Math.Max(1, PageNumber);
        List = await work.List(User.Actor(), Stage, PageNumber, cancellation);
        return Page();
    }

    public DateOnly WhenOf(DutyLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Stage switch
        {
            DutyStage.Open => line.DueOn,
            DutyStage.Met => line.MetOn!.Value,
            _ => line.EndedOn!.Value,
        };
    }

    public string Address(int page) => AddressOf(Stage, page);

    private static string AddressOf(DutyStage stage, int page) =>
        $"{Links.PartnerLink}?stage={Key(stage)}{(page == 1 ? "" : $"&p={page.ToString(CultureInfo.InvariantCulture)}")}";

    private static string Key(DutyStage stage) => stage switch
    {
        DutyStage.Open => "due",
        DutyStage.Met => "met",
        _ => "ended",
    };
}
