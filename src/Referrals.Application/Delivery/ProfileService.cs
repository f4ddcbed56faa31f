using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>What is being said of a person's availability and needs. A part that is null is left as it was.</summary>
public sealed record SaveProfile
{
    public required Guid PersonId { get; init; }
    public IReadOnlyList<AvailableTime>? Availability { get; init; }
    public IReadOnlyList<string>? CanReach { get; init; }
    public IReadOnlyList<string>? CannotReach { get; init; }
    public string? Motivation { get; init; }
    public LearningNeedAnswer? LearningNeed { get; init; }
    public string? Interpreter { get; init; }
    public string? AccessNeeds { get; init; }

    /// <summary>What the caller saw, as <see cref="ProfileView.Seen"/> gave it: where somebody saved something else since, nothing is. Null asks nothing.</summary>
    public string? Seen { get; init; }
}

/// <summary>Whether the person has a learning disability or challenge, how that is known, and why it differs from what was there.</summary>
public sealed record LearningNeedAnswer(bool? Has, string Source, string? Why);

public sealed record NonAssociationLine(Guid Id, string OtherName, string OtherCrn, string Why, string RecordedBy, DateOnly RecordedOn, DateOnly? EndedOn);

public sealed record ProfileView
{
    public required Person Person { get; init; }
    public required DeliveryProfile? Profile { get; init; }
    public required IReadOnlyList<NonAssociationLine> NonAssociations { get; init; }
    /// <summary>Where groups of the actor's reach meet, with the places already named for the person.</summary>
    public required IReadOnlyList<string> Offices { get; init; }

    public required bool MayChange { get; init; }

    /// <summary>Changes with what is known, for <see cref="SaveProfile.Seen"/>.</summary>
    public string Seen => ProfileService.SeenOf(Profile);
}

/// <summary>What has to be known of a person to give them a place they can take: availability, places, learning need, who they must not meet.</summary>
public sealed class ProfileService(Changes changes, CaseAccess access, DatabaseFactory factory)
{
    public async Task<ProfileView?> Find(Actor actor, Guid personId, CancellationToken cancellation = default)
    {
        if (!await access.Reaches(actor, personId, cancellation))
            return null;
        await using var db = factory.CreateDbContext();
        var person = await db.People.AsNoTracking().FirstAsync(p => p.Id == personId, cancellation);
        Occasion.Current?.Saw(actor, person.Id, person.Crn);
        await access.Among(await db.NonAssociations.Where(n => n.PersonId == personId || n.OtherPersonId == personId).Select(n => n.PersonId == personId ? n.OtherPersonId : n.PersonId).ToListAsync(cancellation), cancellation);
        var lines = await (from n in db.NonAssociations.AsNoTracking()
                           join other in db.People on n.PersonId == personId ? n.OtherPersonId : n.PersonId equals other.Id
                           where n.PersonId == personId || n.OtherPersonId == personId
                           orderby n.RecordedOn descending
                           select new { n.Id, other.Forename, other.Surname, other.Crn, n.Why, n.RecordedBy, n.RecordedOn, n.EndedOn }).ToListAsync(cancellation);
        // They are kept apart in every region; who they are is for those who reach them.
        var crns = lines.ConvertAll(l => l.Crn);
        var reached = (await db.People.Where(Reach.People(actor)).Where(p => crns.Contains(p.Crn)).Select(p => p.Crn).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
        var profile = await db.Profiles.AsNoTracking().FirstOrDefaultAsync(p => p.PersonId == personId, cancellation);
        var offices = await db.Groups.Where(GroupReach.Groups(actor)).Where(g => g.ClosedOn == null).Select(g => g.Office).Distinct().ToListAsync(cancellation);
        return new ProfileView
        {
            Person = person,
            Profile = profile,
            Offices = [.. offices.Concat(profile?.CanReach ?? []).Concat(profile?.CannotReach ?? []).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)],
            NonAssociations = [.. lines.Select(l => new NonAssociationLine(l.Id, reached.Contains(l.Crn) ? $"{l.Forename} {l.Surname}".Trim() : "Somebody of another area", l.Crn, l.Why, l.RecordedBy, l.RecordedOn, l.EndedOn))],
            MayChange = MayChange(actor),
        };
    }

