using System.Linq.Expressions;
using Referrals.Application.Access;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>Which groups a role reaches: those of its region. Members' names are shown to those who reach the group; a national lead and an auditor reach none.</summary>
public static class GroupReach
{
    public static bool Covers(Actor actor, ProgrammeGroup group) => Covers(actor, group.RegionCode);

    /// <summary>The same rule where only the group's region is at hand.</summary>
    public static bool Covers(Actor actor, string regionCode) => actor.Role switch
    {
        Roles.System or Roles.Administrator => true,
        Roles.ProgrammeTeam or Roles.RegionalLead or Roles.PduHead or Roles.Spo or Roles.Practitioner => regionCode == actor.RegionCode,
        _ => false,
    };

    /// <summary>The same rule in the query.</summary>
    public static Expression<Func<ProgrammeGroup, bool>> Groups(Actor actor) => actor.Role switch
    {
        Roles.System or Roles.Administrator => g => true,
        Roles.ProgrammeTeam or Roles.RegionalLead or Roles.PduHead or Roles.Spo or Roles.Practitioner => g => g.RegionCode == actor.RegionCode,
        _ => g => false,
    };

    public static bool MayManage(Actor actor, ProgrammeGroup group) => actor.Role is Roles.ProgrammeTeam or Roles.System && Covers(actor, group);
}
