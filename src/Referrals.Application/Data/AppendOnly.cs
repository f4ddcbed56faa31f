using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Microsoft.EntityFrameworkCore.Update;

namespace Referrals.Application.Data;

/// <summary>
/// The triggers that let the audit log, the released catalogue and what was published only grow: no line is changed or removed, and the log's head only moves forward. They are made wherever a migration makes the
/// tables, so that a migration made again keeps them.
/// </summary>
internal static class AppendOnly
{
    public const string Entries = "AuditEntries";
    public const string Head = "AuditHead";
    public const string Releases = "CatalogueReleases";
    public const string Publications = "Publications";
    public const string PublicationFiles = "PublicationFiles";
    public const string PublicationEvents = "PublicationEvents";

    /// <summary>The tables of which nothing is ever changed or removed.</summary>
    public static IReadOnlyList<string> Tables { get; } = [Entries, Head, Releases, Publications, PublicationFiles, PublicationEvents];

    private const string Lines = "The audit log is append-only: a line is not changed and not removed.";
    private const string Kept = "A released version of the catalogue is not changed and not removed.";
    private const string Frozen = "A publication is frozen: it is not changed and not removed.";
    private const string Moves = "The head of the audit log only moves forward.";

    public static IEnumerable<string> Sqlite(string table) => table switch
    {
        Entries =>
        [
            $"CREATE TRIGGER \"{Entries}_no_update\" BEFORE UPDATE ON \"{Entries}\" BEGIN SELECT RAISE(ABORT, '{Lines}'); END;",
            $"CREATE TRIGGER \"{Entries}_no_delete\" BEFORE DELETE ON \"{Entries}\" BEGIN SELECT RAISE(ABORT, '{Lines}'); END;",
        ],
        Head =>
        [
            $"CREATE TRIGGER \"{Head}_forward\" BEFORE UPDATE ON \"{Head}\" WHEN NEW.\"Count\" <= OLD.\"Count\" OR NEW.\"Id\" <> OLD.\"Id\" BEGIN SELECT RAISE(ABORT, '{Moves}'); END;",
            $"CREATE TRIGGER \"{Head}_no_delete\" BEFORE DELETE ON \"{Head}\" BEGIN SELECT RAISE(ABORT, '{Moves}'); END;",
        ],
        Releases =>
        [
            $"CREATE TRIGGER \"{Releases}_no_update\" BEFORE UPDATE ON \"{Releases}\" BEGIN SELECT RAISE(ABORT, '{Kept}'); END;",
            $"CREATE TRIGGER \"{Releases}_no_delete\" BEFORE DELETE ON \"{Releases}\" BEGIN SELECT RAISE(ABORT, '{Kept}'); END;",
        ],
        Publications or PublicationFiles or PublicationEvents =>
        [
            $"CREATE TRIGGER \"{table}_no_update\" BEFORE UPDATE ON \"{table}\" BEGIN SELECT RAISE(ABORT, '{Frozen}'); END;",
            $"CREATE TRIGGER \"{table}_no_delete\" BEFORE DELETE ON \"{table}\" BEGIN SELECT RAISE(ABORT, '{Frozen}'); END;",
        ],
        _ => [],
    };

    public static IEnumerable<string> SqlServer(string table) => table switch
    {
        Entries => [$"CREATE TRIGGER [{Entries}_append_only] ON [{Entries}] AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON; THROW 50001, N'{Lines}', 1; END"],
        Releases => [$"CREATE TRIGGER [{Releases}_append_only] ON [{Releases}] AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON; THROW 50001, N'{Kept}', 1; END"],
        Publications or PublicationFiles or PublicationEvents => [$"CREATE TRIGGER [{table}_append_only] ON [{table}] AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON; THROW 50001, N'{Frozen}', 1; END"],
        Head =>
        [
            $"""
             CREATE TRIGGER [{Head}_forward] ON [{Head}] AFTER UPDATE, DELETE AS BEGIN SET NOCOUNT ON;
             IF (SELECT COUNT(*) FROM deleted) <> (SELECT COUNT(*) FROM inserted AS i JOIN deleted AS d ON i.[Id] = d.[Id] AND i.[Count] > d.[Count]) THROW 50001, N'{Moves}', 1; END
             """,
        ],
        _ => [],
    };
}

internal sealed class AppendOnlySqlite(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations) : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        base.Generate(operation, model, builder, terminate);
        foreach (var trigger in AppendOnly.Sqlite(operation.Name))
            builder.AppendLine(trigger).EndCommand();
    }
}

internal sealed class AppendOnlySqlServer(MigrationsSqlGeneratorDependencies dependencies, ICommandBatchPreparer batches) : SqlServerMigrationsSqlGenerator(dependencies, batches)
{
    protected override void Generate(CreateTableOperation operation, IModel? model, MigrationCommandListBuilder builder, bool terminate = true)
    {
        base.Generate(operation, model, builder, terminate);
        foreach (var trigger in AppendOnly.SqlServer(operation.Name))
            builder.AppendLine($"EXEC(N'{trigger.Replace("'", "''", StringComparison.Ordinal)}');").EndCommand();
        if (operation.Name == Columnstore.Table)
            builder.AppendLine(Columnstore.Index(operation.Columns.Select(c => c.Name))).EndCommand();
    }
}
