using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Workflows;

/// <summary>
/// Everything about one person that one change may touch, loaded together and saved together: facts, needs, running instances, open tasks.
/// Whatever is done to it is one commit or nothing.
/// </summary>
public sealed class CaseFile
{
    private readonly HashSet<Guid> _keysTaken = [];

    public required ReferralsDbContext Db { get; init; }

    /// <summary>Nobody has stored it before: no query finds anything of it, and its rows are written without being followed.</summary>
    public bool IsNew { get; init; }

    public required Person Person { get; init; }
    public required Actor Actor { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required Catalogue Catalogue { get; init; }

    /// <summary>Instances that are still running.</summary>
    public required List<WorkflowInstance> Instances { get; init; }

    /// <summary>Tasks that are still open.</summary>
    public required List<CaseTask> Tasks { get; init; }

    public required Dictionary<Guid, NeedSnapshot> Snapshots { get; init; }

    /// <summary>Today in London.</summary>
    public DateOnly Today => field == default ? field = LondonTime.DateOf(Now) : field;

    /// <summary>Timers opened by this change, which no query finds.</summary>
    internal List<TimerRow> TimersOpened { get; } = [];

    /// <summary>What was journaled by this change: the instance and the id of the signal.</summary>
    internal HashSet<(Guid Instance, string Signal)> Journaled { get; } = [];

    /// <summary>What steps ask the host to do once the engine has answered, in order.</summary>
    public Queue<Action<WorkflowHost>> Afterwards { get; } = new();

    /// <summary>A change below the root: saving must fail where somebody else changed the same person meanwhile.</summary>
    public bool Touched { get; private set; }

    public Guid NewId()
    {
        Guid id;
        do
        {
            id = Ids.New(Now);
        }
        while (!_keysTaken.Add(id));
        return id;
    }

    public void Touch()
    {
        if (Touched)
            return;
        Touched = true;
        Person.Version++;
    }

    /// <summary>Adds a row to this change, which puts it into the collection of the person or need it belongs to.</summary>
    public T Add<T>(T row)
        where T : class
    {
        Touch();
        if (IsNew)
            Db.NewRows.Add(row);
        else
            Db.Add(row);
        return row;
    }

    /// <summary>Writes down a dated fact: by the actor, now, and on the day given or today.</summary>
    public Milestone Record(string kind, Need? need = null, DateOnly? on = null, string source = MilestoneSources.Product, string? programme = null, string? reason = null, string? words = null)
    {
        var milestone = new Milestone
        {
            Id = NewId(),
            PersonId = Person.Id,
            NeedId = need?.Id,
            Kind = kind,
            On = on ?? Today,
            RecordedAt = Now,
            By = Actor.Signature,
            Source = source,
            ProgrammeKey = programme,
            ReasonCode = reason,
            Words = words,
        };
        return Add(milestone);
    }

    /// <summary>What is known of the case today, as the rules take it.</summary>
    public CaseFacts Facts() => CaseFactsOf.Person(Person, Catalogue, Today);
}
