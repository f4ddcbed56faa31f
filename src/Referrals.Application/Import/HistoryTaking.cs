using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Import;

/// <summary>One dated fact from before the product, put where the workflow will take it up.</summary>
internal static class HistoryTaking
{
    /// <summary>Who decided, where only the history tells of it.</summary>
    private const string Imported = "imported";

    /// <summary>Names a source may use for the same milestone.</summary>
    public static string Kind(string milestone) => milestone switch
    {
        MilestoneKinds.Submitted => MilestoneKinds.Referred,
        _ => milestone,
    };

    /// <summary>Whether it tells of a need: somebody saw one, so that one is opened where none is there.</summary>
    public static bool Opens(string kind) => kind is MilestoneKinds.NeedOpened or MilestoneKinds.Recommended or MilestoneKinds.Decided or MilestoneKinds.ApprovalAsked
        or MilestoneKinds.Approved or MilestoneKinds.ApprovalRejected or MilestoneKinds.ClosedUnmet || (OfDelivery(kind) && kind != MilestoneKinds.ReportSent);

    /// <summary>Whether it may come after the end of what it belongs to.</summary>
    public static bool Follows(string kind) => kind is MilestoneKinds.ReportSent or MilestoneKinds.LastSession;

    /// <summary>Whether something that was for it came to its end as intended, so that it can be met.</summary>
    public static bool HasCompleted(Need need) => need.Referrals.Exists(r => r.EndedAs == EndedAs.Completed) || need.Toolkits.Exists(t => t.EndedAs == EndedAs.Completed);

    /// <summary>An item with what it names looked up.</summary>
    /// <param name="expected">Where null is returned: what was expected instead.</param>
    public static PastEvent? Read(CaseFile file, HistoryItem item, out string? expected)
    {
        var kind = Kind(item.Milestone);
        Programme? programme = null;
        if (item.Programme is { } said)
        {
            programme = file.Catalogue.FindProgramme(said, item.On) ?? file.Catalogue.FindProgrammeByName(said);
            if (programme is null)
            {
                expected = "the key or the name of a programme or toolkit in the catalogue";
                return null;
            }
        }

        var reason = item.Reason is { } why ? (file.Catalogue.FindReason(why) ?? file.Catalogue.FindReasonByWords(why))?.Code : null;
        if (reason is null && kind is MilestoneKinds.ClosedUnmet)
        {
            expected = "a coded reason of the catalogue: a need does not close unmet without one";
            return null;
        }

        expected = null;
        return new PastEvent(kind, item.On, programme, reason, reason is null ? item.Reason ?? item.Outcome : item.Outcome);
    }

    /// <returns>What the item lacks to be taken in, or null.</returns>
    public static string? Lacks(Need? need, PastEvent past) => past.Kind switch
    {
        MilestoneKinds.ReportSent when need is null || DeliveryOf(need, past) is null => "a report of something that was delivered: nothing here had that programme",
        MilestoneKinds.Met when need is null || !HasCompleted(need) =>
            "a completion before it: a need is met by what was completed",
        _ when OfDelivery(past.Kind) && past.Programme is null && (need is null || DeliveryOf(need, past) is null) => "a programme: nothing is open that this could belong to",
        _ => null,
    };

