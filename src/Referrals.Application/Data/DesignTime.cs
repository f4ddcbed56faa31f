using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Referrals.Application.Data;

/// <summary>What <c>dotnet ef migrations add NAME --context …</c> calls; nothing is connected to.</summary>
public sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteReferralsDbContext>
{
    public SqliteReferralsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteReferralsDbContext>().UseSqlite("Data Source=design.db").Options);
}

public sealed class SqlServerDesignTime : IDesignTimeDbContextFactory<SqlServerReferralsDbContext>
{
    public SqlServerReferralsDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerReferralsDbContext>().UseSqlServer("Server=design;Database=design").Options);
}
