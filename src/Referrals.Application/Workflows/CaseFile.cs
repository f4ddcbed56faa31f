using Referrals.Application.Data;
using Referrals.Application.Events;
using Referrals.Domain;

namespace Referrals.Application.Workflows;

/// <summary>
/// Everything about one person that one change may touch, loaded together and saved together: facts, needs, running instances, open tasks.
/// Whatever is done to it is one commit or nothing.
/// </summary>
public sealed class CaseFile : WorkFile
{
    public required Person Person { get; init; }
    public required Dictionary<Guid, NeedSnapshot> Snapshots { get; init; }

    /// <summary>The person's row of the measures; null where none was written yet.</summary>
    public PersonRow? Row { get; set; }

    /// <summary>The person's delivery profile, where this change has it in hand.</summary>
    public DeliveryProfile? Profile { get; set; }

    public override Guid? PersonId => Person.Id;
    public override Guid? GroupId => null;
    public override string? RegionCode => Person.RegionCode;
    public override int? PduId => Person.PduId;
    public override int Risk => TaskOpening.Risk(Person);

    public override DateOnly? DeliverableUntil
    {
        get
        {
            var time = CaseFactsOf.Deliverable(Person, Catalogue, Today);
            return time.EarliestEnd ?? time.LatestEnd;
        }
    }

    public override string Reference => Person.Crn;

    public override (string? Owner, string? Manager) OwnersOf(string role, string? subject) => (role == Roles.Practitioner ? Person.PractitionerCode : null, null);

    protected override void BumpVersion() => Person.Version++;

    /// <summary>Writes down a dated fact: by the actor, now, and on the day given or today.</summary>
    public Milestone Record(string kind, Need? need = null, DateOnly? on = null, string source = MilestoneSources.Product, string? programme = null, string? reason = null, string? words = null)
    {
        var milestone = new Milestone
        {
            Id = NewId(),
            PersonId = Person.Id,
            NeedId = need?.Id,
            Kind = kind,
            On = on ?? Today,
            RecordedAt = Now,
            By = Actor.Signature,
            Source = source,
            ProgrammeKey = programme,
            ReasonCode = reason,
            Words = words,
        };
        if (need is not null)
            Db.Announce(new Announcement(milestone, need));
        return Add(milestone);
    }

    /// <summary>What is known of the case today, as the rules take it.</summary>
    public CaseFacts Facts() => CaseFactsOf.Person(Person, Catalogue, Today);
}
