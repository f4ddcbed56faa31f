using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.People;

/// <summary>People as lists of them need them: of each only the columns that a line, its deliverable time and its risk are made of. The whole of an assessment is many times that.</summary>
internal static class PeopleInLists
{
    /// <param name="people">Everybody, or those for whom the user at the door was cleared.</param>
    /// <returns>By key; each with supervisions (dates and requirements) and assessments (levels), and nothing else beside what is shown of the person.</returns>
    public static async Task<Dictionary<Guid, Person>> Load(ReferralsDbContext db, IQueryable<Person> people, IReadOnlyCollection<Guid> personIds, CancellationToken cancellation)
    {
        var found = await people.AsNoTracking().Where(p => personIds.Contains(p.Id))
            .Select(p => new Person { Id = p.Id, Crn = p.Crn, Forename = p.Forename, Surname = p.Surname, RegionCode = p.RegionCode, PduId = p.PduId, Flags = p.Flags, Sex = p.Sex, PractitionerCode = p.PractitionerCode, PractitionerName = p.PractitionerName, Version = p.Version })
            .ToDictionaryAsync(p => p.Id, cancellation);
        var ids = found.Keys.ToArray();
        foreach (var supervision in await db.Supervisions.AsNoTracking().Where(s => ids.Contains(s.PersonId))
            .Select(s => new Supervision { Id = s.Id, PersonId = s.PersonId, StartsOn = s.StartsOn, EndsOn = s.EndsOn, EndedOn = s.EndedOn, Requirements = s.Requirements }).ToListAsync(cancellation))
        {
            found[supervision.PersonId].Supervisions.Add(supervision);
        }

        foreach (var assessment in await db.Assessments.AsNoTracking().Where(a => ids.Contains(a.PersonId))
            .Select(a => new Assessment { Id = a.Id, PersonId = a.PersonId, SourceNumber = a.SourceNumber, AssessedOn = a.AssessedOn, RecordedAt = a.RecordedAt, SaraPartner = a.SaraPartner, SaraOthers = a.SaraOthers, Rosh = a.Rosh, Wanted = a.Wanted, PerpetratorAgainstPartner = a.PerpetratorAgainstPartner, PerpetratorAgainstFamily = a.PerpetratorAgainstFamily }).ToListAsync(cancellation))
        {
            found[assessment.PersonId].Assessments.Add(assessment);
        }

        return found;
    }
}
