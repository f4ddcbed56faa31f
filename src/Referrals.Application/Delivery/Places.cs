using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Gives and ends places: always together with the group's count of them, in the commit of the case.</summary>
internal static class Places
{
    /// <summary>Ends the live place of a referral, if it has one, and frees it in its group. What was attended stays.</summary>
    /// <param name="reasonCode">Coded; null where the way it ended says it all.</param>
    public static void EndLive(CaseFile file, Referral referral, string endedAs, DateOnly on, string? reasonCode = null)
    {
        if (file.Person.Places.Find(p => p.ReferralId == referral.Id && p.EndedOn is null) is not { } place)
            return;
        file.Touch();
        place.EndedOn = on < place.GivenOn ? place.GivenOn : on;
        place.EndedAs = endedAs;
        place.ReasonCode = reasonCode;
        place.EndedAfter = file.Person.Attendance
            .Where(a => a.DeliveryId == referral.Id && a.ReplacedById is null && a.TemplateKey is not null && a.Outcome is AttendanceOutcome.AttendedComplied or AttendanceOutcome.AttendedDidNotComply)
            .OrderByDescending(a => a.On).ThenByDescending(a => a.RecordedAt).FirstOrDefault()?.TemplateKey;
        var group = file.Db.Groups.Find(place.GroupId)!;
        group.Taken--;
        group.Version++;
        foreach (var session in file.Db.Sessions.Where(s => s.DeliveryId == referral.Id && s.HeldOn == null && s.CancelledOn == null).ToList())
            session.CancelledOn = file.Today;
        PartnerLinks.End(file, referral);
        if (endedAs is not (PlaceEnds.Completed or PlaceEnds.LeftEarly))
            file.Record(MilestoneKinds.PlaceLost, file.Person.Needs.Single(n => n.Id == referral.NeedId), on: place.EndedOn, programme: referral.ProgrammeKey, reason: reasonCode);
    }
}
