using Referrals.Domain;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages;

/// <summary>What happens in sessions, as pages say it.</summary>
public static class DeliveryWords
{
    public static string Of(AttendanceOutcome outcome) => outcome switch
    {
        AttendanceOutcome.AttendedComplied => "Attended and complied",
        AttendanceOutcome.AttendedDidNotComply => "Attended, did not comply",
        AttendanceOutcome.AcceptableAbsence => "Acceptable absence",
        AttendanceOutcome.UnacceptableAbsence => "Unacceptable absence",
        _ => "Session not held",
    };

    public static (string Words, TagColour Colour) Of(SessionStanding standing) => standing switch
    {
        SessionStanding.Done => ("Done", TagColour.Green),
        SessionStanding.CaughtUp => ("Caught up", TagColour.Green),
        SessionStanding.Credited => ("Done elsewhere", TagColour.Green),
        SessionStanding.Missed => ("Missed", TagColour.Red),
        _ => ("To come", TagColour.Grey),
    };

    public static (string Words, TagColour Colour) Of(CheckAnswer answer) => answer switch
    {
        CheckAnswer.Holds => ("Holds", TagColour.Green),
        CheckAnswer.Fails => ("Fails", TagColour.Red),
        _ => ("Not known", TagColour.Yellow),
    };

    public static string Of(Cohort cohort) => cohort switch
    {
        Cohort.Partner => "abuse of a partner",
        Cohort.Family => "abuse of family",
        _ => "abuse of a partner or family",
    };

    /// <summary>The name of an allocation check.</summary>
    public static string Check(string key) => key switch
    {
        AllocationCheckKeys.Programme => "Programme",
        AllocationCheckKeys.Sex => "Sex",
        AllocationCheckKeys.Cohort => "Cohort",
        AllocationCheckKeys.LearningNeed => "Learning need",
        AllocationCheckKeys.Capacity => "Capacity",
        AllocationCheckKeys.NonAssociation => "Non-associations",
        AllocationCheckKeys.Availability => "Availability",
        AllocationCheckKeys.Location => "Location",
        AllocationCheckKeys.DeliverableTime => "Time to finish",
        AllocationCheckKeys.PreGroup => "Time for the pre-group sessions",
        AllocationCheckKeys.Rejoining => "Time to rejoin",
        AllocationCheckKeys.Clash => "Clashes",
        _ => key,
    };

    public static string Hold(string? hold) => hold switch
    {
        Holds.NotReady => "Not ready",
        Holds.Deprioritised => "Others go first",
        Holds.Deferred => "Deferred",
        Holds.ReturnedToCourt => "Returned to court",
        _ => "Left, may rejoin",
    };

    /// <summary>1 place, 2 places.</summary>
    public static string Count(int count, string one, string? many = null) => count == 1 ? $"1 {one}" : $"{count} {many ?? one + "s"}";
}
