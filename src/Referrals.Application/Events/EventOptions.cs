using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Referrals.Application.Events;

/// <summary>Configuration section <c>Referrals:Events</c>: who outside is told what happened.</summary>
public sealed class EventOptions
{
    public const string Section = "Referrals:Events";

    /// <summary>Where this service is reached from outside, such as <c>https://referrals.example.org</c>: detail addresses begin with it.</summary>
    public Uri? ServiceAddress { get; set; }

    /// <summary>By name. A receiver is told what happens from when it is first seen here; what happened before is sent by a replay.</summary>
    public Dictionary<string, EventReceiverOptions> Receivers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How long one delivery may take before it is left for the next attempt.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long events are kept to be sent again; what is still to be delivered is kept until it was.</summary>
    public int KeepDays { get; set; } = 90;
}

public sealed class EventReceiverOptions
{
    public Uri? Url { get; set; }

    /// <summary>Signs what is sent. At least 32 characters, from the environment or a secret store.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Which of <see cref="EventTypes"/>; empty is all.</summary>
    public List<string> Types { get; set; } = [];

    public bool Wants(string type) => Types.Count == 0 || Types.Contains(type);
}

/// <summary>Names every setting with which nothing could be delivered, or not safely, so that the service does not start with it.</summary>
public sealed partial class EventOptionsCheck : IValidateOptions<EventOptions>
{
    public ValidateOptionsResult Validate(string? name, EventOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(1))
            problems.Add($"{EventOptions.Section}:Timeout is wrong: it is more than nothing and at most a minute.");
        if (options.KeepDays is < 1 or > 3660)
            problems.Add($"{EventOptions.Section}:KeepDays is wrong: it is from 1 to 3660.");
        if (options.Receivers.Count > 0 && !IsAddress(options.ServiceAddress))
            problems.Add($"{EventOptions.Section}:ServiceAddress is wrong: with receivers it is the https address of this service.");
        foreach (var (key, receiver) in options.Receivers)
        {
            var at = $"{EventOptions.Section}:Receivers:{key}";
            if (!Name().IsMatch(key))
                problems.Add($"{at} is wrong: a name is of small letters, digits and hyphens, at most 40.");
            if (!IsAddress(receiver.Url))
                problems.Add($"{at}:Url is wrong: it is an https address; http is for this machine only.");
            // Never the value.
            if (receiver.Secret.Length < 32)
                problems.Add($"{at}:Secret is wrong: it has at least 32 characters.");
            problems.AddRange(receiver.Types.Where(t => !EventTypes.All.ContainsKey(t)).Select(t => $"{at}:Types is wrong: '{t}' is no type of event. There are: {string.Join(", ", EventTypes.All.Keys)}."));
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static bool IsAddress(Uri? address) => address is { IsAbsoluteUri: true } && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    [GeneratedRegex("^[a-z0-9-]{1,40}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Name();
}
