namespace Referrals.Domain;

/// <summary>An expected no: the rule that stands in the way, in words for the person who asked. A bug is an exception instead.</summary>
public abstract record Refusal(string Words);
