using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Waiting;

/// <summary>Who waits for a place, in order, each with why they stand where they do.</summary>
public sealed class IndexModel(WaitingListService waiting, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public int? Pdu { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Programme { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Office { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Status { get; set; }

    // Not "page": Razor Pages gives that name to the page itself.
    [BindProperty(SupportsGet = true, Name = "number")]
    public int Number { get; set; } = 1;

    public WaitingList List { get; private set; } = null!;

    /// <summary>What was just done, told once.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>What could not be done, told once.</summary>
    [TempData]
    public string? Failed { get; set; }

    public Actor Actor => User.Actor();

    public DateOnly Today => LondonTime.Today(time);

    public bool MayAllocate => Actor.Role == Roles.ProgrammeTeam;

    public WaitingStatus Asked { get; private set; }

    public int PageCount => Math.Max(1, ((Asked == WaitingStatus.Held ? List.HeldTotal : Asked == WaitingStatus.Begun ? List.BegunTotal : List.Total) + WaitingListService.PageSize - 1) / WaitingListService.PageSize);

    public IReadOnlyList<Option> Statuses => [.. Enum.GetValues<WaitingStatus>().Select(status => new Option(Key(status), Words(status)))];

    /// <summary>Where groups meet, to be asked who can get there.</summary>
    public IReadOnlyList<Option> Offices { get; private set; } = [];

    public bool IsFiltered => Asked != WaitingStatus.Queued || Pdu is not null || !string.IsNullOrEmpty(Programme) || !string.IsNullOrEmpty(Office);

    /// <summary>The PDUs of the actor's reach; one alone is no choice.</summary>
    public IReadOnlyList<Option> Pdus => Actor.PduId is not null
        ? []
        : [new("", "All"), .. catalogue.Current.Areas.Pdus.Where(p => Actor.RegionCode is null || p.RegionCode == Actor.RegionCode).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new Option(p.Id.ToString(CultureInfo.InvariantCulture), p.Name))];

    public IReadOnlyList<Option> Programmes =>
        [new("", "All"), .. catalogue.Current.Programmes(Today, Actor.RegionCode).Where(p => p.Kind != InterventionKind.Toolkit).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new Option(p.Key, p.Name))];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        Status = Given(Status) ?? Key(WaitingStatus.Queued);
        if (Number < 1 || !Enum.GetValues<WaitingStatus>().Any(status => Key(status) == Status))
        {
            return NotFound();
        }

        if (Failed is { } failed)
        {
            ModelState.AddModelError("", failed);
        }

        Asked = Enum.GetValues<WaitingStatus>().First(status => Key(status) == Status);
        List = await waiting.List(Actor, new WaitingFilter { Status = Asked, PduId = Pdu, ProgrammeKey = Given(Programme), Office = Given(Office), Page = Number }, cancellation);
        Offices = [new("", "All"), .. (await waiting.MeetingPlaces(Actor, cancellation)).Select(office => new Option(office, office))];
        return Page();
    }

    public string Address(int page) => Address(Asked, page);

    public string Address(WaitingStatus status, int page) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Links.Waiting}?status={Key(status)}{(Pdu is { } pdu ? $"&pdu={pdu}" : "")}{With("programme", Programme)}{With("office", Office)}{(page == 1 ? "" : $"&number={page}")}");

    public static string Words(WaitingStatus status) => status switch
    {
        WaitingStatus.CannotFinish => "Cannot finish the next group",
        WaitingStatus.MayNotFinish => "May not finish the next group",
        WaitingStatus.Held => "Put off",
        WaitingStatus.Begun => "Begun elsewhere, no place here",
        _ => "Waiting",
    };

    private static string? Given(string? chosen) => string.IsNullOrEmpty(chosen) ? null : chosen;

    private static string With(string name, string? chosen) => string.IsNullOrEmpty(chosen) ? "" : $"&{name}={Uri.EscapeDataString(chosen)}";

    private static string Key(WaitingStatus status) => status switch
    {
        WaitingStatus.CannotFinish => "cannot-finish",
        WaitingStatus.MayNotFinish => "may-not-finish",
        WaitingStatus.Held => "put-off",
        WaitingStatus.Begun => "begun",
        _ => "waiting",
    };

    public string ReasonWords(string? code) => code is null ? CaseWords.NotKnown : catalogue.Current.FindReason(code)?.Words ?? code;

    public string PduName(int? id) => id is { } pdu ? catalogue.Current.Areas.Pdu(pdu).Name : "PDU not known";

    public static IReadOnlyList<Link> Views(string at) =>
        [new("Waiting list", Links.Waiting) { IsCurrent = at == Links.Waiting }, new("Capacity", Links.Capacity) { IsCurrent = at == Links.Capacity }];
}
