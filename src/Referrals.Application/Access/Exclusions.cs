using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Referrals.Application.Import.Sources;

namespace Referrals.Application.Access;

/// <summary>Configuration section <c>Referrals:Exclusions</c>: who says whom a user may not see.</summary>
public sealed class ExclusionOptions
{
    public const string Section = "Referrals:Exclusions";

    /// <summary>nDelius is asked, at <c>Referrals:Sources:Delius</c>.</summary>
    public const string Delius = "ndelius";

    /// <summary>The list in this section, for demonstrations and development.</summary>
    public const string Listed = "listed";

    /// <summary><see cref="Delius"/> or <see cref="Listed"/>. Not set, nobody answers, and no answer means no access.</summary>
    public string? Source { get; set; }

    /// <summary>For how long an answer counts.</summary>
    public TimeSpan Keep { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long nDelius has to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>For how long emergency access to one person lasts.</summary>
    public TimeSpan Emergency { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The exclusions of <see cref="Listed"/>.</summary>
    public List<ListedExclusion> People { get; set; } = [];
}

/// <summary>One user who may not see one person.</summary>
public sealed class ListedExclusion
{
    public string Username { get; set; } = "";

    public string Crn { get; set; } = "";
}

/// <summary>Whether a user may see a person, as nDelius answers.</summary>
public enum Exclusion
{
    /// <summary>Nobody answered, or not in time. It means no.</summary>
    NotKnown,
    None,
    Excluded,
}

/// <summary>Where it is known whom a user is excluded from.</summary>
public interface IExclusionSource
{
    /// <returns>An answer for each CRN the source knows; what is left out was not answered.</returns>
    /// <exception cref="Exception">It did not answer.</exception>
    Task<IReadOnlyDictionary<string, Exclusion>> Ask(string username, IReadOnlyCollection<string> crns, CancellationToken cancellation);
}

/// <summary>Asks, and keeps what was answered for a few minutes.</summary>
public sealed class Exclusions(IExclusionSource source, IOptions<ExclusionOptions> options, TimeProvider time, ILogger<Exclusions> log)
{
    private const int MostKept = 200_000;

    private readonly ConcurrentDictionary<(string Username, string Crn), (Exclusion Answer, DateTimeOffset Until)> kept = new();

    /// <returns>One answer for each CRN.</returns>
    public async Task<IReadOnlyDictionary<string, Exclusion>> Ask(string username, IReadOnlyCollection<string> crns, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(crns);
        var now = time.GetUtcNow();
        var answers = new Dictionary<string, Exclusion>(StringComparer.Ordinal);
        var open = new List<string>();
        foreach (var crn in crns)
        {
            if (kept.TryGetValue((username, crn), out var known) && known.Until > now)
                answers[crn] = known.Answer;
            else if (!open.Contains(crn))
                open.Add(crn);
        }

        if (open.Count == 0)
            return answers;
        IReadOnlyDictionary<string, Exclusion> said = new Dictionary<string, Exclusion>();
        try
        {
            said = await source.Ask(username, open, cancellation);
        }
#pragma warning disable CA1031 // However it failed to answer, that means no.
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.LogWarning("nDelius did not say whom a user may see ({Kind}): until it does they see nobody", e.GetType().Name);
        }

        if (kept.Count > MostKept)
            kept.Clear();
        foreach (var crn in open)
        {
            answers[crn] = said.GetValueOrDefault(crn);
            // What was not answered is asked again next time.
            if (answers[crn] != Exclusion.NotKnown)
                kept[(username, crn)] = (answers[crn], now + options.Value.Keep);
        }

        return answers;
    }
}

/// <summary>nDelius, by <c>POST /user/{username}/access</c> with the CRNs as its body.</summary>
public sealed class DeliusExclusions(IOptions<SourceAddresses> addresses, IOptions<ExclusionOptions> options, IHttpClientFactory clients) : IExclusionSource
{
    internal const string ClientName = "exclusions";

    /// <summary>How many it is asked about at once.</summary>
    private const int Most = 500;

