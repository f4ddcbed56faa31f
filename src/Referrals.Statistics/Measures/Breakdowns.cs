namespace Referrals.Statistics;

/// <summary>Where a unit falls in a breakdown: a code or a number; neither is "not known".</summary>
public readonly record struct GroupKey(string? Text, int Number)
{
    public const string Unknown = "unknown";

    public bool IsUnknown => Text is null && Number == 0;

    public static GroupKey Of(string? text) => new(text, 0);

    public static GroupKey Of(int? number) => new(null, number ?? 0);

    public static GroupKey Of(bool? said) => new(said switch { true => "yes", false => "no", null => null }, 0);
}

/// <summary>How each breakdown reads a unit, and how its keys are written.</summary>
public static class Breakdowns
{
    public static Func<Unit, GroupKey> Of(Breakdown by) => by.Key switch
    {
        "region" => u => GroupKey.Of(u.Person.Region),
        "pdu" => u => GroupKey.Of(u.Person.Pdu),
        "pdu-of-region" => u => new(u.Person.Region, u.Person.Pdu ?? 0),
        "programme" => u => GroupKey.Of(Programme(u)),
        "version" => u => GroupKey.Of(Version(u)),
        "recommended" => u => GroupKey.Of(u.Furthest?.Recommended),
        "month" => u => new(null, (u.On.Year * 100) + u.On.Month),
        "quarter" => u => new(null, (FinancialYear(u.On) * 10) + ((u.On.Month + 8) % 12 / 3) + 1),
        "financial-year" => u => new(null, FinancialYear(u.On)),
        "sara" => u => GroupKey.Of(u.Person.Latest?.Sara),
        "ordered" => u => GroupKey.Of(u.Supervision?.Imposed),
        "age" => u => GroupKey.Of(AgeBand(u)),
        "sex" => u => GroupKey.Of(u.Person.Sex),
        "ethnicity" => u => GroupKey.Of(u.Person.Ethnicity),
        "disability" => u => GroupKey.Of(u.Person.Disability),
        "learning-need" => u => GroupKey.Of(u.Person.LearningNeed),
        "religion" => u => GroupKey.Of(u.Person.Religion),
        "language" => u => GroupKey.Of(u.Person.Language),
        "team" => u => GroupKey.Of(u.Person.Team),
        "practitioner" => u => GroupKey.Of(u.Person.Practitioner),
        "turn" => u => GroupKey.Of(u.Furthest is { } need ? Stands.Turn(need.Stands) : null),
        "reason" => u => GroupKey.Of(u.Delivery is { } delivery ? delivery.Reason : u.Furthest?.Reason),
        "session" => u => GroupKey.Of(u.Delivery?.LastSession),
        _ => throw new ArgumentOutOfRangeException(nameof(by), by.Key, "No breakdown has this key."),
    };

