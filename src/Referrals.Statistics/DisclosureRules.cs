namespace Referrals.Statistics;

/// <summary>How the people of a set of tables are protected. A publication names its own.</summary>
public sealed record DisclosureRules
{
    public const int UsualThreshold = 5;

    private readonly int threshold = UsualThreshold;
    private readonly int? roundTo;

    /// <summary>Counts from 1 up to one less than this are protected.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 2, which would protect nobody.</exception>
    public int Threshold
    {
        get => threshold;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            threshold = value;
        }
    }

    /// <summary>
    /// In a group of fewer people than this, that none or all of them did something is protected too, as it would be known of each of them.
    /// Twice the threshold where nothing else is said; 0 shows every zero and every 100%.
    /// </summary>
    public int WholeGroupsBelow { get => field < 0 ? Threshold * 2 : field; init; } = -1;

    /// <summary>Instead of suppression every count is rounded to the nearest multiple of this; null to suppress.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 3, which hides too little.</exception>
    public int? RoundTo
    {
        get => roundTo;
        init
        {
            if (value is { } to) ArgumentOutOfRangeException.ThrowIfLessThan(to, 3, nameof(value));
            roundTo = value;
        }
    }

    /// <summary>Off, only what is small itself is withheld. For the test that shows what a reader could then work out.</summary>
    internal bool Secondary { get; init; } = true;

    /// <summary>What a reader is told.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            var group = WholeGroupsBelow > 0 ? $" none or all of a group of fewer than {WholeGroupsBelow};" : "";
            var noPercentage = $"{StatisticsTable.NotApplicable} stands for a percentage of nobody.";
            return RoundTo is { } to
                ?
                [
                    $"Every count is rounded to the nearest {to}, each by itself, so that rows may not add up to their total. Percentages are of rounded counts.",
                    $"{StatisticsTable.Confidential} stands for a figure withheld because rounding alone would not hide a count of 1 to {Threshold - 1}.",
                    noPercentage,
                ]
                :
                [
                    $"{StatisticsTable.Confidential} stands for a figure withheld to protect people: a count of 1 to {Threshold - 1};{group} another count from which one of these could be worked out; or a percentage of any of them.",
                    noPercentage,
                ];
        }
    }

    /// <summary>What is published of a count that is not withheld.</summary>
    internal long Shown(long count) => RoundTo is { } to ? (count + (to / 2)) / to * to : count;
}
