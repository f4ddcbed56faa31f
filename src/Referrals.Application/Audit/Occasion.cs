using System.Collections.Concurrent;
using Referrals.Application.Access;

namespace Referrals.Application.Audit;

/// <summary>
/// What is going on and on whose behalf: one request, one job, one command. Begun at the edge and found again by whatever runs inside it, so that a page need
/// not remember to say whom it showed.
/// </summary>
public sealed class Occasion
{
    private static readonly AsyncLocal<Occasion?> s_current = new();

    private readonly ConcurrentQueue<AuditLine> lines = new();
    private readonly ConcurrentDictionary<Guid, bool> seen = new();
    private readonly ConcurrentDictionary<Guid, (string Crn, Exclusion Answer)> settled = new();
    private int listed;

    private Occasion(Actor? actor, string feature, string? reference) => (Actor, Feature, Reference) = (actor, feature, reference);

    public static Occasion? Current => s_current.Value;

    /// <summary>Null where nobody is signed in.</summary>
    public Actor? Actor { get; }

    public string Feature { get; }

    public string? Reference { get; }

    /// <summary>Somebody, signed in or not, is at the door: they see whom <see cref="CaseAccess"/> clears. Otherwise the service itself is at work.</summary>
    public bool IsForUser => Actor is not { Role: Domain.Roles.System };

    /// <summary>Who was asked for and not shown, where anybody was.</summary>
    public Refused? Refused { get; private set; }

    /// <summary>The people who were cleared for this user.</summary>
    internal IReadOnlyCollection<Guid> Cleared => [.. settled.Where(s => s.Value.Answer == Exclusion.None).Select(s => s.Key)];

    /// <summary>Begins an occasion; disposing what is returned ends it.</summary>
    public static Ended Begin(Actor? actor, string feature, string? reference = null)
    {
        var before = s_current.Value;
        s_current.Value = new Occasion(actor, feature, reference);
        return new Ended(before);
    }

    /// <summary>The actor was shown this person. Said once an occasion; the service itself looks at nobody.</summary>
    public void Saw(Actor actor, Guid personId, string crn)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Role != Domain.Roles.System && seen.TryAdd(personId, true))
            Say(actor, AuditActs.Viewed, personId, crn);
    }

    /// <summary>Something besides a view or a change: a search, a download, a refusal.</summary>
    public void Say(Actor actor, string what, Guid? personId = null, string? crn = null, string? detail = null) =>
        lines.Enqueue(new AuditLine(actor, what, personId, crn, Feature, Reference, detail));

    internal bool IsSettled(Guid personId) => settled.ContainsKey(personId);

    internal bool MaySee(Guid personId) => settled.TryGetValue(personId, out var known) && known.Answer == Exclusion.None;

    internal void Settle(Guid personId, string crn, Exclusion answer) => settled[personId] = (crn, answer);

    internal void Listed(int people) => Interlocked.Add(ref listed, people);

    /// <returns>False: that they are not shown.</returns>
    internal bool Refuse(Guid personId)
    {
        if (Actor is not null && settled.TryGetValue(personId, out var known))
            Refuse(Actor, personId, known.Crn, known.Answer == Exclusion.Excluded ? NotSeen.Excluded : NotSeen.NotAnswered);
        return false;
    }

    internal void Refuse(Actor actor, Guid personId, string crn, NotSeen why)
    {
        if (Refused is { } before && before.PersonId == personId)
            return;
        Refused = new Refused(personId, crn, why);
        Say(actor, AuditActs.Refused, personId, crn, why switch { NotSeen.OutsideArea => "outside area", NotSeen.Excluded => "excluded", _ => "not answered" });
    }

    /// <summary>Takes what has been said since it was last asked.</summary>
    public IReadOnlyList<AuditLine> Take()
    {
        if (Interlocked.Exchange(ref listed, 0) is > 0 and var people && Actor is { } reader)
            Say(reader, AuditActs.Listed, detail: people == 1 ? "1 person" : $"{people} people");
        if (lines.IsEmpty)
            return [];
        var taken = new List<AuditLine>();
        while (lines.TryDequeue(out var line))
            taken.Add(line);
        return taken;
    }

    /// <summary>Ends the view of somebody for the rest of the occasion, so that what is asked again is decided again.</summary>
    internal void Forget(Guid personId) => settled.TryRemove(personId, out _);

    /// <summary>Goes on with an occasion that was left, as the page that words an error does.</summary>
    public static Ended Resume(Occasion occasion)
    {
        var before = s_current.Value;
        s_current.Value = occasion;
        return new Ended(before);
    }

    public readonly struct Ended(Occasion? before) : IDisposable
    {
        public void Dispose() => s_current.Value = before;
    }
}

/// <summary>Somebody who was asked for and not shown.</summary>
public sealed record Refused(Guid PersonId, string Crn, NotSeen Why);
