using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Toolkits;

public sealed class TakeUpToolkit : IStep
{
    public string Type => "Referrals.TakeUpToolkit";
    public string Description => "Reads off the milestones how far the toolkit got.";
    public IReadOnlyList<string> Outcomes => ["Planned", "Started"];

    public string Run(ActivityContext context) => context.RequiredNeed.LiveToolkit is { StartedOn: not null } ? "Started" : "Planned";
}

/// <summary>What the waits of a toolkit share: the delivery that is live, and how it ends.</summary>
public abstract class ToolkitWait : TaskWait
{
    protected static ToolkitDelivery Live(ActivityContext context) => context.RequiredNeed.LiveToolkit!;

    protected static TaskChoice Stopped { get; } = new("Stopped", "It cannot be delivered or completed")
    {
        Reasons = ReasonUses.DropOut,
        WordsLabel = "What happened?",
        WordsRequired = true,
        Hint = "The need stays open and comes back for a new decision.",
    };

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        if (answer.Outcome != "Stopped")
            return;
        var file = context.Case;
        var toolkit = Live(context);
        toolkit.EndedOn = file.Today;
        toolkit.EndedAs = EndedAs.Stopped;
        foreach (var session in file.Db.Sessions.Where(s => s.DeliveryId == toolkit.Id && s.HeldOn == null && s.CancelledOn == null).ToList())
            session.CancelledOn = file.Today;
        file.Record(MilestoneKinds.LeftEarly, context.RequiredNeed, on: toolkit.EndedOn, programme: toolkit.ToolkitKey, reason: answer.ReasonCode, words: answer.Words);
    }
}

/// <summary>The toolkit is planned and its first exercise held.</summary>
public sealed class StartToolkit : ToolkitWait
{
    public override string Type => "Referrals.StartToolkit";
    public override string Title => "Start the one-to-one toolkit";
    public override string Because => "A toolkit was chosen, and no exercise has been held.";
    public override string Help => "Choose the exercises, book the first session and record it: this task closes by itself when the first exercise was held.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Started", "The first exercise was held"), Stopped];
    public override string? SettledBy(ActivityContext context) => Live(context).StartedOn is null ? null : "Started";
}

/// <summary>One exercise after another. Every one recorded starts the clock of the next, so that toolkit work which goes quiet is late like anything else.</summary>
public sealed class DeliverToolkit : ToolkitWait
{
    public const string Continued = "Continued";

    public override string Type => "Referrals.DeliverToolkit";
    public override string Title => "Hold the next exercise of the toolkit";
    public override string Because => "The toolkit has exercises still to come.";
    public override string Help => "Record each exercise as it is held. This task closes by itself when the last one is done; say so if the work has to stop.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new(Continued, "An exercise was recorded"),
        new("Done", "Every exercise is done"),
        Stopped,
    ];

    public override string? SettledBy(ActivityContext context) =>
        ToolkitFacts.DoneOn(context.Case, Live(context)) is null ? null : "Done";

    /// <summary>The session that is booked next, where that is later than the service level: nobody is chased about work that is in the diary.</summary>
    public override DateOnly? DueOn(ActivityContext context)
    {
        var toolkit = Live(context);
        var next = context.Case.IsNew ? null : context.Case.Db.Sessions.Where(s => s.DeliveryId == toolkit.Id && s.HeldOn == null && s.NotHeldReason == null && s.CancelledOn == null && s.On >= context.Case.Today)
            .OrderBy(s => s.On).Select(s => (DateOnly?)s.On).FirstOrDefault();
        var usual = TaskOpening.DueOn(context.Case, context.Node);
        return next > usual ? next : usual;
    }
}

public sealed class CompleteToolkit : IStep
{
    public string Type => "Referrals.CompleteToolkit";
    public string Description => "Completes the toolkit once every exercise is done.";
    public IReadOnlyList<string> Outcomes => ["Completed", "Missing"];

    public string Run(ActivityContext context)
    {
        var file = context.Case;
        var toolkit = context.RequiredNeed.LiveToolkit!;
        if (ToolkitFacts.DoneOn(file, toolkit) is not { } on)
            return "Missing";
        toolkit.EndedOn = on;
        toolkit.EndedAs = EndedAs.Completed;
        file.Record(MilestoneKinds.Completed, context.RequiredNeed, on: on, programme: toolkit.ToolkitKey);
        return "Completed";
    }
}

/// <summary>What the exercises of a toolkit add up to.</summary>
internal static class ToolkitFacts
{
    /// <summary>When the last exercise the plan requires was done; null while one is missing or the catalogue has no plan.</summary>
    public static DateOnly? DoneOn(CaseFile file, ToolkitDelivery toolkit) =>
        Progress(file, toolkit) is { } progress ? DeliveryFacts.SessionsDoneOn(DeliveryFacts.Current(file.Person, toolkit.Id), progress) : null;

    /// <summary>Works out anew when the toolkit was started; what is true no longer is marked as corrected. A start from before the service was there is left as it was told.</summary>
    /// <returns>Whether it turned out not to have been started.</returns>
    public static bool Refresh(CaseFile file, Need need, ToolkitDelivery toolkit)
    {
        var (before, now) = (toolkit.StartedOn, FirstAttendedOn(file, toolkit));
        var told = file.Person.Milestones.Where(m => m.NeedId == need.Id && m.Kind == MilestoneKinds.ToolkitStarted && m.Counts && m.ProgrammeKey == toolkit.ToolkitKey && m.On == before).ToList();
        if (before is null || before == now || told.Exists(m => m.Source == MilestoneSources.Imported))
            return false;
        toolkit.StartedOn = now;
        var milestone = now is null
            ? file.Record(MilestoneKinds.StatusCorrected, need, programme: toolkit.ToolkitKey, words: "The record of attendance was corrected: the toolkit was not started.")
            : file.Record(MilestoneKinds.ToolkitStarted, need, on: now, programme: toolkit.ToolkitKey);
        foreach (var old in told)
            old.CorrectedById = milestone.Id;
        return now is null;
    }

    /// <summary>The first exercise at which the person was.</summary>
    public static DateOnly? FirstAttendedOn(CaseFile file, ToolkitDelivery toolkit) =>
        DeliveryFacts.Current(file.Person, toolkit.Id).Where(r => r is { CreditedFrom: null, TemplateKey: not null } && Attendance.Attended(r.Outcome)).Min(r => (DateOnly?)r.On);

    public static DeliveryProgress? Progress(CaseFile file, ToolkitDelivery toolkit) =>
        DeliveryFacts.PlanOf(file.Catalogue, toolkit.ToolkitKey, toolkit.PlanVersion, file.Today) is { } plan
            ? DeliveryFacts.Progress(file.Person, toolkit.Id, plan, 1)
            : null;
}
