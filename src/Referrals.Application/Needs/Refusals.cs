using Referrals.Domain;

namespace Referrals.Application.Needs;

public sealed record NothingRecommended() : Refusal("Nothing is recommended at the moment. Choose an intervention, or say why none is possible.");

public sealed record SameAsRecommended() : Refusal("That is the recommendation. Choose \"Accept the recommendation\", or choose another intervention.");

public sealed record NotOfferedHere(string? Key) : Refusal($"'{Key}' is not offered in this region today. Choose one from the list.");

public sealed record StillUnanswered(IReadOnlyList<MissingPiece> What)
    : Refusal($"Still to answer: {string.Join(" ", What.Select(w => w.Words))} What you answered is saved. If you have yet to find out the rest, leave this task open.");

public sealed record RecommendationChanged() : Refusal("The recommendation changed after you opened this page. Look at the new one, then decide.");