    public async Task<IReadOnlyDictionary<string, Exclusion>> Ask(string username, IReadOnlyCollection<string> crns, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(crns);
        var delius = addresses.Value.Delius ?? throw new InvalidOperationException("Referrals:Sources:Delius is not set.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.Value.Timeout);
        using var client = clients.CreateClient(ClientName);
        var answers = new Dictionary<string, Exclusion>(StringComparer.Ordinal);
        foreach (var some in crns.Chunk(Most))
        {
            using var response = await client.PostAsJsonAsync(new Uri($"{delius.AbsoluteUri.TrimEnd('/')}/user/{Uri.EscapeDataString(username)}/access"), some, limit.Token);
            response.EnsureSuccessStatusCode();
            var said = await response.Content.ReadFromJsonAsync<Answer>(JsonSerializerOptions.Web, limit.Token);
            foreach (var line in said?.Access ?? [])
            {
                // An answer that leaves one of the two out is no answer.
                if (line is { Crn: { } crn, UserExcluded: { } excluded, UserRestricted: { } restricted })
                    answers[crn] = excluded || restricted ? Exclusion.Excluded : Exclusion.None;
            }
        }

        return answers;
    }

    private sealed record Answer(List<Line>? Access);

    private sealed record Line(string? Crn, bool? UserExcluded, bool? UserRestricted);
}

/// <summary>The exclusions that are configured, and nobody else excluded.</summary>
public sealed class ListedExclusions(IOptions<ExclusionOptions> options) : IExclusionSource
{
    public Task<IReadOnlyDictionary<string, Exclusion>> Ask(string username, IReadOnlyCollection<string> crns, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, Exclusion>>(crns.ToDictionary(
            crn => crn,
            crn => options.Value.People.Exists(p => string.Equals(p.Username, username, StringComparison.OrdinalIgnoreCase) && p.Crn == crn) ? Exclusion.Excluded : Exclusion.None,
            StringComparer.Ordinal));
}

/// <summary>Nobody answers.</summary>
internal sealed class NoExclusions : IExclusionSource
{
    public Task<IReadOnlyDictionary<string, Exclusion>> Ask(string username, IReadOnlyCollection<string> crns, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyDictionary<string, Exclusion>>(new Dictionary<string, Exclusion>());
}

internal static class ExclusionServices
{
    public static void AddExclusions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ExclusionOptions>().Bind(configuration.GetSection(ExclusionOptions.Section))
            .Validate(o => o.Source is null or "" or ExclusionOptions.Delius or ExclusionOptions.Listed, $"{ExclusionOptions.Section}:Source is '{ExclusionOptions.Delius}' or '{ExclusionOptions.Listed}'.")
            .Validate(o => o.Keep > TimeSpan.Zero && o.Keep <= TimeSpan.FromHours(1), $"{ExclusionOptions.Section}:Keep is more than nothing and at most an hour.")
            .Validate(o => o.Timeout > TimeSpan.Zero && o.Timeout <= TimeSpan.FromSeconds(30), $"{ExclusionOptions.Section}:Timeout is more than nothing and at most 30 seconds.")
            .Validate(o => o.Emergency > TimeSpan.Zero && o.Emergency <= TimeSpan.FromHours(24), $"{ExclusionOptions.Section}:Emergency is more than nothing and at most a day.")
            .ValidateOnStart();
        // The client's own log lines hold addresses, and an address names a user.
        services.AddHttpClient(DeliusExclusions.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan).RemoveAllLoggers();
        services.AddSingleton<DeliusExclusions>();
        services.AddSingleton<ListedExclusions>();
        services.AddSingleton<NoExclusions>();
        services.AddSingleton<IExclusionSource>(s => s.GetRequiredService<IOptions<ExclusionOptions>>().Value.Source switch
        {
            ExclusionOptions.Delius => s.GetRequiredService<DeliusExclusions>(),
            ExclusionOptions.Listed => s.GetRequiredService<ListedExclusions>(),
            _ => s.GetRequiredService<NoExclusions>(),
        });
        services.AddSingleton<Exclusions>();
        services.AddSingleton<CaseAccess>();
        services.AddSingleton<EmergencyAccessService>();
    }
}
