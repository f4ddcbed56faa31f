using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Audit;

/// <summary>
/// What one commit changes, for the audit log: one line a person, one a group, one a member of staff. Read off the rows that are about to be saved, so that
/// no change can leave it out.
/// </summary>
public sealed class AuditTrail
{
    private readonly Dictionary<Guid, Subject> people = [];
    private readonly List<AuditLine> said = [];

    /// <summary>Who answers for what this context saves; set by whoever opened it for a change.</summary>
    public Actor? Responsible { get; set; }

    /// <summary>Something besides the change itself that is to stand in the log with it.</summary>
    internal void Say(AuditLine line) => said.Add(line);

    /// <summary>Forgets what was saved.</summary>
    internal void Saved()
    {
        people.Clear();
        said.Clear();
    }

    internal void Clear()
    {
        Saved();
        Responsible = null;
    }

    /// <summary>The lines of this commit, in the order of their keys; changes must have been detected.</summary>
    /// <exception cref="InvalidOperationException">Rows of a case are about to be saved and nobody answers for them.</exception>
    internal IReadOnlyList<AuditLine> Lines(ReferralsDbContext db)
    {
        List<AuditLine>? others = said.Count > 0 ? [.. said] : null;
        SortedDictionary<Guid, string?>? groups = null;
        foreach (var entry in db.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
                Take(entry.Entity, () => PersonOf(entry));
        }

        foreach (var (row, personId) in db.NewRows.All)
            Take(row, () => personId);
        foreach (var (id, code) in groups ?? [])
            (others ??= []).Add(Line(null, null, $"group {code ?? id.ToString("N")}"));
        if (people.Count == 0)
            return others ?? (IReadOnlyList<AuditLine>)[];
        return [.. people.OrderBy(p => p.Key).Select(p => Line(p.Key, p.Value.Crn, p.Value.Kinds is { } kinds ? string.Join(' ', kinds) : null)), .. others ?? []];

        void Take(object row, Func<Guid?> personOf)
        {
            switch (row)
            {
                case Person person:
                    Of(person.Id).Crn = person.Crn;
                    break;
                case Milestone milestone:
                    Of(milestone.PersonId).Note(milestone.Kind);
                    break;
                case ProgrammeGroup group:
                    (groups ??= [])[group.Id] = group.Code;
                    break;
                case Session { GroupId: { } groupId }:
                    (groups ??= []).TryAdd(groupId, null);
                    break;
                case StaffMember member:
                    (others ??= []).Add(Line(null, null, $"staff {member.Code}"));
                    break;
                // A chase moves a task's clock and leaves the case as it was; it has a row of its own that says so.
                case CaseTask or WorkflowInstance or NeedSnapshot or PersonRow:
                    break;
                default:
                    if (personOf() is { } personId)
                        Of(personId);
                    break;
            }
        }
    }

    private static Guid? PersonOf(EntityEntry entry) =>
        entry.Metadata.FindProperty(nameof(Milestone.PersonId)) is { } property && property.ClrType == typeof(Guid) && !IsBookkeeping(entry.Metadata)
            ? (Guid)entry.Property(property).CurrentValue!
            : null;

    private static bool IsBookkeeping(IEntityType type) => type.ClrType.Namespace == typeof(AuditTrail).Namespace;

    private AuditLine Line(Guid? personId, string? crn, string? detail) => new(
        Responsible ?? Occasion.Current?.Actor ?? throw new InvalidOperationException("A change is about to be saved for which nobody answers: open it through Changes, or set Trail.Responsible."),
        AuditActs.Changed, personId, crn, Occasion.Current?.Feature ?? "service", Occasion.Current?.Reference, detail);

    private Subject Of(Guid personId)
    {
        if (!people.TryGetValue(personId, out var subject))
            people.Add(personId, subject = new Subject());
        return subject;
    }

    private sealed class Subject
    {
        public string? Crn { get; set; }
        public SortedSet<string>? Kinds { get; private set; }

        public void Note(string kind) => (Kinds ??= new SortedSet<string>(StringComparer.Ordinal)).Add(kind);
    }
}
