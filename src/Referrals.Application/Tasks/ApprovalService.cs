using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Tasks;

/// <summary>Something that waits for a manager's yes, with what it is about.</summary>
/// <param name="Decision">The practitioner's decision; null where a closure is to be confirmed that nobody decided on.</param>
public sealed record ApprovalWaiting(ToDoItem Item, Need Need, Decision? Decision);

/// <summary>A page of what waits for approval, with how many there are in all.</summary>
public sealed record ApprovalList(IReadOnlyList<ApprovalWaiting> Items, int Total, int Late);

/// <summary>What waits for approval within an actor's reach, in the order of every to-do list.</summary>
public sealed class ApprovalService(ToDoService toDo, DatabaseFactory factory)
{
    private const string Approve = "Referrals.ApproveDecision";
    private static readonly string[] Kinds = [Approve, "Referrals.ConfirmClosure"];

    public async Task<ApprovalList> Waiting(Actor actor, int page = 1, CancellationToken cancellation = default)
    {
        var open = await toDo.OfKinds(actor, Kinds, page, cancellation);
        var references = open.Items.Select(i => i.Reference).OfType<string>().ToArray();
        await using var db = factory.CreateDbContext();
        var needs = await db.Needs.AsNoTracking().Where(n => references.Contains(n.Reference)).Include(n => n.Decisions).ToDictionaryAsync(n => n.Reference, cancellation);
        return new ApprovalList(
            [.. open.Items.Where(i => i.Reference is not null).Select(i => new ApprovalWaiting(i, needs[i.Reference!], i.Kind == Approve ? needs[i.Reference!].LatestDecision : null))],
            open.Total,
            open.Late);
    }
}
