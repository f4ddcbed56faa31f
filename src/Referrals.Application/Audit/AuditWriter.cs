using System.Threading.Channels;
using Referrals.Application.Data;

namespace Referrals.Application.Audit;

/// <summary>
/// Writes lines that belong to no change: views, searches, sign-ins. Lines of many requests are appended together by one writer a node, and every caller waits
/// until its own are on the disk; reading is never held up by the chain for longer than one small commit.
/// </summary>
public sealed class AuditWriter(DatabaseFactory factory, TimeProvider time) : IAsyncDisposable
{
    private const int MostACommit = 500;

    private readonly Channel<Waiting> queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock starting = new();
    private Task? working;

    /// <summary>Returns once the lines are durable.</summary>
    /// <exception cref="Exception">They could not be written: what they tell of must not be shown.</exception>
    public async Task Write(IReadOnlyList<AuditLine> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Count == 0)
            return;
        lock (starting)
            working ??= Task.Run(Work);
        var waiting = new Waiting(lines, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!queue.Writer.TryWrite(waiting))
            throw new InvalidOperationException("The service is stopping: nothing more is shown.");
        await waiting.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        if (working is { } work)
            await work;
    }

    private async Task Work()
    {
        while (await queue.Reader.WaitToReadAsync())
        {
            var batch = new List<Waiting>();
            var count = 0;
            while (count < MostACommit && queue.Reader.TryRead(out var waiting))
            {
                batch.Add(waiting);
                count += waiting.Lines.Count;
            }

            try
            {
                await using var db = factory.CreateDbContext();
                await db.Append([.. batch.SelectMany(w => w.Lines)], time.GetUtcNow());
                foreach (var waiting in batch)
                    waiting.Done.SetResult();
            }
#pragma warning disable CA1031 // Whatever it was, it goes to those whose lines were not written.
            catch (Exception e)
#pragma warning restore CA1031
            {
                foreach (var waiting in batch)
                    waiting.Done.SetException(e);
            }
        }
    }

    private sealed record Waiting(IReadOnlyList<AuditLine> Lines, TaskCompletionSource Done);
}
