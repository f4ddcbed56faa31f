namespace Referrals.Domain;

/// <summary>Walks the catalogue in order and recommends the first entry whose criteria all hold. A fact that is not known decides nothing.</summary>
public static class Recommender
{
    public static Recommendation Recommend(Catalogue catalogue, CaseFacts facts, DateOnly on)
    {
        var entries = catalogue.Programmes(on, facts.RegionCode).Select(programme => Explain(programme, facts, on)).ToList();
        var recommended = entries.Find(entry => entry.Verdict == Verdict.Held);
        var open = entries.TakeWhile(entry => entry.Key != recommended?.Key)
            .Where(entry => entry.Verdict == Verdict.NotKnown)
            .Select(entry => new NotRuledOut(entry.Key, entry.Name, entry.Criteria.SelectMany(criterion => criterion.FindOut).DistinctBy(fact => fact.Subject).ToList()))
            .ToList();

        return new Recommendation
        {
            On = on,
            RegionCode = facts.RegionCode,
            Entries = entries,
            RecommendedKey = recommended?.Key,
            CannotBeRuledOut = open,
            Words = InWords(entries, recommended, open),
        };
    }

    private static EntryExplained Explain(Programme programme, CaseFacts facts, DateOnly on)
    {
        var criteria = programme.Criteria.Select(criterion => criterion.Explain(facts)).ToList();
        if (programme.IsAvailable(on, facts.RegionCode) is null)
            criteria.Insert(0, RegionNotKnown(programme, on));
        return new EntryExplained
        {
            Key = programme.Key,
            Name = programme.Name,
            Kind = programme.Kind,
            Criteria = criteria,
            Verdict = criteria.Exists(criterion => criterion.Verdict == Verdict.NotHeld) ? Verdict.NotHeld
                : criteria.Exists(criterion => criterion.Verdict == Verdict.NotKnown) ? Verdict.NotKnown
                : Verdict.Held,
        };
    }

    private static CriterionExplained RegionNotKnown(Programme programme, DateOnly on)
    {
        var now = programme.Available.Where(available => available.Valid.Covers(on)).ToList();
        return new CriterionExplained
        {
            Words = "Available in the region: " + string.Join(", ", now.SelectMany(available => available.Regions ?? []).Order(StringComparer.Ordinal)),
            Source = string.Join("; ", now.Select(available => available.Source).Distinct(StringComparer.Ordinal)),
            Subject = SubjectKeys.Region,
            Known = "not known",
            Verdict = Verdict.NotKnown,
            FindOut = [new FactToFindOut(SubjectKeys.Region, "Which probation region supervises this person?")],
            LocalConfiguration = now.Exists(available => available.LocalConfiguration),
        };
    }

    private static string InWords(List<EntryExplained> entries, EntryExplained? recommended, List<NotRuledOut> open)
    {
        if (recommended is not null)
            return $"{recommended.Name}: every criterion holds." + (open.Count == 0 ? "" : $" {Names(open)} would come first and cannot be ruled out yet.");
        if (open.Count > 0)
            return $"Nothing can be recommended yet: {Names(open)} cannot be ruled out.";
        if (entries.Count == 0)
            return "Nothing fits: the catalogue has no entry for this region and date.";
        if (entries.TrueForAll(entry => entry.Criteria.Any(IsTooLittleTime)))
            return $"Nothing fits: too little deliverable supervision is left for anything in the catalogue ({entries[^1].Criteria.First(IsTooLittleTime).Known}).";
        return "Nothing fits: " + string.Join("; ", entries.Select(entry => $"{entry.Name} needs {entry.Criteria.First(criterion => criterion.Verdict == Verdict.NotHeld).Words}")) + ".";
    }

    private static bool IsTooLittleTime(CriterionExplained criterion) =>
        criterion is { Subject: SubjectKeys.DeliverableWeeks, Verdict: Verdict.NotHeld };

    private static string Names(List<NotRuledOut> open) => string.Join(", ", open.Select(entry => entry.Name));
}
