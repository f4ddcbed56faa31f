using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Tests.Testing;

namespace Referrals.Application.Tests.Attacks;

/// <summary>Two processes on one database, doing the same at the same time.</summary>
public sealed class TwoNodes
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Both_sweeping_climb_every_rung_once(DatabaseProvider provider)
    {
        await using var attack = await Attack.Begin(provider, cases: 120);
        await attack.Import();
        var alone = await attack.Copy();
        var together = await attack.Copy();

        await Run(["sweep", alone, "2026-04-13T09:00:00Z", "1"], nodes: 1);
        var said = await Run(["sweep", together, "2026-04-13T09:00:00Z", "1"], nodes: 2);

        await attack.Holds(together);
        Assert.Equal(await Attack.Content(alone), await Attack.Content(together));
        await using var db = Attack.Open(together);
        Assert.Equal(await db.Chases.CountAsync(TestContext.Current.CancellationToken), said.SelectMany(s => s).Where(s => s != "done").Sum(s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Both_answering_the_same_tasks_apply_every_answer_once_and_no_instance_is_stuck(DatabaseProvider provider)
    {
        await using var attack = await Attack.Begin(provider, cases: 0);
        await attack.Prepare(service => service.Import([.. Enumerable.Range(0, 25).Select(i => Cases.Man($"X{200_000 + i}"))]));
        var alone = await attack.Copy();
        var together = await attack.Copy();

        await Run(["answer", alone, "2026-03-03T09:00:00Z"], nodes: 1);
        var said = await Run(["answer", together, "2026-03-03T09:00:00Z"], nodes: 2);

        await attack.Holds(together);
        Assert.Equal(await Attack.Content(alone), await Attack.Content(together));
        await using var db = Attack.Open(together);
        var unmet = await db.Needs.CountAsync(n => n.ClosedAs == Domain.ClosedAs.Unmet, TestContext.Current.CancellationToken);
        Assert.InRange(unmet, 1, 24);
        Assert.Equal(25 - unmet, await db.Tasks.CountAsync(t => t.ClosedAt == null, TestContext.Current.CancellationToken));
        Assert.Equal(25 - unmet, await db.Tasks.CountAsync(t => t.ClosedAt == null && t.Kind == "Referrals.WaitForPlace", TestContext.Current.CancellationToken));
        // Each answer was taken from one of the two and came late from the other, whenever they met at all.
        Assert.Equal(await db.Tasks.CountAsync(t => t.ClosedBy == "attack" && t.Outcome != "no-longer-needed", TestContext.Current.CancellationToken), said.SelectMany(s => s).Count(s => s == "took"));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task One_sweeping_while_the_other_answers_climbs_no_rung_of_a_task_that_is_closed_and_loses_no_answer(DatabaseProvider provider)
    {
        await using var attack = await Attack.Begin(provider, cases: 0);
        await attack.Prepare(service => service.Import([.. Enumerable.Range(0, 25).Select(i => Cases.Man($"X{200_000 + i}"))]));
        var answered = await attack.Copy();
        var together = await attack.Copy();

        await Run(["answer", answered, "2026-04-13T09:00:00Z"], nodes: 1);
        await Run(["answer", together, "2026-04-13T09:00:00Z"], ["sweep", together, "2026-04-13T09:00:00Z", "3"], ["answer", together, "2026-04-13T09:00:00Z"]);

        await attack.Holds(together);
        await using var alone = Attack.Open(answered);
        await using var db = Attack.Open(together);
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(await Answers(alone), await Answers(db));
        Assert.Equal(await alone.Tasks.CountAsync(t => t.ClosedAt == null, cancellation), await db.Tasks.CountAsync(t => t.ClosedAt == null, cancellation));
        Assert.Empty(await db.Tasks.Where(t => t.ClosedAt != null && (t.NextRungOn != null || t.ClaimedBy != null)).ToListAsync(cancellation));

        Task<List<string>> Answers(ReferralsDbContext of) => of.Tasks.Where(t => t.ClosedAt != null).OrderBy(t => t.PersonId).ThenBy(t => t.Kind).ThenBy(t => t.WaitId)
            .Select(t => of.People.Single(p => p.Id == t.PersonId).Crn + " " + t.Kind + " " + t.Outcome).ToListAsync(cancellation);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Both_told_of_the_same_recalls_ends_of_supervision_and_deaths_record_each_once(DatabaseProvider provider)
    {
        await using var attack = await Attack.Begin(provider, cases: 0);
        await attack.Prepare(service => service.Import([.. Enumerable.Range(0, 25).Select(i => i % 2 == 0 ? Cases.Man($"X{200_000 + i}") : Cases.ReadyToDecide($"X{200_000 + i}"))]));
        var alone = await attack.Copy();
        var together = await attack.Copy();

        await Run(["events", alone, "2026-03-03T09:00:00Z", "recalled,supervision-ended,died"], nodes: 1);
        await Run(["events", together, "2026-03-03T09:00:00Z", "recalled,supervision-ended,died"], nodes: 2);

        await attack.Holds(together);
        Assert.Equal(await Attack.Content(alone), await Attack.Content(together));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Told_of_a_death_before_and_after_a_recall_each_event_counts_once_and_the_death_decides(DatabaseProvider provider)
    {
        await using var attack = await Attack.Begin(provider, cases: 0);
        await attack.Prepare(service => service.Import([.. Enumerable.Range(0, 25).Select(i => i % 2 == 0 ? Cases.Man($"X{200_000 + i}") : Cases.ReadyToDecide($"X{200_000 + i}"))]));
        var together = await attack.Copy();

        await Run(
            ["events", together, "2026-03-03T09:00:00Z", "recalled,supervision-ended,died"],
            ["events", together, "2026-03-03T09:00:00Z", "died,supervision-ended,recalled"]);

        await attack.Holds(together);
        await using var db = Attack.Open(together);
        var recorded = await db.Milestones.Where(m => m.NeedId == null).GroupBy(m => m.Kind).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, TestContext.Current.CancellationToken);
        Assert.Equal((25, 25, 25), (recorded["recalled"], recorded["supervision-ended"], recorded["died"]));
        Assert.Equal(25, await db.Needs.CountAsync(n => n.Interruption == Domain.Interruptions.Died, TestContext.Current.CancellationToken));
        // Nobody is stuck: of every need somebody is asked to confirm that it closes, once, and nothing else.
        Assert.Equal(
            await db.Needs.Select(n => n.Id).Order().ToListAsync(TestContext.Current.CancellationToken),
            await db.Tasks.Where(t => t.ClosedAt == null && t.Kind == "Referrals.ConfirmClosure").Select(t => t.NeedId!.Value).Order().ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal(25, await db.Tasks.CountAsync(t => t.ClosedAt == null, TestContext.Current.CancellationToken));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Starting_at_once_on_no_database_migrate_it_once(DatabaseProvider provider)
    {
        await using var attack = await Attack.Begin(provider, cases: 0);
        var file = attack.NewDatabase();

        await Run(["migrate", file, "2026-03-03T09:00:00Z"], nodes: 3);

        await using var db = Attack.Open(file);
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
        await attack.Holds(file);
    }

    [Fact]
    public async Task Killed_while_migrating_does_not_keep_the_next_from_starting()
    {
        await using var attack = await Attack.Begin(DatabaseProvider.Sqlite, cases: 0);
        var file = attack.NewDatabase();
        using (var node = Node.Start())
        {
            await node.Do("migrate", file, "2026-03-03T09:00:00Z");
            // The lock file is there from the moment it migrates.
            while (!File.Exists(file + ".migrating"))
                await Task.Yield();
            await node.Kill();
        }

        await Run(["migrate", file, "2026-03-03T09:00:00Z"], nodes: 1);

        await attack.Holds(file);
    }

    private static Task<IReadOnlyList<string>[]> Run(string[] order, int nodes) => Run([.. Enumerable.Repeat(order, nodes)]);

    private static async Task<IReadOnlyList<string>[]> Run(params string[][] orders)
    {
        var all = orders.Select(_ => Node.Start()).ToArray();
        try
        {
            await Task.WhenAll(all.Zip(orders, (node, order) => node.Do(order)));
            return await Task.WhenAll(all.Select(n => n.Finish()));
        }
        finally
        {
            foreach (var node in all)
                node.Dispose();
        }
    }
}
