using System.Text;
using Referrals.Web.Access;
using Referrals.Workflows;

namespace Referrals.Web.Pages;

/// <summary>Names of definitions and activities as people read them: Elsa's names have no spaces.</summary>
public static class WorkflowWords
{
    /// <summary>"AccreditedProgrammeReferral" becomes "Accredited programme referral".</summary>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var words = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var starts = i > 0 && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]) && name[i - 1] != ' ';
            words.Append(starts ? " " : "").Append(starts ? char.ToLowerInvariant(name[i]) : name[i]);
        }

        return words.Replace("sara", "SARA").Replace("Childrens", "Children's services").ToString();
    }

    /// <summary>What kind of waiting it is, and whose.</summary>
    public static string Kind(ActivityNode activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        return activity.Kind switch
        {
            ActivityKind.Wait => $"Task: {(activity.Input(InputNames.Role) is { } role ? RoleWords.Of(role).ToLowerInvariant() : "role not known")}",
            ActivityKind.Timer => "Timer",
            ActivityKind.Child => "Another workflow",
            _ => "Step",
        };
    }
}
