using Referrals.Domain;

namespace Referrals.Application.Tasks;

public sealed record NoSuchTask() : Refusal("There is no such task here, or you may not see it.");

public sealed record NotYours() : Refusal("This task belongs to somebody else.");

public sealed record AlreadyDone(string? By = null, DateOnly? On = null)
    : Refusal(By is null ? "This task is no longer open. Nothing was changed." : $"This task was already done by {By} on {On:d MMMM yyyy}. Nothing was changed.")
{
    /// <summary>It was this very answer that did it: the same request sent twice.</summary>
    public bool ByThisAnswer { get; init; }
}

public sealed record NotOffered() : Refusal("That cannot be chosen for this task by you.");

public sealed record ReasonMissing() : Refusal("Choose a reason from the list, and say more where the reason asks for it.");

public sealed record WordsMissing(string Label) : Refusal($"Fill in \"{Label}\".");

public sealed record ProgrammeMissing() : Refusal("Choose an intervention from the list.");

public sealed record SnoozeOutOfRange(int Days) : Refusal($"Choose a day after today and no more than {Days} working days away.");

public sealed record NotAhead(string Label) : Refusal($"\"{Label}\" must be a day after today.");
