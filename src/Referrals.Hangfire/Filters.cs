using Hangfire;
using Hangfire.Common;
using Hangfire.Server;
using Hangfire.States;
using Hangfire.Storage;
using Referrals.Application.Jobs;

namespace Referrals.Hangfire;

/// <summary>What goes for every job of ours, in place of Hangfire's own ten retries.</summary>
internal sealed class Filters(JobRunner runner) : IJobFilterProvider
{
    private readonly JobFilter[] _all =
    [
        new(new OneAtATime(), JobFilterScope.Global, 0),
        new(new OwnRules(runner), JobFilterScope.Global, 1),
        new(new StatisticsHistoryAttribute(), JobFilterScope.Global, 2),
    ];

    public IEnumerable<JobFilter> GetFilters(Job job) => _all;

    private static string NameOf(BackgroundJob job) => (string)job.Job.Args[0];

    /// <summary>A job that runs already, on whichever node, is not begun again: what it would do it does in the run that is under way, or at its next firing.</summary>
    private sealed class OneAtATime : IServerFilter
    {
        private const string Held = "referrals:held";

        /// <summary>A run that is just ending is waited for.</summary>
        private static readonly TimeSpan s_ending = TimeSpan.FromSeconds(2);

        public void OnPerforming(PerformingContext context)
        {
            try
            {
                context.Items[Held] = context.Connection.AcquireDistributedLock($"referrals:{NameOf(context.BackgroundJob)}", s_ending);
            }
            catch (DistributedLockTimeoutException)
            {
                context.Canceled = true;
            }
        }

        public void OnPerformed(PerformedContext context)
        {
            if (context.Items.Remove(Held, out var held))
                ((IDisposable)held).Dispose();
        }
    }

    /// <summary>A job that failed is tried again when its own rules say; otherwise it is left to its next firing, and its error stands with its last run.</summary>
    private sealed class OwnRules(JobRunner runner) : IElectStateFilter
    {
        private const string Tried = "RetryCount";

        public void OnStateElection(ElectStateContext context)
        {
            if (context.CandidateState is not FailedState failed)
                return;
            var after = runner.Jobs.FirstOrDefault(j => j.Name == NameOf(context.BackgroundJob))?.RetryAfter ?? [];
            var tried = context.GetJobParameter<int>(Tried);
            if (tried >= after.Count)
            {
                // What is left as failed would stay for ever.
                context.CandidateState = new DeletedState(new ExceptionInfo(failed.Exception)) { Reason = "Failed; it runs again when it is next due." };
                return;
            }

            context.SetJobParameter(Tried, tried + 1);
            context.CandidateState = new ScheduledState(after[tried]) { Reason = $"Failed; try {tried + 2} of {after.Count + 1}." };
        }
    }
}
