using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>What is stored of supervision, as the rules and every page are told it.</summary>
public sealed class SupervisionLeft
{
    private static readonly DateOnly s_today = new(2026, 3, 2);
    private static readonly Catalogue s_catalogue = CatalogueReader.Read(Path.Combine(AppContext.BaseDirectory, "workflows", "catalogue")).Require();

    [Fact]
    public void When_every_supervision_has_ended_it_says_so_with_the_last_of_the_days()
    {
        var time = CaseFactsOf.Deliverable(Supervised(Ended(1, new(2025, 9, 30)), Ended(2, new(2026, 2, 14))), s_catalogue, s_today);

        Assert.Equal("none: supervision ended on 14 February 2026", time.InWords());
        Assert.Equal(0, time.AtMostDaysLeft);
    }

    [Fact]
    public void A_supervision_that_runs_counts_though_another_has_ended()
    {
        var time = CaseFactsOf.Deliverable(Supervised(Ended(1, new(2026, 2, 14)), Running(2)), s_catalogue, s_today);

        Assert.Null(time.EndedOn);
        Assert.True(time.AtMostDaysLeft > 0);
    }

    [Fact]
    public void Where_no_supervision_was_ever_read_it_is_not_known() =>
        Assert.Equal("not known", CaseFactsOf.Deliverable(Supervised(), s_catalogue, s_today).InWords());

    private static Person Supervised(params Supervision[] supervisions)
    {
        var person = new Person { Id = Guid.Empty, Crn = "X100001" };
        person.Supervisions.AddRange(supervisions);
        return person;
    }

    private static Supervision Running(int number) =>
        new() { Id = Guid.Empty, PersonId = Guid.Empty, EventNumber = number, StartsOn = new(2025, 9, 1), EndsOn = new(2027, 8, 31) };

    private static Supervision Ended(int number, DateOnly on)
    {
        var supervision = Running(number);
        supervision.EndedOn = on;
        return supervision;
    }
}
