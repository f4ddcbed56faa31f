using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Update;

namespace Referrals.Application.Data;

public enum DatabaseProvider
{
    Sqlite,
    SqlServer,
}

/// <summary>Configuration section <c>Referrals:Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Referrals:Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    [Required(ErrorMessage = "Referrals:Database:ConnectionString is missing. For SQLite give 'Data Source=FILE'.")]
    public string ConnectionString { get; set; } = "";

    /// <summary>Most statements EF sends SQL Server in one batch; null leaves the provider's own limit.</summary>
    public int? MaxBatchSize { get; set; }
}

/// <summary>Makes contexts for whichever provider is configured. One is enough for a process.</summary>
public sealed class DatabaseFactory : IDbContextFactory<ReferralsDbContext>
{
    private readonly Func<ReferralsDbContext> create;
    private readonly TimeProvider time;

    /// <param name="time">What the audit log takes the time from; the system's where none is given.</param>
    public DatabaseFactory(DatabaseOptions options, TimeProvider? time = null)
    {
        Options = options;
        this.time = time ?? TimeProvider.System;
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            var built = new DbContextOptionsBuilder<SqliteReferralsDbContext>();
            Configure(built, options);
            var pool = new PooledDbContextFactory<SqliteReferralsDbContext>(built.Options);
            create = pool.CreateDbContext;
        }
        else
        {
            var built = new DbContextOptionsBuilder<SqlServerReferralsDbContext>();
            Configure(built, options);
            var pool = new PooledDbContextFactory<SqlServerReferralsDbContext>(built.Options);
            create = pool.CreateDbContext;
        }
    }

    public DatabaseOptions Options { get; }

    public ReferralsDbContext CreateDbContext()
    {
        var db = create();
        db.Time = time;
        return db;
    }

    internal static void Configure(DbContextOptionsBuilder builder, DatabaseOptions options)
    {
        // What belongs to a person is read through the person; where it is not, the filter on people has nothing to say.
        builder.ConfigureWarnings(w => w.Ignore(RelationalEventId.MultipleCollectionIncludeWarning, CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning));
        if (options.Provider == DatabaseProvider.Sqlite)
        {
            builder.UseSqlite(options.ConnectionString, o => o.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery));
            builder.AddInterceptors(SqliteDurability.Instance);
            builder.ReplaceService<IModificationCommandBatchFactory, PreparedWriteFactory>();
            builder.ReplaceService<IMigrationsSqlGenerator, AppendOnlySqlite>();
        }
        else
        {
            builder.UseSqlServer(options.ConnectionString, o =>
            {
                o.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery);
                o.EnableRetryOnFailure();
                if (options.MaxBatchSize is { } size)
                    o.MaxBatchSize(size);
            });
            builder.ReplaceService<IMigrationsSqlGenerator, AppendOnlySqlServer>();
        }
    }

    /// <summary>Write-ahead log, every commit on the disk before it is answered, and SQLite's own patient wait for a busy file.</summary>
    private sealed class SqliteDurability : DbConnectionInterceptor
    {
        public static readonly SqliteDurability Instance = new();
        private static readonly ConditionalWeakTable<object, object> Prepared = [];

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Prepare(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Prepare(connection);
            return Task.CompletedTask;
        }

        private static void Prepare(DbConnection connection)
        {
            var sqlite = (SqliteConnection)connection;
            // Handles are pooled and keep what was set on them.
            if (Prepared.TryGetValue(sqlite.Handle!, out _))
                return;
            using var command = sqlite.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;";
            command.ExecuteNonQuery();
            Prepared.AddOrUpdate(sqlite.Handle!, sqlite.Handle!);
        }
    }
}
