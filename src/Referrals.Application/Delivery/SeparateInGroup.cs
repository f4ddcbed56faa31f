using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Two people who must be kept apart come to one group: known only after both had a place. Closed by the facts, and by nobody's word alone.</summary>
public sealed class SeparateInGroup : TaskWait
{
    public override string Type => "Referrals.SeparateInGroup";
    public override string Title => "Separate two people in one group";
    public override string Because => "They must be kept apart from somebody who comes to the same group.";
    public override string Help => "It was recorded that they must be kept apart from somebody who comes to their group. Give one of the two another place, or another session where one of them comes as a guest, before the group meets again. Who it is stands on their page, under who they must be kept apart from.";
    public override IReadOnlyList<TaskChoice> Choices => [new("Separated", "They no longer come to the same group") { WordsLabel = "How was it settled?" }];
    public override string? SettledBy(ActivityContext context) => AreTogether(context.Case, Guid.Parse(context.Instance.Subject!)) ? null : "Separated";
    public override Refusal? Check(ActivityContext context, TaskAnswer answer) => SettledBy(context) is null ? new StillTogether() : null;

    /// <summary>Groups to which both come, as members or as guests of a session to come.</summary>
    public static IReadOnlyList<Guid> Shared(CaseFile file, Guid other)
    {
        var mine = GroupsOf(file, file.Person.Id);
        return [.. GroupsOf(file, other).Where(mine.Contains)];
    }

    /// <summary>Groups to which somebody comes, as this change leaves them where it is their own case.</summary>
    public static IReadOnlyList<Guid> GroupsOf(CaseFile file, Guid personId)
    {
        var places = personId == file.Person.Id
            ? file.Person.Places.Where(p => p.EndedOn is null).Select(p => p.GroupId).ToList()
            : file.Db.Places.Where(p => p.PersonId == personId && p.EndedOn == null).Select(p => p.GroupId).ToList();
        var guest = (from s in file.Db.Sessions
                     join r in file.Db.Referrals on s.DeliveryId equals r.Id
                     join n in file.Db.Needs on r.NeedId equals n.Id
                     where n.PersonId == personId && s.Kind == SessionKind.CatchUp && s.GroupId != null && s.HeldOn == null && s.NotHeldReason == null && s.On >= file.Today
                     select s).ToList();
        return [.. places.Concat(guest.Where(s => s.CancelledOn is null).Select(s => s.GroupId!.Value)).Distinct()];
    }

    /// <summary>Whether the person would meet somebody in a group whom they must be kept apart from.</summary>
    public static bool WouldMeet(CaseFile file, Guid groupId)
    {
        var me = file.Person.Id;
        return file.Db.NonAssociations.Where(n => n.EndedOn == null && (n.PersonId == me || n.OtherPersonId == me)).ToList()
            .Exists(n => GroupsOf(file, n.PersonId == me ? n.OtherPersonId : n.PersonId).Contains(groupId));
    }

    private static bool AreTogether(CaseFile file, Guid groupId)
    {
        var me = file.Person.Id;
        if (!GroupsOf(file, me).Contains(groupId))
            return false;
        // Read whole, as this very change may have ended one of them.
        return file.Db.NonAssociations.Where(n => n.PersonId == me || n.OtherPersonId == me).ToList().Where(n => n.EndedOn is null)
            .Any(n => GroupsOf(file, n.PersonId == me ? n.OtherPersonId : n.PersonId).Contains(groupId));
    }
}

public sealed record StillTogether() : Refusal("Both still come to the same group. Give one of them another place first.");
