using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Workflows;

/// <summary>
/// Loads one person's case by queries that are compiled once, leaving out those whose rows cannot be there. One instance serves one provider:
/// a compiled query belongs to its model.
/// </summary>
internal sealed class CaseQueries
{
    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<Found>> people =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.People.Where(p => p.Id == id).Select(p => new Found
        {
            Person = p,
            Supervisions = p.Supervisions.Any(),
            Assessments = p.Assessments.Any(),
            Enquiries = p.Enquiries.Any(),
            Milestones = p.Milestones.Any(),
            Needs = p.Needs.Any(),
            Decisions = p.Needs.Any(n => n.Decisions.Any()),
            Referrals = p.Needs.Any(n => n.Referrals.Any()),
            Toolkits = p.Needs.Any(n => n.Toolkits.Any()),
            Instances = db.Instances.Any(i => i.PersonId == p.Id && i.Status == InstanceStatuses.Running),
        }));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<Supervision>> supervisions =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Supervisions.Where(s => s.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<Assessment>> assessments =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Assessments.Where(a => a.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<Enquiry>> enquiries =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Enquiries.Where(e => e.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<Milestone>> milestones =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Milestones.Where(m => m.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<Need>> needs =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Needs.Where(n => n.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<Decision>> decisions =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Decisions.Where(d => db.Needs.Any(n => n.Id == d.NeedId && n.PersonId == id)));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<Referral>> referrals =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Referrals.Where(r => db.Needs.Any(n => n.Id == r.NeedId && n.PersonId == id)));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<ToolkitDelivery>> toolkits =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Toolkits.Where(t => db.Needs.Any(n => n.Id == t.NeedId && n.PersonId == id)));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<Place>> places =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Places.Where(p => p.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<AttendanceRecord>> attendance =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Attendance.Where(a => a.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<ProgrammeReport>> reports =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Reports.Where(r => r.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<PartnerLinkDuty>> duties =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.PartnerLinkDuties.Where(d => d.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<NeedSnapshot>> snapshots =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Snapshots.Where(s => s.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<PersonRow>> personRows =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.PersonRows.Where(r => r.PersonId == id));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<WorkflowInstance>> instances =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Instances.Where(i => i.PersonId == id && i.Status == InstanceStatuses.Running));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<CaseTask>> tasks =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.Tasks.Where(t => t.PersonId == id && t.ClosedAt == null));

    private readonly Func<ReferralsDbContext, Guid, IAsyncEnumerable<int>> version =
        EF.CompileAsyncQuery((ReferralsDbContext db, Guid id) => db.People.Where(p => p.Id == id).Select(p => p.Version));

    /// <summary>All of it as it was at one instant: where somebody saved the person between two of the queries, they are asked again.</summary>
    /// <returns>Null where there is no such person.</returns>
    public async Task<LoadedCase?> Load(ReferralsDbContext db, Guid personId, CancellationToken cancellation)
    {
        while (true)
        {
            if (await LoadOnce(db, personId, cancellation) is not { } loaded)
                return null;
            await foreach (var now in version(db, personId).WithCancellation(cancellation))
            {
                if (now == loaded.Person.Version)
                    return loaded;
            }

            db.ChangeTracker.Clear();
        }
    }

    private async Task<LoadedCase?> LoadOnce(ReferralsDbContext db, Guid personId, CancellationToken cancellation)
    {
        // The person first: what is read after is never older than the version that is checked.
        if (await All(people) is not [var found])
            return null;
        if (found.Supervisions)
            await All(supervisions);
        if (found.Assessments)
            await All(assessments);
        if (found.Enquiries)
            await All(enquiries);
        if (found.Milestones)
            await All(milestones);
        List<NeedSnapshot> rows = [];
        if (found.Needs)
        {
            await All(needs);
            if (found.Decisions)
                await All(decisions);
            var referred = found.Referrals ? await All(referrals) : [];
            var oneToOne = found.Toolkits ? await All(toolkits) : [];
            if (referred.Exists(r => r.AcceptedOn is not null))
            {
                await All(places);
                await All(reports);
                await All(duties);
            }

            if (oneToOne.Count > 0 || referred.Exists(r => r.AcceptedOn is not null))
                await All(attendance);
            rows = await All(snapshots);
        }

        var running = found.Instances ? await All(instances) : [];
        return new LoadedCase(found.Person, running, running.Count > 0 ? await All(tasks) : [], rows, (await All(personRows)).FirstOrDefault());

        async Task<List<T>> All<T>(Func<ReferralsDbContext, Guid, IAsyncEnumerable<T>> query)
        {
            var all = new List<T>();
            await foreach (var row in query(db, personId).WithCancellation(cancellation))
                all.Add(row);
            return all;
        }
    }

    /// <summary>A person, and of what there are rows to be asked for.</summary>
    private sealed class Found
    {
        public required Person Person { get; init; }
        public bool Supervisions { get; init; }
        public bool Assessments { get; init; }
        public bool Enquiries { get; init; }
        public bool Milestones { get; init; }
        public bool Needs { get; init; }
        public bool Decisions { get; init; }
        public bool Referrals { get; init; }
        public bool Toolkits { get; init; }
        public bool Instances { get; init; }
    }
}

internal sealed record LoadedCase(Person Person, List<WorkflowInstance> Instances, List<CaseTask> Tasks, List<NeedSnapshot> Snapshots, PersonRow? Row);
