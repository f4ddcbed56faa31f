using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.People;

/// <summary>How a referral or toolkit is getting on, for whoever looks: the same on the person's page, the referral's and beside tasks.</summary>
public sealed record DeliveryPanel(DeliveryView View, Person Person, Actor Actor, Catalogue Catalogue, DateOnly Today)
{
    /// <summary>Everything recorded, what was corrected included, newest first.</summary>
    public IReadOnlyList<AttendanceRecord> Records => [.. Person.Attendance.Where(a => a.DeliveryId == View.Id).OrderByDescending(a => a.On).ThenByDescending(a => a.RecordedAt)];

    public bool MayTakeAway => Actor.Role == Roles.ProgrammeTeam && View is { IsLive: true, HasPlace: true };

    public bool MayRecordCommencement => Actor.Role is Roles.ProgrammeTeam or Roles.Practitioner && View is { IsLive: true, Referral.AcceptedOn: not null };

    public bool MayCorrect => Actor.Role is Roles.ProgrammeTeam or Roles.Spo && View.Referral is { EndedOn: not null } or { AcceptedOn: not null };

    public bool MayFindPlace => Doors.MayEnter("/Waiting", Actor.Role)
        && View is { IsLive: true, HasPlace: false, Referral: { Hold: null, MayRejoinUntil: null, SessionsDoneOn: null } referral } && (referral.AcceptedOn ?? referral.StartedOn) is not null;

    public bool HasReport => Doors.MayEnter("/Reports", Actor.Role) && (View.Report is not null || View.Referral?.SessionsDoneOn is not null);

    public string SessionName(AttendanceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.TemplateKey is { } key ? View.Plan?.FindSession(key)?.Name ?? key : "Meeting besides the plan";
    }

    /// <summary>Certain: deliverable supervision ends before they are expected to finish.</summary>
    public bool FinishesTooLate => View.Schedule?.Finishes is { } finishes && Application.Workflows.CaseFactsOf.Deliverable(Person, Catalogue, Today).LatestEnd < finishes;

    /// <summary>When a session was, is or may be held, or why it has no day.</summary>
    public static string? When(SessionProgress session, MemberSession? left, Session? planned)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.IsDone)
        {
            return session.On?.ShortWords();
        }

        return left switch
        {
            { At: { } at } => $"{at.On.ShortWords()} at {at.Start.Words()}",
            { Window: { } window } => window.From == window.To ? $"On {window.From.ShortWords()}" : $"Between {window.From.ShortWords()} and {window.To.ShortWords()}",
            { Why: { } why } => why,
            _ => planned is null ? session.On?.ShortWords() : $"{planned.On.ShortWords()} at {planned.Start.Words()}",
        };
    }

    public string? ReasonWords(string? code) => code is null ? null : Catalogue.FindReason(code)?.Words ?? code;

    public string StartWords => View.ExpectedOn is { } on ? on.Words() : View.Referral?.StartedOn is null ? "No place given" : CaseWords.NotKnown;
}
