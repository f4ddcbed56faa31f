using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Handovers;

/// <summary>From one practitioner to another, as the history tells it.</summary>
public sealed record Handover(string From, string To)
{
    private const string Between = " to ";

    /// <summary>The words of a change of practitioner: names where they are known, else staff codes.</summary>
    public static string Words(string? nameBefore, string? codeBefore, string? name, string code) => $"{nameBefore ?? codeBefore ?? "nobody"}{Between}{name ?? code}";

    /// <summary>Null where the milestone is no change of practitioner, or its words are of another making.</summary>
    public static Handover? Of(Milestone milestone)
    {
        ArgumentNullException.ThrowIfNull(milestone);
        return milestone.Kind == MilestoneKinds.PractitionerChanged && milestone.Words?.Split(Between) is [var from, var to] ? new Handover(from, to) : null;
    }

    /// <summary>The summary written for the handover that is to come, or for the one that came last where nobody has taken the case on since: never one of an earlier practitioner's. Null where none was written.</summary>
    public static Milestone? SummaryOf(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        var changes = person.Milestones.Where(m => m.Kind == MilestoneKinds.PractitionerChanged).OrderByDescending(m => m.RecordedAt).Select(m => m.RecordedAt).ToList();
        var acknowledged = person.Milestones.Where(m => m.Kind == MilestoneKinds.HandoverAcknowledged).Max(m => (DateTimeOffset?)m.RecordedAt);
        var since = changes is [var last, ..] && acknowledged >= last ? last : changes is [_, var before, ..] ? before : DateTimeOffset.MinValue;
        return person.Milestones.Where(m => m.Kind == MilestoneKinds.HandoverWritten && m.RecordedAt > since).MaxBy(m => m.RecordedAt);
    }
}

/// <summary>One person somebody holds, as the list of a handover shows them.</summary>
/// <param name="WrittenOn">When a summary was written that is still to be taken on; null where there is none.</param>
public sealed record PersonHeld(Guid Id, string Crn, string Name, int OpenTasks, int Late, DateOnly? WrittenOn);

/// <summary>How many people with an open need a practitioner holds.</summary>
public sealed record Holder(string Code, string Name, int People);

/// <summary>Leaving hands a summary and the open tasks; whoever comes sees both and acknowledges.</summary>
public sealed class HandoverService(Changes changes, CaseAccess access, DatabaseFactory factory, TimeProvider time)
{
    public const int LongestSummary = 8000;

    /// <summary>More people than anybody holds.</summary>
    private const int MostPeople = 300;

    /// <summary>Writes the summary for whoever takes the case on. Written again it replaces the one before, which stays in the history.</summary>
    /// <returns>Null where it was written.</returns>
    public async Task<Refusal?> Write(Actor actor, Guid personId, string words, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!await access.Reaches(actor, personId, cancellation))
            return new NoSuchPerson();
        return await changes.Run(actor, personId, file =>
        {
            if (!MayWrite(actor, file.Person))
                return new NotYoursToHandOver();
            if (string.IsNullOrWhiteSpace(words))
                return new WordsMissing("Summary");
            if (words.Length > LongestSummary)
                return new SummaryTooLong();
            // The same words again, sent twice, are one summary.
            if (Handover.SummaryOf(file.Person)?.Words != words)
                file.Record(MilestoneKinds.HandoverWritten, words: words);
            return null;
        }, cancellation);
    }

    /// <summary>The one who holds the case, and a senior probation officer for somebody who is away.</summary>
    public static bool MayWrite(Actor actor, Person person)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(person);
        return actor.Role == Roles.Spo || (actor is { Role: Roles.Practitioner, StaffCode: { } code } && person.PractitionerCode == code);
    }

    /// <summary>Those with an open need or an open task whom a practitioner holds, within the actor's reach.</summary>
    /// <param name="practitioner">Staff code.</param>
    public async Task<IReadOnlyList<PersonHeld>> Held(Actor actor, string practitioner, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var today = LondonTime.Today(time);
        await using var db = factory.CreateDbContext();
        var ids = await db.Everybody().Where(Reach.People(actor)).Where(p => p.PractitionerCode == practitioner)
            .Where(p => p.Needs.Any(n => n.ClosedAs == null) || db.Tasks.Any(t => t.PersonId == p.Id && t.ClosedAt == null))
            .OrderBy(p => p.Surname).ThenBy(p => p.Forename).ThenBy(p => p.Id).Take(MostPeople).Select(p => p.Id).ToListAsync(cancellation);
        await access.Among(ids, cancellation);
        string[] kinds = [MilestoneKinds.PractitionerChanged, MilestoneKinds.HandoverAcknowledged, MilestoneKinds.HandoverWritten];
        var people = await db.People.AsNoTracking().Where(p => ids.Contains(p.Id)).Include(p => p.Milestones.Where(m => kinds.Contains(m.Kind))).ToListAsync(cancellation);
        var tasks = await db.Tasks.Where(t => t.ClosedAt == null && t.PersonId != null && ids.Contains(t.PersonId.Value))
            .GroupBy(t => t.PersonId!.Value).Select(g => new { g.Key, Open = g.Count(), Late = g.Count(t => t.DueOn < today) }).ToDictionaryAsync(g => g.Key, cancellation);
        return [.. people.OrderBy(p => ids.IndexOf(p.Id)).Select(p => new PersonHeld(
            p.Id, p.Crn, p.DisplayName, tasks.GetValueOrDefault(p.Id)?.Open ?? 0, tasks.GetValueOrDefault(p.Id)?.Late ?? 0, Handover.SummaryOf(p)?.On))];
    }

    /// <summary>The practitioners of a senior probation officer's unit who hold somebody with an open need, by name.</summary>
    public async Task<IReadOnlyList<Holder>> Holders(Actor actor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Role != Roles.Spo)
            return [];
        await using var db = factory.CreateDbContext();
        var held = await db.Everybody().Where(Reach.People(actor)).Where(p => p.PractitionerCode != null && p.Needs.Any(n => n.ClosedAs == null))
            .GroupBy(p => p.PractitionerCode!).Select(g => new { Code = g.Key, Name = g.Max(p => p.PractitionerName), People = g.Count() }).ToListAsync(cancellation);
        return [.. held.Select(h => new Holder(h.Code, h.Name ?? h.Code, h.People)).OrderBy(h => h.Name, StringComparer.Ordinal).ThenBy(h => h.Code, StringComparer.Ordinal)];
    }
}

public sealed record NotYoursToHandOver() : Refusal("Only whoever holds the case, or a senior probation officer of the unit, writes its summary.");

public sealed record SummaryTooLong() : Refusal("The summary must be 8,000 characters or fewer.");