    public async Task<Refusal?> Save(Actor actor, SaveProfile request, CancellationToken cancellation = default)
    {
        if (!await Reaches(actor, request.PersonId, cancellation))
            return new NoSuchPerson();
        if (request.Availability?.FirstOrDefault(a => a.To <= a.From) is { } backwards)
            return new AvailableBackwards(backwards);
        if (request.LearningNeed is { } answer && string.IsNullOrWhiteSpace(answer.Source))
            return new LearningNeedSource();
        return await changes.Run(actor, request.PersonId, file =>
        {
            var known = file.Db.Profiles.Find(request.PersonId);
            if (request.Seen is { } seen && seen != SeenOf(known))
                return new ProfileHasChanged(known?.UpdatedBy ?? "Somebody else");
            var profile = known ?? file.Add(new DeliveryProfile { PersonId = request.PersonId });
            if (request.LearningNeed is { } said && said.Has != profile.LearningNeed)
            {
                if (profile.LearningNeed is not null && string.IsNullOrWhiteSpace(said.Why))
                    return new LearningNeedWhy();
                profile.LearningNeed = said.Has;
                profile.LearningNeedHistory = [.. profile.LearningNeedHistory ?? [], new LearningNeedEntry(said.Has, said.Source, actor.Signature, file.Today, said.Why)];
            }

            file.Profile = profile;
            file.Touch();
            profile.Availability = request.Availability?.ToList() ?? profile.Availability;
            profile.CanReach = Names(request.CanReach) ?? profile.CanReach;
            profile.CannotReach = Names(request.CannotReach) ?? profile.CannotReach;
            profile.Motivation = request.Motivation ?? profile.Motivation;
            profile.Interpreter = request.Interpreter ?? profile.Interpreter;
            profile.AccessNeeds = request.AccessNeeds ?? profile.AccessNeeds;
            profile.UpdatedBy = actor.Signature;
            profile.UpdatedOn = file.Today;
            return null;
        }, cancellation);
    }

    /// <summary>Records that two people must not be in one group. It holds both ways and in every region.</summary>
    public async Task<Refusal?> KeepApart(Actor actor, Guid personId, string otherCrn, string why, CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(why))
            return new WhyApart();
        if (!await Reaches(actor, personId, cancellation))
            return new NoSuchPerson();
        Guid other;
        await using (var db = factory.CreateDbContext())
        {
            var crn = otherCrn.Trim().ToUpperInvariant();
            other = await db.Everybody().Where(p => p.Crn == crn).Select(p => p.Id).FirstOrDefaultAsync(cancellation);
        }

