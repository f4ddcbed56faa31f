using System.Globalization;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;

namespace Referrals.Web.Api;

/// <summary>A group, as a list gives it.</summary>
public sealed record GroupItem
{
    public required Guid Id { get; init; }
    public required string Code { get; init; }
    public required string RegionCode { get; init; }
    public required int PduId { get; init; }
    public required string Office { get; init; }
    public required string ProgrammeKey { get; init; }
    public required string ProgrammeName { get; init; }
    public required bool Rolling { get; init; }
    public required int Capacity { get; init; }
    public required int Taken { get; init; }
    public required DateOnly? FirstOn { get; init; }
    public required DateOnly? LastOn { get; init; }
    public required DateOnly? ClosedOn { get; init; }
}

/// <summary>A group with those who have or had a place in it.</summary>
public sealed record GroupDetail
{
    public required Guid Id { get; init; }
    public required string Code { get; init; }
    public required string RegionCode { get; init; }
    public required int PduId { get; init; }
    public required string Office { get; init; }
    public required string ProgrammeKey { get; init; }
    public required string ProgrammeName { get; init; }
    public required int PlanVersion { get; init; }
    public required Cohort Cohort { get; init; }
    public required Sex Sex { get; init; }
    public required bool ForLearningNeeds { get; init; }
    public required bool Rolling { get; init; }
    public required int Capacity { get; init; }
    public required int Taken { get; init; }

    /// <summary>Staff code.</summary>
    public required string TreatmentManager { get; init; }

    /// <summary>Staff codes.</summary>
    public required IReadOnlyList<string> Facilitators { get; init; }

    public required DateOnly? ClosedOn { get; init; }
    public required IReadOnlyList<MemberShape> Members { get; init; }
}

/// <param name="InReach">The caller may ask for the case.</param>
public sealed record MemberShape(Guid ReferralId, Guid CaseId, string Crn, string PersonName, DateOnly GivenOn, DateOnly? EndedOn, string? EndedAs, int SessionsRequired, int SessionsCompleted, bool InReach);

/// <summary>The sessions of a group, in order of time, and those that could not be laid.</summary>
public sealed record ScheduleShape(Guid GroupId, IReadOnlyList<SessionShape> Sessions, IReadOnlyList<NotLaid> Unplaced);

/// <param name="HeldOn">When the register was first saved.</param>
/// <param name="NotHeldReason">Why it was not held; coded.</param>
public sealed record SessionShape(Guid Id, string? TemplateKey, string Name, SessionKind Kind, int Round, DateOnly On, TimeOnly Start, int Minutes, string? Room, DateOnly? HeldOn, string? NotHeldReason);

public sealed record NotLaid(string TemplateKey, string Why);

internal static class GroupRoutes
{
    private const string List = "groups";

    public static void MapGroups(this RouteGroupBuilder api)
    {
        api.MapGet("/groups", async (HttpContext http, GroupService groups, string? stage, int? pduId, string? programmeKey, string? cursor, int? limit, CancellationToken cancellation) =>
        {
            if (ReferralsApi.Choice(http, "stage", stage, GroupStage.Forming, out var asked) is { } wrong)
            {
                return wrong;
            }

            if (!Cursor.TryRead<GroupPlace>($"{List}/{asked}", cursor, out var place))
            {
                return Problems.Of(http, "invalid-cursor");
            }

            var (lines, next) = await groups.After(http.User.Actor(), new GroupFilter { Stage = asked, PduId = pduId, ProgrammeKey = programmeKey }, place, limit ?? ReferralsApi.UsualPage, cancellation);
            return ReferralsApi.Page(http, $"{List}/{asked}", [.. lines.Select(Item)], next);
        }).WithTags("Groups").WithSummary("Groups within reach in the order of their regions and codes. stage is forming, running or finished.")
            .Produces<Page<GroupItem>>().Problem(400).RequireAuthorization("/Groups");

        api.MapGet("/groups/{id:guid}", async (HttpContext http, Guid id, GroupService groups, CancellationToken cancellation) => await groups.Find(http.User.Actor(), id, cancellation) is { } view
            ? ReferralsApi.Versioned(http, Detail(view), Tag(view))
            : Problems.Of(http, "not-found")).WithTags("Groups").WithSummary("One group with its members.").Produces<GroupDetail>().Problem(404).RequireAuthorization("/Groups");

        api.MapGet("/groups/{id:guid}/schedule", async (HttpContext http, Guid id, GroupService groups, CancellationToken cancellation) => await groups.Find(http.User.Actor(), id, cancellation) is { } view
            ? ReferralsApi.Versioned(http, new ScheduleShape(id, [.. view.Sessions.Select(s => SessionOf(s, view.Group))], [.. view.Unplaced.Select(u => new NotLaid(u.TemplateKey, u.Why))]), Tag(view))
            : Problems.Of(http, "not-found")).WithTags("Groups").WithSummary("The sessions of one group.").Produces<ScheduleShape>().Problem(404).RequireAuthorization("/Groups");
    }

    internal static SessionShape SessionOf(Session s, ProgrammeGroup? group) => new(s.Id, s.TemplateKey, s.Name, s.Kind, s.Round, s.On, s.Start, s.Minutes, group is null ? s.Room : GroupService.RoomOf(s, group), s.HeldOn, s.NotHeldReason);

    private static string Tag(GroupView view) => string.Create(CultureInfo.InvariantCulture, $"group-{view.Group.Version}");

    private static GroupItem Item(GroupLine line) => new()
    {
        Id = line.Group.Id,
        Code = line.Group.Code,
        RegionCode = line.Group.RegionCode,
        PduId = line.Group.PduId,
        Office = line.Group.Office,
        ProgrammeKey = line.Group.ProgrammeKey,
        ProgrammeName = line.ProgrammeName,
        Rolling = line.Group.Rolling,
        Capacity = line.Group.Capacity,
        Taken = line.Group.Taken,
        FirstOn = line.FirstOn,
        LastOn = line.LastOn,
        ClosedOn = line.Group.ClosedOn,
    };

    private static GroupDetail Detail(GroupView view)
    {
        var group = view.Group;
        return new GroupDetail
        {
            Id = group.Id,
            Code = group.Code,
            RegionCode = group.RegionCode,
            PduId = group.PduId,
            Office = group.Office,
            ProgrammeKey = group.ProgrammeKey,
            ProgrammeName = view.ProgrammeName,
            PlanVersion = group.PlanVersion,
            Cohort = group.Cohort,
            Sex = group.Sex,
            ForLearningNeeds = group.ForLearningNeeds,
            Rolling = group.Rolling,
            Capacity = group.Capacity,
            Taken = group.Taken,
            TreatmentManager = group.TreatmentManager,
            Facilitators = group.Facilitators ?? [],
            ClosedOn = group.ClosedOn,
            Members = [.. view.Members.Select(m => new MemberShape(m.Place.ReferralId, m.PersonId, m.Crn, m.PersonName, m.Place.GivenOn, m.Place.EndedOn, m.Place.EndedAs, m.Progress.Required, m.Progress.Completed, m.InReach))],
        };
    }
}
