using Microsoft.EntityFrameworkCore;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Access;

/// <summary>Why a user may not see a person.</summary>
public enum NotSeen
{
    OutsideArea,
    Excluded,

    /// <summary>nDelius did not say whether they are excluded.</summary>
    NotAnswered,
}

/// <summary>Time-limited access to one person, taken by somebody who gave a reason.</summary>
public sealed class EmergencyAccess
{
    public Guid Id { get; init; }
    public Guid PersonId { get; init; }
    public required string Username { get; init; }
    public required string Name { get; init; }
    public required string Role { get; init; }
    public required string Reason { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset Until { get; init; }

    /// <summary>What the senior probation officer found; null until it was checked.</summary>
    public bool? Justified { get; set; }

    public DateTimeOffset? CheckedAt { get; set; }
    public string? CheckedBy { get; set; }
    public string? CheckedWords { get; set; }
}

/// <summary>
/// Whom the user at the door may see. Inside an occasion no query gives a person who was not cleared here first (the filter on people, docs/adr/0015), so that
/// a forgotten question shows nobody.
/// </summary>
public sealed class CaseAccess(Exclusions exclusions, DatabaseFactory factory, TimeProvider time)
{
    /// <summary>Whether the actor reaches this person, by area or by emergency access, and is not excluded from them. Where not, the occasion is told why.</summary>
    public async Task<bool> Reaches(Actor actor, Guid personId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        await using var db = factory.CreateDbContext();
        if (!await db.Everybody().Where(Reach.People(actor)).AnyAsync(p => p.Id == personId, cancellation)
            && !await Granted(db, actor.Username, personId, cancellation))
        {
            if (Occasion.Current is { } occasion && await db.Everybody().Where(p => p.Id == personId).Select(p => p.Crn).FirstOrDefaultAsync(cancellation) is { } crn)
                occasion.Refuse(actor, personId, crn, NotSeen.OutsideArea);
            return false;
        }

        return await May(personId, cancellation);
    }

    /// <summary>Whose referral it is; null where there is none or the actor does not reach the person.</summary>
    public async Task<Guid?> OfReferral(Actor actor, Guid referralId, CancellationToken cancellation = default)
    {
        Guid personId;
        await using (var db = factory.CreateDbContext())
            personId = await db.PeopleOfReferrals([referralId]).FirstOrDefaultAsync(cancellation);
        return personId != default && await Reaches(actor, personId, cancellation) ? personId : null;
    }

    /// <summary>Whose toolkit it is; null where there is none or the actor does not reach the person.</summary>
    public async Task<Guid?> OfToolkit(Actor actor, Guid toolkitId, CancellationToken cancellation = default)
    {
        Guid personId;
        await using (var db = factory.CreateDbContext())
            personId = await db.PeopleOfToolkits([toolkitId]).FirstOrDefaultAsync(cancellation);
        return personId != default && await Reaches(actor, personId, cancellation) ? personId : null;
    }

    /// <summary>Whether the user of this occasion is not excluded from the person; outside an occasion, and for the service itself, nobody is. Asks nothing about areas.</summary>
    public async Task<bool> May(Guid personId, CancellationToken cancellation = default)
    {
        if (Occasion.Current is not { IsForUser: true } occasion)
            return true;
        await Settle(occasion, [personId], cancellation);
        return occasion.MaySee(personId) || occasion.Refuse(personId);
    }

    /// <summary>Clears the people of a list: those of them whom the user of this occasion may be shown. Asks nothing about areas.</summary>
    public async Task<IReadOnlySet<Guid>> Among(IEnumerable<Guid> personIds, CancellationToken cancellation = default)
    {
        var ids = personIds.ToHashSet();
        if (Occasion.Current is not { IsForUser: true } occasion)
            return ids;
        await Settle(occasion, ids, cancellation);
        ids.RemoveWhere(id => !occasion.MaySee(id));
        occasion.Listed(ids.Count);
        return ids;
    }

    private async Task Settle(Occasion occasion, IReadOnlyCollection<Guid> personIds, CancellationToken cancellation)
    {
        var open = personIds.Where(id => !occasion.IsSettled(id)).ToArray();
        if (open.Length == 0 || occasion.Actor is not { } actor)
            return;
        await using var db = factory.CreateDbContext();
        var people = await db.Everybody().Where(p => open.Contains(p.Id)).Select(p => new { p.Id, p.Crn }).ToListAsync(cancellation);
        var answers = await exclusions.Ask(actor.Username, [.. people.Select(p => p.Crn)], cancellation);
        foreach (var person in people)
        {
            var answer = answers[person.Crn];
            if (answer == Exclusion.NotKnown && await Granted(db, actor.Username, person.Id, cancellation))
                answer = Exclusion.None;
            occasion.Settle(person.Id, person.Crn, answer);
        }
    }

    private Task<bool> Granted(ReferralsDbContext db, string username, Guid personId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return db.EmergencyAccess.AnyAsync(e => e.PersonId == personId && e.Username == username && e.Until > now, cancellation);
    }
}

public static class PeopleQueries
{
    /// <summary>The name of the filter that lets through whom <see cref="CaseAccess"/> cleared.</summary>
    internal const string Cleared = "cleared";

    /// <summary>
    /// Everybody, cleared or not: to find out who is asked for, to count, to compare. What it gives is a key, a CRN or a number, and is cleared by
    /// <see cref="CaseAccess"/> before a name is read.
    /// </summary>
    internal static IQueryable<Person> Everybody(this ReferralsDbContext db) => db.People.IgnoreQueryFilters([Cleared]);

    /// <summary>Whose referrals these are. From the referrals to their needs, by their keys: asked the other way round, every need of the country would be looked at.</summary>
    internal static IQueryable<Guid> PeopleOfReferrals(this ReferralsDbContext db, IReadOnlyCollection<Guid> referralIds) =>
        db.Referrals.Where(r => referralIds.Contains(r.Id)).Join(db.Needs, r => r.NeedId, n => n.Id, (r, n) => n.PersonId);

    /// <inheritdoc cref="PeopleOfReferrals"/>
    internal static IQueryable<Guid> PeopleOfToolkits(this ReferralsDbContext db, IReadOnlyCollection<Guid> toolkitIds) =>
        db.Toolkits.Where(t => toolkitIds.Contains(t.Id)).Join(db.Needs, t => t.NeedId, n => n.Id, (t, n) => n.PersonId);
}
