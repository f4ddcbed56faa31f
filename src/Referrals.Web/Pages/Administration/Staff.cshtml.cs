using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Data;
using Referrals.Application.People;
using Referrals.Application.Staff;
using Referrals.Domain;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Administration;

/// <summary>The members of staff whom chasing and digests can reach.</summary>
public sealed class StaffModel(StaffDirectory staff, PersonService people, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Name { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Role { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Region { get; set; }

    [BindProperty(Name = "p", SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public IReadOnlyList<StaffMember> Found { get; private set; } = [];

    public int Total { get; private set; }

    public int Pages => Math.Max(1, (Total + StaffDirectory.PageSize - 1) / StaffDirectory.PageSize);

    public IReadOnlyList<Option> RoleOptions { get; } = [new("", "Every role"), .. StaffMemberModel.RoleChoices];

    public IReadOnlyList<Option> RegionOptions => [new("", "Every region"), .. catalogue.Current.Areas.Regions.Select(r => new Option(r.Code, r.Name))];

    public DateOnly Today => LondonTime.Today(time);

    [TempData]
    public string? Done { get; set; }

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        PageNumber = Math.Max(1, PageNumber);
        (Found, Total) = await staff.Search(Name, Role, Region, PageNumber, cancellation);
    }

    public string AreaOf(StaffMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.RegionCode is null && member.PduId is null ? "England and Wales"
            : member.PduId is null && member.Role is Roles.RegionalLead or Roles.ProgrammeTeam or Roles.PartnerLinkWorker ? catalogue.Current.Areas.Region(member.RegionCode!).Name
            : people.AreaName(member.RegionCode, member.PduId);
    }

    public string Address(int page) =>
        $"{Links.Staff}?name={Uri.EscapeDataString(Name ?? "")}&role={Uri.EscapeDataString(Role ?? "")}&region={Uri.EscapeDataString(Region ?? "")}&p={page.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
