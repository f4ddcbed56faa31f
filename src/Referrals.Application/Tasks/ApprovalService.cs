using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tasks;

/// <summary>Something that waits for a manager's yes, with what it is about.</summary>
/// <param name="Decision">The practitioner's decision; null where a closure is to be confirmed that nobody decided on.</param>
/// <param name="Assessment">The outcome that counts; null where there is none.</param>
/// <param name="Choices">What may be answered, all of it beside the facts.</param>
public sealed record ApprovalWaiting(ToDoItem Item, Need Need, Decision? Decision, Assessment? Assessment, IReadOnlyList<TaskChoice> Choices);

/// <summary>A page of what waits for approval, with how many there are in all.</summary>
public sealed record ApprovalList(IReadOnlyList<ApprovalWaiting> Items, int Total, int Late);

/// <summary>What waits for approval within an actor's reach, in the order of every to-do list.</summary>
public sealed class ApprovalService(ToDoService toDo, DatabaseFactory factory, ActivityLibrary library)
{
    /// <summary>Few, because each stands there with its facts and its answers.</summary>
    public const int PageSize = 10;

    private const string Approve = "Referrals.ApproveDecision";
    private static readonly string[] Kinds = [Approve, "Referrals.ConfirmClosure"];

    public async Task<ApprovalList> Waiting(Actor actor, int page = 1, CancellationToken cancellation = default)
    {
        var open = await toDo.OfKinds(actor, Kinds, page, PageSize, cancellation);
        var references = open.Items.Select(i => i.Reference).OfType<string>().ToArray();
        await using var db = factory.CreateDbContext();
        var needs = await db.Needs.AsNoTracking().Where(n => references.Contains(n.Reference)).Include(n => n.Decisions).ToDictionaryAsync(n => n.Reference, cancellation);
        var ids = open.Items.Select(i => i.PersonId).OfType<Guid>().Distinct().ToArray();
        var assessed = (await db.Assessments.AsNoTracking().Where(a => ids.Contains(a.PersonId)).ToListAsync(cancellation)).ToLookup(a => a.PersonId);
        return new ApprovalList(
            [.. open.Items.Where(i => i.Reference is not null).Select(i => new ApprovalWaiting(
                i,
                needs[i.Reference!],
                i.Kind == Approve ? needs[i.Reference!].LatestDecision : null,
                Assessment.LatestOf(assessed[i.PersonId!.Value]),
                library.Wait(i.Kind).Choices))],
            open.Total,
            open.Late);
    }
}
