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

    // Not "page": Razor Pages gives that name to the page itself.
    [BindProperty(SupportsGet = true, Name = "number")]
    public int Number { get; set; } = 1;

    public WaitingList List { get; private set; } = null!;

    /// <summary>What was just done, told once.</summary>
    [TempData]
    public string? Done { get; set; }

    public Actor Actor => User.Actor();

    public DateOnly Today => LondonTime.Today(time);

    public bool MayAllocate => Actor.Role == Roles.ProgrammeTeam;

    public int PageCount => Math.Max(1, (List.Total + WaitingListService.PageSize - 1) / WaitingListService.PageSize);

    /// <summary>The PDUs of the actor's reach; one alone is no choice.</summary>
    public IReadOnlyList<Option> Pdus => Actor.PduId is not null
        ? []
        : [new("", "All"), .. catalogue.Current.Areas.Pdus.Where(p => Actor.RegionCode is null || p.RegionCode == Actor.RegionCode).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new Option(p.Id.ToString(CultureInfo.InvariantCulture), p.Name))];

    public IReadOnlyList<Option> Programmes =>
        [new("", "All"), .. catalogue.Current.Programmes(Today, Actor.RegionCode).Where(p => p.Kind != InterventionKind.Toolkit).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new Option(p.Key, p.Name))];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (Number < 1)
        {
            return NotFound();
        }

        List = await waiting.List(Actor, new WaitingFilter { PduId = Pdu, ProgrammeKey = string.IsNullOrEmpty(Programme) ? null : Programme, Page = Number }, cancellation);
        return Page();
    }

    public string Address(int page) =>
        string.Create(CultureInfo.InvariantCulture, $"{Links.Waiting}?number={page}{(Pdu is { } pdu ? $"&pdu={pdu}" : "")}{(string.IsNullOrEmpty(Programme) ? "" : $"&programme={Uri.EscapeDataString(Programme)}")}");

    public string ReasonWords(string? code) => code is null ? CaseWords.NotKnown : catalogue.Current.FindReason(code)?.Words ?? code;

    public string PduName(int? id) => id is { } pdu ? catalogue.Current.Areas.Pdu(pdu).Name : "PDU not known";

    public static IReadOnlyList<Link> Views(string at) =>
        [new("Waiting list", Links.Waiting) { IsCurrent = at == Links.Waiting }, new("Capacity", Links.Capacity) { IsCurrent = at == Links.Capacity }];
}
