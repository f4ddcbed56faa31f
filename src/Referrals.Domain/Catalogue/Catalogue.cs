namespace Referrals.Domain;

/// <summary>
/// What may change without a developer, as read from <c>workflows/catalogue</c>: programmes, coded reasons, service levels, ladders, thresholds,
/// session plans, bank holidays and areas. Immutable. Of several versions of a file the one in force on a date answers for that date, the first one also for every date
/// before it; bank holidays and areas are those of the newest version.
/// </summary>
public sealed class Catalogue
{
    private readonly Versions<IReadOnlyList<Programme>> _programmes;
    private readonly Versions<IReadOnlyList<CodedReason>> _reasons;
    private readonly Versions<Keyed<ServiceLevel>> _serviceLevels;
    private readonly Versions<Keyed<Ladder>> _ladders;
    private readonly Versions<ThresholdTable> _thresholds;
    private readonly Versions<IReadOnlyList<SessionPlan>> _sessionPlans;

    internal Catalogue(CatalogueParts parts)
    {
        _programmes = parts.Programmes;
        _reasons = parts.Reasons;
        _serviceLevels = parts.ServiceLevels;
        _ladders = parts.Ladders;
        _thresholds = parts.Thresholds;
        _sessionPlans = parts.SessionPlans;
        WorkingDays = parts.BankHolidays.Newest;
        Areas = parts.Areas.Newest;
        ServiceLevelKeys = KeysOfEveryVersion(_serviceLevels);
        LadderKeys = KeysOfEveryVersion(_ladders);
    }

    public WorkingDays WorkingDays { get; }

    public Areas Areas { get; }

    /// <summary>The keys a workflow definition may name: those that every version has.</summary>
    public IReadOnlySet<string> ServiceLevelKeys { get; }

    /// <inheritdoc cref="ServiceLevelKeys"/>
    public IReadOnlySet<string> LadderKeys { get; }

    /// <summary>The entries that can be had on this date in this region, in order. With the region not known, also those that some region has.</summary>
    public IReadOnlyList<Programme> Programmes(DateOnly on, string? regionCode) =>
        _programmes.On(on).Where(programme => programme.IsAvailable(on, regionCode) != false).ToList();

    /// <summary>The entry of this key in force on this date in any region, else the one of that key last known; null where the key was never in the catalogue.</summary>
    public Programme? FindProgramme(string key, DateOnly on) =>
        _programmes.On(on).Where(programme => programme.Key == key).MaxBy(programme => programme.IsAvailable(on, null) != false)
        ?? _programmes.NewestFirst.SelectMany(programmes => programmes).FirstOrDefault(programme => programme.Key == key);

