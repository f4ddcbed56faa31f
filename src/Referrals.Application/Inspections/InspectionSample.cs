namespace Referrals.Application.Inspections;

/// <summary>A sample of people drawn for an inspection, with all it takes to draw it again.</summary>
public sealed class InspectionSample
{
    /// <summary>Given by whoever asks for it, so that asking twice draws one.</summary>
    public Guid Id { get; init; }

    public const int LongestTitle = 200;

    public required string Title { get; init; }

    /// <summary>With <see cref="StartedTo"/>: the frame is everybody flagged whose supervision started between them.</summary>
    public DateOnly StartedFrom { get; init; }

    public DateOnly StartedTo { get; init; }

    /// <summary>The codes of the regions drawn from, with spaces between; null for all.</summary>
    public string? Regions { get; init; }

    public int Seed { get; init; }
    public int Size { get; init; }
    public int FrameSize { get; init; }

    /// <summary>SHA-256 of the frame, so that a later one can be compared.</summary>
    public required string FrameChecksum { get; init; }

    /// <summary>What each region holds and how many were drawn of it: <c>E/412/21 J/96/5</c>.</summary>
    public required string Strata { get; init; }

    public DateTimeOffset DrawnAt { get; init; }
    public required string DrawnBy { get; init; }

    /// <summary>Moves with every judgement and with the end of the inspection.</summary>
    public int Version { get; set; }

    /// <summary>From then on no file of it opens and nothing is judged.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    public string? FinishedBy { get; set; }
}

/// <summary>One person of a sample.</summary>
public sealed class SampledPerson
{
    public Guid SampleId { get; init; }

    /// <summary>From 1, in the order in which they were drawn.</summary>
    public int Number { get; init; }

    public Guid PersonId { get; init; }

    /// <summary>The region they were drawn in; <c>unknown</c> where that was not known.</summary>
    public required string Stratum { get; init; }
}

/// <summary>What an inspector found of one person. Only added: the latest counts, and the earlier ones stay.</summary>
public sealed class InspectionJudgement
{
    public Guid Id { get; init; }
    public Guid SampleId { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>One of <see cref="InspectionMeasure.All"/>.</summary>
    public required string Measure { get; init; }

    /// <summary>One of <see cref="JudgementAnswers"/>.</summary>
    public required string Answer { get; init; }

    public string? Words { get; init; }

    /// <summary>From 1: two inspectors who judge the same at once do not make one lost.</summary>
    public int Sequence { get; init; }

    public DateTimeOffset At { get; init; }
    public required string By { get; init; }
}

/// <summary>What may be answered to each of the inspectors' questions.</summary>
public static class JudgementAnswers
{
    public const string Yes = "yes", No = "no", NotApplicable = "not-applicable", CannotTell = "cannot-tell";

    public static IReadOnlyList<string> All { get; } = [Yes, No, NotApplicable, CannotTell];
}
