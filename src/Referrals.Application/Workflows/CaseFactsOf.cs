using Referrals.Domain;

namespace Referrals.Application.Workflows;

/// <summary>From what is stored of a person to what the rules are asked about. Nothing unknown becomes known on the way.</summary>
public static class CaseFactsOf
{
    public static CaseFacts Person(Person person, Catalogue catalogue, DateOnly today)
    {
        var latest = person.LatestAssessment;
        return new CaseFacts
        {
            Sex = person.Sex,
            Age = person.AgeOn(today),
            SaraPartner = latest?.SaraPartner,
            SaraOthers = latest?.SaraOthers,
            Rosh = latest?.Rosh,
            PerpetratorAgainstPartner = latest?.PerpetratorAgainstPartner,
            PerpetratorAgainstFamily = latest?.PerpetratorAgainstFamily,
            IntimatePartnerConviction = person.IntimatePartnerConviction,
            HeterosexualRelationship = person.HeterosexualRelationship,
            CanDiscussOneAct = person.CanDiscussOneAct,
            ChildrenConcerned = person.ChildrenConcerned,
            Pni = latest?.Pni,
            RegionCode = person.RegionCode,
            Deliverable = Deliverable(person, catalogue, today),
            Flags = person.FlagCodes,
        };
    }

    /// <summary>How long something can still be delivered under the supervision that ends last; nothing once every supervision has ended.</summary>
    public static DeliverableTime Deliverable(Person person, Catalogue catalogue, DateOnly today)
    {
        var supervision = person.CurrentSupervision;
        return DeliverableSupervision.Of(
            new SupervisionFacts
            {
                Start = supervision?.StartsOn,
                End = supervision?.EndsOn,
                EndedOn = supervision is null ? person.Supervisions.Max(s => s.EndedOn) : null,
                Flags = person.FlagCodes,
                Rosh = person.LatestAssessment?.Rosh,
            },
            catalogue.ThresholdsOn(today),
            today);
    }
}
