using Referrals.Domain;

namespace Referrals.Application.Workflows;

/// <summary>One group with the workflows that run for it and for no single person, such as the chase of a register that was not saved.</summary>
public sealed class GroupFile : WorkFile
{
    public required ProgrammeGroup Group { get; init; }

    public override Guid? PersonId => null;
    public override Guid? GroupId => Group.Id;
    public override string? RegionCode => Group.RegionCode;
    public override int? PduId => Group.PduId;

    /// <summary>Not of one person, so of nobody's risk.</summary>
    public override int Risk => 0;
    public override DateOnly? DeliverableUntil => null;

    public override string Reference => Group.Code;

    /// <summary>Whoever runs the session that the subject names owes it; the treatment manager answers for them.</summary>
    public override (string? Owner, string? Manager) OwnersOf(string role, string? subject)
    {
        var session = Guid.TryParse(subject, out var id) ? Db.Sessions.Find(id) : null;
        var runners = session?.Facilitators ?? Group.Facilitators ?? [];
        return role == Roles.ProgrammeTeam ? (runners is [var first, ..] ? first : Group.TreatmentManager, Group.TreatmentManager) : (null, null);
    }

    protected override void BumpVersion() => Group.Version++;
}
