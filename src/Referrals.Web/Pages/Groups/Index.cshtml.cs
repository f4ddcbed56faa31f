using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Groups;

/// <summary>The groups of a region by how far they got.</summary>
public sealed class IndexModel(GroupService groups, CatalogueSource catalogue) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "stage")]
    public string? StageKey { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Pdu { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Programme { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Office { get; set; }

    // Not "page": Razor Pages gives that name to the page itself.
    [BindProperty(SupportsGet = true, Name = "number")]
    public int Number { get; set; } = 1;

    public GroupStage Stage { get; private set; }

    public GroupList List { get; private set; } = null!;

    public bool MayManage => User.Actor().Role == Roles.ProgrammeTeam;

    public int PageCount => (List.Total + GroupService.PageSize - 1) / GroupService.PageSize;

    public IReadOnlyList<Link> Stages => [.. Enum.GetValues<GroupStage>().Select(stage => new Link(GroupWords.Of(stage), Address(stage, 1)) { IsCurrent = stage == Stage })];

    public IEnumerable<Option> Pdus => catalogue.Current.Areas.Pdus.Where(p => p.RegionCode == User.Actor().RegionCode).OrderBy(p => p.Name, StringComparer.CurrentCulture).Select(p => new Option(p.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), p.Name));

    public IReadOnlyList<Option> Programmes { get; private set; } = [];

    public IReadOnlyList<Option> Offices { get; private set; } = [];

    public bool IsFiltered => Pdu is not null || Given(Programme) is not null || Given(Office) is not null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        StageKey ??= Key(GroupStage.Running);
        if (Number < 1 || !Enum.GetValues<GroupStage>().Any(stage => Key(stage) == StageKey))
        {
            return NotFound();
        }

        Stage = Enum.GetValues<GroupStage>().First(stage => Key(stage) == StageKey);
        List = await groups.List(User.Actor(), new GroupFilter { Stage = Stage, PduId = Pdu, ProgrammeKey = Given(Programme), Office = Given(Office), Page = Number }, cancellation);
        var (programmes, offices) = await groups.Kinds(User.Actor(), cancellation);
        Programmes = [.. programmes.Select(key => new Option(key, groups.NameOf(key))).OrderBy(option => option.Text, StringComparer.CurrentCulture)];
        Offices = [.. offices.Select(office => new Option(office, office))];
        return Page();
    }

    public string Address(int page) => Address(Stage, page);

    public string PduName(int id) => catalogue.Current.Areas.Pdu(id).Name;

    public string? ReasonWords(string? code) => code is null ? null : catalogue.Current.FindReason(code)?.Words ?? code;

    private string Address(GroupStage stage, int page) => $"{Links.Groups}?stage={Key(stage)}{(Pdu is { } pdu ? $"&pdu={pdu}" : "")}{With("programme", Programme)}{With("office", Office)}{(page == 1 ? "" : $"&number={page}")}";

    private static string? Given(string? chosen) => string.IsNullOrEmpty(chosen) ? null : chosen;

    private static string With(string name, string? chosen) => string.IsNullOrEmpty(chosen) ? "" : $"&{name}={Uri.EscapeDataString(chosen)}";

    private static string Key(GroupStage stage) => GroupWords.Of(stage).ToLowerInvariant();
}
