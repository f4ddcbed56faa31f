using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Demonstration;

/// <summary>The daily work on the made-up cases: some tasks get done, some later, and the cases of every seventh person not at all.</summary>
internal sealed class DemonstrationCrowd(Story story, DemonstrationDelivery delivery, int seed)
{
    private const string SkillsToolkit = "skills-for-relationships-toolkit";

    /// <summary>How many in a hundred tasks of a kind get done on a working day.</summary>
    private static readonly Dictionary<string, int> s_pace = new(StringComparer.Ordinal)
    {
        ["CompleteSara"] = 6, ["WriteAnalysis"] = 16, ["AskEnquiry"] = 25, ["AwaitAnswer"] = 9, ["AnswerQuestions"] = 18, ["Decide"] = 11,
        ["ApproveDecision"] = 25, ["AssessSuitability"] = 9, ["GiveInformation"] = 15, ["WaitForPlace"] = 14, ["DeliverProgramme"] = 1,
        ["StartToolkit"] = 8, ["DeliverToolkit"] = 12, ["FollowUpAbsence"] = 30, ["ConsiderBreach"] = 15, ["ReviewChange"] = 15, ["ConfirmClosure"] = 10, ["AcknowledgeHandover"] = 35,
    };

    private int renewed;

    public async Task Work(DateOnly day, CancellationToken cancellation)
    {
        var random = SyntheticRandom.For(seed, day.DayNumber);
        await using var db = story.Db();
        var staff = await db.Staff.AsNoTracking().ToListAsync(cancellation);
        var open = await db.Tasks.AsNoTracking().Where(t => t.ClosedAt == null)
            .Join(db.People.Where(p => !p.Crn.StartsWith(DemonstrationCast.Crns)), t => t.PersonId, p => p.Id, (t, p) => new Todo(
                t, p.Crn, p.IntimatePartnerConviction, p.HeterosexualRelationship, p.CanDiscussOneAct, p.ChildrenConcerned,
                p.Needs.Where(n => n.Id == t.NeedId).Select(n => n.RecommendedKey).FirstOrDefault(),
                db.Referrals.Where(r => r.NeedId == t.NeedId && r.EndedOn == null).Select(r => (Guid?)r.Id).FirstOrDefault() ?? db.Toolkits.Where(r => r.NeedId == t.NeedId && r.EndedOn == null).Select(r => (Guid?)r.Id).FirstOrDefault()))
            .ToListAsync(cancellation);
        foreach (var todo in open.OrderBy(t => t.Crn, StringComparer.Ordinal).ThenBy(t => t.Task.Kind, StringComparer.Ordinal).ThenBy(t => t.Task.WaitId, StringComparer.Ordinal))
        {
            var kind = todo.Task.Kind["Referrals.".Length..];
            var roll = random.Below(100);
            if (Neglected(todo.Crn) || roll >= s_pace.GetValueOrDefault(kind) || ActorFor(todo.Task, staff) is not { } actor)
                continue;
            if (kind == "WaitForPlace")
                await delivery.Give(actor, todo.Task.PersonId!.Value, todo.Live!.Value, cancellation);
            else if (kind is "StartToolkit" or "DeliverToolkit")
                await delivery.Exercise(actor, todo.Live!.Value, day, cancellation);
            else if (kind == "CompleteSara")
                await story.Import(Renewed(todo.Crn, day, ref random), cancellation);
            else if (AnswerTo(kind, todo, day, ref random) is { } answer)
                // Where the facts have changed meanwhile the answer is refused, and the task waits for another day.
                await story.TryAnswer(actor, todo.Task.Id, answer, cancellation);
        }
    }

    private static bool Neglected(string crn) => int.TryParse(crn.AsSpan(1), out var number) && number % 7 == 3;

    /// <summary>Who does it: whoever owns it, or holds the role where it lies.</summary>
    private static Actor? ActorFor(CaseTask task, List<StaffMember> staff)
    {
        var holder = staff.Find(s => task.OwnerCode is not null && s.Code == task.OwnerCode)
            ?? staff.Find(s => s.Role == task.OwnerRole && s.RegionCode == task.RegionCode && (s.PduId is null || s.PduId == task.PduId));
        return holder is null ? null : DemonstrationStaff.ActorOf(holder);
    }

