using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Statistics;

/// <summary>The one row a need adds up to, computed from its milestones and facts alone, so that it can be made anew at any time.</summary>
public static class Projection
{
    public static void Write(NeedSnapshot row, Need need, Person person, Catalogue catalogue)
    {
        var milestones = person.Milestones.Where(m => m.NeedId == need.Id && m.Counts).ToArray();
        var assessment = person.Assessments.Single(a => a.Id == need.AssessmentId);
        var supervision = person.CurrentSupervision ?? person.Supervisions.OrderByDescending(s => s.EndsOn).FirstOrDefault();
        var latest = need.Referrals.Select(r => (On: r.ReferredOn, Key: r.ProgrammeKey, r.Id))
            .Concat(need.Toolkits.Select(t => (On: t.PlannedOn, Key: t.ToolkitKey, t.Id)))
            .OrderByDescending(c => c.On).ThenByDescending(c => c.Id).FirstOrDefault();
        // A completion outlives what came after it: the need is met by it.
        var programme = milestones.Where(m => m.Kind == MilestoneKinds.Completed).Select(m => m.ProgrammeKey).LastOrDefault() ?? latest.Key;

        row.RegionCode = person.RegionCode;
        row.PduId = person.PduId;
        row.PractitionerCode = person.PractitionerCode;
        row.Sex = person.Sex;
        row.AgeAtOpening = person.AgeOn(need.OpenedOn);
        row.SaraPartner = person.LatestAssessment?.SaraPartner;
        row.SaraOthers = person.LatestAssessment?.SaraOthers;
        row.FamilyAbuse = person.LatestAssessment?.PerpetratorAgainstFamily;
        row.SupervisionStartsOn = supervision?.StartsOn;
        row.SupervisionEndsOn = supervision?.EndedOn ?? supervision?.EndsOn;
        row.AssessedOn = assessment.AssessedOn;
        row.OpenedOn = need.OpenedOn;
        row.RecommendedOn = need.RecommendedOn;
        row.RecommendedKey = need.RecommendedKey;
        row.DecidedOn = First(MilestoneKinds.Decided);
        row.ApprovedOn = First(MilestoneKinds.Approved);
        // A delivery that runs was opened, whether or not the source that told of it told of that.
        row.ReferredOn = First(MilestoneKinds.Referred) ?? need.Referrals.Select(r => (DateOnly?)r.ReferredOn).Concat(need.Toolkits.Select(t => (DateOnly?)t.PlannedOn)).Min();
        row.AcceptedOn = Earliest(First(MilestoneKinds.Accepted), need.Toolkits.Select(t => (DateOnly?)t.PlannedOn).Min());
        row.AllocatedOn = First(MilestoneKinds.Allocated);
        row.FirstSessionOn = Earliest(First(MilestoneKinds.FirstSession), First(MilestoneKinds.ToolkitStarted));
        row.LastSessionOn = Last(MilestoneKinds.LastSession);
        row.CompletedOn = First(MilestoneKinds.Completed);
        row.CommencementRecordedOn = First(MilestoneKinds.CommencementRecorded);
        row.ReviewHeldOn = Last(MilestoneKinds.ReviewHeld);
        row.ReportWrittenOn = First(MilestoneKinds.ReportWritten);
        row.ReportSentOn = First(MilestoneKinds.ReportSent);
        row.ProgrammeKey = programme;
        row.ProgrammeKind = programme is null ? null : catalogue.FindProgramme(programme, need.OpenedOn)?.Kind.ToString();
        row.ClosedOn = need.ClosedOn;
        row.ClosedAs = need.ClosedAs;
        row.ReasonCode = need.ReasonCode;
        row.UnmetApprovedOn = need.ClosedAs == ClosedAs.Unmet ? need.ClosedOn : null;
        row.HasImportedHistory = milestones.Any(m => m.Source == MilestoneSources.Imported);

        DateOnly? First(string kind) => milestones.Where(m => m.Kind == kind).Select(m => (DateOnly?)m.On).Min();
        DateOnly? Last(string kind) => milestones.Where(m => m.Kind == kind).Select(m => (DateOnly?)m.On).Max();
        static DateOnly? Earliest(DateOnly? a, DateOnly? b) => a is null ? b : b is null || a < b ? a : b;
    }
}
