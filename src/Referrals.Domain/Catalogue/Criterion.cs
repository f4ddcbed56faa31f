using System.Text.Json.Serialization;

namespace Referrals.Domain;

[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    NotKnown,
    NotHeld,
    Held,
}

/// <summary>One condition on the facts of a case: a subject compared with a value, or any one of several such.</summary>
public sealed class Criterion
{
    private readonly Subject? _subject;
    private readonly Func<CaseFacts, Verdict>? _test;

    internal Criterion(string words, string source, Subject subject, Func<CaseFacts, Verdict> test)
    {
        Words = words;
        Source = source;
        _subject = subject;
        _test = test;
        AnyOf = [];
    }

    internal Criterion(string words, string source, IReadOnlyList<Criterion> anyOf)
    {
        Words = words;
        Source = source;
        AnyOf = anyOf;
    }

    /// <summary>As a practitioner reads it.</summary>
    public string Words { get; }

    /// <summary>Where the rule comes from.</summary>
    public string Source { get; }

    /// <summary>True where the value is assumed and for the service's owner to set.</summary>
    public bool LocalConfiguration { get; init; }

    /// <summary>The fact it looks at; null where it is one of several.</summary>
    public string? Subject => _subject?.Key;

    public IReadOnlyList<Criterion> AnyOf { get; }

    public CriterionExplained Explain(CaseFacts facts)
    {
        if (_subject is not null && _test is not null)
        {
            var verdict = _test(facts);
            return new CriterionExplained
            {
                Words = Words,
                Source = Source,
                Subject = Subject,
                Known = _subject.Known(facts),
                Verdict = verdict,
                FindOut = verdict == Verdict.NotKnown ? [new FactToFindOut(_subject.Key, _subject.Question)] : [],
                LocalConfiguration = LocalConfiguration,
            };
        }

        var parts = AnyOf.Select(part => part.Explain(facts)).ToList();
        var any = parts.Exists(part => part.Verdict == Verdict.Held) ? Verdict.Held
            : parts.Exists(part => part.Verdict == Verdict.NotKnown) ? Verdict.NotKnown
            : Verdict.NotHeld;
        return new CriterionExplained
        {
            Words = Words,
            Source = Source,
            Known = string.Join("; ", parts.Select(part => $"{part.Words}: {part.Known}")),
            Verdict = any,
            FindOut = any == Verdict.NotKnown ? parts.SelectMany(part => part.FindOut).ToList() : [],
            AnyOf = parts,
            LocalConfiguration = LocalConfiguration,
        };
    }
}
