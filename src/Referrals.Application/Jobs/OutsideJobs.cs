using Referrals.Application.Events;
using Referrals.Application.Requests;

namespace Referrals.Application.Jobs;

public sealed class DeliverEvents(EventDispatch dispatch) : IJob
{
    public string Name => "events";
    public string Description => "Tells the services that are configured what happened to needs and referrals.";
    public string Schedule => "30 * * * * ?";

    public async Task<string> Run(CancellationToken cancellation)
    {
        var taken = await dispatch.Run(cancellation);
        return $"{taken} {(taken == 1 ? "event" : "events")} taken by their receivers.";
    }
}

/// <summary>Answers that nobody asks for again.</summary>
public sealed class ForgetRequests(RequestKeys requests) : IJob
{
    public string Name => "api-requests";
    public string Description => "Forgets the keys of requests of the API after two days.";
    public string Schedule => "0 40 3 * * ?";
    public IReadOnlyList<TimeSpan> RetryAfter => JobRules.OnceADay;

    public async Task<string> Run(CancellationToken cancellation)
    {
        var forgotten = await requests.Forget(cancellation);
        return $"{forgotten} {(forgotten == 1 ? "request" : "requests")} forgotten.";
    }
}
