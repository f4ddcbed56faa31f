namespace Referrals.Web.Pages.Tasks;

/// <summary>The addresses of the pages about work to be done.</summary>
public static class TaskLinks
{
    public const string ToDo = "/to-do";
    public const string Climbed = "/climbed";
    public const string Stuck = "/stuck";
    public const string Approvals = "/approvals";

    private const string KindPrefix = "Referrals.";

    public static string Task(Guid id) => $"/tasks/{id}";

    public static string Snooze(Guid id) => $"/tasks/{id}/snooze";

    /// <summary>The open tasks of one kind, addressed without the prefix that all kinds share.</summary>
    public static string OfKind(string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return $"{Stuck}/{(kind.StartsWith(KindPrefix, StringComparison.Ordinal) ? kind[KindPrefix.Length..] : kind)}";
    }

    /// <summary>The kind that <see cref="OfKind"/> wrote into an address.</summary>
    public static string KindOf(string address) => KindPrefix + address;

    /// <summary>The same list on another page of it.</summary>
    public static Func<int, string> Pages(string list) => page => $"{list}?p={page.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
