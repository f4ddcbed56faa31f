using Referrals.Application.Data;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Workflows;

/// <summary>How a wait becomes a task with an owner and a clock.</summary>
internal static class TaskOpening
{
    public static CaseTask Of(WorkFile file, WorkflowInstance instance, OpenWait wait, ActivityNode node, TaskWait kind)
    {
        var role = node.Input("role")!;
        var dueOn = kind.DueOn(new ActivityContext(file, instance, node)) ?? DueOn(file, node);
        var (owner, manager) = file.OwnersOf(role, instance.Subject);
        var ladder = file.Catalogue.LadderOn(node.Input("ladder")!, file.Today);
        return new CaseTask
        {
            Id = file.NewId(),
            InstanceId = instance.Id,
            WaitId = wait.WaitId,
            Kind = node.Type,
            PersonId = instance.PersonId,
            NeedId = instance.NeedId,
            GroupId = instance.GroupId,
            OwnerRole = role,
            OwnerCode = owner,
            ManagerCode = manager,
            RegionCode = file.RegionCode,
            PduId = file.PduId,
            Risk = file.Risk,
            DeliverableUntil = file.DeliverableUntil,
            OpenedAt = file.Now,
            OpenedOn = file.Today,
            DueOn = dueOn,
            LadderKey = ladder.Key,
            NextRungOn = ChaseLadder.Next(new LadderPosition { Ladder = ladder, Due = dueOn, Climbed = 0 }, file.Catalogue.WorkingDays)?.On,
        };
    }

    public static DateOnly DueOn(WorkFile file, ActivityNode node) =>
        file.Catalogue.WorkingDays.Add(file.Today, file.Catalogue.ServiceLevelOn(node.Input("serviceLevel")!, file.Today).WorkingDays);

    /// <summary>0 not known, 1 low, 2 medium, 3 high, 4 very high: the highest of SARA and RoSH that is known.</summary>
    public static int Risk(Person person) => person.LatestAssessment is { } latest
        ? new[] { latest.SaraPartner, latest.SaraOthers, latest.Rosh }.Max(level => level is { } known ? (int)known + 1 : 0)
        : 0;
}
