using System.Globalization;

namespace Referrals.Statistics;

/// <summary>A column that counts nobody: days, or places, drawn from the counts beside it.</summary>
/// <param name="Unit">What its figures are in: days, places, people a month.</param>
/// <param name="Places">After the point.</param>
public sealed record Estimate(string Key, string Name, string Unit, int Places, string Definition);

/// <summary>A figure of such a column, or the mark that stands in its place. The default is withheld, so that forgetting hides.</summary>
public readonly record struct EstimatedFigure
{
    private readonly string? mark;

    private EstimatedFigure(decimal? value, string? mark) => (Value, this.mark) = (value, mark);

    public decimal? Value { get; }

    /// <summary>Null where there is a figure.</summary>
    public string? Mark => Value is null ? mark ?? StatisticsTable.Confidential : null;

    internal static EstimatedFigure Of(decimal value) => new(value, null);

    /// <summary>It cannot be said yet.</summary>
    internal static EstimatedFigure NotAvailable { get; } = new(null, PublicationDocument.NotAvailableMark);

    internal static EstimatedFigure NotApplicable { get; } = new(null, StatisticsTable.NotApplicable);

    /// <summary>As a table shows it.</summary>
    public string Words(Estimate of)
    {
        ArgumentNullException.ThrowIfNull(of);
        return Value?.ToString(of.Places == 0 ? "N0" : "N1", CultureInfo.InvariantCulture) ?? Mark!;
    }
}
