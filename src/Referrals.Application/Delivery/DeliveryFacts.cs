using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>What the records of attendance add up to for one referral or toolkit, and the dates of the referral that follow from them.</summary>
internal static class DeliveryFacts
{
    /// <summary>The plan a delivery runs on: that of its group, else the newest valid today. Null where the catalogue has none.</summary>
    public static SessionPlan? PlanOf(Catalogue catalogue, string programmeKey, int? version, DateOnly today) =>
        version is { } fixedVersion ? catalogue.SessionPlan(programmeKey, fixedVersion) : catalogue.SessionPlanOn(programmeKey, today);

    public static IReadOnlyList<AttendanceRecord> Current(Person person, Guid deliveryId) =>
        [.. person.Attendance.Where(a => a.DeliveryId == deliveryId && a.ReplacedById is null).OrderBy(a => a.On).ThenBy(a => a.RecordedAt)];

    /// <summary>How far a delivery got against its plan.</summary>
    public static DeliveryProgress Progress(Person person, Guid deliveryId, SessionPlan plan, int fromModule) =>
        Progress(Current(person, deliveryId), plan, fromModule);

    /// <param name="attendance">Records of one delivery that count.</param>
    public static DeliveryProgress Progress(IEnumerable<AttendanceRecord> attendance, SessionPlan plan, int fromModule)
    {
        var records = attendance.Where(r => r.TemplateKey is not null).OrderBy(r => r.On).ThenBy(r => r.RecordedAt).ToList();
        return Domain.Progress.Of(plan, fromModule, Facts(records), [.. records.Where(r => r.CreditedFrom is not null).Select(r => new SessionCredit(r.TemplateKey!, r.CreditedFrom!))]);
    }

    public static IReadOnlyList<AttendanceFact> Facts(IEnumerable<AttendanceRecord> records) =>
        [.. records.Where(r => r is { CreditedFrom: null, TemplateKey: not null }).Select(Fact)];

    /// <summary>One line as the rules take it; a meeting that the plan does not name goes by the session it was.</summary>
    public static AttendanceFact Fact(AttendanceRecord record) =>
        new(record.TemplateKey ?? $"meeting/{record.SessionId:N}", record.On, record.Outcome, record.IsCatchUp && Attendance.Counts(record.Outcome));

    /// <summary>Everything the person was asked to come to in the supervision that runs, whichever delivery it was for: what follows an absence is counted over all of it.</summary>
    public static IReadOnlyList<AttendanceFact> InSupervision(Person person)
    {
        var running = person.Supervisions.Where(s => s.EndedOn is null).ToList();
        var from = running.Count == 0 ? DateOnly.MinValue : running.Min(s => s.StartsOn ?? DateOnly.MinValue);
        return [.. person.Attendance.Where(a => a is { ReplacedById: null, CreditedFrom: null } && a.On >= from).OrderBy(a => a.On).ThenBy(a => a.RecordedAt).Select(Fact)];
    }

    /// <summary>The day on which each session was done, by its key; credits by the day they are credited for.</summary>
    /// <param name="attendance">Records of one delivery that count.</param>
    public static IReadOnlyDictionary<string, DateOnly> DoneOn(IEnumerable<AttendanceRecord> attendance) =>
        attendance.Where(r => r.TemplateKey is not null && (r.CreditedFrom is not null || Attendance.Counts(r.Outcome))).GroupBy(r => r.TemplateKey!, StringComparer.Ordinal)
            .ToDictionary(own => own.Key, own => own.Min(r => r.On), StringComparer.Ordinal);

    /// <summary>The day of the last session at which the person was, credits by the day they are credited for; null where there is none.</summary>
    /// <param name="attendance">Records of one delivery that count.</param>
    public static DateOnly? LastAttended(IEnumerable<AttendanceRecord> attendance) =>
        attendance.Where(r => r.TemplateKey is not null && Attendance.Attended(r.Outcome)).Max(r => (DateOnly?)r.On);

