namespace Referrals.Application.Tests.Testing;

/// <summary>The engine that the whole suite runs on: the embedded one, or the one the environment names as it does for the service.</summary>
internal static class TestEngine
{
    public static KeyValuePair<string, string?> Setting { get; } = new("Referrals:Workflows:Engine", Environment.GetEnvironmentVariable("Referrals__Workflows__Engine"));
}
