using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import.Sources;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Import;

/// <summary>What asking the sources again about one case came to.</summary>
public sealed record CaseRefreshed
{
    /// <summary>Why nothing was asked, or null.</summary>
    public Refusal? Refusal { get; init; }

    public bool Changed { get; init; }

    public int NeedsOpened { get; init; }

    /// <summary>What came and could be used, in words.</summary>
    public IReadOnlyList<string> Came { get; init; } = [];

    /// <summary>What could not be fetched, in words: of an assessment known before it stays as it was, of a new one it is not known.</summary>
    public IReadOnlyList<string> NotFetched { get; init; } = [];

    /// <summary>What came and could not be used, in words: as if it had not come.</summary>
    public IReadOnlyList<string> Rejected { get; init; } = [];

    /// <summary>What was wrong with answers that came.</summary>
    public IReadOnlyList<SourceProblem> Problems { get; init; } = [];

    /// <summary>All of it in a sentence or two, for the one who asked.</summary>
    public required string Words { get; init; }
}

/// <summary>Asks nDelius and OASys again about one person, when a page or a practitioner wants to know now.</summary>
public sealed class CaseRefresh(CaseFetching fetching, CaseImporter importer, CaseAccess access, DatabaseFactory factory)
{
    /// <summary>Fetches every running order or licence of the person and stores what has changed.</summary>
    /// <returns>Refused with <see cref="NoSuchPerson"/> where the actor does not reach the person, and with <see cref="NoSourcesConfigured"/>.</returns>
    public async Task<CaseRefreshed> Refresh(Actor actor, string crn, CancellationToken cancellation = default)
    {
        int[] events;
        await using (var db = factory.CreateDbContext())
        {
            if (await db.Everybody().Where(p => p.Crn == crn).Select(p => p.Id).FirstOrDefaultAsync(cancellation) is var personId && !await access.Reaches(actor, personId, cancellation))
                return Refused(new NoSuchPerson());
            var person = await db.People.Include(p => p.Supervisions).AsNoTracking().FirstOrDefaultAsync(p => p.Crn == crn, cancellation);
            if (person is null)
                return Refused(new NoSuchPerson());
            events = EventsOf(person.Supervisions.Where(s => s.EndedOn is null).Select(s => s.EventNumber));
        }

        if (fetching.Source(crn, events) is not { } source)
            return Refused(new NoSourcesConfigured());
        var read = await source.Fetch(cancellation);
        var problems = new List<SourceProblem>();
        var rejectedParts = new HashSet<string>(StringComparer.Ordinal);
        var summary = await importer.Run(
            new ImportRequest
            {
                Source = new Answers(read),
                Actor = actor,
                OnProblem = problems.Add,
                OnRejected = input => rejectedParts.UnionWith(input.Documents.Select(d => d.Part)),
            },
            cancellation);
        string[] rejected = [.. rejectedParts.Select(PartWords)];
        string[] notFetched = [.. (read.Case?.Unknown ?? []).Distinct().Where(part => !rejectedParts.Contains(part)).Select(PartWords)];
        return new CaseRefreshed
        {
            Changed = summary.Changed > 0,
            NeedsOpened = summary.NeedsOpened,
            Came = [.. Parts(read.Case).Except(rejectedParts).Select(PartWords)],
            NotFetched = notFetched,
            Rejected = rejected,
            Problems = [.. problems.Where(p => p.Severity != ProblemSeverity.Information)],
            Words = string.Join(' ', Sentences(summary, read.Case, notFetched, rejected)),
        };
    }

    /// <summary>A person of whom no order is known has at least a first one.</summary>
    internal static int[] EventsOf(IEnumerable<int> running) => [.. running.Distinct().Order().DefaultIfEmpty(1)];

    private static IEnumerable<string> Sentences(ImportSummary summary, SourceCase? found, string[] notFetched, string[] rejected)
    {
        var missed = notFetched.Length + rejected.Length > 0;
        if (summary.Changed > 0)
            yield return "The record has been updated from nDelius and OASys.";
        else if (found is { IsEmpty: true } && missed)
            yield return "Nothing could be taken from nDelius and OASys. The record is as it was.";
        else if (summary.Cases == 0)
            yield return "Nothing could be taken from nDelius and OASys.";
        else if (missed)
            yield return "Nothing has changed in what could be fetched.";
        else
            yield return "Nothing has changed in nDelius and OASys.";
        if (summary.NeedsOpened > 0)
            yield return summary.NeedsOpened == 1 ? "A need was opened." : $"{summary.NeedsOpened} needs were opened.";
        if (notFetched.Length > 0)
            yield return $"Could not be fetched, and so not known today: {string.Join(", ", notFetched)}.";
        if (rejected.Length > 0)
            yield return $"Came but could not be used, and so not known today: {string.Join(", ", rejected)}.";
    }

    private static IEnumerable<string> Parts(SourceCase? found) => found is null ? [] : new (string Part, bool Came)[]
    {
        (SourceParts.PersonalDetails, found.PersonalDetails is not null),
        (SourceParts.Sentences, found.Sentences is not null),
        (SourceParts.Offences, found.Offences is not null),
        (SourceParts.Registrations, found.Registrations is not null),
        (SourceParts.Section6, found.Section6 is not null),
        (SourceParts.RoshSummary, found.RoshSummary is not null),
        (SourceParts.Pni, found.Pni is not null),
        (SourceParts.RiskPredictors, found.RiskPredictors is not null),
    }.Where(p => p.Came).Select(p => p.Part);

    private static CaseRefreshed Refused(Refusal refusal) => new() { Refusal = refusal, Words = refusal.Words };

    private static string PartWords(string part) => part switch
    {
        SourceParts.PersonalDetails => "personal details",
        SourceParts.Sentences => "sentence",
        SourceParts.Offences => "offences",
        SourceParts.Registrations => "registrations",
        SourceParts.Section6 => "relationships (OASys section 6)",
        SourceParts.RoshSummary => "risk of serious harm summary",
        SourceParts.Pni => "programme needs",
        SourceParts.RiskPredictors => "risk predictors",
        _ => part,
    };

    /// <summary>What was fetched, for the importer to store.</summary>
    private sealed class Answers(SourceRead read) : ICaseSource
    {
        public long? Length => 1;

        public async IAsyncEnumerable<SourceRead> Read([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return read;
            await Task.CompletedTask;
        }
    }
}

public sealed record NoSourcesConfigured() : Refusal("This service is not connected to nDelius and OASys, so nothing can be fetched.");