        if (other == default)
            return new NoSuchCrn(otherCrn);
        if (other == personId)
            return new ApartFromThemselves();
        return await changes.Run(actor, personId, file =>
        {
            if (file.Db.NonAssociations.Any(n => n.EndedOn == null && ((n.PersonId == personId && n.OtherPersonId == other) || (n.PersonId == other && n.OtherPersonId == personId))))
                return null;
            file.Add(new NonAssociation { Id = file.NewId(), PersonId = personId, OtherPersonId = other, Why = why.Trim(), RecordedBy = actor.Signature, RecordedOn = file.Today });
            // Whoever gives either of them a place at the same moment meets this at their version, and who books them a guest's session at that of the group.
            file.Db.Everybody().Single(p => p.Id == other).Version++;
            var shared = SeparateInGroup.Shared(file, other);
            var theirs = SeparateInGroup.GroupsOf(file, personId).Concat(SeparateInGroup.GroupsOf(file, other)).Distinct().ToArray();
            foreach (var group in file.Db.Groups.Where(g => theirs.Contains(g.Id)).ToList())
                group.Version++;
            // They share one already: that is for the team to settle before it meets again.
            foreach (var group in shared.Where(g => !file.Instances.Exists(i => i.DefinitionId == DefinitionIds.KeptApart && i.Subject == g.ToString("N"))))
                changes.Host.Start(file, DefinitionIds.KeptApart, file.Person.Places.Find(p => p.GroupId == group && p.EndedOn is null)?.NeedId, group.ToString("N"));
            return null;
        }, cancellation);
    }

    public async Task<Refusal?> EndKeepingApart(Actor actor, Guid personId, Guid nonAssociationId, string why, CancellationToken cancellation = default)
    {
        if (string.IsNullOrWhiteSpace(why))
            return new WhyApart();
        if (!await Reaches(actor, personId, cancellation))
            return new NoSuchPerson();
        return await changes.Run(actor, personId, file =>
        {
            if (file.Db.NonAssociations.Find(nonAssociationId) is not { EndedOn: null } found || (found.PersonId != personId && found.OtherPersonId != personId))
                return null;
            file.Touch();
            found.EndedOn = file.Today;
            found.EndedBy = actor.Signature;
            found.EndedWhy = why.Trim();
            changes.Host.SettleByFacts(file, $"together-again/{found.Id:N}");
            return null;
        }, cancellation);
    }

    /// <summary>What has to be arranged for people to take part, in words; those of whom nothing is known are not in it.</summary>
    internal static async Task<Dictionary<Guid, string>> Needs(ReferralsDbContext db, Guid[] personIds, CancellationToken cancellation) =>
        (await db.Profiles.Where(p => personIds.Contains(p.PersonId)).Select(p => new { p.PersonId, p.Interpreter, p.AccessNeeds }).ToListAsync(cancellation))
            .Where(p => !string.IsNullOrWhiteSpace(p.Interpreter) || !string.IsNullOrWhiteSpace(p.AccessNeeds))
            .ToDictionary(p => p.PersonId, p => NeedsOf(p.Interpreter, p.AccessNeeds)!);

    /// <summary>Interpreter and access needs in words; null where none are known.</summary>
    public static string? NeedsOf(string? interpreter, string? access) => (string.IsNullOrWhiteSpace(interpreter), string.IsNullOrWhiteSpace(access)) switch
    {
        (false, false) => $"Interpreter: {interpreter}. Access: {access}",
        (false, true) => $"Interpreter: {interpreter}",
        (true, false) => $"Access: {access}",
        _ => null,
    };

    internal static string SeenOf(DeliveryProfile? profile) => profile is null ? "none" : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { profile.Availability, profile.CanReach, profile.CannotReach, profile.Motivation, profile.LearningNeed, profile.Interpreter, profile.AccessNeeds })))[..16];

    private static List<string>? Names(IReadOnlyList<string>? names) =>
        names?.Select(n => n.Trim()).Where(n => n.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    private static bool MayChange(Actor actor) => actor.Role is Roles.Practitioner or Roles.Spo or Roles.ProgrammeTeam or Roles.System;

    private async Task<bool> Reaches(Actor actor, Guid personId, CancellationToken cancellation)
    {
        return MayChange(actor) && await access.Reaches(actor, personId, cancellation);
    }
}

public sealed record AvailableBackwards(AvailableTime Time) : Refusal($"On {Time.Day} the time until which they can come must be later than {Time.From:HH:mm}.");

public sealed record LearningNeedSource() : Refusal("Say how it is known: an assessment, what the person says, what somebody saw.");

public sealed record LearningNeedWhy() : Refusal("Something else was recorded before. Say why it is changed; what was recorded stays in the history.");

public sealed record ProfileHasChanged(string By) : Refusal($"{By} has saved something else here since you opened this page. Nothing of yours was saved: open the page again to see what it says now.");

public sealed record WhyApart() : Refusal("Say why.");

public sealed record NoSuchCrn(string Crn) : Refusal($"Nobody here has the CRN {Crn}.");

public sealed record ApartFromThemselves() : Refusal("That is the person's own CRN.");