    /// <summary>Sessions as the rules of schedules take them.</summary>
    public static IReadOnlyList<LaidSession> Laid(SessionPlan plan, IEnumerable<Session> sessions) =>
    [
        .. sessions.Where(s => s.TemplateKey is { } key && plan.FindSession(key) is not null).Select(s => new LaidSession
        {
            TemplateKey = s.TemplateKey!,
            Number = plan.Session(s.TemplateKey!).Number,
            Round = s.Round,
            On = s.On,
            Start = s.Start,
            Minutes = s.Minutes,
            Held = s.HeldOn is not null,
        }),
    ];

    /// <summary>When the last of the required sessions was done; null while one is missing.</summary>
    public static DateOnly? SessionsDoneOn(IReadOnlyList<AttendanceRecord> records, DeliveryProgress progress) =>
        progress.Missing.Count > 0 ? null : DoneOn(records).Where(done => progress.Plan.FindSession(done.Key) is { Required: true, Stage: not SessionStage.Review }).Max(done => (DateOnly?)done.Value);

    public static int FromModule(Person person, Guid referralId) =>
        person.Places.Where(p => p.ReferralId == referralId).OrderBy(p => p.GivenOn).ThenBy(p => p.Id).FirstOrDefault()?.FromModule ?? 1;

    /// <summary>
    /// Works out anew when a referral started, when its sessions were done and when its review took place, and records what became true or is true no longer.
    /// Called after every change of attendance, so that no date is ever typed.
    /// </summary>
    public static void Refresh(CaseFile file, Referral referral)
    {
        var need = file.Person.Needs.Single(n => n.Id == referral.NeedId);
        if (PlanOf(file.Catalogue, referral.ProgrammeKey, referral.PlanVersion, file.Today) is not { } plan)
            return;
        var records = Current(file.Person, referral.Id);
        var progress = Progress(records, plan, FromModule(file.Person, referral.Id));
        var sessionsDone = SessionsDoneOn(records, progress);
        // A plan without a review has nothing more to hold.
        var reviewed = plan.Sessions.Any(s => s.Stage == SessionStage.Review)
            ? Completion.ReviewThatCounts(progress, sessionsDone, records.Where(r => r.TemplateKey is { } key && plan.FindSession(key)?.Stage == SessionStage.Review && Attendance.Counts(r.Outcome)).Select(r => r.On))
            : sessionsDone;
        var imported = file.Person.Milestones.Exists(m => m.NeedId == need.Id && m.Kind == MilestoneKinds.FirstSession && m.Counts && m.Source == MilestoneSources.Imported && m.ProgrammeKey == referral.ProgrammeKey && m.On == referral.StartedOn);

        if (!imported)
            Date(MilestoneKinds.FirstSession, referral.StartedOn, Commencement.Of(plan, null, null, Facts(records)).FirstAttended, on => referral.StartedOn = on);
        Date(MilestoneKinds.LastSession, referral.SessionsDoneOn, sessionsDone, on => referral.SessionsDoneOn = on);
        Date(MilestoneKinds.ReviewHeld, referral.ReviewHeldOn, reviewed, on => referral.ReviewHeldOn = on);

        void Date(string kind, DateOnly? before, DateOnly? now, Action<DateOnly?> set)
        {
            if (before == now)
                return;
            set(now);
            var milestone = now is null
                ? file.Record(MilestoneKinds.StatusCorrected, need, programme: referral.ProgrammeKey, words: $"The record of attendance was corrected: {kind} no longer holds.")
                : file.Record(kind, need, on: now, programme: referral.ProgrammeKey);
            // The referral of an earlier attempt keeps its own.
            foreach (var old in file.Person.Milestones.Where(m => m.NeedId == need.Id && m.Kind == kind && m.Counts && m.Id != milestone.Id && m.On == before && m.ProgrammeKey == referral.ProgrammeKey))
                old.CorrectedById = milestone.Id;
        }
    }
}
