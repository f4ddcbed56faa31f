using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Domain.Tests;

/// <summary>Facts of invented people.</summary>
internal static class Cases
{
    private static readonly Gen<int> s_any = Gen.Choose(0, (1 << Known.FactCount) - 1);
    private static readonly Gen<int> s_few = Gen.Choose(0, Known.FactCount - 1).Two().Select(two => (1 << two.Item1) | (1 << two.Item2));

    public static DateOnly Today { get; } = new(2026, 1, 12);

    public static Thresholds Thresholds { get; } = Shipped.Catalogue.ThresholdsOn(Today);

    /// <summary>A man in the West Midlands for whom every criterion of Building Better Relationships holds.</summary>
    public static CaseFacts Man { get; } = new()
    {
        Sex = Sex.Male,
        Age = 44,
        SaraPartner = RiskLevel.Medium,
        SaraOthers = RiskLevel.Low,
        Rosh = RiskLevel.Medium,
        PerpetratorAgainstPartner = true,
        PerpetratorAgainstFamily = false,
        IntimatePartnerConviction = true,
        HeterosexualRelationship = true,
        CanDiscussOneAct = true,
        ChildrenConcerned = false,
        Pni = PniPathway.ModerateIntensity,
        RegionCode = "E",
        Deliverable = Weeks(40),
        Flags = Flags("ADVP"),
    };

    /// <summary>Someone of whom nothing at all points to abuse.</summary>
    public static CaseFacts NoAbuse { get; } = Man with
    {
        SaraPartner = RiskLevel.Low,
        PerpetratorAgainstPartner = false,
        IntimatePartnerConviction = false,
        Flags = Flags(),
    };

    /// <summary>More than the usual hundred: what an unknown fact hides shows in few people only.</summary>
    public static Config Thorough { get; } = Config.QuickThrowOnFailure.WithMaxTest(3000);

    /// <summary>Complete facts of any person, some of them then hidden, and some of those learnt again: each knows at least as much as the one before.</summary>
    public static Arbitrary<Learning> Learnings { get; } =
        (from complete in Complete()
         from hidden in Gen.OneOf(s_few, s_any)
         from learnt in Gen.OneOf(s_few, s_any)
         select new Learning(complete.Hide(hidden).ToCase(), complete.Hide(hidden & ~learnt).ToCase(), complete.ToCase())).ToArbitrary();

    public static IReadOnlySet<string> Flags(params string[] codes) => codes.ToHashSet(StringComparer.Ordinal);

    public static DeliverableTime Weeks(int weeks) => new(Today, Today.AddDays(weeks * 7), Today.AddDays(weeks * 7), "as the test says");

    private static Gen<Known> Complete() =>
        from sex in Gen.Elements(Sex.Male, Sex.Female)
        from age in Gen.Choose(16, 80)
        from levels in Gen.Elements(RiskLevel.Low, RiskLevel.Medium, RiskLevel.High, RiskLevel.VeryHigh).ArrayOf(3)
        from yes in Gen.Elements(true, false).ArrayOf(6)
        from pni in Gen.Elements(PniPathway.HighIntensity, PniPathway.ModerateIntensity, PniPathway.Alternative)
        from region in Gen.Elements("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L")
        from flags in Gen.SubListOf("ADVP", "REG30", "RCPR", "RCHD", "RVHR", "MAPP")
        from start in Gen.Choose(-500, 0)
        from end in Gen.Choose(1, 700)
        from today in Gen.Elements(Today, new DateOnly(2026, 6, 1))
        select new Known
        {
            On = today,
            Start = today.AddDays(start),
            End = today.AddDays(end),
            Facts = new CaseFacts
            {
                Sex = sex,
                Age = age,
                SaraPartner = levels[0],
                SaraOthers = levels[1],
                Rosh = levels[2],
                PerpetratorAgainstPartner = yes[0],
                PerpetratorAgainstFamily = yes[1],
                IntimatePartnerConviction = yes[2],
                HeterosexualRelationship = yes[3],
                CanDiscussOneAct = yes[4],
                ChildrenConcerned = yes[5],
                Pni = pni,
                RegionCode = region,
                Flags = Flags([.. flags]),
            },
        };

    /// <param name="Less">Knows the least.</param>
    /// <param name="More">Knows all that <paramref name="Less"/> does and perhaps more.</param>
    /// <param name="All">Knows everything.</param>
    internal sealed record Learning(CaseFacts Less, CaseFacts More, CaseFacts All)
    {
        public DateOnly On => All.Deliverable!.Today;
    }

    private sealed record Known
    {
        public const int FactCount = 16;

        public required DateOnly On { get; init; }

        public required DateOnly? Start { get; init; }

        public required DateOnly? End { get; init; }

        public required CaseFacts Facts { get; init; }

        /// <summary>Each set bit makes one fact unknown.</summary>
        public Known Hide(int bits)
        {
            bool Hidden(int fact) => (bits & (1 << fact)) != 0;
            return this with
            {
                Start = Hidden(0) ? null : Start,
                End = Hidden(1) ? null : End,
                Facts = new CaseFacts
                {
                    Sex = Hidden(2) ? null : Facts.Sex,
                    Age = Hidden(3) ? null : Facts.Age,
                    SaraPartner = Hidden(4) ? null : Facts.SaraPartner,
                    SaraOthers = Hidden(5) ? null : Facts.SaraOthers,
                    Rosh = Hidden(6) ? null : Facts.Rosh,
                    PerpetratorAgainstPartner = Hidden(7) ? null : Facts.PerpetratorAgainstPartner,
                    PerpetratorAgainstFamily = Hidden(8) ? null : Facts.PerpetratorAgainstFamily,
                    IntimatePartnerConviction = Hidden(9) ? null : Facts.IntimatePartnerConviction,
                    HeterosexualRelationship = Hidden(10) ? null : Facts.HeterosexualRelationship,
                    CanDiscussOneAct = Hidden(11) ? null : Facts.CanDiscussOneAct,
                    ChildrenConcerned = Hidden(12) ? null : Facts.ChildrenConcerned,
                    Pni = Hidden(13) ? null : Facts.Pni,
                    RegionCode = Hidden(14) ? null : Facts.RegionCode,
                    Flags = Hidden(15) ? null : Facts.Flags,
                },
            };
        }

        public CaseFacts ToCase() => Facts with
        {
            Deliverable = DeliverableSupervision.Of(
                new SupervisionFacts { Start = Start, End = End, Flags = Facts.Flags, Rosh = Facts.Rosh }, Thresholds, On),
        };
    }
}
