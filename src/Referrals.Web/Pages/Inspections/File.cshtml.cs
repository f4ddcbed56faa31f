using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.Inspections;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Inspections;

/// <summary>One person of a sample, for reading, with what the inspectors found beside it.</summary>
public sealed class FileModel(InspectionService inspections, CatalogueSource catalogue) : PageModel
{
    public InspectionFile Read { get; private set; } = null!;

    public IReadOnlyList<TimelineItem> History { get; private set; } = [];

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, int number, CancellationToken cancellation)
    {
        if (await inspections.File(User.Actor(), id, number, cancellation) is not { } found)
        {
            return NotFound();
        }

        Read = found;
        History = [.. found.Shown.Person.Milestones.OrderByDescending(m => m.On).ThenByDescending(m => m.RecordedAt).ThenByDescending(m => m.Id).Select(Item)];
        return Page();
    }

    public static string Words(string answer) => answer switch
    {
        JudgementAnswers.Yes => "Yes",
        JudgementAnswers.No => "No",
        JudgementAnswers.NotApplicable => "Not applicable",
        _ => "Cannot tell",
    };

    public string Decided(Need need, Decision decision)
    {
        ArgumentNullException.ThrowIfNull(need);
        ArgumentNullException.ThrowIfNull(decision);
        var chosen = decision.ProgrammeKey is { } key ? catalogue.Current.FindProgramme(key, decision.DecidedOn)?.Name ?? key : "No referral";
        var reason = decision.ReasonCode is { } code ? $". Reason: {catalogue.Current.FindReason(code)?.Words ?? code}" : "";
        var words = string.IsNullOrWhiteSpace(decision.Words) ? "" : $". {decision.Words.Trim().TrimEnd('.')}";
        var answer = decision.ApprovedOn is { } approved ? $". Approved on {approved.Words()}" : decision.RejectedOn is { } rejected ? $". Sent back on {rejected.Words()}" : decision.NeedsApproval && need.IsOpen ? ". Not approved yet" : "";
        return $"{chosen}{reason}{words}{answer}";
    }

    public string Delivered(DeliveryView delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var said = new List<string>();
        Say("referred", delivery.Referral?.ReferredOn ?? delivery.Toolkit?.PlannedOn);
        Say("accepted", delivery.Referral?.AcceptedOn);
        Say("first session", delivery.Referral?.StartedOn ?? delivery.Toolkit?.StartedOn);
        Say($"ended as {(delivery.Referral?.EndedAs ?? delivery.Toolkit?.EndedAs)?.Replace('-', ' ')}", delivery.Referral?.EndedOn ?? delivery.Toolkit?.EndedOn);
        var attended = delivery.Attendance.Count(a => Attendance.Attended(a.Outcome));
        said.Add(string.Create(CultureInfo.InvariantCulture, $"{attended} of {delivery.Attendance.Count} sessions attended"));
        var words = string.Join("; ", said);
        return char.ToUpperInvariant(words[0]) + words[1..];

        void Say(string what, DateOnly? on)
        {
            if (on is { } day)
            {
                said.Add($"{what} {day.Words()}");
            }
        }
    }

    private TimelineItem Item(Milestone milestone)
    {
        var content = new HtmlContentBuilder();
        foreach (var words in new[] { milestone.ReasonCode is { } code ? $"Reason: {catalogue.Current.FindReason(code)?.Words ?? code}" : null, milestone.Words, CaseWords.Source(milestone.Source) }.OfType<string>())
        {
            content.AppendHtml(Element.Of("p", "govuk-body").Add(words));
        }

        return new TimelineItem(CaseWords.Milestone(milestone, catalogue.Current), milestone.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), milestone.On.Words(), content) { By = milestone.Source == MilestoneSources.Product ? CaseWords.By(milestone.By) : null, Corrected = !milestone.Counts };
    }
}
