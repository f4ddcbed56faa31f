using System.Collections.Concurrent;

namespace Referrals.Application.Statistics;

/// <summary>Answers that grow with the country, each counted at most once a minute however many ask for it.</summary>
/// <param name="most">How many are kept at a time.</param>
internal sealed class KeptForAMinute<TKey, TAnswer>(TimeProvider time, int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, (long At, Lazy<Task<TAnswer>> Answer)> kept = new();

    public Task<TAnswer> Get(TKey key, Func<Task<TAnswer>> count, CancellationToken cancellation)
    {
        if (kept.TryGetValue(key, out var found) && time.GetElapsedTime(found.At) < TimeSpan.FromMinutes(1) && !found.Answer.Value.IsFaulted)
            return found.Answer.Value.WaitAsync(cancellation);
        if (kept.Count >= most)
            kept.Clear();
        // Whoever asks first counts for all; that they go away meanwhile is no reason to stop.
        var counting = new Lazy<Task<TAnswer>>(count);
        kept[key] = (time.GetTimestamp(), counting);
        return counting.Value.WaitAsync(cancellation);
    }
}
