namespace Referrals.Domain;

public enum Wanted
{
    Wanted,
    NotWanted,
    CannotSay,
}

/// <param name="Reasons">In words: what says so, or what must be found out where it cannot be said.</param>
public sealed record InterventionAnswer(Wanted Answer, IReadOnlyList<string> Reasons);

/// <summary>
/// Whether a domestic abuse intervention is wanted: this person abused a partner or a family member, is registered as a perpetrator, or has a SARA
/// level from the threshold on. Abuse of family counts as abuse of a partner does (HMIP 2023).
/// </summary>
public static class InterventionWanted
{
    public static InterventionAnswer Of(CaseFacts facts, Thresholds thresholds)
    {
        var registered = thresholds.PerpetratorFlags.Where(flag => facts.Flags?.Contains(flag) == true).ToList();
        Sign[] signs =
        [
            new(facts.PerpetratorAgainstPartner, "Perpetrator of abuse against a partner", "whether this person has abused a partner"),
            new(facts.PerpetratorAgainstFamily, "Perpetrator of abuse against a family member", "whether this person has abused a family member"),
            new(facts.Flags is null ? null : registered.Count > 0, "Registered as a domestic abuse perpetrator: " + string.Join(", ", registered), "registrations in nDelius"),
            new(AtLeast(facts.SaraPartner, thresholds.SaraWanted), $"SARA towards a partner is {Say(facts.SaraPartner)}", "the SARA level towards a partner"),
            new(AtLeast(facts.SaraOthers, thresholds.SaraWanted), $"SARA towards others is {Say(facts.SaraOthers)}", "the SARA level towards others"),
        ];

        var history = thresholds.HistoryFlags.Where(flag => facts.Flags?.Contains(flag) == true)
            .Select(flag => $"A history of domestic abuse is registered ({flag}); it does not decide by itself");
        if (signs.Any(sign => sign.Says == true))
            return new InterventionAnswer(Wanted.Wanted, [.. signs.Where(sign => sign.Says == true).Select(sign => sign.Yes), .. history]);
        if (signs.Any(sign => sign.Says is null))
            return new InterventionAnswer(Wanted.CannotSay, [.. signs.Where(sign => sign.Says is null).Select(sign => "Not known: " + sign.Fact), .. history]);
        return new InterventionAnswer(Wanted.NotWanted, ["No abuse of a partner or family member, not registered as a perpetrator, and SARA below the threshold", .. history]);
    }

    private static string Say(RiskLevel? level) => level switch
    {
        RiskLevel.VeryHigh => "very high",
        { } known => known.ToString().ToLowerInvariant(),
        null => "not known",
    };

    private static bool? AtLeast(RiskLevel? level, RiskLevel wanted) => level is { } known ? known >= wanted : null;

    private sealed record Sign(bool? Says, string Yes, string Fact);
}
