using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>One question of the post-programme report.</summary>
public sealed record ReportQuestion(string Key, string Label, string Hint);

/// <summary>The structured form of the post-programme report. The attendance is not asked: it is filled in.</summary>
public static class ReportQuestions
{
    public static IReadOnlyList<ReportQuestion> All { get; } =
    [
        new("engagement", "How did they take part?", "What they said and did in sessions, with examples. Not a score."),
        new("responsibility", "What responsibility do they take for their abuse?", "Their own words where you have them."),
        new("learning", "What have they learnt, and where did they use it?", "Skills practised, and any use of them outside the group that somebody else confirms."),
        new("risk", "What has changed in the risk, and to whom?", "Towards a partner, a former partner, children and other family members. Say what has not changed."),
        new("work-left", "What work is left?", "For the practitioner, and for any other agency."),
        new("recommendation", "What do you recommend next?", "What should happen in the rest of supervision, and what would be a warning sign."),
    ];
}

/// <summary>A report with what its page and its document need.</summary>
public sealed record ReportView
{
    public required Referral Referral { get; init; }
    public required Person Person { get; init; }
    public required string Reference { get; init; }
    public required string ProgrammeName { get; init; }

    /// <summary>Null before anybody began it.</summary>
    public required ProgrammeReport? Report { get; init; }

    public required SessionPlan? Plan { get; init; }
    public required DeliveryProgress? Progress { get; init; }

    /// <summary>Attendance that counts, in order.</summary>
    public required IReadOnlyList<AttendanceRecord> Attendance { get; init; }

    public required bool MayWrite { get; init; }

    public string Answer(string key) => Report?.Answers?.Find(a => a.Key == key)?.Words ?? "";
}

