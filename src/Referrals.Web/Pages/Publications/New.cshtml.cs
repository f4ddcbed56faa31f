using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Publishing;
using Referrals.Domain;
using Referrals.Statistics;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Publications;

/// <summary>Says what is to be published, shows what it would be, and freezes it.</summary>
public sealed class NewModel(PublishingService publishing, TimeProvider time) : PageModel
{
    private static readonly TimeOnly s_ofRelease = new(9, 30);

    [BindProperty(SupportsGet = true)]
    public Guid? Revises { get; set; }

    [BindProperty]
    public Guid RequestId { get; set; }

    [BindProperty]
    [MaxLength(200, ErrorMessage = "The title must be 200 characters or less")]
    public string? Heading { get; set; }

    [BindProperty]
    public string? Summary { get; set; }

    [BindProperty]
    public string? Contact { get; set; }

    [BindProperty]
    public string? Changed { get; set; }

    /// <summary>A family and one of its cohorts: <c>where-now/assessment</c>.</summary>
    [BindProperty]
    public string? Measures { get; set; }

    [BindProperty]
    [Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty]
    [Display(Name = "The last day")]
    public DateOnly? To { get; set; }

    [BindProperty]
    public List<string> By { get; set; } = [];

    /// <summary>With <see cref="AlsoAnd"/>: one table by two of them.</summary>
    [BindProperty]
    public string? AlsoBy { get; set; }

    [BindProperty]
    public string? AlsoAnd { get; set; }

    [BindProperty]
    public string? Protection { get; set; }

    [BindProperty]
    public string? Threshold { get; set; }

    [BindProperty]
    public List<string> Marks { get; set; } = [];

    [BindProperty]
    [Display(Name = "The day of release")]
    public DateOnly? ReleaseOn { get; set; }

    public static IReadOnlyList<Option> MeasureChoices { get; } =
    [
        .. PublishingService.Families.SelectMany(f => f.Cohorts, (f, c) => new Option(MeasuresOf(f.Key, c.Key), f.Cohorts.Count == 1 ? f.Name : $"{f.Name}: {char.ToLowerInvariant(c.Name[0])}{c.Name[1..]}")),
    ];

    public static IReadOnlyList<Option> Tables { get; } = [.. PublishingService.Breakdowns.Select(b => new Option(b.Key, $"By {b.Name.InSentence()}"))];

    public static IReadOnlyList<Option> PairChoices { get; } = [new("", "None"), .. PublishingService.Breakdowns.Select(b => new Option(b.Key, b.Name))];

    public static IReadOnlyList<Option> MarkChoices { get; } = [new("provisional", "Later figures of the same people are expected")];

    /// <summary>What it would be; null before it was checked and where it cannot be.</summary>
    public PublicationDocument? Prepared { get; private set; }

    public string FreezeAddress => $"{Links.NewPublication(Revises)}{(Revises is null ? '?' : '&')}handler=Freeze";

    public string Withheld
    {
        get
        {
            var cells = Prepared!.Tables.SelectMany(t => t.Table.Rows.Append(t.Table.Total)).SelectMany(r => r.Cells.Values).ToList();
            return string.Create(CultureInfo.InvariantCulture, $"{cells.Count(c => c.IsSuppressed):N0} of {cells.Count:N0} figures are withheld.");
        }
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        RequestId = Ids.New(time.GetUtcNow());
        (Protection, Threshold) = ("withhold", "5");
        By = [Breakdown.Region.Key];
        Measures = MeasureChoices[0].Value;
        if (Revises is not { } id)
        {
            return Page();
        }

        if (await publishing.Find(User.Actor(), id, cancellation) is not { } view)
        {
            return NotFound();
        }

        var before = view.Publication;
        (Heading, Summary, From, To, By) = (before.Title, before.Summary, before.PeriodFrom, before.PeriodTo, [.. before.Breakdowns.Split(' ').Where(b => !b.Contains('+', StringComparison.Ordinal))]);
        if (before.Breakdowns.Split(' ').FirstOrDefault(b => b.Contains('+', StringComparison.Ordinal))?.Split('+') is [var first, var second])
        {
            (AlsoBy, AlsoAnd) = (first, second);
        }

        Measures = MeasuresOf(before.Family, before.Cohort);
        (Protection, Threshold) = (before.RoundTo is null ? "withhold" : "round", before.Threshold.ToString(CultureInfo.InvariantCulture));
        return Page();
    }

    public async Task<IActionResult> OnPostCheckAsync(CancellationToken cancellation)
    {
        if (Understood() is not { } request)
        {
            return Page();
        }

        var (prepared, refusal) = await publishing.Prepare(User.Actor(), request, cancellation);
        Say(refusal);
        Prepared = prepared;
        return Page();
    }

