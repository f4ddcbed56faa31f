using Referrals.Application.Jobs;

namespace Referrals.Application.Publishing;

/// <summary>Says of each publication whose time has come that it is released.</summary>
public sealed class ReleasePublications(PublishingService publishing) : IJob
{
    public const string JobName = "publications";

    public string Name => JobName;
    public string Description => "Writes down the release of publications whose time has come.";
    public string Schedule => "0 * * * * ?";

    public async Task<string> Run(CancellationToken cancellation)
    {
        var released = await publishing.Release(cancellation);
        return $"{released} {(released == 1 ? "publication" : "publications")} released.";
    }
}
