using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Referrals.Web.Startup;

/// <summary>The proxies that stand before the service: section <c>Referrals:Proxies</c>. What anybody else says of where a request comes from is not believed.</summary>
public sealed record ProxySettings
{
    public const string Section = "Referrals:Proxies";

    /// <summary>Their addresses.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Networks of nothing but proxies, such as <c>10.1.0.0/16</c>.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>How many a request passes one after the other.</summary>
    public int Hops { get; init; } = 1;
}

public static class Proxies
{
    /// <summary>Takes the caller's address and scheme from the proxies that are configured; where none is, from the connection.</summary>
    /// <exception cref="InvalidOperationException">An address is none, or the host is told to believe everybody.</exception>
    public static void UseReferralsProxies(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Configuration.GetValue<bool>("ForwardedHeaders_Enabled"))
        {
            throw new InvalidOperationException($"ASPNETCORE_FORWARDEDHEADERS_ENABLED believes every caller's word on where it comes from. Name the proxies in {ProxySettings.Section} instead.");
        }

        var settings = app.Configuration.GetSection(ProxySettings.Section).Get<ProxySettings>() ?? new ProxySettings();
        if (settings.Addresses.Count == 0 && settings.Networks.Count == 0)
        {
            return;
        }

        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = settings.Hops };
        // The framework believes this machine by itself.
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var address in settings.Addresses)
        {
            options.KnownProxies.Add(IPAddress.TryParse(address, out var proxy) ? proxy : throw new InvalidOperationException($"{ProxySettings.Section}:Addresses: '{address}' is not an address."));
        }

        foreach (var network in settings.Networks)
        {
            options.KnownIPNetworks.Add(System.Net.IPNetwork.TryParse(network, out var proxies) ? proxies : throw new InvalidOperationException($"{ProxySettings.Section}:Networks: '{network}' is not a network."));
        }

        app.UseForwardedHeaders(options);
    }
}
