namespace Referrals.Workflows;

internal static class Words
{
    public static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all);
    }
}
