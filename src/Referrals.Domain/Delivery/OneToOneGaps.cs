using static Referrals.Domain.Wording;

namespace Referrals.Domain;

/// <summary>The gaps that a session plan leaves around the one-to-ones of one person, asked of one day on which somebody wants to hold one.</summary>
public static class OneToOneGaps
{
    /// <param name="template">What is to be held; a session of a group keeps every gap.</param>
    /// <param name="held">What the person has done or missed, by its day.</param>
    /// <param name="toCome">Sessions to come at which the person is expected, this one left out.</param>
    /// <returns>A sentence with the rule that the day would break; null where it breaks none.</returns>
    public static string? Broken(SessionTemplate template, DateOnly on, SessionPlan plan, IReadOnlyList<SessionProgress> held, IReadOnlyList<LaidSession> toCome)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(plan);
        if (template.Format != SessionFormat.OneToOne || plan.IsOneToOne)
            return null;
        var programme = plan.Sessions.Where(one => one.Stage == SessionStage.Programme).ToList();
        return template.Stage switch
        {
            SessionStage.PreGroup => BeforeTheProgramme(),
            SessionStage.Programme => AfterItsModule(),
            _ => AfterTheProgramme(),
        };

        string? BeforeTheProgramme()
        {
            var first = programme.Where(one => one.Format == SessionFormat.Group).SelectMany(DaysOf).Select(day => (DateOnly?)day).Min();
            return first is { } begins && on > begins.AddDays(-7 * plan.WeeksAfterPreGroup)
                ? $"The plan leaves {Weeks(plan.WeeksAfterPreGroup)} between the pre-group sessions and the programme, which begins for them on {Day(begins)}."
                : null;
        }

        string? AfterItsModule() =>
            programme.Where(one => one.Format == SessionFormat.Group && one.ModuleKey == template.ModuleKey).SelectMany(DaysOf).Select(day => (DateOnly?)day).Max() is { } last && on < last
                ? $"It comes after the group sessions of its module, the last of which is on {Day(last)}."
                : null;

        string? AfterTheProgramme()
        {
            if (programme.Find(one => one.Required && !IsDone(one) && toCome.All(session => session.TemplateKey != one.Key)) is { } missing)
                return $"The review comes {Weeks(plan.WeeksBeforeReview)} after the last session, and {missing.Name} is neither done nor booked.";
            return programme.SelectMany(DaysOf).Select(day => (DateOnly?)day).Max() is { } last && on < last.AddDays(7 * plan.WeeksBeforeReview)
                ? $"The plan leaves {Weeks(plan.WeeksBeforeReview)} between the last session, on {Day(last)}, and the review."
                : null;
        }

        bool IsDone(SessionTemplate one) => held.Any(session => session.Template.Key == one.Key && session.IsDone);

        IEnumerable<DateOnly> DaysOf(SessionTemplate one) =>
            held.Where(session => session.Template.Key == one.Key && session.On is not null).Select(session => session.On!.Value)
                .Concat(toCome.Where(session => session.TemplateKey == one.Key).Select(session => session.On));
    }
}