    public async Task<IActionResult> OnPostFreezeAsync(CancellationToken cancellation)
    {
        if (Understood() is not { } request)
        {
            return Page();
        }

        var (id, refusal) = await publishing.Make(User.Actor(), request, cancellation);
        if (id is null)
        {
            Say(refusal);
            return Page();
        }

        TempData["Done"] = ReleaseOn is null ? "It is released" : $"It is frozen, and released on {ReleaseOn.Value.Words()} at 9:30am";
        return Redirect(Links.Publication(id.Value));
    }

    private static string MeasuresOf(string family, string cohort) => $"{family}/{cohort}";

    private void Say(Refusal? refusal)
    {
        foreach (var problem in refusal is CannotPublish cannot ? cannot.Problems : refusal is null ? [] : [refusal.Words])
        {
            ModelState.AddModelError("", problem);
        }
    }

    private MakePublication? Understood()
    {
        var now = time.GetUtcNow();
        Required(nameof(Heading), Heading, "Enter a title");
        Required(nameof(Summary), Summary, "Say what it is about");
        Required(nameof(Contact), Contact, "Enter who to ask");
        if (Revises is not null)
        {
            Required(nameof(Changed), Changed, "Say what changed and why");
        }

        var family = Measures?.Split('/') is [var key, ..] ? PublishingService.Families.FirstOrDefault(f => f.Key == key) : null;
        var cohort = Measures?.Split('/') is [_, var date] ? family?.Cohorts.FirstOrDefault(c => c.Key == date) : null;
        if (cohort is not { AsItIsNow: true })
        {
            RequiredDay(nameof(From), From, "Enter the first day");
            RequiredDay(nameof(To), To, "Enter the last day");
        }

        if (From > To)
        {
            ModelState.AddModelError(nameof(To), $"The last day must be the same as or after {From.Value.Words()}");
        }

        if (To > LondonTime.DateOf(now))
        {
            ModelState.AddModelError(nameof(To), "The last day must be today or in the past");
        }

        if (cohort is null)
        {
            ModelState.AddModelError(nameof(Measures), "Select which measures are published");
        }

        var by = PublishingService.Breakdowns.Where(b => By.Contains(b.Key)).ToList();
        if (by.Count == 0)
        {
            ModelState.AddModelError(nameof(By), "Select at least one table");
        }
        else if (family is not null && by.Except(PublishingService.BreakdownsOf(family)).ToList() is { Count: > 0 } others)
        {
            ModelState.AddModelError(nameof(By), $"These measures are not counted by {string.Join(" or ", others.Select(b => b.Name.InSentence()))}");
        }

        var pair = (By: PublishingService.Breakdowns.FirstOrDefault(b => b.Key == AlsoBy), And: PublishingService.Breakdowns.FirstOrDefault(b => b.Key == AlsoAnd));
        if ((pair.By is null) != (pair.And is null) || (pair.By is not null && pair.By == pair.And))
        {
            ModelState.AddModelError(nameof(AlsoBy), "Select two different things for the table by both, or none");
        }

        if (Protection is not ("withhold" or "round"))
        {
            ModelState.AddModelError(nameof(Protection), "Select how people are protected");
        }

        if (!int.TryParse(Threshold, NumberStyles.None, CultureInfo.InvariantCulture, out var threshold) || threshold is < 3 or > 100)
        {
            ModelState.AddModelError(nameof(Threshold), "The smallest number shown must be a number from 3 to 100");
        }

        var at = ReleaseOn is { } day ? LondonTime.At(day, s_ofRelease) : now;
        if (at < now)
        {
            ModelState.AddModelError(nameof(ReleaseOn), "The release must be later than now");
        }

        return ModelState.IsValid
            ? new MakePublication
            {
                RequestId = RequestId,
                Title = Heading!,
                Summary = Summary!,
                Contact = Contact!,
                Period = cohort!.AsItIsNow ? new StatisticsPeriod(LondonTime.DateOf(now), LondonTime.DateOf(now)) : new StatisticsPeriod(From!.Value, To!.Value),
                Family = family!,
                Cohort = cohort,
                By = by,
                Pairs = pair is { By: { } one, And: { } two } ? [(one, two)] : [],
                Threshold = threshold,
                RoundTo = Protection == "round" ? 5 : null,
                IsProvisional = Marks.Contains("provisional"),
                ReleaseAt = at,
                Revises = Revises,
                Changed = Revises is null ? null : Changed,
            }
            : null;

        void Required(string field, string? value, string words)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                ModelState.AddModelError(field, words);
            }
        }

        void RequiredDay(string field, DateOnly? value, string words)
        {
            // A day that was not understood has said so already.
            if (value is null && ModelState.GetValidationState(field) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid)
            {
                ModelState.AddModelError(field, words);
            }
        }
    }
}
