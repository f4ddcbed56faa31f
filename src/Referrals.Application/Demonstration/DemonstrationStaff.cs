using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Demonstration;

/// <summary>
/// The made-up staff of the demonstration. Those of Birmingham Central and South, Sioned Price and the partner link workers are the people one may
/// sign in as in development (<c>Referrals:DevelopmentUsers</c>); the others fill the same posts everywhere else, so that what climbs arrives somewhere.
/// </summary>
internal static class DemonstrationStaff
{
    public const int Pdu = 71;
    public const string Region = "E";

    public static readonly StaffMember Amara = Of("N52A001", "Amara Osei", Roles.Practitioner);
    public static readonly StaffMember Tom = Of("N52A002", "Tom Hartley", Roles.Practitioner);
    public static readonly StaffMember Sioned = Of("N50A001", "Sioned Price", Roles.Practitioner, "L", 33);
    public static readonly StaffMember David = Of("N52S001", "David Lowe", Roles.Spo);
    public static readonly StaffMember Helen = Of("N52H001", "Helen Farrow", Roles.PduHead);
    public static readonly StaffMember Priya = Of("N52P001", "Priya Nair", Roles.ProgrammeTeam, Region, null);
    public static readonly StaffMember Facilitator = Of("N52P002", "Joel Bright", Roles.ProgrammeTeam, Region, null);

    public static readonly StaffMember[] Named =
    [
        Amara, Tom, Sioned, David, Helen, Priya, Facilitator,
        Of("N52A003", "Leila Marsh", Roles.Practitioner),
        Of("N52A004", "Gwyn Foster", Roles.Practitioner),
        // One in every region, so that a duty that comes with a place has somebody whose it is.
        Of("N52L001", "Grace Adeyemi", Roles.PartnerLinkWorker, Region, null),
        Of("N54L001", "Isla Tremain", Roles.PartnerLinkWorker, "A", null),
        Of("N51L001", "Joyce Okafor", Roles.PartnerLinkWorker, "B", null),
        Of("N55L001", "Farida Haq", Roles.PartnerLinkWorker, "C", null),
        Of("N03L001", "Bethan Rees", Roles.PartnerLinkWorker, "D", null),
        Of("N53L001", "Moira Hallam", Roles.PartnerLinkWorker, "F", null),
        Of("N58L001", "Tegan Rowse", Roles.PartnerLinkWorker, "G", null),
        Of("N59L001", "Philippa Wain", Roles.PartnerLinkWorker, "H", null),
        Of("N56L001", "Sunita Rao", Roles.PartnerLinkWorker, "I", null),
        Of("N07L001", "Adaeze Nnadi", Roles.PartnerLinkWorker, "J", null),
        Of("N57L001", "Hazel Winter", Roles.PartnerLinkWorker, "K", null),
        Of("N50L001", "Lowri Vaughan", Roles.PartnerLinkWorker, "L", null),
        Of("N52R001", "Martin Cole", Roles.RegionalLead, Region, null),
        Of("NAT0001", "Ruth Calder", Roles.NationalLead, null, null),
        Of("NAT0002", "Owen Blake", Roles.Administrator, null, null),
        Of("NAT0003", "Nadia Rahman", Roles.Auditor, null, null),
        Of("NAT0004", "Imogen Sayer", Roles.Inspector, null, null),
    ];

    /// <summary>Everybody: the named, a senior and a head in each other PDU, a lead and a programme team in each other region, and the practitioners the cases name.</summary>
    public static IEnumerable<StaffMember> All(Areas areas, IEnumerable<(string Code, string? Name, string? Email, string? Region, int? Pdu)> practitioners)
    {
        var taken = Named.Select(s => s.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var member in Named)
            yield return Copy(member);
        foreach (var pdu in areas.Pdus.Where(p => p.Id != Pdu))
        {
            yield return Invented($"SPO{pdu.Id:000}", Roles.Spo, pdu.RegionCode, pdu.Id, pdu.Id * 10);
            yield return Invented($"HED{pdu.Id:000}", Roles.PduHead, pdu.RegionCode, pdu.Id, (pdu.Id * 10) + 1);
        }

        foreach (var region in areas.Regions.Where(r => r.Code != Region))
        {
            yield return Invented($"LEAD{region.Code}", Roles.RegionalLead, region.Code, null, (region.Code[0] * 10) + 2);
            yield return Invented($"TEAM{region.Code}", Roles.ProgrammeTeam, region.Code, null, (region.Code[0] * 10) + 3);
        }

        foreach (var (code, name, email, region, pdu) in practitioners)
        {
            if (taken.Add(code))
                yield return new StaffMember { Code = code, Name = name ?? code, Email = email, Role = Roles.Practitioner, RegionCode = region, PduId = pdu };
        }
    }

    public static Actor ActorOf(StaffMember member) => new(member.Code.ToLowerInvariant(), member.Name, member.Role, member.Code, member.RegionCode, member.PduId);

    public static SyntheticPractitioner Synthetic(StaffMember member) => new(member.Code, member.Name, member.Email!, member.PduId!.Value);

    private static StaffMember Of(string code, string name, string role, string? region = Region, int? pdu = Pdu) =>
        new() { Code = code, Name = name, Email = $"{name.Replace(' ', '.')}@example.org".ToLowerInvariant(), Role = role, RegionCode = region, PduId = pdu };

    private static StaffMember Copy(StaffMember s) =>
        new() { Code = s.Code, Name = s.Name, Email = s.Email, Role = s.Role, RegionCode = s.RegionCode, PduId = s.PduId };

    private static StaffMember Invented(string code, string role, string region, int? pdu, int number)
    {
        var random = SyntheticRandom.For(7919, number);
        var name = $"{random.Pick(random.Chance(60) ? SyntheticNames.Women : SyntheticNames.Men)} {random.Pick(SyntheticNames.Surnames)}";
        return Of(code, name, role, region, pdu);
    }
}
