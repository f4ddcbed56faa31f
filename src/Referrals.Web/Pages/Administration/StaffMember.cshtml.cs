using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Data;
using Referrals.Application.People;
using Referrals.Application.Staff;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Administration;

/// <summary>One member of staff, to be added or brought up to date.</summary>
public sealed class StaffMemberModel(StaffDirectory staff, PersonService people, CatalogueSource catalogue) : PageModel
{
    /// <summary>The member who is changed; null for a new one.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Who { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Role { get; set; }

    /// <summary>Empty for those who work nationally, a region's code, or <c>region/PDU</c>.</summary>
    [BindProperty]
    public string? Area { get; set; }

    [BindProperty]
    [System.ComponentModel.DataAnnotations.Display(Name = "The last day")]
    public DateOnly? LeftOn { get; set; }

    /// <summary>As the member was when the form was drawn.</summary>
    [BindProperty]
    public int Version { get; set; }

    /// <summary>As somebody else saved them meanwhile; null where nobody did.</summary>
    public StaffMember? Now { get; private set; }

    public StillTheirs? Theirs { get; private set; }

    public bool IsNew => string.IsNullOrEmpty(Who);

    public static IReadOnlyList<Option> RoleChoices { get; } = [.. Roles.All.Where(r => r != Roles.System).Order(StringComparer.Ordinal).Select(r => new Option(r, RoleWords.Of(r)))];

    public IReadOnlyList<Option> AreaChoices =>
    [
        new("", "England and Wales"),
        .. catalogue.Current.Areas.Regions.SelectMany(region => catalogue.Current.Areas.Pdus.Where(p => p.RegionCode == region.Code).OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => new Option(string.Create(CultureInfo.InvariantCulture, $"{region.Code}/{p.Id}"), $"{region.Name}: {p.Name}")).Prepend(new Option(region.Code, region.Name))),
    ];

    public string AreaOf(StaffMember member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member.RegionCode is null && member.PduId is null ? "England and Wales" : people.AreaName(member.RegionCode, member.PduId);
    }

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (IsNew)
        {
            return Page();
        }

        if (await staff.Find(Who!, cancellation) is not { } member)
        {
            return NotFound();
        }

        (Code, Name, Email, Role, LeftOn, Version) = (member.Code, member.Name, member.Email, member.Role, member.LeftOn, member.Version);
        Theirs = LeftOn is null ? null : await staff.Theirs(member.Code, cancellation);
        Area = member.PduId is { } pdu ? string.Create(CultureInfo.InvariantCulture, $"{member.RegionCode}/{pdu}") : member.RegionCode;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (!IsNew)
        {
            Code = Who;
            if (await staff.Find(Who!, cancellation) is null)
            {
                return NotFound();
            }
        }

        var parts = (Area ?? "").Split('/');
        var entry = new StaffEntry
        {
            // As it is kept: nDelius writes codes in capitals, and a list that was read may hold others.
            Code = (IsNew ? Code?.Trim().ToUpperInvariant() : Code) ?? "",
            Name = Name?.Trim() ?? "",
            Email = string.IsNullOrWhiteSpace(Email) ? null : Email.Trim(),
            Role = Role ?? "",
            RegionCode = parts[0].Length > 0 ? parts[0] : null,
            PduId = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pdu) ? pdu : null,
        };
        if (entry.Code.Length is 0 or > 20)
        {
            ModelState.AddModelError(nameof(Code), "Enter a staff code of at most 20 letters and figures");
        }

        if (entry.Name.Length == 0)
        {
            ModelState.AddModelError(nameof(Name), "Enter a name");
        }

        if (entry.Email is { } email && !System.Net.Mail.MailAddress.TryCreate(email, out _))
        {
            ModelState.AddModelError(nameof(Email), "Enter an e-mail address in the right form, like name@example.org");
        }

        if (RoleChoices.All(r => r.Value != entry.Role))
        {
            ModelState.AddModelError(nameof(Role), "Select a role");
        }

        if (ModelState.IsValid && staff.Check(entry) is [var wrong, ..])
        {
            ModelState.AddModelError(nameof(Area), $"This cannot be stored: {wrong}");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await staff.Save(User.Actor(), entry, IsNew ? null : LeftOn, IsNew ? null : Version, cancellation))
        {
            case StaffCodeTaken taken:
                ModelState.AddModelError(nameof(Code), taken.Words);
                return Page();
            case StaffChangedMeanwhile changed:
                // What was typed stays; sent again, it is saved over what the reader has now been shown.
                Now = changed.Now;
                Version = changed.Now?.Version ?? Version;
                ModelState.Remove(nameof(Version));
                ModelState.AddModelError("", $"{changed.Words} Look at what it is now, and save again if yours is right");
                return Page();
            default:
                var left = LeftOn is null || IsNew ? null : await staff.Theirs(entry.Code, cancellation);
                Done = $"{entry.Name} is {(IsNew ? "added" : "brought up to date")}{(left is { Anything: true } ? $". Still theirs: {StaffWords.Of(left)}" : "")}";
                return Redirect(Links.Staff);
        }
    }
}
