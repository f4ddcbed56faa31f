using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Referrals.Application.Access;
using Referrals.Application.Chasing;
using Referrals.Application.Data;
using Referrals.Application.Messages;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>What the databases are told, kept as approved files so that a change is seen.</summary>
public sealed class DatabaseScripts
{
    [Fact]
    public void The_SQL_Server_schema_is_the_approved_one()
    {
        using var db = Context(DatabaseProvider.SqlServer);
        Approved.Is(db.GetService<IMigrator>().GenerateScript(), "schema.sqlserver.sql");
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.SqlServer)]
    public void The_migrations_hold_the_whole_model(DatabaseProvider provider)
    {
        using var db = Context(provider);
        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: make the migration of each provider again (docs/adr/0007).");
    }

    /// <summary>SQL Server refuses such an index, and only when it is made.</summary>
    [Fact]
    public void No_key_of_an_index_is_a_text_without_an_end()
    {
        using var db = Context(DatabaseProvider.SqlServer);
        var model = db.GetService<Microsoft.EntityFrameworkCore.Metadata.IDesignTimeModel>().Model;
        Assert.Empty(model.GetEntityTypes().SelectMany(t => t.GetIndexes().SelectMany(i => i.Properties, (i, p) => (Table: t.GetTableName(), Index: i.GetDatabaseName(), p.Name, Type: p.GetColumnType())).Where(p => p.Type.Contains("max", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.SqlServer)]
    public void The_important_queries_are_the_approved_ones(DatabaseProvider provider)
    {
        using var db = Context(provider);
        var today = new DateOnly(2026, 3, 2);
        var spo = new Actor("spo", "Spo", Roles.Spo, "S1", "E", 70);
        var practitioner = new Actor("pp", "Pp", Roles.Practitioner, "P1", "E", 70);
        string[] queries =
        [
            "-- To do of a practitioner", ToDoService.InOrder(ToDoService.Owned(db.Tasks.Where(t => t.ClosedAt == null), practitioner), today).Take(20).Select(t => t.Id).ToQueryString(),
            "-- To do of an SPO", ToDoService.InOrder(ToDoService.Owned(db.Tasks.Where(t => t.ClosedAt == null), spo), today).Take(20).Select(t => t.Id).ToQueryString(),
            "-- How much of it is late", ToDoService.Owned(db.Tasks.Where(t => t.ClosedAt == null), spo).GroupBy(t => t.DueOn < today).Select(g => new { g.Key, Count = g.Count() }).ToQueryString(),
            "-- People of a PDU by a name spelt so", new NameSearch(db, practitioner).Exactly(["jon", "smith"]).ToQueryString(),
            "-- People of a PDU by a name spelt otherwise", new NameSearch(db, practitioner).Nearly([("smith", ["smith", "smyth"])]).ToQueryString(),
        ];
        Approved.Is(string.Join("\n\n", queries.Select(q => q.Split("\n\nThis LINQ query")[0])), $"queries.{provider.ToString().ToLowerInvariant()}.sql");
    }

    /// <summary>Claims cannot be asked for their SQL; what they would send is caught on its way.</summary>
    [Theory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.SqlServer)]
    public async Task Claiming_is_one_UPDATE_whose_outer_WHERE_repeats_the_condition(DatabaseProvider provider)
    {
        var caught = new Caught();
        await using var db = Context(provider, caught);
        await ChaseSweep.Claim(db, new DateOnly(2026, 3, 2), 500, "mark", TestContext.Current.CancellationToken);
        await Dispatch.Claim(db, new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), "mark", TestContext.Current.CancellationToken);
        Approved.Is(string.Join("\n\n", caught.Commands), $"claims.{provider.ToString().ToLowerInvariant()}.sql");
    }

    private static ReferralsDbContext Context(DatabaseProvider provider, IInterceptor caught)
    {
        if (provider == DatabaseProvider.Sqlite)
            return new SqliteReferralsDbContext(new DbContextOptionsBuilder<SqliteReferralsDbContext>().UseSqlite("Data Source=script.db").AddInterceptors(caught).Options);
        return new SqlServerReferralsDbContext(new DbContextOptionsBuilder<SqlServerReferralsDbContext>().UseSqlServer("Server=script;Database=script").AddInterceptors(caught).Options);
    }

    private sealed class Caught : DbCommandInterceptor, IDbConnectionInterceptor, IDbTransactionInterceptor
    {
        public List<string> Commands { get; } = [];

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Commands.Add(command.CommandText);
            return ValueTask.FromResult(InterceptionResult<int>.SuppressWithResult(0));
        }

        public ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());
    }

    private static ReferralsDbContext Context(DatabaseProvider provider) => new DatabaseFactory(new DatabaseOptions
    {
        Provider = provider,
        ConnectionString = provider == DatabaseProvider.Sqlite ? "Data Source=script.db" : "Server=script;Database=script",
    }).CreateDbContext();
}
