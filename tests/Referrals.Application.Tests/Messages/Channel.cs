using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Referrals.Application.Messages;

namespace Referrals.Application.Tests.Messages;

/// <summary>A channel as the service gets it: from configuration.</summary>
internal static class Channel
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly OutgoingMessage Digest = new()
    {
        Key = "digest/2026-03-02/N52A001",
        To = "amara.osei@example.org",
        Subject = "3 tasks need you",
        Body = "X718255: answer the police enquiry, 2 working days late.\nX718256: decide.",
    };

    public static IServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => $"Referrals:Messages:{s.Key}", s => (string?)s.Value)).Build();
        return new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new StillClock()).AddMessages(configuration).BuildServiceProvider(validateScopes: true);
    }

    public static IMessageChannel From(params (string Key, string Value)[] settings) => Services(settings).GetRequiredService<IMessageChannel>();

    /// <summary>What start-up would say of these settings; empty when it starts.</summary>
    public static IEnumerable<string> Problems(params (string Key, string Value)[] settings)
    {
        try
        {
            Services(settings).GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
    }

    // The timers are the system's, so that limits on waiting still run out.
    private sealed class StillClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
