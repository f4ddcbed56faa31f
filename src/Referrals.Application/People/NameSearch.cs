using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.People;

/// <summary>How what was typed led to somebody, the surest first.</summary>
public enum FoundBy
{
    Crn,
    Name,
    Beginning,
    Spelling,
    Sound,

    /// <summary>The CRN differs in one place from the one typed.</summary>
    NearCrn,
}

/// <summary>Somebody found, how, and how far what was typed is from their name.</summary>
internal sealed record Likeness(Guid PersonId, FoundBy By, int Distance);

/// <summary>
/// Finds people by a name that may be misspelt, within reach: words that could be meant are looked up by their stored keys, then people of the reach by those words,
/// both by index. What it gives is keys; whoever shows a name clears them first.
/// </summary>
internal sealed class NameSearch(ReferralsDbContext db, Actor actor)
{
    /// <summary>Most people whose names are compared; those spelt exactly so come before it is reached.</summary>
    public const int Most = 500;

    private const int MostWords = 5;
    private const int Enough = 50;
    private readonly Dictionary<string, string[]> meant = new(StringComparer.Ordinal);

    /// <summary>The likest first.</summary>
    public async Task<IReadOnlyList<Likeness>> Find(string said, CancellationToken cancellation)
    {
        var typed = NameWords.Typed(said).Take(MostWords).ToArray();
        if (typed.Length == 0)
            return [];
        var found = await Alike(typed, cancellation);
        // Mac Donald may be written in one word, and a middle name is not kept here.
        foreach (var other in found.Count == 0 ? Otherwise(typed) : [])
            found = [.. found, .. await Alike(other, cancellation)];
        return [.. found.GroupBy(f => f.PersonId, (_, ways) => ways.MinBy(w => w.Distance)!).OrderBy(f => f.Distance).ThenBy(f => f.PersonId)];
    }

    private static IEnumerable<string[]> Otherwise(string[] typed)
    {
        for (var i = 0; i + 1 < typed.Length; i++)
            yield return [.. typed[..i], typed[i] + typed[i + 1], .. typed[(i + 2)..]];
        for (var i = 0; i < typed.Length && typed.Length > 2; i++)
            yield return [.. typed[..i], .. typed[(i + 1)..]];
    }

    private async Task<IReadOnlyList<Likeness>> Alike(string[] typed, CancellationToken cancellation)
    {
        var ids = new HashSet<Guid>(await Held(cancellation));
        var exact = await Exactly(typed).OrderBy(id => id).Take(Most).ToListAsync(cancellation);
        ids.UnionWith(exact);
        if (exact.Count < Enough)
        {
            var words = new List<(string, string[])>();
            foreach (var word in typed)
                words.Add((word, await Meant(word, cancellation)));
            ids.UnionWith(await Nearly(words).OrderBy(id => id).Take(Most).ToListAsync(cancellation));
        }

        var names = (await Everybody().Where(n => ids.Contains(n.PersonId)).Select(n => new { n.PersonId, n.Word }).ToListAsync(cancellation)).ToLookup(n => n.PersonId, n => n.Word);
        return [.. names.Select(n => Compare(typed, n.Key, [.. n])).OfType<Likeness>()];
    }

    /// <summary>Those within reach in whose name stands each word as it was typed.</summary>
    internal IQueryable<Guid> Exactly(IEnumerable<string> typed) =>
        typed.Select(word => InReach().Where(n => n.Word == word).Select(n => n.PersonId)).Aggregate((all, next) => all.Intersect(next));

    /// <summary>Those within reach in whose name each word stands as it could be meant, or as the beginning of another.</summary>
    internal IQueryable<Guid> Nearly(IEnumerable<(string Typed, string[] Meant)> words) => words.Select(w =>
    {
        var (from, end, meant) = (w.Typed, w.Typed + char.MaxValue, w.Meant);
        return InReach().Where(n => meant.Contains(n.Word)).Select(n => n.PersonId)
            .Union(InReach().Where(n => string.Compare(n.Word, from) >= 0 && string.Compare(n.Word, end) < 0).Select(n => n.PersonId));
    }).Aggregate((all, next) => all.Intersect(next));

