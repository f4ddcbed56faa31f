using System.Text.Json;

namespace Referrals.Domain;

/// <summary>The names by which catalogue criteria and questions speak of a fact.</summary>
public static class SubjectKeys
{
    public const string Sex = "sex";
    public const string Age = "age";
    public const string SaraPartner = "sara-partner";
    public const string SaraOthers = "sara-others";
    public const string Rosh = "rosh";
    public const string PerpetratorAgainstPartner = "perpetrator-against-partner";
    public const string PerpetratorAgainstFamily = "perpetrator-against-family";
    public const string IntimatePartnerConviction = "intimate-partner-conviction";
    public const string HeterosexualRelationship = "heterosexual-relationship";
    public const string CanDiscussOneAct = "can-discuss-one-act";
    public const string ChildrenConcerned = "children-concerned";
    public const string Pni = "pni";
    public const string DeliverableWeeks = "deliverable-weeks";
    public const string Flags = "flags";

    /// <summary>Not a criterion of an entry but of its availability.</summary>
    public const string Region = "region";
}

/// <summary>A fact that a criterion may look at: how it is read from a case, said in words, and compared.</summary>
internal abstract class Subject(string key, string question, IReadOnlyList<string> operators)
{
    private static readonly Dictionary<string, RiskLevel> s_levels = new(StringComparer.Ordinal)
    {
        ["low"] = RiskLevel.Low, ["medium"] = RiskLevel.Medium, ["high"] = RiskLevel.High, ["very-high"] = RiskLevel.VeryHigh,
    };

    private static readonly Dictionary<string, Sex> s_sexes = new(StringComparer.Ordinal)
    {
        ["male"] = Domain.Sex.Male, ["female"] = Domain.Sex.Female,
    };

    private static readonly Dictionary<string, PniPathway> s_pathways = new(StringComparer.Ordinal)
    {
        ["high-intensity"] = PniPathway.HighIntensity, ["moderate-intensity"] = PniPathway.ModerateIntensity, ["alternative"] = PniPathway.Alternative,
    };

