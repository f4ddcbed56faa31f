using System.Globalization;
using Referrals.Application.Delivery;
using Referrals.Domain;

namespace Referrals.Web.Api;

/// <summary>A time of the week at which a group meets.</summary>
public sealed record SlotBody
{
    public required DayOfWeek Day { get; init; }
    public required TimeOnly Start { get; init; }

    internal WeeklySlot Slot => new(Day, Start);
}

/// <summary>Days on which nothing is held, both included.</summary>
public sealed record ClosureBody
{
    public required DateOnly From { get; init; }
    public required DateOnly To { get; init; }
    public required string Why { get; init; }

    internal Closure Closure => new(From, To, Why);
}

/// <summary>A group to be made in the caller's region.</summary>
public sealed record GroupBody
{
    public required string Code { get; init; }
    public required int PduId { get; init; }
    public required string Office { get; init; }
    public required string ProgrammeKey { get; init; }
    public required Cohort Cohort { get; init; }
    public required Sex Sex { get; init; }
    public bool ForLearningNeeds { get; init; }
    public required IReadOnlyList<SlotBody> Slots { get; init; }
    public required DateOnly EarliestStart { get; init; }

    /// <summary>Staff code.</summary>
    public required string TreatmentManager { get; init; }

    /// <summary>Staff codes.</summary>
    public required IReadOnlyList<string> Facilitators { get; init; }

    /// <summary>Staff codes.</summary>
    public IReadOnlyList<string> Cover { get; init; } = [];

    public IReadOnlyList<ClosureBody> Closures { get; init; } = [];

    /// <summary>Left out, it is the most that the plan allows.</summary>
    public int? Capacity { get; init; }

    public string? Room { get; init; }

    /// <inheritdoc cref="ScheduleBody.Anyway"/>
    public AnywayBody? Anyway { get; init; }
}

/// <summary>Why somebody or something is booked twice all the same.</summary>
public sealed record AnywayBody
{
    /// <summary>Of the use double-booking.</summary>
    public required string ReasonCode { get; init; }

    public string? Why { get; init; }

    internal GivenReason Given => new(ReasonCode, Why ?? "");
}

/// <summary>What of a group's times changes. What is left out stays; sessions that were held stay in any case.</summary>
public sealed record ScheduleBody
{
    public IReadOnlyList<SlotBody>? Slots { get; init; }
    public IReadOnlyList<ClosureBody>? Closures { get; init; }
    public DateOnly? EarliestStart { get; init; }

    /// <summary>One session put on another day or time by hand; the others are laid around it.</summary>
    public SessionMoveBody? Session { get; init; }

    /// <summary>Left out, nothing is changed by which somebody or something would be booked twice.</summary>
    public AnywayBody? Anyway { get; init; }
}

public sealed record SessionMoveBody
{
    public required Guid Id { get; init; }
    public required DateOnly On { get; init; }
    public required TimeOnly Start { get; init; }
}

public sealed record GroupMade(Guid Id, string Code);

public sealed record GroupRescheduled(Guid Id);

internal static class GroupChanges
{
    private static readonly Writing s_new = new(Conditional: false);
    private static readonly Writing s_schedule = new(Conditional: true);

    public static void MapGroupChanges(this RouteGroupBuilder api)
    {
        api.MapPost("/groups", (HttpContext http, GroupService groups, CancellationToken cancellation) => s_new.Run<GroupBody>(http, async asked =>
        {
            var body = asked.Body;
            var (id, refusal) = await groups.Create(asked.Actor, new CreateGroup
            {
                Code = body.Code,
                PduId = body.PduId,
                Office = body.Office,
                ProgrammeKey = body.ProgrammeKey,
                Cohort = body.Cohort,
                Sex = body.Sex,
                ForLearningNeeds = body.ForLearningNeeds,
                Slots = [.. body.Slots.Select(s => s.Slot)],
                EarliestStart = body.EarliestStart,
                TreatmentManager = body.TreatmentManager,
                Facilitators = body.Facilitators,
                Cover = body.Cover,
                Closures = [.. body.Closures.Select(c => c.Closure)],
                Capacity = body.Capacity,
                Room = body.Room,
                ClashesSeen = body.Anyway is null ? DoubleBooking.None : null,
                Anyway = body.Anyway?.Given,
                RequestId = asked.RequestId,
            }, cancellation);
            return refusal is not null ? Problems.Of(http, refusal) : TypedResults.Ok(new GroupMade(id!.Value, body.Code.Trim()));
        })).WithTags("Groups").WithSummary("Makes a group in the caller's region and lays its sessions.").Changes<GroupBody>(s_new).Produces<GroupMade>().RequireAuthorization("/Groups/New");

        api.MapPut("/groups/{id:guid}/schedule", (HttpContext http, Guid id, GroupService groups, CancellationToken cancellation) => s_schedule.Run<ScheduleBody>(http, async asked =>
        {
            var body = asked.Body;
            if (body is { Slots: null, Closures: null, EarliestStart: null, Session: null })
            {
                return ReferralsApi.Invalid(http, "$", "Say what changes.");
            }

            var version = asked.Tag.StartsWith("group-", StringComparison.Ordinal) && int.TryParse(asked.Tag.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : -1;
            var request = new RescheduleGroup
            {
                GroupId = id,
                Slots = body.Slots?.Select(s => s.Slot).ToArray(),
                Closures = body.Closures?.Select(c => c.Closure).ToArray(),
                EarliestStart = body.EarliestStart,
                SessionId = body.Session?.Id,
                On = body.Session?.On,
                Start = body.Session?.Start,
                ClashesSeen = body.Anyway is null ? DoubleBooking.None : null,
                Anyway = body.Anyway?.Given,
            };
            return await groups.Reschedule(asked.Actor, request, version, cancellation) is { } refusal ? Problems.Of(http, refusal) : TypedResults.Ok(new GroupRescheduled(id));
        })).WithTags("Groups").WithSummary("Changes the times of a group and lays what was not held anew. If-Match is the ETag of the group or its schedule.")
            .Changes<ScheduleBody>(s_schedule).Produces<GroupRescheduled>().RequireAuthorization("/Groups/Times");
    }
}