    /// <param name="need">Null for what belongs to no need.</param>
    /// <param name="isOver">The need has ended: what is told late is kept, and opens nothing again.</param>
    public static void Take(CaseFile file, Need? need, PastEvent past, bool isOver)
    {
        var key = need is null ? null : Key(DeliveryOf(need, past));
        if (need is not null && OfDelivery(past.Kind))
        {
            Delivery(file, need, past, isOver);
            key = Key(DeliveryOf(need, past));
        }

        if (need is not null && past.Kind == MilestoneKinds.ClosedUnmet && !isOver)
        {
            need.ReasonCode = past.Reason;
            file.Add(new Decision
            {
                Id = file.NewId(),
                NeedId = need.Id,
                Number = need.Decisions.Count + 1,
                DecidedOn = past.On,
                DecidedBy = Imported,
                ReasonCode = past.Reason,
                NeedsApproval = true,
                ApprovedOn = past.On,
                ApprovedBy = Imported,
                FollowedOn = past.On,
            });
            // The workflow itself writes the closing when it takes the need up.
            file.Record(MilestoneKinds.Approved, need, on: past.On, source: MilestoneSources.Imported, reason: past.Reason);
            return;
        }

        // Opening it wrote this one.
        if (past.Kind == MilestoneKinds.NeedOpened && file.Person.Milestones.Exists(m => m.Kind == past.Kind && m.NeedId == need?.Id && m.On == past.On))
            return;
        file.Record(past.Kind, need, on: past.On, source: MilestoneSources.Imported, programme: past.Programme?.Key ?? key, reason: past.Reason, words: past.Words);
    }

    /// <summary>
    /// What the history tells was decided, and nothing tells was followed, stands as a decision that the workflow follows, or that a manager is asked about. Where
    /// neither a programme nor a reason not to refer is told it is not known what was decided: that is decided here.
    /// </summary>
    public static void Decide(CaseFile file, Need need)
    {
        var told = file.Person.Milestones.Where(m => m.NeedId == need.Id && m is { Counts: true, Source: MilestoneSources.Imported }).ToList();
        // Two on one day stand in the order in which they are told.
        var inOrder = told.OrderBy(m => m.On).ToList();
        if (inOrder.FindLast(m => m.Kind == MilestoneKinds.Decided) is not { } decided || decided is { ProgrammeKey: null, ReasonCode: null })
            return;
        var since = inOrder.Where(m => m.On >= decided.On).ToList();
        if (need.Referrals.Exists(r => r.ReferredOn >= decided.On) || need.Toolkits.Exists(t => t.PlannedOn >= decided.On) || need.Decisions.Exists(d => d.DecidedBy != Imported && d.DecidedOn >= decided.On))
            return;
        var decision = need.Decisions.Find(d => d.DecidedBy == Imported && d.DecidedOn == decided.On) ?? file.Add(new Decision
        {
            Id = file.NewId(),
            NeedId = need.Id,
            Number = need.Decisions.Count + 1,
            DecidedOn = decided.On,
            DecidedBy = Imported,
            ProgrammeKey = decided.ProgrammeKey,
            ReasonCode = decided.ReasonCode,
            Words = decided.Words,
            NeedsApproval = decided.ProgrammeKey is null || since.Exists(m => m.Kind == MilestoneKinds.ApprovalAsked),
        });
        if (!decision.NeedsApproval || decision.ApprovedOn is not null || decision.RejectedOn is not null)
            return;
        if (inOrder.FindLast(m => m.Kind is MilestoneKinds.Approved or MilestoneKinds.ApprovalRejected) is not { } answered || inOrder.IndexOf(answered) < inOrder.IndexOf(decided))
            return;
        if (answered.Kind == MilestoneKinds.Approved)
        {
            (decision.ApprovedOn, decision.ApprovedBy) = (answered.On, Imported);
            if (decision.ProgrammeKey is null)
                need.ReasonCode = decision.ReasonCode;
        }
        else
        {
            (decision.RejectedOn, decision.RejectedBy, decision.RejectionReason, decision.RejectionWords) = (answered.On, Imported, answered.ReasonCode, answered.Words);
        }
    }

    /// <summary>The referral or toolkit delivery an item is of: the one that runs, else the one that ended last; of the item's programme where it names one.</summary>
    public static object? DeliveryOf(Need need, PastEvent past)
    {
        var key = past.Programme?.Key;
        return need.Referrals.Where(r => key is null || r.ProgrammeKey == key).Select(r => (Of: (object)r, r.EndedOn, On: r.ReferredOn))
            .Concat(need.Toolkits.Where(t => key is null || t.ToolkitKey == key).Select(t => (Of: (object)t, t.EndedOn, On: t.PlannedOn)))
            .OrderBy(d => d.EndedOn is null ? 0 : 1).ThenByDescending(d => d.EndedOn).ThenByDescending(d => d.On).FirstOrDefault().Of;
    }

