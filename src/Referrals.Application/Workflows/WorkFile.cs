using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Workflows;

/// <summary>What one change may touch, and where its tasks lie: a person's case or a group. Whatever is done to it is one commit or nothing.</summary>
public abstract class WorkFile
{
    private readonly HashSet<Guid> _keysTaken = [];

    public required ReferralsDbContext Db { get; init; }

    /// <summary>Nobody has stored it before: no query finds anything of it, and its rows are written without being followed.</summary>
    public bool IsNew { get; init; }

    public required Actor Actor { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required Catalogue Catalogue { get; init; }

    /// <summary>Instances that are still running.</summary>
    public required List<WorkflowInstance> Instances { get; init; }

    /// <summary>Tasks that are still open.</summary>
    public required List<CaseTask> Tasks { get; init; }

    /// <summary>The running instance of an open task.</summary>
    /// <exception cref="DbUpdateConcurrencyException">They were read while another change of them was saved, which lies between the two: read again, they agree.</exception>
    public WorkflowInstance InstanceOf(CaseTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Instances.Find(i => i.Id == task.InstanceId && i.Standing.Waits.Any(w => w.WaitId == task.WaitId))
            ?? throw new DbUpdateConcurrencyException($"{Reference} was read while another change of it was saved.");
    }

    /// <summary>Today in London.</summary>
    public DateOnly Today => field == default ? field = LondonTime.DateOf(Now) : field;

    /// <summary>Timers opened by this change, which no query finds.</summary>
    internal List<TimerRow> TimersOpened { get; } = [];

    /// <summary>What was journaled by this change: the instance and the id of the signal.</summary>
    internal HashSet<(Guid Instance, string Signal)> Journaled { get; } = [];

    /// <summary>What steps ask the host to do once the engine has answered, in order.</summary>
    public Queue<Action<WorkflowHost>> Afterwards { get; } = new();

    /// <summary>A change below the root: saving must fail where somebody else changed the same root meanwhile.</summary>
    public bool Touched { get; private set; }

    /// <summary>Null in a group's file.</summary>
    public abstract Guid? PersonId { get; }

    /// <summary>Null in a person's file.</summary>
    public abstract Guid? GroupId { get; }

    public abstract string? RegionCode { get; }
    public abstract int? PduId { get; }

    /// <summary>The highest risk that is known, as tasks carry it.</summary>
    public abstract int Risk { get; }

    /// <summary>The last day on which something can still be delivered, as tasks carry it; null where that is not known.</summary>
    public abstract DateOnly? DeliverableUntil { get; }

    /// <summary>For an error that names the case: a CRN or a group's code.</summary>
    public abstract string Reference { get; }

    /// <summary>The staff code of the one who owes a task of this role, and of whoever answers for them; null where any holder of the role may take it.</summary>
    public abstract (string? Owner, string? Manager) OwnersOf(string role, string? subject);

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
        BumpVersion();
    }

    /// <summary>Adds a row to this change, which puts it into the collection it belongs to.</summary>
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

    protected abstract void BumpVersion();
}
