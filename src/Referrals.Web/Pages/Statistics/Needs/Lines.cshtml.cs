using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Referrals.Application;
using Referrals.Application.Administration;
using Referrals.Application.People;
using Referrals.Application.Statistics;
using Referrals.Application.Workflows;
using Referrals.Statistics;
using Referrals.Web.Access;
using Referrals.Web.Components;

namespace Referrals.Web.Pages.Statistics.Needs;

/// <summary>What a figure counts that counts no needs: chases, sessions or groups with free places. Among what the reader may see, and without names.</summary>
public sealed class LinesModel(MeasureService measures, ChaseReport chases, PersonService people, CatalogueSource catalogue, ActivityLibrary library) : PageModel
{
    public OpenedLines Opened { get; private set; } = null!;

    /// <summary>One of <c>chases</c>, <c>sessions</c> and <c>places</c>.</summary>
    public string What { get; private set; } = "";

    public string Heading { get; private set; } = "";

    public string Definition { get; private set; } = "";

    public string Unit => What == "places" ? "groups" : What;

    /// <summary>The page that shows the figure.</summary>
    public Link From => What switch
    {
        "chases" => new("Chases", Links.ChasesSent),
        "sessions" => new("Facilitator continuity", Links.Facilitators),
        _ => new("Waiting and places", Links.Places),
    };

    public int PageNumber { get; private set; }

    public int Pages => Math.Max(1, (Opened.Within + MeasureService.PageSize - 1) / MeasureService.PageSize);

    public async Task<IActionResult> OnGetAsync(string what, DateOnly? from, DateOnly? to, string? region, string? measure, string? row, [FromQuery(Name = "page")] int? number, CancellationToken cancellation)
    {
        What = what;
        PageNumber = Math.Max(1, number ?? 1);
        region = string.IsNullOrEmpty(region) ? null : region;
        if (!ModelState.IsValid || what is not ("chases" or "sessions" or "places") || (region is not null && catalogue.Current.Areas.Regions.All(r => r.Code != region)))
        {
            return NotFound();
        }

        if (what == "places")
        {
            (Heading, Definition) = ("Free places", "Places not taken in groups that have sessions to come.");
            Opened = await measures.PlacesBehind(User.Actor(), region, row, PageNumber, cancellation);
            return Page();
        }

        if (from is not { } first || to is not { } last || first > last
            || (what == "chases" ? ChaseReport.Measures.Where(m => m.Key != "asked") : MeasureService.ContinuityMeasures).FirstOrDefault(m => m.Key == measure) is not { } known)
        {
            return NotFound();
        }

        (Heading, Definition) = (what == "chases" ? $"Chases: {known.Name.InSentence()}" : known.Name, known.Definition);
        Opened = what == "chases"
            ? await chases.Behind(User.Actor(), first, last, known.Key, row, PageNumber, cancellation)
            : await measures.SessionsBehind(User.Actor(), new StatisticsPeriod(first, last), region, known.Key, row, PageNumber, cancellation);
        return Page();
    }

    /// <summary>Where a line leads; null where the reader may not go there.</summary>
    public string? Address(OpenedLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.PersonId is { } person)
        {
            return Links.Person(person);
        }

        if (!Doors.MayEnter("/Groups", User.Actor().Role))
        {
            return null;
        }

        return line.SessionId is { } session ? Links.Session(session) : line.GroupId is { } group ? Links.Group(group) : null;
    }

    public string Named(OpenedLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return What switch
        {
            "chases" => library.Wait(line.What).Title,
            "places" => catalogue.Current.FindProgramme(line.What, measures.Today)?.Name ?? line.What,
            _ => line.What,
        };
    }

    public string Area(OpenedLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return people.AreaName(line.RegionCode, line.PduId);
    }

    public static string Became(OpenedLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return line.Became switch
        {
            Moved.Soon => $"Settled within {ChaseReport.WorkingDays} working days",
            Moved.Later => "Settled later",
            Moved.NotNeeded => "No longer needed",
            _ => "Still open",
        };
    }

    /// <summary>The same list at another page.</summary>
    public string PageAddress(int page)
    {
        var query = Request.Query.Where(q => q.Key != "page").SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, value)).Append(KeyValuePair.Create("page", (string?)page.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return QueryHelpers.AddQueryString($"/statistics/needs/{What}", query);
    }
}
