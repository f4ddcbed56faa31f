namespace Referrals.Application.Data;

/// <summary>
/// The columns of the needs' rows beside the rows themselves, on SQL Server alone: whoever counts the needs of the country in the database reads the few columns they ask for
/// and no row (docs/adr/0019). Made wherever a migration makes the table, so that a migration made again keeps it.
/// </summary>
internal static class Columnstore
{
    public const string Table = "NeedSnapshots";

    // What nothing is grouped or counted by: a key would be stored as many times as there are needs, and serve nobody.
    private static readonly string[] s_leftOut = ["NeedId", "Reference"];

    /// <param name="columns">Of the table, as the migration makes them.</param>
    public static string Index(IEnumerable<string> columns) =>
        // A row that changed within the hour stays where it is cheap to change again.
        $"CREATE NONCLUSTERED COLUMNSTORE INDEX [NCCI_{Table}] ON [{Table}] ({string.Join(", ", columns.Except(s_leftOut, StringComparer.Ordinal).Select(c => $"[{c}]"))}) WITH (COMPRESSION_DELAY = 60 MINUTES);";
}
