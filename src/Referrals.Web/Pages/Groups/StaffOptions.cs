using Referrals.Application.Access;
using Referrals.Application.Staff;
using Referrals.Domain;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Groups;

/// <summary>Who may run sessions of the reader's region, to choose from.</summary>
internal static class StaffOptions
{
    /// <param name="also">Staff codes that are chosen already; they stay to be chosen whoever they are.</param>
    /// <param name="plan">What they would deliver: only those who may. Null is the programme team.</param>
    public static async Task<IReadOnlyList<Option>> Of(StaffDirectory staff, Actor actor, IEnumerable<string> also, CancellationToken cancellation, SessionPlan? plan = null)
    {
        var options = new List<Option>();
        foreach (var role in plan?.DeliveredBy ?? [Roles.ProgrammeTeam])
        {
            options.AddRange((actor.RegionCode is { } region ? await staff.Of(role, region, cancellation) : []).Select(s => new Option(s.Code, s.Name)));
        }

        if (actor.StaffCode is { } own && (plan is null || plan.DeliveredBy.Contains(actor.Role)) && !options.Exists(o => o.Value == own))
        {
            options.Insert(0, new Option(own, actor.Name));
        }

        var missing = also.Where(code => !options.Exists(o => o.Value == code)).Distinct(StringComparer.Ordinal).ToList();
        var names = await staff.Names(missing, cancellation);
        options.AddRange(missing.Select(code => new Option(code, names.GetValueOrDefault(code, code))));
        return options;
    }

    /// <summary>The names of staff codes; a code nobody knows stays a code.</summary>
    public static async Task<Func<IEnumerable<string>?, string>> Names(StaffDirectory staff, IEnumerable<string> codes, CancellationToken cancellation)
    {
        var names = await staff.Names(codes, cancellation);
        return some => GroupWords.Listed([.. (some ?? []).Select(code => names.GetValueOrDefault(code, code))]);
    }
}