    public static IReadOnlyDictionary<string, Subject> All { get; } = new Subject[]
    {
        Named(SubjectKeys.Sex, "What is this person's sex?", s_sexes, facts => facts.Sex, ["is", "is-not"]),
        new ValueSubject<int>(SubjectKeys.Age, "How old is this person?", ["is", "at-least", "at-most"])
        {
            Read = facts => facts.Age,
            Parse = value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var age) && age is >= 0 and <= 120 ? age : null,
            Expected = "a whole number of years",
            Say = age => $"{age}",
        },
        Level(SubjectKeys.SaraPartner, "What is the SARA level towards a partner?", facts => facts.SaraPartner),
        Level(SubjectKeys.SaraOthers, "What is the SARA level towards others?", facts => facts.SaraOthers),
        Level(SubjectKeys.Rosh, "What is the risk of serious harm in the community?", facts => facts.Rosh),
        YesNo(SubjectKeys.PerpetratorAgainstPartner, "Has this person abused a partner?", facts => facts.PerpetratorAgainstPartner),
        YesNo(SubjectKeys.PerpetratorAgainstFamily, "Has this person abused a family member?", facts => facts.PerpetratorAgainstFamily),
        YesNo(SubjectKeys.IntimatePartnerConviction, "Is there a conviction for violence against an intimate partner?", facts => facts.IntimatePartnerConviction),
        YesNo(SubjectKeys.HeterosexualRelationship, "Was the abuse in a heterosexual relationship?", facts => facts.HeterosexualRelationship),
        YesNo(SubjectKeys.CanDiscussOneAct, "Can this person discuss at least one act of abuse?", facts => facts.CanDiscussOneAct),
        YesNo(SubjectKeys.ChildrenConcerned, "Are children concerned?", facts => facts.ChildrenConcerned),
        Named(SubjectKeys.Pni, "What is the programme needs identifier (PNI)?", s_pathways, facts => facts.Pni == PniPathway.Missing ? null : facts.Pni, ["is", "is-not", "one-of"]),
        new WeeksSubject(),
        new FlagsSubject(),
    }.ToDictionary(subject => subject.Key, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, RiskLevel> Levels => s_levels;

    public string Key { get; } = key;

    /// <summary>What to ask where the fact is not known.</summary>
    public string Question { get; } = question;

    public IReadOnlyList<string> Operators { get; } = operators;

    /// <summary>What <see cref="Test"/> takes, for the message where it took nothing.</summary>
    public abstract string Expected { get; init; }

    public abstract string Known(CaseFacts facts);

    /// <param name="comparison">One of <see cref="Operators"/>.</param>
    /// <returns>Null where the value is not <see cref="Expected"/>.</returns>
    public abstract Func<CaseFacts, Verdict>? Test(string comparison, JsonElement value);

    protected static Verdict When(bool holds) => holds ? Verdict.Held : Verdict.NotHeld;

    private static ValueSubject<bool> YesNo(string key, string question, Func<CaseFacts, bool?> read) => new(key, question, ["is"])
    {
        Read = read,
        Parse = value => value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null },
        Expected = "true or false",
        Say = yes => yes ? "yes" : "no",
    };

    private static ValueSubject<RiskLevel> Level(string key, string question, Func<CaseFacts, RiskLevel?> read) =>
        Named(key, question, s_levels, read, ["is", "is-not", "at-least", "at-most"]);

    private static ValueSubject<T> Named<T>(string key, string question, Dictionary<string, T> names, Func<CaseFacts, T?> read, IReadOnlyList<string> operators)
        where T : struct => new(key, question, operators)
        {
            Read = read,
            Parse = value => value.ValueKind == JsonValueKind.String && names.TryGetValue(value.GetString()!, out var named) ? named : null,
            Expected = string.Join(", ", names.Keys),
            Say = value => names.First(pair => pair.Value.Equals(value)).Key.Replace('-', ' '),
        };

    private sealed class ValueSubject<T>(string key, string question, IReadOnlyList<string> operators) : Subject(key, question, operators)
        where T : struct
    {
        public required Func<CaseFacts, T?> Read { get; init; }

        public required Func<JsonElement, T?> Parse { get; init; }

        public required Func<T, string> Say { get; init; }

        public override required string Expected { get; init; }

        public override string Known(CaseFacts facts) => Read(facts) is { } value ? Say(value) : "not known";

        public override Func<CaseFacts, Verdict>? Test(string comparison, JsonElement value)
        {
            if (comparison == "one-of")
            {
                var several = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(Parse).ToList() : [];
                return several.Count == 0 || several.Contains(null) ? null : Compare(actual => several.Contains(actual));
            }

            if (Parse(value) is not { } wanted)
                return null;
            var comparer = Comparer<T>.Default;
            return comparison switch
            {
                "is" => Compare(actual => comparer.Compare(actual, wanted) == 0),
                "is-not" => Compare(actual => comparer.Compare(actual, wanted) != 0),
                "at-least" => Compare(actual => comparer.Compare(actual, wanted) >= 0),
                "at-most" => Compare(actual => comparer.Compare(actual, wanted) <= 0),
                _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Not an operator of this subject."),
            };

            Func<CaseFacts, Verdict> Compare(Func<T, bool> holds) => facts => Read(facts) is { } actual ? When(holds(actual)) : Verdict.NotKnown;
        }
    }

    /// <summary>Holds, or does not, only where every end that is still possible says so.</summary>
    private sealed class WeeksSubject() : Subject(SubjectKeys.DeliverableWeeks, "When does supervision start and end, which registrations are in force, and what is the risk of serious harm?", ["at-least", "at-most"])
    {
        public override string Expected { get; init; } = "a whole number of weeks";

        public override string Known(CaseFacts facts) => facts.Deliverable?.InWords() ?? "not known";

        public override Func<CaseFacts, Verdict>? Test(string comparison, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var weeks) || weeks is < 0 or > 520)
                return null;
            var days = weeks * 7;
            return comparison == "at-least"
                ? facts => Decide(facts.Deliverable?.AtLeastDaysLeft >= days, facts.Deliverable?.AtMostDaysLeft < days)
                : facts => Decide(facts.Deliverable?.AtMostDaysLeft <= days, facts.Deliverable?.AtLeastDaysLeft > days);
        }

        private static Verdict Decide(bool certainlyHolds, bool certainlyNot) =>
            certainlyHolds ? Verdict.Held : certainlyNot ? Verdict.NotHeld : Verdict.NotKnown;
    }

    private sealed class FlagsSubject() : Subject(SubjectKeys.Flags, "Which registrations are in force in nDelius?", ["any-of", "none-of"])
    {
        public override string Expected { get; init; } = "a list of registration codes";

        public override string Known(CaseFacts facts) => facts.Flags switch
        {
            null => "not known",
            { Count: 0 } => "none",
            var flags => string.Join(", ", flags.Order(StringComparer.Ordinal)),
        };

        public override Func<CaseFacts, Verdict>? Test(string comparison, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0 || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
                return null;
            var codes = value.EnumerateArray().Select(item => item.GetString()!).ToList();
            var whenAny = comparison == "any-of";
            return facts => facts.Flags is { } flags ? When(codes.Exists(flags.Contains) == whenAny) : Verdict.NotKnown;
        }
    }
}
