namespace Referrals.Statistics;

/// <summary>One thing that is counted once: a person in a cohort, a need, an order or a delivery.</summary>
/// <param name="On">The date by which it belongs to the period.</param>
/// <param name="From">With <paramref name="To"/>: between which days the unit's needs are looked at.</param>
public readonly record struct Unit(PersonFacts Person, DateOnly On, DateOnly From, DateOnly To)
{
    public NeedFacts? Need { get; init; }
    public OrderFacts? Order { get; init; }
    public DeliveryFacts? Delivery { get; init; }

    /// <summary>Needs are those open at any time between the days, not those assessed between them.</summary>
    public bool ByOpen { get; init; }

    public bool Has(NeedFacts need) => Need is { } own ? ReferenceEquals(own, need)
        : ByOpen ? need.OpenedOn <= To && (need.ClosedOn is not { } closed || closed >= From)
        : need.AssessedOn >= From && need.AssessedOn <= To;

    /// <summary>Of a person's needs in this unit the one that got furthest; of two as far the later opened.</summary>
    public NeedFacts? Furthest
    {
        get
        {
            if (Need is not null) return Need;
            NeedFacts? best = null;
            foreach (var need in Person.Needs)
            {
                if (Has(need) && (best is null || Rank(need) < Rank(best) || (Rank(need) == Rank(best) && need.OpenedOn >= best.OpenedOn))) best = need;
            }

            return best;

            static int Rank(NeedFacts need) => Stages.IndexOf(need.Stands);
        }
    }

    /// <summary>The order it is about, else the person's latest started.</summary>
    public OrderFacts? Supervision
    {
        get
        {
            if (Order is not null) return Order;
            OrderFacts? latest = null;
            foreach (var order in Person.Orders)
            {
                if (latest is null || (order.StartsOn ?? DateOnly.MinValue) >= (latest.StartsOn ?? DateOnly.MinValue)) latest = order;
            }

            return latest;
        }
    }

    internal static class Stages
    {
        private static readonly Dictionary<string, int> s_index = Stands.Furthest.Index().ToDictionary(s => s.Item, s => s.Index, StringComparer.Ordinal);

        public static int IndexOf(string stands) => s_index[stands];
    }
}
