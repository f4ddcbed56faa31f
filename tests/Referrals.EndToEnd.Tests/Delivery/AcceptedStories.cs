using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.EndToEnd.Tests.Delivery;

/// <summary>Three referrals that were accepted in the demonstration, through the services on a clock of their own.</summary>
public sealed class AcceptedStories(DemonstrationHall service) : IClassFixture<DemonstrationHall>
{
    [Fact]
    public async Task One_completes_after_a_catch_up_another_leaves_rejoins_and_completes_and_a_third_is_recalled()
    {
        Assert.NotNull(service.Address);
        var group = await service.GroupAsync("E2E-STORIES");
        var one = await service.AcceptedAsync(group);
        await service.PlaceAsync(group, one.Referral);
        var two = await service.AcceptedAsync(group);
        await service.PlaceAsync(group, two.Referral);

        var three = await service.OnProgrammeAsync();
        await service.HappenedAsync(three.Crn, MilestoneKinds.Recalled);
        var recalled = await service.SnapshotAsync(three.Crn);
        Assert.NotNull(recalled.FirstSessionOn);
        Assert.Equal((null, null), (recalled.CompletedOn, recalled.ClosedOn));
        Assert.False(await service.HasPlaceAsync(three.Referral));

        await service.RunAsync(group, two.Referral, sessions: 5);
        await service.AnswerAsync(two.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "Paused", ReasonCode = "DO-WORK", Words = "New shifts." });
        service.Forward(7);
        await service.AnswerAsync(two.Crn, "Referrals.WaitToRejoin", new TaskAnswer { Outcome = "Rejoins", Words = "Day shifts from now on." });
        var again = await service.GroupAsync("E2E-AGAIN");
        await service.PlaceAsync(again, two.Referral);

        await service.RunAsync(group, one.Referral, missed: 3);
        await service.ConcludeAsync(group, one.Referral);
        await service.RunAsync(again, two.Referral);
        await service.ConcludeAsync(again, two.Referral);

        foreach (var crn in new[] { one.Crn, two.Crn })
        {
            var row = await service.SnapshotAsync(crn);
            Assert.Equal(ClosedAs.Met, row.ClosedAs);
            Assert.All(new[] { row.AcceptedOn, row.AllocatedOn, row.FirstSessionOn, row.LastSessionOn, row.ReviewHeldOn, row.ReportWrittenOn, row.ReportSentOn, row.CompletedOn }, on => Assert.NotNull(on));
            Assert.True(row.FirstSessionOn < row.LastSessionOn && row.LastSessionOn < row.CompletedOn);
        }
    }
}
