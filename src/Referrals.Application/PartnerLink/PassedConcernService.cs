using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.PartnerLink;

/// <summary>A concern that was passed on, as one of those it was worded for reads it.</summary>
public sealed record PassedConcernView(PassedConcern Concern, string PersonName, string Crn, bool Read);

/// <summary>This side of the wall: concerns passed on, each for the people it names and nobody else, whatever their role.</summary>
public sealed class PassedConcernService(Changes changes, CaseAccess access, DatabaseFactory factory)
{
    /// <summary>Those passed on to the actor, newest first.</summary>
    public async Task<IReadOnlyList<PassedConcernView>> Mine(Actor actor, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return [.. (await Read(db, actor, c => true, cancellation)).OrderByDescending(v => v.Concern.At)];
    }

    /// <summary>One of those passed on to the actor; null for everybody else.</summary>
    public async Task<PassedConcernView?> Find(Actor actor, Guid concernId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var found = (await Read(db, actor, c => c.Id == concernId, cancellation)).SingleOrDefault();
        if (found is not null)
            Occasion.Current?.Saw(actor, found.Concern.PersonId, found.Crn);
        return found;
    }

    /// <summary>The actor says that they have read it.</summary>
    public async Task<Refusal?> Acknowledge(Actor actor, Guid concernId, CancellationToken cancellation = default)
    {
        if (await Find(actor, concernId, cancellation) is not { } found)
            return new NoSuchDuty();
        return await changes.Run(actor, found.Concern.PersonId, file =>
        {
            var concern = file.Db.PassedConcerns.Single(c => c.Id == concernId);
            if (concern.ReadBy?.Contains(actor.StaffCode!) == true)
                return null;
            file.Touch();
            concern.ReadBy = [.. concern.ReadBy ?? [], actor.StaffCode!];
            return null;
        }, cancellation);
    }

    private async Task<IEnumerable<PassedConcernView>> Read(ReferralsDbContext db, Actor actor, System.Linq.Expressions.Expression<Func<PassedConcern, bool>> which, CancellationToken cancellation)
    {
        if (actor.StaffCode is not { } code)
            return [];
        var found = await (from concern in NamedIn(db, code).Where(which)
                           join person in db.Everybody() on concern.PersonId equals person.Id
                           select new { Concern = concern, person.Forename, person.Surname, person.Crn }).AsNoTracking().ToListAsync(cancellation);
        var cleared = await access.Among(found.Select(f => f.Concern.PersonId), cancellation);
        return found.Where(f => f.Concern.To!.Contains(code, StringComparer.Ordinal) && cleared.Contains(f.Concern.PersonId)).Select(f => new PassedConcernView(f.Concern, $"{f.Forename} {f.Surname}".Trim(), f.Crn, f.Concern.ReadBy?.Contains(code) == true));
    }

    /// <summary>
    /// Concerns in whose list of people this staff code stands. The list is JSON in one column, so it is looked for as JSON writes it, quotes and all, and
    /// what means something to LIKE in either database is taken literally. Names are quoted as the database at hand quotes them.
    /// </summary>
    internal static IQueryable<PassedConcern> NamedIn(ReferralsDbContext db, string code)
    {
        var type = db.Model.FindEntityType(typeof(PassedConcern))!;
        var sql = db.GetService<ISqlGenerationHelper>();
        var named = JsonSerializer.Serialize(code, JsonSerializerOptions.Default);
        foreach (var special in "!%_[")
            named = named.Replace($"{special}", $"!{special}", StringComparison.Ordinal);
        var statement = $"SELECT * FROM {sql.DelimitIdentifier(type.GetTableName()!)} WHERE {sql.DelimitIdentifier(nameof(PassedConcern.To))} LIKE {{0}} ESCAPE '!'";
        return db.PassedConcerns.FromSqlRaw(statement, $"%{named}%");
    }
}
