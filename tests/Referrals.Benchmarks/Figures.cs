using System.Globalization;

namespace Referrals.Benchmarks;

/// <summary>What one measurement came to, beside the floor of the same run.</summary>
internal sealed record Figures
{
    public required string Name { get; init; }

    /// <summary>What is counted: instances, needs, cases, rungs.</summary>
    public required string Unit { get; init; }

    public required int Count { get; init; }
    public required TimeSpan Took { get; init; }

    /// <summary>A second through plain Microsoft.Data.Sqlite.</summary>
    public required double FloorRate { get; init; }

    /// <summary>Units a second that are aimed at.</summary>
    public double? Aim { get; init; }

    public string Note { get; init; } = "";

    public double Rate => Count / Took.TotalSeconds;

    public double Multiple => FloorRate / Rate;

    public string InWords() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {Count:N0} {Unit} in {Took.TotalSeconds:F2} s, {Rate:N0} a second, floor {FloorRate:N0} a second, {Multiple:F1} times the floor. {Note}");

    public static string Table(IEnumerable<Figures> all) => string.Join(Environment.NewLine,
    [
        $"{"",-28}{"a second",12}{"aim",10}{"floor",12}{"multiple",10}  ",
        .. all.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name,-28}{f.Rate,12:N0}{f.Aim,10:N0}{f.FloorRate,12:N0}{f.Multiple,10:F1}  {f.Note}")),
    ]);
}
