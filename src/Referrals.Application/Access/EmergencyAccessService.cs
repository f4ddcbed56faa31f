using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Staff;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Access;

/// <summary>
/// Emergency access to one person for a limited time: for somebody whose area does not reach them, or whom nDelius has not told whether they may. It never opens
/// somebody from whom nDelius says the user is excluded. The person's senior probation officers are told at once, and one of them has to check it.
/// </summary>
public sealed class EmergencyAccessService(Changes changes, Exclusions exclusions, DatabaseFactory factory, IOptions<ExclusionOptions> options)
{
    private static readonly string[] s_roles = [Roles.Practitioner, Roles.Spo, Roles.PduHead, Roles.ProgrammeTeam, Roles.RegionalLead, Roles.Administrator];

    /// <summary>How long it lasts.</summary>
    public TimeSpan Lasts => options.Value.Emergency;

    public static bool MayTake(string role) => s_roles.Contains(role);

    /// <returns>Until when the person may be seen, or why not.</returns>
    public async Task<(DateTimeOffset? Until, Refusal? Refusal)> Take(Actor actor, Guid personId, string? reason, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!MayTake(actor.Role))
            return (null, new NoSuchPerson());
        if (string.IsNullOrWhiteSpace(reason))
            return (null, new EmergencyReason());
        string? crn;
        await using (var db = factory.CreateDbContext())
            crn = await db.Everybody().Where(p => p.Id == personId).Select(p => p.Crn).FirstOrDefaultAsync(cancellation);
        if (crn is null)
            return (null, new NoSuchPerson());
        if ((await exclusions.Ask(actor.Username, [crn], cancellation))[crn] == Exclusion.Excluded)
            return (null, new ExcludedFrom());

        var occasion = Occasion.Current;
        occasion?.Settle(personId, crn, Exclusion.None);
        DateTimeOffset? until = null;
        try
        {
            var refusal = await changes.Run(actor, personId, file =>
            {
                until = file.Now + Lasts;
                var taken = file.Add(new EmergencyAccess
                {
                    Id = file.NewId(),
                    PersonId = personId,
                    Username = actor.Username,
                    Name = actor.Name,
                    Role = actor.Role,
                    Reason = reason.Trim(),
                    At = file.Now,
                    Until = until.Value,
                });
                file.Db.Trail.Say(new AuditLine(actor, AuditActs.BreakGlass, personId, crn, occasion?.Feature ?? "service", occasion?.Reference, string.Create(CultureInfo.InvariantCulture, $"until {until.Value:O}")));
                changes.Host.Start(file, DefinitionIds.EmergencyAccess, subject: taken.Id.ToString("N"));
                foreach (var senior in file.Db.Staff.AsNoTracking().Here(file.Today).Where(s => s.Role == Roles.Spo && s.RegionCode == file.Person.RegionCode && s.PduId == file.Person.PduId).ToList())
                    file.Add(Alert(file, taken, senior));
                return null;
            }, cancellation);
            return refusal is null ? (until, null) : (null, refusal);
        }
        catch
        {
            occasion?.Forget(personId);
            throw;
        }
    }

    /// <summary>One of those the actor may check: a senior probation officer's own task leads to it.</summary>
    public async Task<EmergencyAccess?> Find(Actor actor, Guid personId, Guid id, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Role != Roles.Spo)
            return null;
        await using var db = factory.CreateDbContext();
        return await db.People.Where(Reach.People(actor)).AnyAsync(p => p.Id == personId, cancellation)
            ? await db.EmergencyAccess.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id && e.PersonId == personId, cancellation)
            : null;
    }

    private static OutboxMessage Alert(CaseFile file, EmergencyAccess taken, StaffMember senior) => new()
    {
        Id = file.NewId(),
        Key = $"emergency-access/{taken.Id:N}/{senior.Code}",
        Kind = "emergency-access",
        Addressee = senior.Code,
        Address = senior.Email,
        Subject = "Somebody used emergency access to a person of your unit",
        Body = "Somebody who could not see a person of your unit gave a reason and opened the record.\n\nSign in to Referrals to see who and why: it is on your to-do list.\n",
        CreatedAt = file.Now,
        NextAttemptAt = file.Now,
        // It waits on their list all the same, and an administrator sees that no message could be sent.
        UndeliverableAt = senior.Email is null ? file.Now : null,
        LastError = senior.Email is null ? $"No e-mail address is known for {senior.Code}." : null,
    };
}

/// <summary>A senior probation officer checks why somebody used emergency access.</summary>
public sealed class CheckEmergencyAccess : TaskWait
{
    public const string Kind = "Referrals.CheckEmergencyAccess";

    private const string NotJustified = "NotJustified";

    public override string Type => Kind;
    public override string Title => "Check an emergency access";
    public override string Because => "Somebody opened this record in an emergency.";
    public override string Help => "Somebody who could not see this person gave a reason and opened the record. Say whether that was justified; if it was not, tell their manager.";

    public override IReadOnlyList<TaskChoice> Choices =>
    [
        new("Justified", "It was justified"),
        new(NotJustified, "It was not justified") { WordsLabel = "What will you do about it?", WordsRequired = true },
    ];

    public override void Apply(ActivityContext context, TaskAnswer answer)
    {
        var taken = context.Case.Db.EmergencyAccess.Find(Guid.Parse(context.Instance.Subject!))!;
        taken.Justified = answer.Outcome != NotJustified;
        taken.CheckedAt = context.Case.Now;
        taken.CheckedBy = context.Case.Actor.Signature;
        taken.CheckedWords = answer.Words;
    }
}

public sealed record EmergencyReason() : Refusal("Say why you need to see this person now.");

public sealed record ExcludedFrom() : Refusal("nDelius says that you must not see this person. Emergency access does not change that.");
