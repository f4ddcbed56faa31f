using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Groups.Sessions;

/// <summary>What is typed of one person on a register. Each kind of answer has words of its own, so that nothing typed for one is taken for another.</summary>
public sealed class LineForm
{
    private const string NoAnswer = "none";
    private const string TooLong = "Use 2,000 characters or fewer";

    public AttendanceOutcome? Outcome { get; set; }

    public bool Late { get; set; }

    public string? ReasonCode { get; set; }

    [StringLength(GroupWords.LongestWords, ErrorMessage = TooLong)]
    public string? Evidence { get; set; }

    [StringLength(GroupWords.LongestWords, ErrorMessage = TooLong)]
    public string? NotComplied { get; set; }

    [StringLength(GroupWords.LongestWords, ErrorMessage = TooLong)]
    public string? Absent { get; set; }

    public string? CorrectionReason { get; set; }

    [StringLength(GroupWords.LongestWords, ErrorMessage = TooLong)]
    public string? CorrectionWords { get; set; }

    /// <summary>The answer that was shown, or <see cref="NoAnswer"/>: what somebody else recorded meanwhile is not written over.</summary>
    public string? Seen { get; set; }

    [BindNever]
    [ValidateNever]
    public LineShown Shown { get; set; } = null!;

    public RegisterEntry Entry(Guid deliveryId) => new()
    {
        DeliveryId = deliveryId,
        Outcome = Outcome!.Value,
        Late = Late && Attendance.Attended(Outcome.Value),
        ReasonCode = Outcome == AttendanceOutcome.AcceptableAbsence && !string.IsNullOrEmpty(ReasonCode) ? ReasonCode : null,
        Words = Trimmed(Outcome switch
        {
            AttendanceOutcome.AttendedDidNotComply => NotComplied,
            AttendanceOutcome.AcceptableAbsence => Evidence,
            AttendanceOutcome.UnacceptableAbsence => Absent,
            _ => null,
        }),
        CorrectionReason = string.IsNullOrEmpty(CorrectionReason) ? null : CorrectionReason,
        CorrectionWords = Trimmed(CorrectionWords),
        Seen = Seen == NoAnswer ? new SeenAnswer(null) : Guid.TryParse(Seen, out var seen) ? new SeenAnswer(seen) : null,
    };

    public static string SeenOf(AttendanceRecord? record) => record?.Id.ToString("N") ?? NoAnswer;

    /// <summary>Begins with what is recorded already.</summary>
    public static LineForm Of(AttendanceRecord? record) => record is null ? new LineForm() : new LineForm
    {
        Outcome = record.Outcome,
        Late = record.Late,
        ReasonCode = record.ReasonCode,
        Evidence = record.Outcome == AttendanceOutcome.AcceptableAbsence ? record.Words : null,
        NotComplied = record.Outcome == AttendanceOutcome.AttendedDidNotComply ? record.Words : null,
        Absent = record.Outcome == AttendanceOutcome.UnacceptableAbsence ? record.Words : null,
    };

    private static string? Trimmed(string? words) => string.IsNullOrWhiteSpace(words) ? null : words.Trim();
}

/// <summary>One person on a register as the page shows them.</summary>
public sealed record LineShown(RegisterLine Line)
{
    /// <summary>Answers to choose from for an acceptable absence.</summary>
    public required IReadOnlyList<Option> Reasons { get; init; }

    public required IReadOnlyList<Option> Corrections { get; init; }

    /// <summary>What is recorded, in words; null before anything is.</summary>
    public string? Recorded { get; init; }

    /// <summary>What was recorded before and why it was replaced, oldest first.</summary>
    public IReadOnlyList<string> Replaced { get; init; } = [];

    /// <summary>Something typed of this person was refused.</summary>
    public bool Refused { get; init; }

    public required Guid SessionId { get; init; }

    /// <summary>A note or a concern may be written.</summary>
    public bool MayWrite { get; init; }
}
