using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Referrals.Application.Import.Sources;

namespace Referrals.Application.Import;

/// <summary>Fetches cases straight from nDelius and OASys, where both their addresses are configured.</summary>
public sealed class CaseFetching(IOptions<SourceAddresses> addresses, IHttpClientFactory clients, TimeProvider time)
{
    internal const string ClientName = "case-sources";

    public bool IsConfigured => addresses.Value.IsConfigured;

    /// <returns>A source of this one case, or null where no addresses are configured.</returns>
    /// <param name="events">The numbers of the orders or licences to fetch.</param>
    public HttpSource? Source(string crn, IReadOnlyList<int> events) =>
        IsConfigured ? new HttpSource(addresses.Value, clients.CreateClient(ClientName), time, new FetchCase { Crn = crn, EventNumbers = events }) : null;
}

internal static class CaseSources
{
    public static void AddCaseSources(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<SourceAddresses>, SourceAddressesValidator>();
        services.AddOptions<SourceAddresses>().Bind(configuration.GetSection(SourceAddresses.Section)).ValidateOnStart();
        services.AddOptions<ImportOptions>().Bind(configuration.GetSection(ImportOptions.Section));
        // The source keeps its own time limit a request. The client's own log lines hold addresses, and an address names a person.
        services.AddHttpClient(CaseFetching.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan).RemoveAllLoggers();
        services.AddSingleton<CaseFetching>();
        services.AddSingleton<CaseRefresh>();
    }
}
