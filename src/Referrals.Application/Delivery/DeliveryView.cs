using Microsoft.EntityFrameworkCore;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>One referral or toolkit as it is being delivered: its place, its sessions, and how far the person got.</summary>
public sealed record DeliveryView
{
    /// <summary>Of the referral or toolkit delivery.</summary>
    public required Guid Id { get; init; }

    public required Guid NeedId { get; init; }
    public required string ProgrammeName { get; init; }

    /// <summary>Null for a toolkit.</summary>
    public Referral? Referral { get; init; }

    /// <summary>Null for a referral.</summary>
    public ToolkitDelivery? Toolkit { get; init; }

    /// <summary>The place that has not ended, else the last one; null where there never was one.</summary>
    public required Place? Place { get; init; }

    /// <summary>The group of <see cref="Place"/>, without its sessions.</summary>
    public required ProgrammeGroup? Group { get; init; }

    /// <summary>Sessions to come for this person, of the group or booked for them alone, in order of time.</summary>
    public required IReadOnlyList<Session> ToCome { get; init; }

    /// <summary>Null where the catalogue has none.</summary>
    public required SessionPlan? Plan { get; init; }

    public required DeliveryProgress? Progress { get; init; }

    /// <summary>Records that count, in order; what was corrected is in <see cref="Person.Attendance"/>.</summary>
    public required IReadOnlyList<AttendanceRecord> Attendance { get; init; }

    public required ProgrammeReport? Report { get; init; }

    /// <summary>What is still to be done, each with its day or why it has none; null without a place in a group.</summary>
    public required MemberSchedule? Schedule { get; init; }

    public bool IsLive => (Referral?.EndedOn ?? Toolkit?.EndedOn) is null;
    public bool HasPlace => Place is { EndedOn: null };

    /// <summary>When the first session is to be: of the group as it is planned now, else as it was when the place was given. An expectation, never a start.</summary>
    public DateOnly? ExpectedOn => Referral?.StartedOn is null && HasPlace && ToCome.FirstOrDefault(s => s.DeliveryId is null) is { } first ? first.On : Place?.ExpectedOn;

    /// <summary>Every referral and toolkit of a person's needs.</summary>
    internal static async Task<IReadOnlyList<DeliveryView>> Of(CaseFile file, CancellationToken cancellation)
    {
        var referrals = file.Person.Needs.SelectMany(n => n.Referrals).ToList();
        var toolkits = file.Person.Needs.SelectMany(n => n.Toolkits).ToList();
        if (referrals.Count + toolkits.Count == 0)
            return [];
        var groupIds = file.Person.Places.Select(p => p.GroupId).Distinct().ToArray();
        var groups = groupIds.Length == 0 ? [] : await file.Db.Groups.AsNoTracking().Where(g => groupIds.Contains(g.Id)).ToDictionaryAsync(g => g.Id, cancellation);
        var meeting = file.Person.Places.Where(p => p.EndedOn is null).Select(p => (Guid?)p.GroupId).Distinct().ToArray();
        var own = referrals.Select(r => (Guid?)r.Id).Concat(toolkits.Select(t => (Guid?)t.Id)).ToArray();
        var sessions = await file.Db.Sessions.AsNoTracking()
            .Where(s => s.HeldOn == null && s.NotHeldReason == null && s.CancelledOn == null && (own.Contains(s.DeliveryId) || (s.DeliveryId == null && meeting.Contains(s.GroupId))))
            .ToListAsync(cancellation);
        return [.. referrals.Select(r => View(r.Id, r.NeedId, r.ProgrammeKey, r.PlanVersion) with { Referral = r }), .. toolkits.Select(t => View(t.Id, t.NeedId, t.ToolkitKey, t.PlanVersion) with { Toolkit = t })];

        DeliveryView View(Guid id, Guid needId, string programmeKey, int? planVersion)
        {
            var place = file.Person.Places.Where(p => p.ReferralId == id).OrderBy(p => p.EndedOn is null).ThenBy(p => p.EndedOn).ThenBy(p => p.GivenOn).LastOrDefault();
            var plan = DeliveryFacts.PlanOf(file.Catalogue, programmeKey, planVersion, file.Today);
            var progress = plan is null ? null : DeliveryFacts.Progress(file.Person, id, plan, DeliveryFacts.FromModule(file.Person, id));
            var attendance = DeliveryFacts.Current(file.Person, id);
            var done = progress?.Sessions.Where(s => s.IsDone).Select(s => s.Template.Key).ToHashSet(StringComparer.Ordinal) ?? [];
            var group = place is null ? null : groups.GetValueOrDefault(place.GroupId);
            var mine = sessions.Where(s => s.DeliveryId == id || (s.DeliveryId is null && place is { EndedOn: null } && s.GroupId == place.GroupId && !(s.TemplateKey is { } key && done.Contains(key)) && OnTheRegister.FromTheirModule(group is { Rolling: true } ? plan : null, s, place.FromRound, place.FromModule))).ToList();
            return new DeliveryView
            {
                Id = id,
                NeedId = needId,
                ProgrammeName = file.Catalogue.FindProgramme(programmeKey, file.Today)?.Name ?? programmeKey,
                Place = place,
                Group = group,
                // Of a session that a rolling group comes round to twice, the first is theirs.
                ToCome = [.. mine.OrderBy(s => s.On).ThenBy(s => s.Start).DistinctBy(s => s.DeliveryId is null && s.TemplateKey is { } key ? key : s.Id.ToString("N"))],
                Schedule = plan is null || progress is null || place is not { EndedOn: null } ? null : MemberSchedule.Of(
                    new MemberRequest
                    {
                        Plan = plan,
                        Progress = progress,
                        DoneOn = DeliveryFacts.DoneOn(attendance),
                        ToCome = DeliveryFacts.Laid(plan, mine.Where(s => s.On >= file.Today)),
                        From = file.Today,
                        Closures = group?.Closures ?? [],
                    },
                    file.Catalogue.WorkingDays),
                Plan = plan,
                Progress = progress,
                Attendance = attendance,
                Report = file.Person.Reports.Find(r => r.ReferralId == id),
            };
        }
    }
}