    private static bool OfDelivery(string kind) => kind is MilestoneKinds.Referred or MilestoneKinds.Accepted or MilestoneKinds.Allocated or MilestoneKinds.FirstSession
        or MilestoneKinds.ToolkitStarted or MilestoneKinds.LastSession or MilestoneKinds.Completed or MilestoneKinds.ReportSent or MilestoneKinds.NotSuitable
        or MilestoneKinds.Withdrawn or MilestoneKinds.LeftEarly;

    private static void Delivery(CaseFile file, Need need, PastEvent past, bool isOver)
    {
        var of = DeliveryOf(need, past);
        var runs = of is Referral { EndedOn: null } or ToolkitDelivery { EndedOn: null };
        if (!isOver && past.Programme is { } programme && (of is null || (!runs && !Follows(past.Kind))))
        {
            // Referred to something else: what ran until then does not.
            foreach (var before in need.Referrals.Where(r => r.EndedOn is null))
                (before.EndedOn, before.EndedAs) = (past.On, EndedAs.Superseded);
            foreach (var before in need.Toolkits.Where(t => t.EndedOn is null))
                (before.EndedOn, before.EndedAs) = (past.On, EndedAs.Superseded);
            of = programme.Kind == InterventionKind.Toolkit
                ? file.Add(new ToolkitDelivery { Id = file.NewId(), NeedId = need.Id, ToolkitKey = programme.Key, PlannedOn = past.On, PlannedBy = Imported })
                : file.Add(new Referral { Id = file.NewId(), NeedId = need.Id, ProgrammeKey = programme.Key, ReferredOn = past.On, ReferredBy = Imported });
            runs = true;
        }

        if (!runs)
            return;
        if (of is ToolkitDelivery toolkit)
            Toolkit(toolkit, past.Kind, past.On);
        else if (of is Referral referral)
            Referral(referral, past.Kind, past.On);
    }

    private static void Referral(Referral referral, string kind, DateOnly on)
    {
        switch (kind)
        {
            case MilestoneKinds.Accepted or MilestoneKinds.Allocated:
                referral.AcceptedOn ??= on;
                break;
            case MilestoneKinds.FirstSession:
                referral.StartedOn ??= on;
                break;
            default:
                if (Ending(kind) is { } ended)
                {
                    referral.EndedOn = on;
                    referral.EndedAs = ended;
                }

                break;
        }
    }

    private static void Toolkit(ToolkitDelivery toolkit, string kind, DateOnly on)
    {
        if (kind is MilestoneKinds.FirstSession or MilestoneKinds.ToolkitStarted)
        {
            toolkit.StartedOn ??= on;
        }
        else if (Ending(kind) is { } ended)
        {
            toolkit.EndedOn = on;
            toolkit.EndedAs = ended == EndedAs.Completed ? EndedAs.Completed : EndedAs.Stopped;
        }
    }

    private static string? Ending(string kind) => kind switch
    {
        MilestoneKinds.Completed => EndedAs.Completed,
        MilestoneKinds.NotSuitable => EndedAs.NotSuitable,
        MilestoneKinds.Withdrawn => EndedAs.Withdrawn,
        MilestoneKinds.LeftEarly => EndedAs.LeftEarly,
        _ => null,
    };

    private static string? Key(object? delivery) => delivery switch
    {
        Referral referral => referral.ProgrammeKey,
        ToolkitDelivery toolkit => toolkit.ToolkitKey,
        _ => null,
    };
}

/// <summary>One dated fact from before the product, with what it names looked up in the catalogue.</summary>
internal sealed record PastEvent(string Kind, DateOnly On, Programme? Programme, string? Reason, string? Words);
