using Microsoft.EntityFrameworkCore;
using Referrals.Application.Tests.Testing;

namespace Referrals.Application.Tests.Attacks;

/// <summary>Two processes on one database, doing the same at the same time.</summary>
public sealed class TwoNodes
{
    [Fact]
    public async Task Both_sweeping_climb_every_rung_once()
    {
        await using var attack = await Attack.Begin(cases: 120);
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

    [Fact]
    public async Task Both_answering_the_same_tasks_apply_every_answer_once_and_no_instance_is_stuck()
    {
        await using var attack = await Attack.Begin(cases: 0);
        await attack.Service.Import([.. Enumerable.Range(0, 25).Select(i => Cases.Man($"X{200_000 + i}"))]);
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

    [Fact]
    public async Task Starting_at_once_on_no_database_migrate_it_once()
    {
        await using var attack = await Attack.Begin(cases: 0);
        var file = attack.NewDatabase();

        await Run(["migrate", file, "2026-03-03T09:00:00Z"], nodes: 3);

        await using var db = Attack.Open(file);
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
        await attack.Holds(file);
    }

    [Fact]
    public async Task Killed_while_migrating_does_not_keep_the_next_from_starting()
    {
        await using var attack = await Attack.Begin(cases: 0);
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

    private static async Task<IReadOnlyList<string>[]> Run(string[] order, int nodes)
    {
        var all = Enumerable.Range(0, nodes).Select(_ => Node.Start()).ToArray();
        try
        {
            await Task.WhenAll(all.Select(n => n.Do(order)));
            return await Task.WhenAll(all.Select(n => n.Finish()));
        }
        finally
        {
            foreach (var node in all)
                node.Dispose();
        }
    }
}