    /// <summary>Null where one of the words typed is like none of the name.</summary>
    private static Likeness? Compare(string[] typed, Guid personId, string[] name)
    {
        var ways = typed.Select(word => name.Min(w => Way(word, w))).ToArray();
        // The worst word first: a name spelt right throughout is before one with a slip anywhere.
        return ways.Max() is { } worst ? ways.Contains(null) ? null : new Likeness(personId, worst, ((int)worst * 100) + ways.Sum(w => (int)w!.Value)) : null;

        static FoundBy? Way(string word, string named) =>
            named == word ? FoundBy.Name
            : named.StartsWith(word, StringComparison.Ordinal) ? FoundBy.Beginning
            : word.Length > 1 && Spelling.IsOneSlip(word, named) ? FoundBy.Spelling
            : word.Length > 1 && Spelling.Sound(word) is { Length: > 0 } sound && sound == Spelling.Sound(named) ? FoundBy.Sound
            : null;
    }

    /// <summary>Words of names that could be meant by one that was typed.</summary>
    private async Task<string[]> Meant(string typed, CancellationToken cancellation)
    {
        if (meant.TryGetValue(typed, out var words))
            return words;
        var keys = Spelling.Keys(typed).ToArray();
        words = typed.Length == 1 ? [] : [.. (await db.NameSpellings.Where(s => keys.Contains(s.Key)).Select(s => s.Word).Distinct().ToListAsync(cancellation))
            .Where(w => Spelling.IsOneSlip(typed, w) || Spelling.Sound(typed) == Spelling.Sound(w))];
        meant.Add(typed, words);
        return words;
    }

    private IQueryable<NameWord> Everybody() => db.PersonNames.IgnoreQueryFilters([PeopleQueries.Cleared]);

    /// <summary>As <see cref="Reach.People"/> has it, but for those whom a practitioner holds elsewhere.</summary>
    private IQueryable<NameWord> InReach() => Everybody().Where(Reached(actor));

    internal static Expression<Func<NameWord, bool>> Reached(Actor actor)
    {
        string[] regions = ["", actor.RegionCode ?? ""];
        int[] pdus = [0, actor.PduId ?? 0];
        return actor.Role switch
        {
            Roles.System or Roles.Administrator => n => true,
            Roles.RegionalLead or Roles.ProgrammeTeam => n => regions.Contains(n.RegionCode),
            Roles.Practitioner or Roles.Spo or Roles.PduHead => n => regions.Contains(n.RegionCode) && pdus.Contains(n.PduId),
            _ => n => false,
        };
    }

    private async Task<IReadOnlyList<Guid>> Held(CancellationToken cancellation) => actor is { Role: Roles.Practitioner, StaffCode: { } code }
        ? await db.Everybody().Where(p => p.PractitionerCode == code).Select(p => p.Id).ToListAsync(cancellation)
        : [];
}

/// <summary>A CRN as it may have been typed: with spaces or full stops, an O for a nought, or one slip.</summary>
internal static class TypedCrn
{
    /// <summary>The CRN meant, where what was typed looks like one; null where it is a name.</summary>
    public static string? Of(string said)
    {
        var typed = string.Concat(said.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        if (typed.Length is < 5 or > 10 || typed.Count(char.IsAsciiDigit) < 3 || !typed.All(char.IsAsciiLetterOrDigit))
            return null;
        return typed[0] + typed[1..].Replace('O', '0').Replace('I', '1').Replace('L', '1');
    }

    /// <summary>Every CRN one slip from it.</summary>
    public static IReadOnlyCollection<string> Near(string crn)
    {
        const string digits = "0123456789";
        var near = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i <= crn.Length; i++)
        {
            if (i > 0)
                near.UnionWith(digits.Select(d => crn.Insert(i, d.ToString())));
            if (i == crn.Length)
                break;
            near.Add(crn.Remove(i, 1));
            near.UnionWith((i == 0 ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : digits).Select(d => string.Concat(crn.AsSpan(0, i), d.ToString(), crn.AsSpan(i + 1))));
            if (i + 1 < crn.Length)
                near.Add(string.Concat(crn.AsSpan(0, i), crn[i + 1].ToString(), crn[i].ToString(), crn.AsSpan(i + 2)));
        }

        near.Remove(crn);
        return near;
    }
}
