using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Somebody who is referred again within the time the plan allows, counted from the last session attended, keeps what they did: all of it in the same programme, and in another what its plan carries over.</summary>
internal static class CarryingOver
{
    public static void Into(CaseFile file, Need need, Referral referral)
    {
        var own = file.Catalogue.SessionPlanOn(referral.ProgrammeKey, file.Today);
        var before = file.Person.Needs.SelectMany(n => n.Referrals)
            .Where(r => r.Id != referral.Id && (r.ProgrammeKey == referral.ProgrammeKey || own?.CarriesOver.Contains(r.ProgrammeKey) == true) && r.StartedOn is not null && r.EndedOn is not null)
            .OrderByDescending(r => r.EndedOn).ThenByDescending(r => r.Id).FirstOrDefault();
        if (before is null || DeliveryFacts.PlanOf(file.Catalogue, before.ProgrammeKey, before.PlanVersion, file.Today) is not { } plan || file.Today > plan.RejoinUntil(DeliveryFacts.LastAttended(DeliveryFacts.Current(file.Person, before.Id)) ?? before.EndedOn!.Value))
            return;
        var done = DeliveryFacts.Current(file.Person, before.Id).Where(r => r.TemplateKey is not null && Attendance.Counts(r.Outcome)).DistinctBy(r => r.TemplateKey).ToList();
        var same = before.ProgrammeKey == referral.ProgrammeKey;
        if (!same)
            done.RemoveAll(r => own!.FindSession(r.TemplateKey!) is null);
        if (done.Count == 0)
            return;
        if (same)
            referral.PlanVersion = before.PlanVersion;
        var from = $"{(same ? "The referral" : $"The referral to {file.Catalogue.FindProgramme(before.ProgrammeKey, file.Today)?.Name ?? before.ProgrammeKey}")} that ended on {before.EndedOn:d MMMM yyyy}";
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
                CreditedFrom = from,
                RecordedAt = file.Now,
                RecordedBy = file.Actor.Signature,
            });
        }

        file.Record(MilestoneKinds.SessionCredited, need, programme: referral.ProgrammeKey, words: $"{done.Count} {(done.Count == 1 ? "session" : "sessions")} from {char.ToLowerInvariant(from[0])}{from[1..]}");
    }
}
