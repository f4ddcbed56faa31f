using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Groups;

/// <summary>Groups, sessions and registers as pages say them.</summary>
public static class GroupWords
{
    /// <summary>What is typed of one person in one session stays short enough to be read.</summary>
    public const int LongestWords = 2000;

    public static string Of(Cohort cohort) => cohort switch
    {
        Cohort.Partner => "Abuse of a partner",
        Cohort.Family => "Abuse of family",
        _ => "Abuse of a partner or family",
    };

    public static string Of(Sex sex) => sex switch
    {
        Sex.Male => "Men",
        Sex.Female => "Women",
        _ => sex.ToString(),
    };

    public static string Of(AttendanceOutcome outcome) => outcome switch
    {
        AttendanceOutcome.AttendedComplied => "Attended and complied",
        AttendanceOutcome.AttendedDidNotComply => "Attended, did not comply",
        AttendanceOutcome.AcceptableAbsence => "Acceptable absence",
        AttendanceOutcome.UnacceptableAbsence => "Unacceptable absence",
        _ => "Not held",
    };

    public static string Of(GroupStage stage) => stage switch
    {
        GroupStage.Forming => "Forming",
        GroupStage.Running => "Running",
        _ => "Finished",
    };

    /// <summary>Tuesday 6pm and Thursday 6pm.</summary>
    public static string Slots(IEnumerable<WeeklySlot>? slots) =>
        Listed([.. (slots ?? []).OrderBy(s => ((int)s.Day + 6) % 7).ThenBy(s => s.Start).Select(s => $"{s.Day} {s.Start.Words()}")]);

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string Listed(IReadOnlyList<string> items) => items.Count switch
    {
        0 => CaseWords.NotKnown,
        1 => items[0],
        _ => $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}",
    };

    /// <summary>2 hours 30 minutes.</summary>
    public static string Length(int minutes) => (minutes / 60, minutes % 60) switch
    {
        (0, var only) => $"{only} minutes",
        (1, 0) => "1 hour",
        (var hours, 0) => $"{hours} hours",
        (1, var rest) => $"1 hour {rest} minutes",
        var (hours, rest) => $"{hours} hours {rest} minutes",
    };

    public static (string Words, TagColour Colour) Standing(Session session, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session switch
        {
            { CancelledOn: not null } => ("Taken off", TagColour.Grey),
            { NotHeldReason: not null } => ("Not held", TagColour.Orange),
            { HeldOn: not null } => ("Held", TagColour.Green),
            _ when session.On < today => ("Register due", TagColour.Red),
            _ => ("To come", TagColour.Blue),
        };
    }

    /// <summary>Due, late or met; none where no place brought the duty.</summary>
    public static (string Words, TagColour Colour)? Duty(PartnerLinkDuty? duty, DateOnly today) => duty switch
    {
        null => null,
        { MetOn: not null } => ("Met", TagColour.Green),
        { EndedOn: not null } => ("Ended", TagColour.Grey),
        _ when duty.DueOn < today => ("Late", TagColour.Red),
        _ => ($"Due {duty.DueOn.ShortWords()}", TagColour.Blue),
    };

    public static string Ended(string? endedAs) => endedAs switch
    {
        PlaceEnds.Completed => "Completed",
        PlaceEnds.LeftEarly => "Left early",
        PlaceEnds.Paused => "Left, may come back",
        PlaceEnds.Moved => "Moved to another group",
        PlaceEnds.TakenAway => "Place taken away",
        PlaceEnds.Withdrawn => "Withdrawn",
        PlaceEnds.Recalled => "Recalled to custody",
        PlaceEnds.GroupClosed => "The group closed",
        PlaceEnds.GivenInError => "Place given in error",
        _ => CaseWords.NotKnown,
    };

    public static string Kind(SessionKind kind, string name) => kind switch
    {
        SessionKind.CatchUp => $"Catch-up: {name}",
        _ => name,
    };

    /// <summary>Nothing for the first time round.</summary>
    public static string Round(int round) => round <= 1 ? "" : round == 2 ? ", second time round" : round == 3 ? ", third time round" : $", time round {round}";

    public static string Of(GroupEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return happened.Kind switch
        {
            GroupEvents.Created => "Group created",
            GroupEvents.TimesChanged => "Days, times or closures changed",
            GroupEvents.SessionMoved => "Session moved",
            GroupEvents.SessionNotHeld => "Session not held",
            GroupEvents.CatchUpChanged => "Catch-up with another group changed",
            GroupEvents.HeldAfterAll => "Session held after all",
            GroupEvents.LaidFurther => "Laid further",
            GroupEvents.OutsideTheGaps => "Booked outside the plan’s gaps",
            GroupEvents.Edited => "Who runs it, where or for how many changed",
            GroupEvents.BookedTwice => "Booked twice, with a reason",
            GroupEvents.Closed => "Group closed",
            _ => happened.Kind,
        };
    }

    /// <summary>Who may deliver it, as the catalogue says.</summary>
    public static string DeliveredBy(SessionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return $"Delivered by: {Listed([.. plan.DeliveredBy.Select(role => RoleWords.Of(role).ToLowerInvariant())])}, as the catalogue says.";
    }

    public static string People(int count) => count == 1 ? "1 person" : $"{count} people";
}
