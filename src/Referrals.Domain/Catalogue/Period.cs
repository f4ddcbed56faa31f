namespace Referrals.Domain;

/// <summary>Both days included; null is without beginning or without end.</summary>
public sealed record Period(DateOnly? From, DateOnly? Until)
{
    public bool Covers(DateOnly date) => (From is null || From <= date) && (Until is null || date <= Until);

    public bool Overlaps(Period other) =>
        (From is null || other.Until is null || From <= other.Until) && (other.From is null || Until is null || other.From <= Until);
}
