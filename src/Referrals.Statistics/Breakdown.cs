namespace Referrals.Statistics;

/// <summary>What the rows of a table are: its key in files and commands, and its name for readers.</summary>
public sealed record Breakdown(string Key, string Name)
{
    public static Breakdown Region { get; } = new("region", "Region");
    public static Breakdown Pdu { get; } = new("pdu", "Probation delivery unit") { NestsIn = ["region"] };
    /// <summary>A unit as the case has it beside its region: what disclosure control counts by, since a unit that is not known lies in a region all the same.</summary>
    internal static Breakdown PduOfRegion { get; } = new("pdu-of-region", "Region and delivery unit");
    public static Breakdown Programme { get; } = new("programme", "Programme");
    public static Breakdown ProgrammeVersion { get; } = new("version", "Programme and version");
    public static Breakdown Recommended { get; } = new("recommended", "Programme recommended");
    public static Breakdown Month { get; } = new("month", "Month") { NestsIn = ["quarter", "financial-year"] };
    public static Breakdown Quarter { get; } = new("quarter", "Quarter") { NestsIn = ["financial-year"] };
    public static Breakdown FinancialYear { get; } = new("financial-year", "Financial year");
    public static Breakdown Sara { get; } = new("sara", "SARA level");
    public static Breakdown Ordered { get; } = new("ordered", "Requirement or licence");
    public static Breakdown AgeBand { get; } = new("age", "Age band");
    public static Breakdown Sex { get; } = new("sex", "Sex");
    public static Breakdown Ethnicity { get; } = new("ethnicity", "Ethnicity");
    public static Breakdown Disability { get; } = new("disability", "Disability");
    public static Breakdown LearningNeed { get; } = new("learning-need", "Learning need");
    public static Breakdown Religion { get; } = new("religion", "Religion");
    public static Breakdown Language { get; } = new("language", "First language");
    public static Breakdown Team { get; } = new("team", "Team");
    public static Breakdown Practitioner { get; } = new("practitioner", "Practitioner");
    public static Breakdown Turn { get; } = new("turn", "Whose turn it is");
    public static Breakdown Reason { get; } = new("reason", "Reason");
    public static Breakdown LastSession { get; } = new("session", "Last session");

    public static IReadOnlyList<Breakdown> All { get; } =
    [
        Region, Pdu, Programme, ProgrammeVersion, Recommended, Month, Quarter, FinancialYear, Sara, Ordered,
        AgeBand, Sex, Ethnicity, Disability, LearningNeed, Religion, Language, Team, Practitioner, Turn, Reason, LastSession,
    ];

    /// <summary>
    /// Keys of the breakdowns each row of which holds whole rows of this one, as a region holds whole PDUs. Disclosure control sets tables
    /// of both against each other, and so each row says which row of those it lies in (<see cref="CohortRow.Within"/>).
    /// </summary>
    public IReadOnlyList<string> NestsIn { get; init; } = [];

    /// <summary>What is recorded of people themselves.</summary>
    public static IReadOnlyList<Breakdown> Characteristics { get; } = [AgeBand, Sex, Ethnicity, Disability, LearningNeed, Religion, Language];

    /// <summary>Rows that follow each other in time.</summary>
    public bool IsOfTime => this == Month || this == Quarter || this == FinancialYear;

    /// <summary>The breakdown with this key, or null.</summary>
    public static Breakdown? Find(string? key) => All.FirstOrDefault(b => b.Key == key);
}