    /// <summary>The entry of this name, whatever its letters' case; null where no version of the catalogue knows it.</summary>
    public Programme? FindProgrammeByName(string name) =>
        _programmes.NewestFirst.SelectMany(programmes => programmes).FirstOrDefault(programme => string.Equals(programme.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The entry that a requirement or licence condition of this nDelius code orders; null where the code orders none.</summary>
    public Programme? FindByRequirement(string code, DateOnly on) =>
        _programmes.On(on).FirstOrDefault(programme => programme.RequirementCodes.Contains(code));

    /// <summary>Those that may be chosen on this date, in the order of the file.</summary>
    /// <param name="use">One of <see cref="ReasonUses"/>.</param>
    public IReadOnlyList<CodedReason> Reasons(string use, DateOnly on) =>
        _reasons.On(on).Where(reason => reason.Use == use && reason.Valid.Covers(on)).ToList();

    /// <summary>A reason by its code, also one that may no longer be chosen; null where the code was never in the catalogue.</summary>
    public CodedReason? FindReason(string code) =>
        _reasons.NewestFirst.SelectMany(reasons => reasons).FirstOrDefault(reason => reason.Code == code);

    /// <summary>A reason by its words, whatever their letters' case; null where no version of the catalogue knows them.</summary>
    public CodedReason? FindReasonByWords(string words) =>
        _reasons.NewestFirst.SelectMany(reasons => reasons).FirstOrDefault(reason => string.Equals(reason.Words, words, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="KeyNotFoundException">No such key: definitions are checked against <see cref="ServiceLevelKeys"/> before they are accepted.</exception>
    public ServiceLevel ServiceLevelOn(string key, DateOnly on) => _serviceLevels.On(on).On(key, on);

    /// <exception cref="KeyNotFoundException">No such key: definitions are checked against <see cref="LadderKeys"/> before they are accepted.</exception>
    public Ladder LadderOn(string key, DateOnly on) => _ladders.On(on).On(key, on);

    public Thresholds ThresholdsOn(DateOnly on) => _thresholds.On(on).On(on);

    /// <summary>The plan of this version, also one that new groups can no longer be created with; null where the catalogue never had it.</summary>
    public SessionPlan? SessionPlan(string programmeKey, int version) =>
        _sessionPlans.NewestFirst.SelectMany(plans => plans).FirstOrDefault(plan => plan.ProgrammeKey == programmeKey && plan.Version == version);

    /// <summary>The newest plan of this programme that is valid on this date, for what is created on it; null where there is none.</summary>
    public SessionPlan? SessionPlanOn(string programmeKey, DateOnly on) =>
        _sessionPlans.On(on).Where(plan => plan.ProgrammeKey == programmeKey && plan.Valid.Covers(on)).MaxBy(plan => plan.Version);

    private static HashSet<string> KeysOfEveryVersion<T>(Versions<Keyed<T>> versions) =>
        versions.NewestFirst.Select(keyed => keyed.Keys).Aggregate(
            versions.Newest.Keys.ToHashSet(StringComparer.Ordinal),
            (keys, more) =>
            {
                keys.IntersectWith(more);
                return keys;
            });
}

/// <summary>What <see cref="CatalogueReader"/> hands over once nothing is wrong.</summary>
internal sealed record CatalogueParts
{
    public required Versions<IReadOnlyList<Programme>> Programmes { get; init; }

    public required Versions<IReadOnlyList<CodedReason>> Reasons { get; init; }

    public required Versions<Keyed<ServiceLevel>> ServiceLevels { get; init; }

    public required Versions<Keyed<Ladder>> Ladders { get; init; }

    public required Versions<ThresholdTable> Thresholds { get; init; }

    public required Versions<IReadOnlyList<SessionPlan>> SessionPlans { get; init; }

    public required Versions<WorkingDays> BankHolidays { get; init; }

    public required Versions<Areas> Areas { get; init; }
}

/// <summary>The versions of one catalogue file, oldest first, at least one.</summary>
internal sealed class Versions<T>(IReadOnlyList<(DateOnly From, T Content)> oldestFirst)
{
    public T Newest => oldestFirst[^1].Content;

    public IEnumerable<T> NewestFirst => oldestFirst.Reverse().Select(version => version.Content);

    public T On(DateOnly date)
    {
        for (var i = oldestFirst.Count - 1; i > 0; i--)
        {
            if (oldestFirst[i].From <= date)
                return oldestFirst[i].Content;
        }

        return oldestFirst[0].Content;
    }
}

/// <summary>Entries by key, each key with a value for every date.</summary>
internal sealed class Keyed<T>(IEnumerable<(string Key, Period Valid, T Value)> entries)
{
    private readonly Dictionary<string, List<(string Key, Period Valid, T Value)>> _entries =
        entries.GroupBy(entry => entry.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

    public IEnumerable<string> Keys => _entries.Keys;

    public T On(string key, DateOnly date) => _entries.TryGetValue(key, out var dated)
        ? dated.Find(entry => entry.Valid.Covers(date)).Value
        : throw new KeyNotFoundException($"The catalogue has no entry '{key}'.");
}

/// <summary>Thresholds as one record for each stretch of time in which none changes.</summary>
internal sealed class ThresholdTable
{
    // Lazy, so that a file with problems can be read to its end.
    private readonly Lazy<Versions<Thresholds>> _stretches;

    public ThresholdTable(Keyed<object> values, IEnumerable<DateOnly> changes) =>
        _stretches = new(() => new Versions<Thresholds>(changes.Prepend(DateOnly.MinValue).Distinct().Order().Select(from => (from, At(values, from))).ToList()));

    public Thresholds On(DateOnly date) => _stretches.Value.On(date);

    private static Thresholds At(Keyed<object> values, DateOnly date)
    {
        return new Thresholds
        {
            SaraLifeDays = Value<int>("sara-life-days"),
            SaraWanted = Value<RiskLevel>("sara-wanted"),
            LittleTimeWeeks = Value<int>("little-time-weeks"),
            ResetFrom = Value<DateOnly>("reset-from"),
            ResetExemptFlags = Value<IReadOnlyList<string>>("reset-exempt-flags"),
            PerpetratorFlags = Value<IReadOnlyList<string>>("perpetrator-flags"),
            HistoryFlags = Value<IReadOnlyList<string>>("history-flags"),
            ChildrenConcernedFlags = Value<IReadOnlyList<string>>("children-concerned-flags"),
            ReviewFlags = Value<IReadOnlyList<string>>("review-flags"),
            SmallNumber = Value<int>("small-number"),
            RejoinWeeks = Value<int>("rejoin-weeks"),
            WaitingPoints = Value<WaitingPoints>("waiting-points"),
        };

        T Value<T>(string key) => (T)values.On(key, date);
    }
}
