using System.Collections.Concurrent;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Statistics;

/// <summary>
/// Answers that take the whole caseload to count, each counted once for one state of the rows however many ask for it. Where the rows are those of a whole country somebody changes a
/// case every second: there an answer stands for half a minute.
/// </summary>
internal sealed class CountedOnce(TimeProvider time)
{
    /// <summary>From so many people on an answer outlives a change of somebody.</summary>
    internal const int Many = 20_000;

    private const int Most = 500;
    private static readonly TimeSpan s_stands = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    /// <param name="key">All that the answer depends on besides the rows and the catalogue.</param>
    /// <param name="exactly">It stands for these rows and no others, however many they are.</param>
    public async Task<T> Of<T>(IReadOnlyList<PersonFacts> rows, Catalogue catalogue, string key, Func<T> count, CancellationToken cancellation, bool exactly = false)
        where T : notnull
    {
        if (!kept.TryGetValue(key, out var found) || !Stands(found, rows, catalogue, exactly))
        {
            if (kept.Count >= Most)
                kept.Clear();
            // The rows themselves are not held on to: there is one state of them in memory, and no more.
            kept[key] = found = new Kept(new WeakReference<object>(rows), catalogue, time.GetTimestamp(), new Lazy<Task<object>>(() => Task.Run<object>(() => count())));
        }

        return (T)await found.Answer.Value.WaitAsync(cancellation);
    }

    private bool Stands(Kept answer, IReadOnlyList<PersonFacts> rows, Catalogue catalogue, bool exactly) =>
        ReferenceEquals(answer.Catalogue, catalogue) && !answer.Answer.Value.IsFaulted
        && ((answer.Rows.TryGetTarget(out var of) && ReferenceEquals(of, rows)) || (!exactly && rows.Count >= Many && time.GetElapsedTime(answer.At) < s_stands));

    private sealed record Kept(WeakReference<object> Rows, Catalogue Catalogue, long At, Lazy<Task<object>> Answer);
}
