using Referrals.Domain;

namespace Referrals.Web.Access;

public static class RoleWords
{
    /// <summary>The role as people say it, without an article.</summary>
    public static string Of(string role) => role switch
    {
        Roles.Practitioner => "Probation practitioner",
        Roles.Spo => "Senior probation officer",
        Roles.PduHead => "Head of probation delivery unit",
        Roles.ProgrammeTeam => "Programme team",
        Roles.PartnerLinkWorker => "Partner link worker",
        Roles.RegionalLead => "Regional lead",
        Roles.NationalLead => "National lead",
        Roles.Administrator => "Administrator",
        Roles.Auditor => "Auditor",
        Roles.Inspector => "Inspector",
        _ => role,
    };
}
