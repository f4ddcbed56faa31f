using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Referrals.Application.Import.Sources;

/// <summary>Configuration section <c>Referrals:Sources</c>: where nDelius and OASys answer, and how patient to be. With neither address nothing is fetched.</summary>
public sealed class SourceAddresses
{
    public const string Section = "Referrals:Sources";

    public Uri? Delius { get; set; }

    public Uri? Oasys { get; set; }

    /// <summary>For one request, from connecting to the last byte.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a request is made before the part is given up as unknown.</summary>
    public int Attempts { get; set; } = 3;

    /// <summary>Before the second attempt; doubled before each one after it, less up to half of it at random.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(10);

    [MemberNotNullWhen(true, nameof(Delius), nameof(Oasys))]
    public bool IsConfigured => Delius is not null && Oasys is not null;
}

/// <summary>Refuses to start with addresses that could never be fetched from.</summary>
public sealed class SourceAddressesValidator : IValidateOptions<SourceAddresses>
{
    public ValidateOptionsResult Validate(string? name, SourceAddresses options)
    {
        var wrong = new List<string>();
        Address(options.Delius, options.Oasys, nameof(SourceAddresses.Delius));
        Address(options.Oasys, options.Delius, nameof(SourceAddresses.Oasys));
        Between(options.RequestTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5), nameof(SourceAddresses.RequestTimeout));
        Between(options.FirstDelay, TimeSpan.Zero, TimeSpan.FromMinutes(1), nameof(SourceAddresses.FirstDelay));
        Between(options.LongestDelay, options.FirstDelay, TimeSpan.FromMinutes(5), nameof(SourceAddresses.LongestDelay));
        if (options.Attempts is < 1 or > 10)
            wrong.Add($"{SourceAddresses.Section}:{nameof(SourceAddresses.Attempts)} must be from 1 to 10.");
        return wrong.Count > 0 ? ValidateOptionsResult.Fail(wrong) : ValidateOptionsResult.Success;

        void Address(Uri? address, Uri? other, string setting)
        {
            if (address is null && other is not null)
                wrong.Add($"{SourceAddresses.Section}:{setting} is missing while the other source has an address. Give both or neither.");
            else if (address is not null && !(address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)))
                wrong.Add($"{SourceAddresses.Section}:{setting} must be an address that begins with http:// or https://.");
        }

        void Between(TimeSpan value, TimeSpan least, TimeSpan most, string setting)
        {
            if (value < least || value > most)
                wrong.Add($"{SourceAddresses.Section}:{setting} must be from {least:c} to {most:c}.");
        }
    }
}

/// <summary>Which case to fetch.</summary>
public sealed record FetchCase
{
    public required string Crn { get; init; }

    /// <summary>The orders or licences to fetch, each from 1; at least one.</summary>
    public required IReadOnlyList<int> EventNumbers { get; init; }
}

/// <summary>
/// One case straight from nDelius and OASys. A part a source says it does not have is not supplied; a part a source did
/// not answer for is unknown and named in <see cref="SourceCase.Unknown"/>, with a problem that names the source, the
/// address path and what happened. Credentials, where the sources want them, are the business of the client's handlers.
/// </summary>
public sealed class HttpSource(SourceAddresses addresses, HttpClient client, TimeProvider time, FetchCase wanted) : ICaseSource
{
    private const string DeliusName = "nDelius";
    private const string OasysName = "OASys";

    private readonly Uri delius = addresses.IsConfigured ? Folder(addresses.Delius) : throw new ArgumentException($"{SourceAddresses.Section} gives no addresses.", nameof(addresses));
    private readonly Uri oasys = Folder(addresses.Oasys);

    public long? Length => 1;