    /// <summary>The key as files and addresses have it.</summary>
    public static string Key(Breakdown by, GroupKey group) => group switch
    {
        { IsUnknown: true } => GroupKey.Unknown,
        { Text: { } text } => text,
        { Number: var n } when by == Breakdown.Month => $"{n / 100:0000}-{n % 100:00}",
        { Number: var n } when by == Breakdown.Quarter => $"{n / 10:0000}-Q{n % 10}",
        { Number: var n } when by == Breakdown.FinancialYear => $"{n:0000}-{(n + 1) % 100:00}",
        { Number: var n } => n.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>The group a key stands for; null where it is no key of the breakdown.</summary>
    public static GroupKey? Parse(Breakdown by, string key)
    {
        if (key == GroupKey.Unknown) return default(GroupKey);
        if (key.Length is 0 or > 200) return null;
        if (by == Breakdown.Month) return key.Length == 7 && key[4] == '-' && Number(key[..4]) is { } year && Number(key[5..]) is { } month and >= 1 and <= 12 ? new(null, (year * 100) + month) : null;
        if (by == Breakdown.Quarter) return key.Length == 7 && key[4..6] == "-Q" && Number(key[..4]) is { } year && Number(key[6..]) is { } quarter and >= 1 and <= 4 ? new(null, (year * 10) + quarter) : null;
        if (by == Breakdown.FinancialYear) return key.Length == 7 && Number(key[..4]) is { } year && key == Key(by, new(null, year)) ? new(null, year) : null;
        if (by == Breakdown.Pdu) return Number(key) is { } pdu ? new(null, pdu) : null;
        return GroupKey.Of(key);

        static int? Number(string text) => int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : null;
    }

    /// <summary>What a reader sees, where no catalogue is needed for it; null where one is.</summary>
    public static string? Label(Breakdown by, GroupKey group) => (by.Key, group) switch
    {
        (_, { IsUnknown: true }) => by.Key switch
        {
            "region" => "Region not known",
            "pdu" => "PDU not known",
            "programme" or "version" => "No programme yet",
            "recommended" => "None recommended",
            "reason" => "No reason recorded",
            "session" => "No session recorded",
            _ => "Not known",
        },
        ("month", { Number: var n }) => new DateOnly(n / 100, n % 100, 1).ToString("MMMM yyyy", English),
        ("quarter", { Number: var n }) => Quarter(n / 10, n % 10),
        ("financial-year", { Number: var n }) => $"April {n} to March {n + 1}",
        ("sara", { Text: { } level }) => level switch { "very-high" => "Very high", _ => Capital(level) },
        ("ordered", { Text: { } by2 }) => by2 switch
        {
            ImposedBy.Requirement => "Requirement of an order",
            ImposedBy.Licence => "Licence condition",
            ImposedBy.PostSentence => "Post-sentence supervision",
            _ => "No programme ordered",
        },
        ("sex", { Text: { } sex }) => sex switch { "male" => "Men", "female" => "Women", _ => Capital(sex) },
        ("disability" or "learning-need", { Text: { } said }) => said == "yes" ? "Yes" : "No",
        ("turn", { Text: { } role }) => role switch { "practitioner" => "Practitioner", "spo" => "Senior probation officer", _ => "Programme team" },
        ("age" or "ethnicity" or "religion" or "language" or "session", { Text: { } text }) => Capital(text),
        _ => null,
    };

    private static string? Programme(Unit unit) => unit.Delivery?.Programme ?? (unit.Order is { } order && unit.Need is null && !unit.ByOpen ? order.Programme : unit.Furthest?.Programme);

    private static string? Version(Unit unit)
    {
        if (unit.Order is { } order && unit.Need is null && !unit.ByOpen) return VersionOf(order, unit.Person);
        var (programme, version) = unit.Delivery is { } delivery ? (delivery.Programme, delivery.PlanVersion) : (unit.Furthest?.Programme, unit.Furthest?.PlanVersion);
        return programme is null ? null : version is { } v ? $"{programme}/{v}" : $"{programme}/?";
    }

    /// <summary>Of what was delivered of the programme an order imposes, while it ran; the latest.</summary>
    private static string? VersionOf(OrderFacts order, PersonFacts person)
    {
        if (order.Programme is not { } imposed) return null;
        DeliveryFacts? latest = null;
        foreach (var need in person.Needs)
        {
            foreach (var delivery in need.Deliveries)
            {
                if (delivery.PlanVersion is null || delivery.Programme != imposed || delivery.ReferredOn < (order.StartsOn ?? DateOnly.MinValue) || delivery.ReferredOn > (order.EndedOn ?? DateOnly.MaxValue)) continue;
                // Of two needs the one opened later need not have been referred later.
                if (latest is null || delivery.ReferredOn >= latest.ReferredOn) latest = delivery;
            }
        }

        return latest?.PlanVersion is { } version ? $"{imposed}/{version}" : $"{imposed}/?";
    }

    private static string? AgeBand(Unit unit)
    {
        if (unit.Person.Born is not { } born) return null;
        var years = unit.On.Year - born.Year;
        if (born.AddYears(years) > unit.On) years--;
        return years switch { < 18 => "under 18", < 25 => "18 to 24", < 35 => "25 to 34", < 45 => "35 to 44", < 55 => "45 to 54", _ => "55 and over" };
    }

    private static int FinancialYear(DateOnly on) => on.Month < 4 ? on.Year - 1 : on.Year;

    private static string Quarter(int year, int quarter) => quarter switch
    {
        1 => $"April to June {year}",
        2 => $"July to September {year}",
        3 => $"October to December {year}",
        _ => $"January to March {year + 1}",
    };

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static System.Globalization.CultureInfo English { get; } = System.Globalization.CultureInfo.GetCultureInfo("en-GB");
}
