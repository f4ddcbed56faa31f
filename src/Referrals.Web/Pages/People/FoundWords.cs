using Referrals.Application.People;

namespace Referrals.Web.Pages.People;

/// <summary>How somebody was found, in words.</summary>
public static class FoundWords
{
    /// <summary>What to say of somebody who was not found by exactly what was typed; null of who was.</summary>
    public static string? How(FoundBy by) => by switch
    {
        FoundBy.Spelling => "Spelt a little differently",
        FoundBy.Sound => "Sounds alike",
        FoundBy.NearCrn => "CRN differs in one place",
        _ => null,
    };
}
