using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Statistics;
using Referrals.Statistics;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Statistics;

/// <summary>
/// A page that counts what its address asks for, so that every view of it can be gone back to and shared: from, to, by, and, cohort, and any breakdown's key with the group
/// to keep to.
/// </summary>
public abstract class QuestionPage(MeasureService measures, CatalogueSource catalogue) : PageModel
{
    private static readonly (string Text, string Path)[] s_parts =
    [
        ("Overview", Links.Dashboard), ("Ask a question", Links.Questions), ("Tables", Links.Measures), ("Times", Links.Times), ("Waiting and places", Links.Places),
        ("Equality", Links.Equality), ("Chases", Links.ChasesSent), ("Data quality", Links.Quality),
    ];

    [Display(Name = "The first day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [Display(Name = "The last day")]
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? By { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? And { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cohort { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Region { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Pdu { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Programme { get; set; }

    protected MeasureService Counted { get; } = measures;

    /// <summary>What is shown, once it was understood.</summary>
    public Question Asked { get; private set; } = null!;

    /// <summary>Whether the reader's role opens a figure to what it counts.</summary>
    public bool MayOpen => Doors.MayEnter("/Statistics/Needs", User.Actor().Role);

    public IReadOnlyList<Option> RegionOptions => [new("", "England and Wales"), .. catalogue.Current.Areas.Regions.Select(r => new Option(r.Code, r.Name)), new(GroupKey.Unknown, "Region not known")];

    public IReadOnlyList<Option> PduOptions =>
        [new("", "Every unit"), .. catalogue.Current.Areas.Pdus.Where(p => Region is null || p.RegionCode == Region).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => new Option(p.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), p.Name))];

    public IReadOnlyList<Option> ProgrammeOptions => [new("", "Every programme"), .. catalogue.Current.Programmes(Counted.Today, null).DistinctBy(p => p.Key).Select(p => new Option(p.Key, p.Name))];

    public static IReadOnlyList<Link> Parts(string at) =>
    [
        .. s_parts.Select(p => new Link(p.Text, p.Path) { IsCurrent = p.Path == (at == Links.Statistics ? Links.Measures : at) }),
    ];

    public static IReadOnlyList<Option> Ways(MeasureFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return [.. family.Breakdowns.Select(by => new Option(by.Key, by.Name))];
    }

    /// <summary>Understands what is asked of one family; where it cannot be counted the errors say why.</summary>
    protected bool Understand(MeasureFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        var today = Counted.Today;
        var by = string.IsNullOrEmpty(By) ? family.Breakdowns[0] : Breakdown.Find(By);
        if (by is null || !family.Breakdowns.Contains(by))
        {
            ModelState.AddModelError(nameof(By), "Select what to count by");
        }

        var and = string.IsNullOrEmpty(And) ? null : Breakdown.Find(And);
        if (!string.IsNullOrEmpty(And) && (and is null || !family.Breakdowns.Contains(and) || and == by))
        {
            ModelState.AddModelError(nameof(And), "Select another breakdown, or none");
        }

        var cohort = family.FindCohort(Cohort);
        if (cohort is null)
        {
            ModelState.AddModelError(nameof(Cohort), "Select which people are counted");
        }

        if (!ModelState.IsValid)
        {
            return false;
        }

        To ??= today;
        From ??= YearStart(To.Value);
        if (From > To)
        {
            ModelState.AddModelError(nameof(To), $"The last day must be the same as or after {From.Value.Words()}");
            return false;
        }

        (By, And) = (by!.Key, and?.Key);
        Asked = new Question { Family = family, Cohort = string.IsNullOrEmpty(Cohort) ? null : cohort, Period = new StatisticsPeriod(From.Value, To.Value), By = by, And = and, Only = [.. Narrowings()] };
        return true;
    }

    /// <summary>Asks something else than the address says.</summary>
    protected void Ask(Question question) => Asked = question;

    /// <summary>Demand and capacity with where their figures lead.</summary>
    public CapacityShown Opening(CapacityTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var region = string.IsNullOrEmpty(Region) ? null : Region;
        var opens = MayOpen;
        return new(table, Behind(table.Counts, Demand.Question(region, Counted.Today)),
            row => opens && table.PlacesOf(row) != 0 ? Links.PlacesBehind(region, row.Key == table.Counts.Total.Key ? null : row.Key) : null);
    }

    /// <summary>The address of what is behind a figure; null where it opens to nothing, or not for this reader.</summary>
    public Func<StatisticsRow, MeasureDefinition, string?> Behind(StatisticsTable table, Question question)
    {
        ArgumentNullException.ThrowIfNull(table);
        var opens = MayOpen;
        return (row, measure) => opens && row.Cells[measure.Key].Count != 0 ? Links.Behind(question, measure.Key, row.Key == table.Total.Key ? null : row.Key) : null;
    }

    private IEnumerable<Narrowing> Narrowings()
    {
        foreach (var by in Breakdown.All)
        {
            if (Request.Query[by.Key] is [{ Length: > 0 } key] && Breakdowns.Parse(by, key) is { } group)
            {
                yield return new Narrowing(by, group);
            }
        }
    }

    /// <summary>1 April of the financial year.</summary>
    private static DateOnly YearStart(DateOnly day) => new(day.Month < 4 ? day.Year - 1 : day.Year, 4, 1);
}

/// <summary>A table with its definitions, and where its figures lead.</summary>
public sealed record FiguresShown(StatisticsTable Table, Func<StatisticsRow, MeasureDefinition, string?> Behind);

/// <summary>Demand and capacity, and where their counts and the free places lead.</summary>
public sealed record CapacityShown(CapacityTable Table, Func<StatisticsRow, MeasureDefinition, string?> Behind, Func<StatisticsRow, string?> PlacesBehind);

/// <summary>Times of a step, and where their counts lead.</summary>
public sealed record TimesShown(TimesTable Table, Func<StatisticsRow, MeasureDefinition, string?> Behind);

/// <summary>A figure and where it leads.</summary>
/// <param name="About">What it is of, for who hears the link by itself.</param>
/// <param name="Address">Null where it leads nowhere.</param>
public sealed record Opens(string Figure, string About, string? Address);
