using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Import.Sources;
using Referrals.Application.People;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>Whoever joins a group that runs comes to the modules before on the next time round, and both finish.</summary>
public sealed class RollingGroups
{
    private const string Early = "X200001";
    private const string Late = "X200002";

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Somebody_who_joins_at_a_later_module_has_a_day_for_everything_and_completes_the_second_time_round(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, plan) = await Joined(service);

        var place = await service.Read(db => db.Places.SingleAsync(p => p.PersonId == db.People.Single(x => x.Crn == Late).Id));
        Assert.True(place.FromModule > plan.Modules.First(m => m.Stage == SessionStage.Programme).Number);
        var again = (await service.Sessions(group)).Where(s => s.Round == 2).ToList();
        var missed = plan.Modules.Where(m => m.Stage == SessionStage.Programme && m.Number < place.FromModule).SelectMany(m => m.Sessions).Where(t => t.Format == SessionFormat.Group).Select(t => t.Key);
        Assert.Equal(missed, again.Select(s => s.TemplateKey!));
        Assert.True(again[0].On > (await service.Sessions(group)).Where(s => s.Round == 1).Max(s => s.On));

        var schedule = await Schedule(service, Late);
        Assert.All(schedule.Remaining, left => Assert.Null(left.Why));
        Assert.NotNull(schedule.Finishes);
        Assert.True(schedule.Finishes >= again[^1].On.AddDays(7 * plan.WeeksBeforeReview));
        Assert.Equal(schedule.Finishes, (await service.Get<GroupService>().Find(Service.ProgrammeTeam, group))!.Members.Single(m => m.Crn == Late).Schedule!.Finishes);
        Assert.Contains((await service.Get<GroupService>().Find(Service.ProgrammeTeam, group))!.History, e => e.Kind == GroupEvents.LaidFurther);

        // Who was there from the beginning is not expected when it comes round again; nor is their register lacking.
        foreach (var session in (await service.Sessions(group)).Where(s => s.HeldOn is null && s.Round == 1))
        {
            if (session.On >= place.GivenOn && plan.Module(plan.Session(session.TemplateKey!).ModuleKey).Number >= place.FromModule)
                Assert.Null(await service.Attend(session, Late));
            Assert.Null(await service.Attend(session, Early));
        }

        foreach (var session in again)
        {
            Assert.Equal([Late], (await service.Get<RegisterService>().Find(Service.ProgrammeTeam, session.Id))!.Lines.Select(l => l.Crn));
            Assert.Null(await service.Attend(session, Late));
        }

        service.Clock.Now = service.Clock.Now.AddDays(5);
        await service.Job("registers");
        Assert.Empty(await service.Read(db => db.Tasks.Where(t => t.Kind == SaveRegister.Kind && t.ClosedAt == null).ToListAsync()));

