using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.Staff;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Groups;

/// <summary>One group: its facts, its members with how far they got, its schedule.</summary>
public sealed class GroupModel(GroupService groups, StaffDirectory staff, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    private ILookup<string?, Session> _sessions = null!;

    public GroupView View { get; private set; } = null!;

    public IReadOnlyList<MemberLine> Current => [.. View.Members.Where(m => m.Place.EndedOn is null)];

    public IReadOnlyList<MemberLine> Left => [.. View.Members.Where(m => m.Place.EndedOn is not null)];

    public Session? Next => View.Sessions.FirstOrDefault(s => s.IsToCome && s.On >= Today);

    public Func<IEnumerable<string>?, string> Names { get; private set; } = null!;

    public DateOnly Today => LondonTime.Today(time);

    public string PduName => catalogue.Current.Areas.Pdu(View.Group.PduId).Name;

    public string CalendarAddress => $"{Request.Scheme}://{Request.Host}/calendars/{View.Group.CalendarKey}.ics";

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await groups.Find(User.Actor(), id, cancellation) is not { } view)
        {
            return NotFound();
        }

        View = view;
        _sessions = view.Sessions.ToLookup(s => s.TemplateKey);
        Names = await StaffOptions.Names(staff, view.Sessions.SelectMany(s => s.Facilitators ?? []).Concat(view.Group.Facilitators ?? []).Concat(view.Group.Cover ?? []).Append(view.Group.TreatmentManager), cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostRenewAsync(Guid id, CancellationToken cancellation)
    {
        if (await groups.RenewCalendar(User.Actor(), id, cancellation) is not null)
        {
            return NotFound();
        }

        Done = "The calendar has a new address; the old one shows nothing any more";
        return Redirect(Links.Group(id));
    }

    /// <summary>What was done to the group, with the words of whoever did it.</summary>
    public IReadOnlyList<TimelineItem> History => [.. View.History.Select(happened =>
    {
        var content = new HtmlContentBuilder();
        foreach (var words in new[] { happened.What, ReasonWords(happened.ReasonCode) is { } reason ? $"Reason: {reason}" : null, happened.Words }.OfType<string>())
        {
            content.AppendHtml(Element.Of("p", "govuk-body app-typed").Add(words));
        }

        var on = LondonTime.DateOf(happened.At);
        return new TimelineItem(GroupWords.Of(happened), on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), happened.At.Words(), content) { By = CaseWords.By(happened.By) };
    })];

    public IReadOnlyList<Session> SessionsOf(string templateKey) => [.. _sessions[templateKey]];

    public string? ReasonWords(string? code) => code is null ? null : catalogue.Current.FindReason(code)?.Words ?? code;
}
