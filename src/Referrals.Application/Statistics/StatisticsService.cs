using Referrals.Statistics;

namespace Referrals.Application.Statistics;

/// <summary>What a table is asked for. A region or PDU narrows it.</summary>
public sealed record TableRequest
{
    public required StatisticsPeriod Period { get; init; }
    public required Breakdown By { get; init; }
    public string? RegionCode { get; init; }
    public int? PduId { get; init; }

    /// <summary>The same as a question to the measures.</summary>
    public Question Question => new()
    {
        Family = Families.ReferralsAndCompletions,
        Period = Period,
        By = By,
        Only =
        [
            .. RegionCode is { } region ? [new Narrowing(Breakdown.Region, GroupKey.Of(region))] : (Narrowing[])[],
            .. PduId is { } pdu ? [new Narrowing(Breakdown.Pdu, GroupKey.Of(pdu))] : (Narrowing[])[],
        ],
    };
}

/// <summary>The national table, as it was from the first day.</summary>
public sealed class StatisticsService(MeasureService measures)
{
    /// <summary>The table, under disclosure control: what may be shown and may leave.</summary>
    public Task<StatisticsTable> ReferralsAndCompletionsTable(TableRequest request, CancellationToken cancellation = default) => measures.Table(request.Question, cancellation);
}
