namespace Referrals.Web.Pages.Tasks;

/// <summary>The addresses of the pages about work to be done.</summary>
public static class TaskLinks
{
    public const string ToDo = "/to-do";
    public const string Climbed = "/climbed";
    public const string Stuck = "/stuck";
    public const string Approvals = "/approvals";
    public const string Team = "/team";

    private const string KindPrefix = "Referrals.";

    public static string Task(Guid id) => $"/tasks/{id}";

    /// <summary>Keeps what is typed for a task.</summary>
    public static string Draft(Guid id) => $"/tasks/{id}?handler=Draft";

    /// <summary>The enquiry of a task, to print.</summary>
    public static string Enquiry(Guid id) => $"/tasks/{id}/enquiry";

    public static string Snooze(Guid id) => $"/tasks/{id}/snooze";

    /// <summary>What one practitioner of the team owes.</summary>
    public static string OfTeam(string staffCode) => $"{Team}/{Uri.EscapeDataString(staffCode)}";

    /// <summary>Where needs are stuck in one unit.</summary>
    public static string StuckIn(int pduId) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Stuck}?pdu={pduId}");

    /// <summary>The open tasks of one kind, addressed without the prefix that all kinds share; in one unit where one is given.</summary>
    public static string OfKind(string kind, int? pduId = null)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var path = $"{Stuck}/{(kind.StartsWith(KindPrefix, StringComparison.Ordinal) ? kind[KindPrefix.Length..] : kind)}";
        return pduId is { } pdu ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}?pdu={pdu}") : path;
    }

    /// <summary>The kind that <see cref="OfKind"/> wrote into an address.</summary>
    public static string KindOf(string address) => KindPrefix + address;

    /// <summary>The same list on another page of it.</summary>
    public static Func<int, string> Pages(string list) => page => $"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}p={page.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
}