        var done = await service.Read(async db => (await db.Attendance.Where(a => a.PersonId == db.People.Single(x => x.Crn == Late).Id && a.ReplacedById == null).Select(a => a.TemplateKey!).ToListAsync()).ToHashSet());
        foreach (var left in plan.Sessions.Where(t => t.Stage != SessionStage.Review && !done.Contains(t.Key)))
            await service.OneToOne(group, left.Key, service.Get<CatalogueSource>().Current.WorkingDays.OnOrAfter(LondonTime.DateOf(service.Clock.Now)), Late, outside: left.Stage == SessionStage.PreGroup ? new GivenReason("AO-OTHER", "Nobody held it before they joined.") : null);
        Assert.NotNull((await service.Referral(Late)).SessionsDoneOn);
        await service.Conclude(group, Late);
        Assert.Equal(ClosedAs.Met, (await service.Person(Late)).Needs[0].ClosedAs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_time_to_finish_is_reckoned_to_the_end_of_their_own_time_round(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await Running(service);
        await service.Waiting(Late);
        var referral = await service.Referral(Late);
        var long_ = (await service.Get<WaitingListService>().Find(Service.ProgrammeTeam, referral.Id))!.Groups.Single();
        Assert.NotEmpty(long_.ToLay);
        var lastOfTheFirstRound = (await service.Sessions(group)).Max(s => s.On);
        Assert.True(long_.LastOn > lastOfTheFirstRound);
        Assert.Equal(CheckAnswer.Holds, long_.Checks.Single(c => c.Key == AllocationCheckKeys.DeliverableTime).Answer);
        // The list goes by the same day: nobody else forms a group.
        Assert.Equal(long_.EndsOn, (await service.Get<WaitingListService>().Find(Service.ProgrammeTeam, referral.Id))!.Waiting.NextGroupEnds);

        // Enough for the group's own end with its review, and not for theirs.
        var ends = lastOfTheFirstRound.AddDays(7 * 6 + 7);
        Assert.True(ends < long_.EndsOn);
        await service.Import(Cases.ReadyToDecide(Late) with { Sentences = new Dictionary<int, Sentence> { [1] = Cases.Order(end: ends.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)) } });
        var short_ = (await service.Get<WaitingListService>().Find(Service.ProgrammeTeam, referral.Id))!.Groups.Single();
        Assert.NotEqual(CheckAnswer.Holds, short_.Checks.Single(c => c.Key == AllocationCheckKeys.DeliverableTime).Answer);
        Assert.IsType<OverrideNeedsReason>(await service.TryPlace(group, Late));
        Assert.DoesNotContain(await service.Sessions(group), s => s.Round > 1);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Laying_a_group_further_for_somebody_asks_first_who_would_be_booked_twice(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var group = await Running(service);
        await service.Waiting(Late);
        var last = (await service.Sessions(group)).Max(s => s.On);
        // Its facilitators run another group in the weeks in which this one would come round again.
        await service.MakeGroup(Delivering.Group("BBR-2", last.AddDays(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture)));
        var waiting = service.Get<WaitingListService>();
        var referral = (await service.Referral(Late)).Id;

        var check = (await waiting.Find(Service.ProgrammeTeam, referral))!.Groups.Single(g => g.Group.Id == group).Checks.Single(c => c.Key == AllocationCheckKeys.Clash);
        Assert.Equal(CheckAnswer.Fails, check.Answer);
        Assert.Contains("BBR-2", check.Words, StringComparison.Ordinal);
        Assert.IsType<OverrideNeedsReason>(await service.TryPlace(group, Late));
        Assert.DoesNotContain(await service.Sessions(group), s => s.Round > 1);

        Assert.Null(await waiting.Give(service.Team, new GivePlace { ReferralId = referral, GroupId = group, Overrides = [new OverrideAnswer(AllocationCheckKeys.Clash, "AO-AGREED", "Cover is found.")] }));
        Assert.Contains(await service.Sessions(group), s => s.Round > 1);
        Assert.Contains((await service.Read(db => db.Places.SingleAsync(p => p.ReferralId == referral))).Overrides!, o => o.Check == AllocationCheckKeys.Clash);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Laying_the_group_anew_keeps_every_time_round_in_order_and_whoever_joins_next_needs_no_more_than_is_missing(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (group, plan) = await Joined(service);
        var before = await service.Sessions(group);
        var free = before.Last(s => s.Round == 1);

        var change = new RescheduleGroup { GroupId = group, Closures = [new Closure(free.On, free.On, "Training")] };
        var (shown, refusal) = await service.Get<GroupService>().Preview(Service.ProgrammeTeam, change);
        Assert.Null(refusal);
        Assert.Contains(shown!.Moves, m => m.Round == 2);
        Assert.Null(await service.Get<GroupService>().Reschedule(Service.ProgrammeTeam, change, shown.Version));

        var after = await service.Sessions(group);
        Assert.Equal(before.Select(s => (s.Round, s.TemplateKey)), after.Select(s => (s.Round, s.TemplateKey)));
        Assert.True(after.Where(s => s.Round == 1).Max(s => s.On) < after.Where(s => s.Round == 2).Min(s => s.On));
        Assert.DoesNotContain(after, s => s.On == free.On);

        await service.Waiting("X200003");
        await service.Place(group, "X200003");
        var third = await service.Sessions(group);
        Assert.Equal(after.Select(s => (s.Id, s.On)), third.Where(s => after.Exists(a => a.Id == s.Id)).Select(s => (s.Id, s.On)));
        Assert.All((await Schedule(service, "X200003")).Remaining, left => Assert.Null(left.Why));
        Assert.Equal(third.Count, third.Select(s => (s.Round, s.TemplateKey)).Distinct().Count());
        Assert.NotNull(plan);
    }

    private static async Task<(Guid Group, SessionPlan Plan)> Joined(Service service)
    {
        var group = await Running(service);
        await service.Waiting(Late);
        await service.Place(group, Late);
        return (group, service.Get<GroupService>().PlanOf(await service.Read(db => db.Groups.SingleAsync(g => g.Id == group))));
    }

    /// <summary>A group of which the first module was held.</summary>
    private static async Task<Guid> Running(Service service)
    {
        await service.Waiting(Early);
        var group = await service.MakeGroup();
        await service.Place(group, Early);
        await service.RunThrough(group, Early, until: s => s.TemplateKey == "my-thinking-1");
        return group;
    }

    private static async Task<MemberSchedule> Schedule(Service service, string crn)
    {
        var person = await service.Person(crn);
        var view = await service.Get<PersonService>().Find(Service.Practitioner, person.Id);
        return view!.Needs.SelectMany(n => n.Deliveries).Single().Schedule!;
    }
}