    public async IAsyncEnumerable<SourceRead> Read([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        yield return await Fetch(cancellation);
    }

    /// <summary>The one read there is.</summary>
    public async Task<SourceRead> Fetch(CancellationToken cancellation = default)
    {
        if (CaseBuilder.ValidCrn(wanted.Crn) is not { } crn)
            return new SourceRead(null, [new SourceProblem("crn", null, "$", "a CRN of letters and digits", JsonReading.Quote(wanted.Crn))], null, 1);
        if (wanted.EventNumbers.Count == 0 || wanted.EventNumbers.Any(n => n < 1))
            return new SourceRead(null, [new SourceProblem("event", null, "$", "an event number from 1", wanted.EventNumbers.Count == 0 ? "none" : wanted.EventNumbers.Min().ToString(CultureInfo.InvariantCulture))], null, 1);

        var timeline = Get(OasysName, oasys, $"assessments/timeline/{crn}", cancellation);
        Part[] parts =
        [
            new(SourceParts.PersonalDetails, null, "personal-details.json", Get(DeliusName, delius, $"case/{crn}/personal-details", cancellation)),
            .. wanted.EventNumbers.Distinct().SelectMany(number => Event(crn, number, cancellation)),
            new(SourceParts.Registrations, null, "registrations.json", Get(DeliusName, delius, $"case/{crn}/registrations", cancellation)),
            new(SourceParts.Pni, null, "pni.json", Get(OasysName, oasys, $"assessments/pni/{crn}?community=true", cancellation)),
        ];
        var builder = new CaseBuilder(crn, new ImportOrigin("nDelius and OASys"));
        var sections = await Sections(builder, await timeline, cancellation);
        foreach (var part in (IEnumerable<Part>)[.. parts, .. sections])
            Take(builder, part, await part.Answer);

        var read = builder.Build(1);
        if (read.Case is { IsEmpty: true, Unknown.Count: 0 })
        {
            builder.Problems.Add(new SourceProblem("nDelius and OASys", null, "$", $"a case {crn}", "none in either"));
            return builder.Build(1);
        }

        return read;
    }

    private IEnumerable<Part> Event(string crn, int eventNumber, CancellationToken cancellation)
    {
        var number = eventNumber.ToString(CultureInfo.InvariantCulture);
        yield return new(SourceParts.Sentences, eventNumber, $"sentence-{number}.json", Get(DeliusName, delius, $"case/{crn}/sentence/{number}", cancellation));
        yield return new(SourceParts.Offences, eventNumber, $"offences-{number}.json", Get(DeliusName, delius, $"case/{crn}/sentence/{number}/offences", cancellation));
    }

    /// <summary>The sections of the latest complete assessment; unknown where nobody could say which that is.</summary>
    private async Task<IReadOnlyList<Part>> Sections(CaseBuilder builder, Answer timeline, CancellationToken cancellation)
    {
        var (readable, latest) = Latest(builder, timeline);
        if (!readable)
        {
            foreach (var part in (string[])[SourceParts.Section6, SourceParts.RoshSummary, SourceParts.RiskPredictors])
                builder.AddUnknown(part);
            return [];
        }

        if (latest is null)
        {
            builder.Problems.Add(new SourceProblem(timeline.Where, null, "$", "a complete assessment", "none", ProblemSeverity.Information));
            return [];
        }

        var assessment = $"assessments/{latest.Value.ToString(CultureInfo.InvariantCulture)}";
        Part[] sections =
        [
            new(SourceParts.Section6, null, "section6.json", Get(OasysName, oasys, $"{assessment}/section/section6", cancellation)),
            new(SourceParts.RoshSummary, null, "roshsummary.json", Get(OasysName, oasys, $"{assessment}/section/roshsummary", cancellation)),
            new(SourceParts.RiskPredictors, null, "risk-predictors.json", Get(OasysName, oasys, $"{assessment}/risk-predictors", cancellation)),
        ];
        await Task.WhenAll(sections.Select(s => s.Answer));
        return sections;
    }

    private static (bool Readable, long? Latest) Latest(CaseBuilder builder, Answer timeline)
    {
        if (timeline.Why is { } why)
        {
            builder.Problems.Add(new SourceProblem(timeline.Where, null, "$", "an answer", why));
            return (false, null);
        }

        if (timeline.Body is not { } body)
            return (true, null);
        if (CaseBuilder.Parse(timeline.Where, body, isFile: false, out var malformed) is not { } document)
        {
            builder.Problems.Add(malformed!);
            return (false, null);
        }

        using (document)
        {
            var reading = new JsonReading(timeline.Where, null);
            long? latest = null;
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                latest = Documents.LatestComplete(reading, document.RootElement);
            else
                reading.Error("an object", document.RootElement);
            builder.Problems.AddRange(reading.Problems);
            return (reading.Errors == 0, latest);
        }
    }

    private static void Take(CaseBuilder builder, Part part, Answer answer)
    {
        if (answer.Body is { } body)
        {
            // Unlike a file, an answer that cannot be read cannot be corrected by whoever asked.
            if (!builder.AddDocument(part.Name, part.Event, part.FileName, answer.Where, body, isFile: false))
                builder.AddUnknown(part.Name);
        }
        else if (answer.Why is { } why)
        {
            builder.AddUnknown(part.Name);
            builder.Problems.Add(new SourceProblem(answer.Where, null, "$", "an answer", why));
        }
        else
        {
            builder.Problems.Add(new SourceProblem(answer.Where, null, "$", "a record", "none: the source has no such record", ProblemSeverity.Information));
        }
    }

    private async Task<Answer> Get(string source, Uri address, string path, CancellationToken cancellation)
    {
        var uri = new Uri(address, path);
        var where = $"{source} {uri.PathAndQuery}";
        for (var attempt = 1; ; attempt++)
        {
            var (answer, again) = await Try(uri, where, attempt, cancellation);
            if (!again || attempt == addresses.Attempts)
                return answer;
            await Task.Delay(Delay(attempt), time, cancellation);
        }
    }

    private async Task<(Answer Answer, bool Again)> Try(Uri uri, string where, int attempt, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(addresses.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        var tried = attempt == 1 ? "" : $", tried {attempt} times";
        try
        {
            using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode is HttpStatusCode.NotFound)
                return (new Answer(where), false);
            if (!response.IsSuccessStatusCode)
            {
                var again = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
                return (new Answer(where, Why: $"{(int)response.StatusCode} {response.ReasonPhrase}{tried}"), again);
            }

            await response.Content.LoadIntoBufferAsync(NdjsonSource.LongestLine, either.Token);
            return (new Answer(where, Body: await response.Content.ReadAsByteArrayAsync(either.Token)), false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (new Answer(where, Why: string.Create(CultureInfo.InvariantCulture, $"nothing within {addresses.RequestTimeout.TotalSeconds:0.###} seconds{tried}")), true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (new Answer(where, Why: $"{Words(e)}{tried}"), true);
        }
    }

    private TimeSpan Delay(int attempt)
    {
        var full = Math.Min(addresses.FirstDelay.TotalMilliseconds * Math.Pow(2, attempt - 1), addresses.LongestDelay.TotalMilliseconds);
        // Jitter keeps many nodes from coming back to a source that has just got up at one moment.
        return TimeSpan.FromMilliseconds(full * (1 - Random.Shared.NextDouble() / 2));
    }

    private static string Words(Exception e) => e is HttpRequestException http
        ? http.HttpRequestError switch
        {
            HttpRequestError.ConnectionError => "no connection: it is down or refuses",
            HttpRequestError.NameResolutionError => "no such host",
            HttpRequestError.SecureConnectionError => "no secure connection",
            HttpRequestError.ConfigurationLimitExceeded => $"an answer longer than {NdjsonSource.LongestLine / 1024 / 1024} MB",
            HttpRequestError.ResponseEnded => "an answer that broke off",
            _ => http.Message,
        }
        : "an answer that broke off";

    private static Uri Folder(Uri address) =>
        address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

    private sealed record Part(string Name, int? Event, string FileName, Task<Answer> Answer);

    /// <summary>A body; or why there is none; or neither, which is the source saying it has no such record.</summary>
    private sealed record Answer(string Where, ReadOnlyMemory<byte>? Body = null, string? Why = null);
}
