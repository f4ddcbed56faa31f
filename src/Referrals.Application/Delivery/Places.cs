using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Referring;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Gives and ends places: always together with the group's count of them, in the commit of the case.</summary>
internal static class Places
{
    /// <summary>Those who have not begun are expected on the day their group now begins for them, in the commit that moves it, and whoever brings them there is chased by that day.</summary>
    public static void Follow(ReferralsDbContext db, Catalogue catalogue, ProgrammeGroup group, SessionPlan plan)
    {
        foreach (var place in db.Places.Where(p => p.GroupId == group.Id && p.EndedOn == null && db.Referrals.Any(r => r.Id == p.ReferralId && r.StartedOn == null)).ToList())
        {
            var first = GroupService.Live(group.Sessions).Where(s => OnTheRegister.FromTheirModule(group.Rolling ? plan : null, s, place.FromRound, place.FromModule)).Min(s => (DateOnly?)s.On);
            if (first is not { } on || place.ExpectedOn == on)
                continue;
            place.ExpectedOn = on;
            // The case is the root of the place: whoever changes it at the same moment meets this at its version.
            db.Everybody().Single(p => p.Id == place.PersonId).Version++;
            var needId = db.Referrals.Where(r => r.Id == place.ReferralId).Select(r => r.NeedId).Single();
            foreach (var task in db.Tasks.Where(t => t.NeedId == needId && t.ClosedAt == null && t.Kind == BeginProgramme.Kind).ToList())
                PartnerLinks.Move(catalogue, task, on);
        }
    }

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
            .Where(a => a.DeliveryId == referral.Id && a.ReplacedById is null && a.TemplateKey is not null && a.CreditedFrom is null && a.Outcome is AttendanceOutcome.AttendedComplied or AttendanceOutcome.AttendedDidNotComply)
            .OrderByDescending(a => a.On).ThenByDescending(a => a.RecordedAt).FirstOrDefault()?.TemplateKey;
        var group = file.Db.Groups.Find(place.GroupId)!;
        group.Taken--;
        group.Version++;
        // What was before, or on that day, may have been held: its register is still to be saved.
        foreach (var session in file.Db.Sessions.Where(s => s.DeliveryId == referral.Id && s.On > place.EndedOn && s.HeldOn == null && s.CancelledOn == null && s.NotHeldReason == null).ToList())
            session.CancelledOn = file.Today;
        PartnerLinks.End(file, referral);
        if (endedAs is not (PlaceEnds.Completed or PlaceEnds.LeftEarly))
            file.Record(MilestoneKinds.PlaceLost, file.Person.Needs.Single(n => n.Id == referral.NeedId), on: place.EndedOn, programme: referral.ProgrammeKey, reason: reasonCode);
    }
}
