using Referrals.Application.Administration;

namespace Referrals.Application.Statistics;

/// <summary>One line behind a figure that does not count needs or people: a chase, a session or a group. No name of anybody.</summary>
public sealed record OpenedLine
{
    /// <summary>Whom it is about, where it is about one person.</summary>
    public Guid? PersonId { get; init; }

    public Guid? GroupId { get; init; }
    public Guid? SessionId { get; init; }

    /// <summary>A need's reference, a CRN or what a group is called.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of a task, or what a session is called.</summary>
    public required string What { get; init; }

    public string? RegionCode { get; init; }
    public int? PduId { get; init; }

    /// <summary>The day by which it is counted; null where no day matters.</summary>
    public DateOnly? On { get; init; }

    /// <summary>Of a chase: what became of its task.</summary>
    public Moved? Became { get; init; }

    /// <summary>Of a session: whether somebody led it who led the one before.</summary>
    public bool? Same { get; init; }

    /// <summary>How much it adds to the figure: 1, or so many places.</summary>
    public required long Adds { get; init; }
}

/// <summary>What such a figure counts, as <see cref="Opened"/> has it for needs: the lines of all pages, those elsewhere and those withheld add up to <see cref="Figure"/>.</summary>
/// <param name="Lines">Those of one page.</param>
/// <param name="Within">How many lines lie within the reader's role and area.</param>
/// <param name="Elsewhere">How many lie outside.</param>
/// <param name="Withheld">Of the page: lines about people whom the reader may not see.</param>
public sealed record OpenedLines(IReadOnlyList<OpenedLine> Lines, int Within, int Elsewhere, int Withheld, long Figure)
{
    internal static OpenedLines None { get; } = new([], 0, 0, 0, 0);
}