/// <summary>Post-programme reports: written, completed, sent.</summary>
public sealed class ReportService(Changes changes, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    /// <summary>The report of a referral; null where the actor does not reach the person.</summary>
    public async Task<ReportView?> Find(Actor actor, Guid referralId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await access.OfReferral(actor, referralId, cancellation) is not { } personId)
            return null;
        if (!(await changes.Load(db, actor, [personId], cancellation)).TryGetValue(personId, out var file))
            return null;
        var need = file.Person.Needs.Single(n => n.Referrals.Exists(r => r.Id == referralId));
        var referral = need.Referrals.Single(r => r.Id == referralId);
        var plan = DeliveryFacts.PlanOf(catalogue.Current, referral.ProgrammeKey, referral.PlanVersion, LondonTime.Today(time));
        return new ReportView
        {
            Referral = referral,
            Person = file.Person,
            Reference = need.Reference,
            ProgrammeName = catalogue.Current.FindProgramme(referral.ProgrammeKey, referral.ReferredOn)?.Name ?? referral.ProgrammeKey,
            Report = file.Person.Reports.Find(r => r.ReferralId == referralId),
            Plan = plan,
            Progress = plan is null ? null : DeliveryFacts.Progress(file.Person, referralId, plan, DeliveryFacts.FromModule(file.Person, referralId)),
            Attendance = DeliveryFacts.Current(file.Person, referralId),
            MayWrite = actor.Role is Roles.ProgrammeTeam or Roles.System,
        };
    }

    /// <summary>Keeps what was typed; with <paramref name="complete"/> also marks the report as complete, where every question is answered and the review was held.</summary>
    /// <param name="version">Of the draft that the answers were typed on; 0 before there is one. Where another was saved since, nothing is; the same words again are no conflict.</param>
    public Task<Refusal?> Save(Actor actor, Guid referralId, IReadOnlyList<ReportAnswer> answers, bool complete, int version, CancellationToken cancellation = default) =>
        Change(actor, referralId, (file, need, referral) =>
        {
            var report = file.Person.Reports.Find(r => r.ReferralId == referralId);
            if (report is { CompletedOn: not null })
                return new ReportIsComplete(report.CompletedOn.Value);
            var same = report is not null && ReportQuestions.All.All(q => (report.Answers?.Find(a => a.Key == q.Key)?.Words ?? "") == (answers.FirstOrDefault(a => a.Key == q.Key)?.Words.Trim() ?? ""));
            if ((report?.Version ?? 0) != version && !same)
                return new ReportSavedMeanwhile(report!.SavedBy, report.SavedAt);
            var given = answers.Where(a => ReportQuestions.All.Any(q => q.Key == a.Key)).Select(a => a with { Words = a.Words.Trim() }).ToList();
            if (complete)
            {
                var open = ReportQuestions.All.Where(q => !given.Exists(a => a.Key == q.Key && a.Words.Length > 0)).Select(q => q.Label).ToArray();
                if (open.Length > 0)
                    return new ReportUnanswered(open);
                if (referral.ReviewHeldOn is null)
                    return new ReviewComesFirst();
            }

            report ??= file.Add(new ProgrammeReport { ReferralId = referralId, PersonId = file.Person.Id, NeedId = need.Id, SavedBy = actor.Signature });
            file.Touch();
            report.Answers = given;
            report.Version++;
            report.SavedAt = file.Now;
            report.SavedBy = actor.Signature;
            if (complete)
            {
                report.CompletedOn = file.Today;
                report.CompletedBy = actor.Signature;
                file.Record(MilestoneKinds.ReportWritten, need, programme: referral.ProgrammeKey);
                changes.Host.SettleByFacts(file, $"report-written/{referralId:N}/{file.Person.Version}");
            }

            return null;
        }, cancellation);

    /// <summary>Opens a complete report again, as long as it was not sent.</summary>
    public Task<Refusal?> Reopen(Actor actor, Guid referralId, CancellationToken cancellation = default) =>
        Change(actor, referralId, (file, need, referral) =>
        {
            if (file.Person.Reports.Find(r => r.ReferralId == referralId) is not { CompletedOn: { } completed } report)
                return null;
            if (report.SentOn is { } sent)
                return new ReportIsSent(sent);
            file.Touch();
            report.Version++;
            report.CompletedOn = null;
            report.CompletedBy = null;
            foreach (var old in file.Person.Milestones.Where(m => m.NeedId == need.Id && m.Kind == MilestoneKinds.ReportWritten && m.Counts && m.On == completed).ToArray())
                old.CorrectedById = file.Record(MilestoneKinds.StatusCorrected, need, programme: referral.ProgrammeKey, words: "The report was opened again").Id;
            changes.Host.SettleByFacts(file, $"report-reopened/{referralId:N}/{file.Person.Version}");
            return null;
        }, cancellation);

    /// <summary>Records that the complete report was sent, and to whom. This is what completes the programme.</summary>
    public Task<Refusal?> Send(Actor actor, Guid referralId, DateOnly on, string to, CancellationToken cancellation = default) =>
        Change(actor, referralId, (file, need, referral) =>
        {
            if (file.Person.Reports.Find(r => r.ReferralId == referralId) is not { CompletedOn: { } completed } report)
                return new ReportNotComplete();
            if (report.SentOn is not null)
                return null;
            if (string.IsNullOrWhiteSpace(to))
                return new SentToNobody();
            if (on > file.Today)
                return new People.InTheFuture(on);
            if (on < completed)
                return new SentBeforeComplete(completed);
            file.Touch();
            report.Version++;
            report.SentOn = on;
            report.SentBy = actor.Signature;
            report.SentTo = to.Trim();
            file.Record(MilestoneKinds.ReportSent, need, on: on, programme: referral.ProgrammeKey);
            changes.Host.SettleByFacts(file, $"report-sent/{referralId:N}");
            return null;
        }, cancellation);

    private async Task<Refusal?> Change(Actor actor, Guid referralId, Func<CaseFile, Need, Referral, Refusal?> work, CancellationToken cancellation)
    {
        var personId = await access.OfReferral(actor, referralId, cancellation);
        if (personId is not { } id || actor.Role is not (Roles.ProgrammeTeam or Roles.System))
            return new NotYourReport();
        return await changes.Run(actor, id, file =>
        {
            var need = file.Person.Needs.Single(n => n.Referrals.Exists(r => r.Id == referralId));
            return work(file, need, need.Referrals.Single(r => r.Id == referralId));
        }, cancellation);
    }
}

public sealed record NotYourReport() : Refusal("This report is written by the programme team of the person's region.");

public sealed record ReportIsComplete(DateOnly On) : Refusal($"The report was marked as complete on {On:d MMMM yyyy}. Open it again to change it.");

public sealed record ReportSavedMeanwhile(string By, DateTimeOffset At) : Refusal($"{By} saved this report on {LondonTime.DateOf(At):d MMMM yyyy}, after you opened it.");

public sealed record ReportIsSent(DateOnly On) : Refusal($"The report was sent on {On:d MMMM yyyy} and cannot be changed.");

public sealed record ReportNotComplete() : Refusal("The report is not complete yet. Answer every question and mark it as complete first.");

public sealed record ReportUnanswered(IReadOnlyList<string> Questions) : Refusal($"Still to be answered: {string.Join(" ", Questions)}");

public sealed record ReviewComesFirst() : Refusal("The post-programme review has to be held before the report can be complete. What you wrote can be saved.");

public sealed record SentToNobody() : Refusal("Say to whom the report was sent.");

public sealed record SentBeforeComplete(DateOnly Completed) : Refusal($"The report was complete on {Completed:d MMMM yyyy}. It cannot have been sent earlier.");
