using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;

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
        && View is { IsLive: true, HasPlace: false, Referral: { AcceptedOn: not null, Hold: null, MayRejoinUntil: null, SessionsDoneOn: null } referral } && (referral.StartedOn is null || View.Place is not null);

    public bool HasReport => Doors.MayEnter("/Reports", Actor.Role) && (View.Report is not null || View.Referral?.SessionsDoneOn is not null);

    public string SessionName(AttendanceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.TemplateKey is { } key ? View.Plan?.FindSession(key)?.Name ?? key : "Meeting besides the plan";
    }

    public string? ReasonWords(string? code) => code is null ? null : Catalogue.FindReason(code)?.Words ?? code;

    public string StartWords => View.ExpectedOn is { } on ? Dates.DateWords.Words(on) : View.Referral?.StartedOn is null ? "No place given" : CaseWords.NotKnown;
}
