using Referrals.Domain;

namespace Referrals.Application.PartnerLink;

public sealed record NoSuchDuty() : Refusal("There is no such partner link work here, or you may not see it.");

public sealed record DutyEnded(DateOnly On) : Refusal($"The place ended on {On:d MMMM yyyy}, and this work with it. Nothing was changed.");

public sealed record TakenOnByAnother(string Name) : Refusal($"{Name} took this work on meanwhile. Nothing was changed.");

public sealed record NotTakenOn() : Refusal("Take this work on first.");

public sealed record DetailsChanged() : Refusal("Somebody else changed these details while you were typing. Nothing of yours was saved: compare it with what they saved, and save again.");

public sealed record NoSuchMeans() : Refusal("Choose how you tried to make contact.");

public sealed record NoSuchOutcome() : Refusal("Choose what came of it.");

public sealed record SettledWithoutWhy() : Refusal("Say what it rests on: this settles that no contact can be made.");

public sealed record NothingSaid() : Refusal("Write down what the concern is.");

public sealed record ToldToNobody() : Refusal("Choose whom to tell, from the list.");

public sealed record PassedOnAlready(DateOnly On) : Refusal($"This concern was passed on on {On:d MMMM yyyy}. To say more, write another concern down and pass that on.");
