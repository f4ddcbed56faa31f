using Referrals.Domain;

namespace Referrals.Application.Access;

/// <summary>Which cases a role reaches: everything in its region or PDU; what has no known area is reached by whoever has it on their list and by administrators.</summary>
public static class Reach
{
    public static bool Covers(Actor actor, string? regionCode, int? pduId) => actor.Role switch
    {
        Roles.System or Roles.Administrator => true,
        Roles.RegionalLead or Roles.ProgrammeTeam => regionCode is null || regionCode == actor.RegionCode,
        Roles.Practitioner or Roles.Spo or Roles.PduHead => (regionCode is null || regionCode == actor.RegionCode) && (pduId is null || pduId == actor.PduId),
        _ => false,
    };
}