    private SourceCase Renewed(string crn, DateOnly day, ref SyntheticRandom random) => new()
    {
        Crn = crn,
        Origin = new ImportOrigin("demonstration"),
        Section6 = new Section6
        {
            Header = DemonstrationCast.Header(7_000_000 + renewed++, day),
            PerpetratorAgainstPartner = true,
            PerpetratorAgainstFamily = random.Chance(10),
            SaraPartner = random.Chance(60) ? RiskLevel.Medium : RiskLevel.High,
            SaraOthers = RiskLevel.Low,
        },
    };

    private static TaskAnswer? AnswerTo(string kind, Todo todo, DateOnly day, ref SyntheticRandom random) => kind switch
    {
        "WriteAnalysis" => new() { Outcome = "Written", Words = "Abuse rises with drinking and after arguments about contact. Some responsibility is taken; work protects." },
        "AskEnquiry" => new() { Outcome = "Asked", Words = "Call-outs and incidents of the last two years, and orders in force." },
        "AwaitAnswer" => new() { Outcome = "Answered", Words = "Two call-outs in two years; copies are in the case record." },
        "AnswerQuestions" => new()
        {
            Outcome = "Answered",
            IntimatePartnerConviction = todo.Conviction ?? random.Chance(70),
            HeterosexualRelationship = todo.Heterosexual ?? random.Chance(94),
            CanDiscussOneAct = todo.OneAct ?? random.Chance(80),
            ChildrenConcerned = todo.Children ?? random.Chance(30),
        },
        "Decide" => Decision(todo, ref random),
        "ApproveDecision" => random.Chance(85)
            ? new() { Outcome = ApproveDecision.Approved }
            : new() { Outcome = "Rejected", ReasonCode = "AR-ADJUST", Words = "Try other times of day and the online group before this." },
        "AssessSuitability" => random.Below(100) switch
        {
            < 76 => new() { Outcome = "Suitable" },
            < 90 => new() { Outcome = "MoreInformation", Words = "Which evenings do they work, and does the licence bar the centre's street?" },
            _ => new() { Outcome = "NotSuitable", ReasonCode = "NS-DENIAL", Words = "Could not discuss any act of abuse in two meetings." },
        },
        "GiveInformation" => new() { Outcome = "Given", Words = "Free on Tuesdays and Thursdays; nothing bars the centre." },
        "DeliverProgramme" => random.Chance(50)
            ? new() { Outcome = "Paused", ReasonCode = "DO-WORK", On = day, Words = "New shifts until the end of the month; wants to come back." }
            : new() { Outcome = "LeftEarly", ReasonCode = "DO-MISSED", On = day, Words = "Missed three sessions without a reason that could be accepted." },
        "FollowUpAbsence" => new() { Outcome = "Warned", On = day, Words = "Spoken to and written to; understands what a second one means." },
        "ConsiderBreach" => new() { Outcome = "NoBreach", ReasonCode = "BD-ENGAGED", Words = "Back in the group since; agreed with the senior probation officer." },
        "ReviewChange" => new() { Outcome = "NoChangeNeeded", Words = "Looked at with the senior probation officer; the plan holds." },
        "ConfirmClosure" => new() { Outcome = ConfirmClosure.Confirmed, ReasonCode = "UN-ENDED" },
        "AcknowledgeHandover" => new() { Outcome = "Acknowledged" },
        _ => null,
    };

    private static TaskAnswer Decision(Todo todo, ref SyntheticRandom random)
    {
        var roll = random.Below(100);
        if (todo.Recommended is null || roll < 8)
            return new() { Outcome = "DoNotRefer", ReasonCode = todo.Recommended is null ? "UN-NOFIT" : "UN-REFUSED", Words = "Looked at each entry of the catalogue together; nothing there can be done now." };
        return roll < 18 && todo.Recommended != SkillsToolkit
            ? new() { Outcome = Decide.ChooseAnother, ProgrammeKey = SkillsToolkit, ReasonCode = "OV-ONETOONE", Words = "Anxious in groups; worked well one to one before." }
            : new() { Outcome = Decide.AcceptRecommendation };
    }

    private sealed record Todo(CaseTask Task, string Crn, bool? Conviction, bool? Heterosexual, bool? OneAct, bool? Children, string? Recommended, Guid? Live);
}
