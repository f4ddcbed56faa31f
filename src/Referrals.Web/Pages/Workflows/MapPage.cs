using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Workflows;

/// <summary>A page about where needs wait, narrowed by its address: area, programme, from and to. What is left out is the last 13 weeks, everywhere in reach.</summary>
public abstract class MapPage(CatalogueSource catalogue, TimeProvider time) : PageModel
{
    private const int Weeks = 13;

    [Display(Name = "The first day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [Display(Name = "The last day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    /// <summary>A region's code, or <c>region/PDU</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Area { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Programme { get; set; }

    /// <summary>What is shown, once it was understood.</summary>
    public MapRequest Shown { get; private set; } = null!;

    public IReadOnlyList<Option> AreaOptions { get; private set; } = [];

    public IReadOnlyList<Option> ProgrammeOptions { get; private set; } = [];

    /// <summary>Whether what waits at a step can be opened to the needs.</summary>
    public bool MayOpen => Doors.MayEnter("/Workflows/Waiting", User.Actor().Role);

    /// <summary>The same narrowing on another page of the map.</summary>
    public string Filter => string.Join('&', new[]
    {
        string.IsNullOrEmpty(Area) ? "" : $"area={Uri.EscapeDataString(Area)}",
        string.IsNullOrEmpty(Programme) ? "" : $"programme={Uri.EscapeDataString(Programme)}",
        string.Create(CultureInfo.InvariantCulture, $"from={Shown.From:yyyy-MM-dd}"),
        string.Create(CultureInfo.InvariantCulture, $"to={Shown.To:yyyy-MM-dd}"),
    }.Where(part => part.Length > 0));

    /// <summary>What narrows the figures, in words; empty where nothing does.</summary>
    public string Narrowed
    {
        get
        {
            var area = AreaOptions.FirstOrDefault(o => o.Value == Area && o.Value.Length > 0)?.Text;
            var programme = ProgrammeOptions.FirstOrDefault(o => o.Value == Programme && o.Value.Length > 0)?.Text;
            return string.Join(", ", new[] { area, programme }.OfType<string>());
        }
    }

    /// <summary>Understands what is asked for; where it cannot be shown the errors say why, and the last 13 weeks are.</summary>
    protected void Understand()
    {
        var today = LondonTime.Today(time);
        var actor = User.Actor();
        AreaOptions = Areas(actor);
        ProgrammeOptions = [new("", "Every programme"), .. catalogue.Current.Programmes(today, actor.RegionCode).DistinctBy(p => p.Key).Select(p => new Option(p.Key, p.Name))];
        if (!string.IsNullOrEmpty(Area) && AreaOptions.All(o => o.Value != Area))
        {
            ModelState.AddModelError(nameof(Area), "Select an area of the list");
        }

        if (!string.IsNullOrEmpty(Programme) && ProgrammeOptions.All(o => o.Value != Programme))
        {
            ModelState.AddModelError(nameof(Programme), "Select a programme of the list");
        }

        var (from, to) = (From ?? (To ?? today).AddDays(-7 * Weeks), To ?? today);
        if (ModelState.IsValid && from > to)
        {
            ModelState.AddModelError(nameof(To), $"The last day must be the same as or after {from.Words()}");
        }

        if (!ModelState.IsValid)
        {
            (from, to) = (today.AddDays(-7 * Weeks), today);
            (Area, Programme) = (null, null);
        }

        (From, To) = (from, to);
        var parts = (Area ?? "").Split('/');
        Shown = new MapRequest
        {
            From = from,
            To = to,
            RegionCode = parts[0].Length > 0 ? parts[0] : null,
            PduId = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : null,
            ProgrammeKey = string.IsNullOrEmpty(Programme) ? null : Programme,
        };
    }

    private IReadOnlyList<Option> Areas(Actor actor)
    {
        var areas = catalogue.Current.Areas;
        return actor.Role switch
        {
            Roles.NationalLead or Roles.Administrator => [new("", "England and Wales"), .. areas.Regions.OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => new Option(r.Code, r.Name))],
            Roles.RegionalLead or Roles.ProgrammeTeam when actor.RegionCode is { } region =>
                [new("", areas.Region(region).Name), .. areas.Pdus.Where(p => p.RegionCode == region).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new Option(string.Create(CultureInfo.InvariantCulture, $"{region}/{p.Id}"), p.Name))],
            _ => [],
        };
    }
}
