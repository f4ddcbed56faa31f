using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Somebody who is referred again to a programme they left within the time its plan allows keeps what they did.</summary>
internal static class CarryingOver
{
    public static void Into(CaseFile file, Need need, Referral referral)
    {
        var before = file.Person.Needs.SelectMany(n => n.Referrals)
            .Where(r => r.Id != referral.Id && r.ProgrammeKey == referral.ProgrammeKey && r.StartedOn is not null && r.EndedOn is not null)
            .OrderByDescending(r => r.EndedOn).ThenByDescending(r => r.Id).FirstOrDefault();
        if (before is null || DeliveryFacts.PlanOf(file.Catalogue, before.ProgrammeKey, before.PlanVersion, file.Today) is not { } plan || file.Today > plan.RejoinUntil(before.EndedOn!.Value))
            return;
        var done = DeliveryFacts.Current(file.Person, before.Id).Where(r => r.TemplateKey is not null && Attendance.Counts(r.Outcome)).DistinctBy(r => r.TemplateKey).ToList();
        if (done.Count == 0)
            return;
        referral.PlanVersion = before.PlanVersion;
        foreach (var record in done)
        {
            file.Add(new AttendanceRecord
            {
                Id = file.NewId(),
                PersonId = file.Person.Id,
                NeedId = need.Id,
                DeliveryId = referral.Id,
                TemplateKey = record.TemplateKey,
                On = record.On,
                Outcome = AttendanceOutcome.AttendedComplied,
                CreditedFrom = $"The referral that ended on {before.EndedOn:d MMMM yyyy}",
                RecordedAt = file.Now,
                RecordedBy = file.Actor.Signature,
            });
        }

        file.Record(MilestoneKinds.SessionCredited, need, programme: referral.ProgrammeKey, words: $"{done.Count} {(done.Count == 1 ? "session" : "sessions")} from the referral that ended on {before.EndedOn:d MMMM yyyy}");
    }
}
