using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Delivery;

/// <summary>A toolkit delivery with what its pages need.</summary>
public sealed record ToolkitView
{
    public required ToolkitDelivery Toolkit { get; init; }
    public required Person Person { get; init; }
    public required Need Need { get; init; }
    public required string Name { get; init; }

    /// <summary>Null where the catalogue has no plan for it: then nothing can be recorded.</summary>
    public required SessionPlan? Plan { get; init; }

    public required DeliveryProgress? Progress { get; init; }
    public required IReadOnlyList<Session> Booked { get; init; }
    public required IReadOnlyList<AttendanceRecord> Attendance { get; init; }
    public required DeliverableTime Deliverable { get; init; }
    public required bool MayRecord { get; init; }

    /// <summary>Whether the reader may take back what is recorded; of a completed toolkit its completion goes with it.</summary>
    public required bool MayTakeBack { get; init; }

    /// <summary>Whether the reader may take back that it was stopped.</summary>
    public required bool MayReopen { get; init; }

    /// <summary>What counts no longer, each with the record that took its place; the newest first.</summary>
    public IReadOnlyList<(AttendanceRecord Was, AttendanceRecord By)> Replaced =>
        [.. Person.Attendance.Where(a => a.DeliveryId == Toolkit.Id && a.ReplacedById is not null && a.ReplacedById != a.Id)
            .Select(a => (a, Person.Attendance.First(b => b.Id == a.ReplacedById))).OrderByDescending(r => r.Item2.RecordedAt)];
}

/// <summary>One exercise of a toolkit, as it was held or not.</summary>
public sealed record RecordExercise
{
    public required Guid ToolkitId { get; init; }

    /// <summary>The exercise, as the plan calls it.</summary>
    public required string TemplateKey { get; init; }

    public required DateOnly On { get; init; }
    public required AttendanceOutcome Outcome { get; init; }
    public bool Late { get; init; }
    public string? ReasonCode { get; init; }

    /// <summary>What was done and what came of it, in a sentence.</summary>
    public string? Words { get; init; }

    public string? CorrectionReason { get; init; }
    public string? CorrectionWords { get; init; }

    /// <summary>Of the case that was looked at; where it is another by now, nothing is recorded. Null looks at none.</summary>
    public int? CaseVersion { get; init; }
}

