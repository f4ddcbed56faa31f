using System.Diagnostics;
using Referrals.Application.Data;
using Referrals.Application.Tests.Testing;

namespace Referrals.Application.Tests.Attacks;

/// <summary>With the sweeps, a hundred times the process is gone from one instruction to the next.</summary>
public sealed class KillsDuringImports
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Nothing_is_lost_or_doubled_and_the_next_start_carries_on(DatabaseProvider provider)
    {
        await using var attack = await Attack.Begin(provider, cases: 60);
        await Kills.AgainAndAgain(attack, file => ["import", file, "2026-03-02T09:00:00Z", attack.CasesFile]);
    }
}

public sealed class KillsDuringSweeps
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Every_rung_is_climbed_once_and_none_is_forgotten(DatabaseProvider provider)
    {
        await using var attack = await Attack.Begin(provider, cases: 60);
        await attack.Import();
        // Six weeks on, every task is late enough for a rung a day, Monday to Friday.
        await Kills.AgainAndAgain(attack, file => ["sweep", file, "2026-04-13T09:00:00Z", "5"]);
    }
}

internal static class Kills
{
    private const int Times = 50;

    public static async Task AgainAndAgain(Attack attack, Func<string, string[]> order)
    {
        var seed = FromEnvironment("REFERRALS_ATTACK_SEED") ?? Random.Shared.Next();
        var kills = FromEnvironment("REFERRALS_ATTACK_KILLS") ?? Times;
        TestContext.Current.TestOutputHelper?.WriteLine($"REFERRALS_ATTACK_SEED={seed}");
        var random = new Random(seed);

        var undisturbed = await attack.Copy();
        using (var node = Node.Start())
        {
            await node.Do(order(undisturbed));
            await node.Finish();
        }

        var expected = await Attack.Content(undisturbed);
        var killed = 0;
        var next = Node.Start();
        try
        {
            while (killed < kills)
            {
                var file = await attack.Copy();
                var done = false;
                while (!done)
                {
                    var node = next;
                    next = Node.Start();
                    using (node)
                    {
                        await node.Do(order(file));
                        done = killed == kills
                            ? await Finished(node)
                            : await Killed(node, random);
                    }

                    if (!done)
                        killed++;
                    await attack.Holds(file);
                }

                Assert.Equal(expected, await Attack.Content(file));
            }
        }
        finally
        {
            next.Dispose();
        }
    }

    private static int? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : null;

    private static async Task<bool> Finished(Node node)
    {
        await node.Finish();
        return true;
    }

    /// <summary>Kills it some commits on, somewhere inside the work that follows.</summary>
    /// <returns>Whether it was done before that.</returns>
    private static async Task<bool> Killed(Node node, Random random)
    {
        for (var commits = random.Next(4); commits > 0; commits--)
        {
            if (await node.Line() is "done" or null)
                return true;
        }

        var moment = TimeSpan.FromMicroseconds(random.Next(20_000));
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < moment)
            Thread.SpinWait(50);
        return !await node.Kill();
    }
}
