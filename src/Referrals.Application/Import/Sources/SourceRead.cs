namespace Referrals.Application.Import.Sources;

/// <summary>Where cases come from: a folder, a bulk file or the source systems themselves.</summary>
public interface ICaseSource
{
    /// <summary>The end of <see cref="SourceRead.Position"/>, or null where it cannot be told beforehand.</summary>
    long? Length { get; }

    /// <summary>
    /// Reads once, in order, in bounded memory. What cannot be read is a problem in a <see cref="SourceRead"/>, never an
    /// exception, and never stops what comes after it, unless the file itself ends there.
    /// </summary>
    IAsyncEnumerable<SourceRead> Read(CancellationToken cancellation = default);
}

/// <summary>One step of reading: a case, or what was wrong in its place, or both.</summary>
/// <param name="Case">Null where nothing of it could be kept.</param>
/// <param name="Problems">All there is to say of this case, in the order found.</param>
/// <param name="Rejected">What was left out, to be corrected and fed back; null where nothing was.</param>
/// <param name="Position">How far reading has come, against <see cref="ICaseSource.Length"/>: bytes of a file (packed bytes where it is packed), cases of a folder.</param>
public sealed record SourceRead(SourceCase? Case, IReadOnlyList<SourceProblem> Problems, RejectedInput? Rejected, long Position)
{
    /// <summary>Something was not taken in: the import ends with an exit code that says so.</summary>
    public bool HasErrors => Problems.Any(p => p.Severity == ProblemSeverity.Error);

    /// <summary>What was kept, as it came: set aside where it turns out that it cannot be stored.</summary>
    public RejectedInput? Taken { get; init; }

    /// <summary>Reading cannot go on after this: what else the source holds is not known.</summary>
    public bool CutShort { get; init; }
}

public enum ProblemSeverity
{
    /// <summary>Worth saying, nothing wrong: the source has no such record.</summary>
    Information,

    /// <summary>Kept, and somebody should look.</summary>
    Warning,

    /// <summary>Not taken in.</summary>
    Error,
}

/// <summary>What is wrong with the input, for the person who will put it right. It quotes codes, dates and levels, never free text.</summary>
/// <param name="File">As the user gave it, or the source and address path.</param>
/// <param name="Line">From 1; null where there is none.</param>
/// <param name="JsonPath">From the root of the line or document, for example <c>$.sentences['1'].startDate</c>.</param>
/// <param name="Expected">What would have been right.</param>
/// <param name="Found">What was there instead.</param>
public sealed record SourceProblem(string File, int? Line, string JsonPath, string Expected, string Found, ProblemSeverity Severity = ProblemSeverity.Error)
{
    public override string ToString() =>
        $"{File}{(Line is { } line ? $":{line}" : "")} {JsonPath}: expected {Expected}, found {Found}";
}

/// <summary>Input that was not taken in.</summary>
public sealed record RejectedInput
{
    /// <summary>Null where not even that could be read.</summary>
    public string? Crn { get; init; }

    /// <summary>Whole lines of a bulk file, to be written as they came, without the line end.</summary>
    public ReadOnlyMemory<byte>? Line { get; init; }

    /// <summary>Documents of a case whose other documents were kept.</summary>
    public IReadOnlyList<RejectedDocument> Documents { get; init; } = [];
}

/// <summary>One document that was not taken in.</summary>
/// <param name="Part">Out of <see cref="SourceParts"/>.</param>
/// <param name="Event">The event number of a sentence or its offences, as supplied.</param>
/// <param name="FileName">As a folder names it, for example <c>sentence-1.json</c>.</param>
/// <param name="Raw">As it came.</param>
/// <param name="IsJson">Well-formed, so it can stand in a line of a bulk file.</param>
public sealed record RejectedDocument(string Part, string? Event, string FileName, ReadOnlyMemory<byte> Raw, bool IsJson);