/// <summary>One-to-one toolkits, delivered by the practitioner.</summary>
public sealed class ToolkitService(Changes changes, CaseAccess access, DatabaseFactory factory, RegisterService registers, CatalogueSource catalogue, TimeProvider time)
{
    /// <summary>A toolkit delivery; null where the actor does not reach the person.</summary>
    public async Task<ToolkitView?> Find(Actor actor, Guid toolkitId, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await access.OfToolkit(actor, toolkitId, cancellation) is not { } personId)
            return null;
        if (!(await changes.Load(db, actor, [personId], cancellation)).TryGetValue(personId, out var file))
            return null;
        var need = file.Person.Needs.Single(n => n.Toolkits.Exists(t => t.Id == toolkitId));
        var toolkit = need.Toolkits.Single(t => t.Id == toolkitId);
        var plan = DeliveryFacts.PlanOf(catalogue.Current, toolkit.ToolkitKey, toolkit.PlanVersion, file.Today);
        return new ToolkitView
        {
            Toolkit = toolkit,
            Person = file.Person,
            Need = need,
            Name = catalogue.Current.FindProgramme(toolkit.ToolkitKey, toolkit.PlannedOn)?.Name ?? toolkit.ToolkitKey,
            Plan = plan,
            Progress = plan is null ? null : DeliveryFacts.Progress(file.Person, toolkitId, plan, 1),
            Booked = await db.Sessions.AsNoTracking().Where(s => s.DeliveryId == toolkitId && s.HeldOn == null && s.CancelledOn == null).OrderBy(s => s.On).ThenBy(s => s.Start).ToListAsync(cancellation),
            Attendance = DeliveryFacts.Current(file.Person, toolkitId),
            Deliverable = CaseFactsOf.Deliverable(file.Person, catalogue.Current, LondonTime.Today(time)),
            MayRecord = toolkit.EndedOn is null && MayRecord(actor) && Deliverers.May(actor, plan),
            MayTakeBack = MayRecord(actor) && Deliverers.May(actor, plan) && (toolkit.EndedOn is null || (actor.Role is Roles.Spo or Roles.System && toolkit.EndedAs == EndedAs.Completed && CorrectionService.WhyNotReopen(need, toolkit) is null)),
            MayReopen = actor.Role == Roles.Spo && toolkit.EndedAs == EndedAs.Stopped && CorrectionService.WhyNotReopen(need, toolkit) is null,
        };
    }

    /// <summary>Books an exercise; booked again, it moves.</summary>
    public Task<Refusal?> Book(Actor actor, Guid toolkitId, string templateKey, DateOnly on, TimeOnly start, CancellationToken cancellation = default) =>
        Change(actor, toolkitId, (file, need, toolkit, plan) =>
        {
            if (plan.FindSession(templateKey) is not { } template)
                return new NotInThePlan(templateKey);
            if (on < file.Today)
                return new BookedInThePast();
            if (DeliveryFacts.Progress(file.Person, toolkitId, plan, 1).Sessions.Any(s => s.IsDone && s.Template.Key == templateKey))
                return new ExerciseIsDone(template.Name);
            var session = Booked(file, toolkitId, templateKey);
            DoubleBooking.OpenDiary(file.Db, file.Person.RegionCode);
            if (DoubleBooking.OfPerson(file.Db, file.Person.Id, on).FirstOrDefault(s => s.Id != session?.Id && s.Start < start.AddMinutes(template.Minutes) && start < s.Start.AddMinutes(s.Minutes)) is { } other)
            {
                file.Db.ChangeTracker.Clear();
                return new BookedElsewhere(other.Name, other.On, other.Start);
            }

            session ??= file.Add(new Session
            {
                Id = file.NewId(),
                DeliveryId = toolkitId,
                TemplateKey = templateKey,
                Name = template.Name,
                Minutes = template.Minutes,
            });
            file.Touch();
            toolkit.PlanVersion ??= plan.Version;
            session.On = on;
            session.Start = start;
            return null;
        }, cancellation);

    /// <summary>Records an exercise, booked or not, in one step.</summary>
    public Task<Refusal?> Record(Actor actor, RecordExercise request, CancellationToken cancellation = default) =>
        Change(actor, request.ToolkitId, (file, need, toolkit, plan) =>
        {
            if (request.CaseVersion is { } version && version != file.Person.Version)
                return new CaseHasChanged();
            if (plan.FindSession(request.TemplateKey) is not { } template)
                return new NotInThePlan(request.TemplateKey);
            if (request.On > file.Today)
                return new People.InTheFuture(request.On);
            if (request.On < toolkit.PlannedOn)
                return new BeforeItWasPlanned(toolkit.PlannedOn);
            var session = file.Db.Sessions.FirstOrDefault(s => s.DeliveryId == toolkit.Id && s.TemplateKey == request.TemplateKey && s.HeldOn != null && s.On == request.On)
                ?? Booked(file, toolkit.Id, request.TemplateKey)
                ?? new Session
                {
                    Id = file.NewId(),
                    DeliveryId = toolkit.Id,
                    TemplateKey = request.TemplateKey,
                    Name = template.Name,
                    Kind = file.Person.Attendance.Exists(a => a.DeliveryId == toolkit.Id && a.TemplateKey == request.TemplateKey && a.ReplacedById is null) ? SessionKind.CatchUp : SessionKind.Planned,
                    Minutes = template.Minutes,
                };
            var entry = new RegisterEntry
            {
                DeliveryId = toolkit.Id,
                Outcome = request.Outcome,
                Late = request.Late,
                ReasonCode = request.ReasonCode,
                Words = request.Words,
                CorrectionReason = request.CorrectionReason,
                CorrectionWords = request.CorrectionWords,
            };
            // What is refused leaves nothing behind: neither a session that was never there nor one on another day.
            var booked = session.On;
            session.On = request.On;
            if (registers.WhyNot(file, session, entry) is { } refusal)
            {
                session.On = booked;
                return refusal;
            }

            if (file.Db.Entry(session).State == EntityState.Detached)
                file.Add(session);
            file.Touch();
            toolkit.PlanVersion ??= plan.Version;
            return registers.RecordIn(file, session, entry);
        }, cancellation);

    private async Task<Refusal?> Change(Actor actor, Guid toolkitId, Func<CaseFile, Need, ToolkitDelivery, SessionPlan, Refusal?> work, CancellationToken cancellation)
    {
        var personId = await access.OfToolkit(actor, toolkitId, cancellation);
        if (personId is not { } id || !MayRecord(actor))
            return new NotYourToolkit();
        return await changes.Run(actor, id, file =>
        {
            var need = file.Person.Needs.Single(n => n.Toolkits.Exists(t => t.Id == toolkitId));
            var toolkit = need.Toolkits.Single(t => t.Id == toolkitId);
            if (toolkit.EndedOn is { } ended)
                return new ToolkitHasEnded(ended);
            return DeliveryFacts.PlanOf(file.Catalogue, toolkit.ToolkitKey, toolkit.PlanVersion, file.Today) is not { } plan ? new NoPlan(toolkit.ToolkitKey)
                : Deliverers.May(actor, plan) ? work(file, need, toolkit, plan)
                : new NotYourToolkit();
        }, cancellation);
    }

    private static Session? Booked(CaseFile file, Guid toolkitId, string templateKey) =>
        file.Db.Sessions.FirstOrDefault(s => s.DeliveryId == toolkitId && s.TemplateKey == templateKey && s.HeldOn == null && s.CancelledOn == null);

    private static bool MayRecord(Actor actor) => actor.Role is Roles.Practitioner or Roles.Spo or Roles.System;
}

public sealed record NotYourToolkit() : Refusal("This toolkit is delivered by the person's practitioner.");

public sealed record BookedElsewhere(string What, DateOnly On, TimeOnly Start) : Refusal($"They are asked to come to {What} on {On:d MMMM yyyy} at {Start:HH:mm}. Choose another time.");

public sealed record ToolkitHasEnded(DateOnly On) : Refusal($"This toolkit ended on {On:d MMMM yyyy}.");

public sealed record BookedInThePast() : Refusal("Choose today or a later day. An exercise that was already held is recorded, not booked.");

public sealed record ExerciseIsDone(string Name) : Refusal($"{Name} is done already.");

public sealed record BeforeItWasPlanned(DateOnly On) : Refusal($"The toolkit was decided on {On:d MMMM yyyy}. Work done before then is credited instead.");
