namespace Referrals.Statistics;

/// <summary>Names of measures and breakdowns in the middle of a sentence.</summary>
public static class Names
{
    /// <summary>Begins small, unless it begins with letters that stand for words, as SARA does.</summary>
    public static string InSentence(this string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 1 && char.IsUpper(name[0]) && !char.IsUpper(name[1]) ? char.ToLowerInvariant(name[0]) + name[1..] : name;
    }
}
