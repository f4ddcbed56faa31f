using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Delivery;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.People;

/// <summary>What has to be known of a person to give them a place they can take.</summary>
public sealed class AvailabilityModel(ProfileService profiles) : PageModel
{
    public const string AtTimes = "times";
    public const string Never = "never";
    public const string NotAsked = "not-asked";
    public const string Can = "can";
    public const string Cannot = "cannot";

    public ProfileView Shown { get; private set; } = null!;

    public DeliveryProfile? Profile => Shown.Profile;

    [BindProperty]
    public string? When { get; set; }

    /// <summary>By weekday, Monday first, as typed.</summary>
    [BindProperty]
    public Dictionary<string, string?> Times { get; set; } = new(StringComparer.Ordinal);

    /// <summary>By the office's place in the list.</summary>
    [BindProperty]
    public List<OfficeAnswer> Offices { get; set; } = [];

    [BindProperty]
    [StringLength(200, ErrorMessage = "Use 200 characters or fewer")]
    public string? OtherOffice { get; set; }

    [BindProperty]
    public string? LearningNeed { get; set; }

    [BindProperty]
    [StringLength(500, ErrorMessage = "Use 500 characters or fewer")]
    public string? LearningNeedSource { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? LearningNeedWhy { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? Motivation { get; set; }

    [BindProperty]
    [StringLength(500, ErrorMessage = "Use 500 characters or fewer")]
    public string? Interpreter { get; set; }

    [BindProperty]
    [StringLength(2000, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? AccessNeeds { get; set; }

    /// <summary>What was known when the page was opened.</summary>
    [BindProperty]
    public string? Seen { get; set; }

    [TempData]
    public string? Recorded { get; set; }

    public static IReadOnlyList<Option> Reaching { get; } = [new(Can, "Can get there"), new(Cannot, "Cannot or may not go there"), new(NotAsked, "Not asked")];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await profiles.Find(User.Actor(), id, cancellation) is not { } found)
        {
            return NotFound();
        }

        Shown = found;
        Seen = found.Seen;
        When = Profile?.Availability switch { null => NotAsked, { Count: 0 } => Never, _ => AtTimes };
        Times = AvailabilityWords.Week.ToDictionary(d => d.ToString(), d => (string?)AvailabilityWords.Day(Profile?.Availability, d), StringComparer.Ordinal);
        Offices = [.. found.Offices.Select(o => new OfficeAnswer { Name = o, Answer = Has(Profile?.CanReach, o) ? Can : Has(Profile?.CannotReach, o) ? Cannot : NotAsked })];
        LearningNeed = Profile?.LearningNeed switch { true => "yes", false => "no", null => "not-known" };
        LearningNeedSource = Profile?.LearningNeedHistory?.LastOrDefault()?.Source;
        Motivation = Profile?.Motivation;
        Interpreter = Profile?.Interpreter;
        AccessNeeds = Profile?.AccessNeeds;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        if (await profiles.Find(User.Actor(), id, cancellation) is not { MayChange: true } found)
        {
            return NotFound();
        }

        Shown = found;
        foreach (var day in AvailabilityWords.Week)
        {
            Times.TryAdd(day.ToString(), null);
        }

        var times = ReadTimes();
        bool? has = LearningNeed switch { "yes" => true, "no" => false, _ => null };
        var saysSo = has != Profile?.LearningNeed;
        if (saysSo && string.IsNullOrWhiteSpace(LearningNeedSource))
        {
            ModelState.AddModelError(nameof(LearningNeedSource), new LearningNeedSource().Words);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var can = Offices.Where(o => o.Answer == Can).Select(o => o.Name ?? "").Append(OtherOffice ?? "").Where(o => o.Trim().Length > 0).ToList();
        var cannot = Offices.Where(o => o.Answer == Cannot).Select(o => o.Name ?? "").ToList();
        switch (await profiles.Save(User.Actor(), new SaveProfile
        {
            PersonId = id,
            Availability = times,
            CanReach = can.Count > 0 || Profile?.CanReach is not null ? can : null,
            CannotReach = cannot.Count > 0 || Profile?.CannotReach is not null ? cannot : null,
            Motivation = Motivation?.Trim() ?? "",
            LearningNeed = saysSo ? new LearningNeedAnswer(has, LearningNeedSource!.Trim(), string.IsNullOrWhiteSpace(LearningNeedWhy) ? null : LearningNeedWhy.Trim()) : null,
            Interpreter = Interpreter?.Trim() ?? "",
            AccessNeeds = AccessNeeds?.Trim() ?? "",
            Seen = string.IsNullOrEmpty(Seen) ? null : Seen,
        }, cancellation))
        {
            case null:
                Recorded = "Availability and needs saved";
                return Redirect(Links.Person(id));
            case NoSuchPerson:
                return NotFound();
            case AvailableBackwards backwards:
                ModelState.AddModelError($"{nameof(Times)}[{backwards.Time.Day}]", backwards.Words);
                return Page();
            case var refusal:
                ModelState.AddModelError(refusal is LearningNeedWhy ? nameof(LearningNeedWhy) : "", refusal.Words);
                return Page();
        }
    }

    /// <summary>Null leaves what was known as it is.</summary>
    private List<AvailableTime>? ReadTimes()
    {
        if (When == Never)
        {
            return [];
        }

        if (When != AtTimes)
        {
            return null;
        }

        var all = new List<AvailableTime>();
        foreach (var day in AvailabilityWords.Week)
        {
            if (AvailabilityWords.Read(day, Times.GetValueOrDefault(day.ToString())) is { } times)
            {
                all.AddRange(times);
            }
            else
            {
                ModelState.AddModelError($"{nameof(Times)}[{day}]", $"Write the times on {day} like 6pm to 9pm");
            }
        }

        if (all.Count == 0 && ModelState.IsValid)
        {
            ModelState.AddModelError(nameof(When), "Give at least one time, or choose that they cannot come at any time");
        }

        return all;
    }

    private static bool Has(List<string>? names, string office) => names?.Contains(office, StringComparer.OrdinalIgnoreCase) == true;
}

/// <summary>Whether somebody can get to one place.</summary>
public sealed class OfficeAnswer
{
    public string? Name { get; set; }

    public string? Answer { get; set; }
}
