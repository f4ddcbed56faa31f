using System.Linq.Expressions;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Access;

/// <summary>
/// Which cases a role reaches: everything in its region or PDU. What has no known area is reached by every role of the areas it could belong to,
/// so that nobody waits unseen. A national lead reaches no single case, and a partner link worker none either: they reach their own tasks and no person.
/// </summary>
public static class Reach
{
    public static bool Covers(Actor actor, string? regionCode, int? pduId) => actor.Role switch
    {
        Roles.System or Roles.Administrator => true,
        Roles.RegionalLead or Roles.ProgrammeTeam => regionCode is null || regionCode == actor.RegionCode,
        Roles.Practitioner or Roles.Spo or Roles.PduHead => (regionCode is null || regionCode == actor.RegionCode) && (pduId is null || pduId == actor.PduId),
        _ => false,
    };

    /// <summary>The same rule for one person; a practitioner also reaches whomever they hold.</summary>
    public static bool Covers(Actor actor, Person person) =>
        Covers(actor, person.RegionCode, person.PduId) || (actor is { Role: Roles.Practitioner, StaffCode: { } code } && person.PractitionerCode == code);

    /// <summary>The same rule for people, in the query. Nobody is known to be held by a practitioner whose staff code is not known.</summary>
    public static Expression<Func<Person, bool>> People(Actor actor) => actor.Role switch
    {
        Roles.System or Roles.Administrator => p => true,
        Roles.RegionalLead or Roles.ProgrammeTeam => p => p.RegionCode == null || p.RegionCode == actor.RegionCode,
        Roles.Practitioner when actor.StaffCode is not null => p => p.PractitionerCode == actor.StaffCode || ((p.RegionCode == null || p.RegionCode == actor.RegionCode) && (p.PduId == null || p.PduId == actor.PduId)),
        Roles.Practitioner or Roles.Spo or Roles.PduHead => p => (p.RegionCode == null || p.RegionCode == actor.RegionCode) && (p.PduId == null || p.PduId == actor.PduId),
        _ => p => false,
    };

    /// <summary>The same rule for rows of the statistics.</summary>
    public static Expression<Func<NeedSnapshot, bool>> Snapshots(Actor actor) => actor.Role switch
    {
        Roles.System or Roles.Administrator => s => true,
        Roles.RegionalLead or Roles.ProgrammeTeam => s => s.RegionCode == null || s.RegionCode == actor.RegionCode,
        Roles.Practitioner when actor.StaffCode is not null => s => s.PractitionerCode == actor.StaffCode || ((s.RegionCode == null || s.RegionCode == actor.RegionCode) && (s.PduId == null || s.PduId == actor.PduId)),
        Roles.Practitioner or Roles.Spo or Roles.PduHead => s => (s.RegionCode == null || s.RegionCode == actor.RegionCode) && (s.PduId == null || s.PduId == actor.PduId),
        _ => s => false,
    };

    /// <summary>The same rule for tasks: those owned by the actor, and those of the actor's reach.</summary>
    public static Expression<Func<CaseTask, bool>> Tasks(Actor actor) => actor.Role switch
    {
        Roles.System or Roles.Administrator => t => true,
        Roles.RegionalLead or Roles.ProgrammeTeam => t => t.RegionCode == null || t.RegionCode == actor.RegionCode,
        Roles.Practitioner when actor.StaffCode is not null => t => t.OwnerCode == actor.StaffCode || ((t.RegionCode == null || t.RegionCode == actor.RegionCode) && (t.PduId == null || t.PduId == actor.PduId)),
        Roles.Practitioner or Roles.Spo or Roles.PduHead => t => (t.RegionCode == null || t.RegionCode == actor.RegionCode) && (t.PduId == null || t.PduId == actor.PduId),
        Roles.PartnerLinkWorker => t => t.OwnerRole == Roles.PartnerLinkWorker && (t.RegionCode == null || t.RegionCode == actor.RegionCode),
        _ => t => false,
    };

    /// <summary>
    /// The same rule for these tasks, an area at a time: what is of it and what has no known area are each found by an index, and neither reads what is owed in the rest of the country
    /// (one condition with <c>or</c> may read it all).
    /// </summary>
    /// <param name="tasks">Narrowed already: what is asked of them is asked of each part.</param>
    public static IQueryable<CaseTask> Of(IQueryable<CaseTask> tasks, Actor actor) => actor switch
    {
        { Role: Roles.RegionalLead or Roles.ProgrammeTeam, RegionCode: { } region } => tasks.Where(t => t.RegionCode == region).Concat(tasks.Where(t => t.RegionCode == null)),
        { Role: Roles.Spo or Roles.PduHead, RegionCode: { } region, PduId: { } pdu } => tasks.Where(t => t.RegionCode == region && t.PduId == pdu)
            .Concat(tasks.Where(t => t.RegionCode == region && t.PduId == null)).Concat(tasks.Where(t => t.RegionCode == null && (t.PduId == null || t.PduId == pdu))),
        { Role: Roles.PartnerLinkWorker, RegionCode: { } region } => tasks.Where(t => t.OwnerRole == Roles.PartnerLinkWorker && t.RegionCode == region)
            .Concat(tasks.Where(t => t.OwnerRole == Roles.PartnerLinkWorker && t.RegionCode == null)),
        _ => tasks.Where(Tasks(actor)),
    };

    /// <inheritdoc cref="Of(IQueryable{CaseTask}, Actor)"/>
    /// <param name="rows">Rows of the statistics, which carry the area and the practitioner that the person has now.</param>
    public static IQueryable<NeedSnapshot> Of(IQueryable<NeedSnapshot> rows, Actor actor) => actor switch
    {
        { Role: Roles.RegionalLead or Roles.ProgrammeTeam, RegionCode: { } region } => rows.Where(s => s.RegionCode == region).Concat(rows.Where(s => s.RegionCode == null)),
        { Role: Roles.Spo or Roles.PduHead, RegionCode: { } region, PduId: { } pdu } => rows.Where(s => s.RegionCode == region && s.PduId == pdu)
            .Concat(rows.Where(s => s.RegionCode == region && s.PduId == null)).Concat(rows.Where(s => s.RegionCode == null && (s.PduId == null || s.PduId == pdu))),
        _ => rows.Where(Snapshots(actor)),
    };

    /// <inheritdoc cref="Of(IQueryable{CaseTask}, Actor)"/>
    /// <param name="referrals">What reaches a whole region is led by the region that a referral carries, and reads nobody.</param>
    public static IQueryable<Referral> Of(IQueryable<Referral> referrals, Actor actor, ReferralsDbContext db) => actor switch
    {
        { Role: Roles.RegionalLead or Roles.ProgrammeTeam, RegionCode: { } region } => referrals.Where(r => r.RegionCode == region).Concat(referrals.Where(r => r.RegionCode == null)),
        _ => from person in db.Everybody().Where(People(actor))
             join need in db.Needs on person.Id equals need.PersonId
             join referral in referrals on need.Id equals referral.NeedId
             select referral,
    };
}
