using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Benchmarks;

/// <summary>The smallest workflow there is, a handover: start, one wait with its task, a signal, finish. Two commits, each on a person of its own.</summary>
internal sealed class MinimalInstances : IBenchmark
{
    private static readonly Actor Service = Actor.Service("benchmark");

    public Task<Figures> Run(Options options)
    {
        var count = options.Instances ?? 2_000;
        return new Measurement(options)
        {
            Name = "minimal instance",
            Unit = "instances",
            Aim = 500,
            Before = product => AddPeople(product, count),
            Work = Work,
        }.Run(count, count);
    }

    private static async Task AddPeople(Product product, int count)
    {
        await using var db = product.Get<DatabaseFactory>().CreateDbContext();
        db.Trail.Responsible = Service;
        for (var i = 0; i < count; i++)
        {
            product.Tick();
            db.Add(new Person { Id = Ids.New(product.Clock.Now), Crn = $"B{i:D6}", PractitionerCode = "N01PRA1", RegionCode = "E", PduId = 70 });
        }

        await db.SaveChangesAsync();
    }

    private static async Task Work(Product product, int count, Action committed)
    {
        var changes = product.Get<Changes>();
        List<Guid> people;
        await using (var db = product.Get<DatabaseFactory>().CreateDbContext())
            people = await db.People.OrderBy(p => p.Crn).Take(count).Select(p => p.Id).ToListAsync();
        foreach (var person in people)
        {
            product.Tick();
            await changes.Run(Service, person, file =>
            {
                changes.Host.Start(file, "handover");
                return null;
            });
            committed();
            product.Tick();
            await changes.Run(Service, person, file =>
            {
                var task = file.Tasks[0];
                changes.Host.End(file, file.Instances[0], task.WaitId, "Acknowledged", "signal");
                return null;
            });
            committed();
        }
    }
}
