using Referrals.Application.Chasing;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Benchmarks;

/// <summary>One sweep over a national caseload's open tasks, of which some are due for their first rung.</summary>
internal sealed class ChaseSweeps : IBenchmark
{
    public bool IsOfTheEngine => false;

    public Task<Figures> Run(Options options) => new Measurement(options)
    {
        Name = "chase sweep",
        Unit = "rungs",
        Aim = 5_000,
        UnitsACommit = 500,
        Before = product => AddTasks(product, options.Tasks, options.Due),
        Work = (product, count, committed) => Work(product, committed),
    }.Run(options.Due, options.Due, () => $"{options.Tasks:N0} open tasks");

    private static async Task AddTasks(Product product, int tasks, int due)
    {
        var today = DateOnly.FromDateTime(product.Clock.Now.Date);
        var opened = product.Clock.Now.AddDays(-30);
        foreach (var chunk in Enumerable.Range(0, tasks).Chunk(5_000))
        {
            await using var db = product.Get<DatabaseFactory>().CreateDbContext();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            foreach (var number in chunk)
            {
                product.Tick();
                // Those due lie spread over the whole table, as they would.
                var isDue = (long)number * due / tasks != (long)(number + 1) * due / tasks;
                db.Add(new CaseTask
                {
                    Id = Ids.New(product.Clock.Now),
                    InstanceId = Ids.New(product.Clock.Now),
                    WaitId = "decide#1",
                    Kind = "Referrals.Decide",
                    PersonId = Ids.New(product.Clock.Now),
                    OwnerRole = Roles.Practitioner,
                    OwnerCode = $"N{number % 4_000:D5}",
                    RegionCode = ((char)('A' + (number % 12))).ToString(),
                    PduId = number % 108,
                    Risk = number % 5,
                    OpenedAt = opened,
                    OpenedOn = today.AddDays(-30),
                    DueOn = isDue ? today.AddDays(-3) : today.AddDays(10),
                    LadderKey = "standard",
                    NextRungOn = isDue ? today.AddDays(-(number % 3)) : today.AddDays(11),
                });
            }

            await db.SaveChangesAsync();
        }
    }

    private static async Task Work(Product product, Action committed)
    {
        await product.Get<ChaseSweep>().Run();
        committed();
    }
}
