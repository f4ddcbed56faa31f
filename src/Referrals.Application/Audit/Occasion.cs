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

    private Occasion(Actor? actor, string feature, string? reference) => (Actor, Feature, Reference) = (actor, feature, reference);

    public static Occasion? Current => s_current.Value;

    /// <summary>Null where nobody is signed in.</summary>
    public Actor? Actor { get; }

    public string Feature { get; }

    public string? Reference { get; }

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

    /// <summary>Takes what has been said since it was last asked.</summary>
    public IReadOnlyList<AuditLine> Take()
    {
        if (lines.IsEmpty)
            return [];
        var taken = new List<AuditLine>();
        while (lines.TryDequeue(out var line))
            taken.Add(line);
        return taken;
    }

    public readonly struct Ended(Occasion? before) : IDisposable
    {
        public void Dispose() => s_current.Value = before;
    }
}
