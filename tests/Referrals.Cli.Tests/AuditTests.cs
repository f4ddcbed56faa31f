using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;

namespace Referrals.Cli.Tests;

public sealed class AuditTests
{
    [Fact]
    public async Task A_log_that_is_as_it_was_written_is_found_so_and_one_that_is_not_ends_with_1_and_says_where()
    {
        using var program = await TheProgram.WithDatabase();
        Documents.Case(program, "cases", "X500001");
        await program.OnDatabase("import", program.At("cases"));
        Documents.Case(program, "more", "X500002");
        await program.OnDatabase("import", program.At("more"));

        var whole = await program.OnDatabase("audit", "verify", "--json");
        Assert.Equal((0, 2), (whole.ExitCode, (int)whole.Json["checked"]!));
        var anchor = (string)whole.Json["anchor"]!;
        Assert.StartsWith("2:", anchor, StringComparison.Ordinal);
        Assert.Equal($"The audit log stands at {anchor}", Assert.Single((await program.OnDatabase("jobs", "run", "audit-anchor")).Lines));
        Assert.Equal(0, (await program.OnDatabase("audit", "verify", "--anchor", anchor)).ExitCode);
        Assert.Equal(2, (await program.OnDatabase("audit", "verify", "--anchor", "two")).ExitCode);

        await using (var db = new DatabaseFactory(new DatabaseOptions { ConnectionString = $"Data Source={program.Database}" }).CreateDbContext())
            await db.Database.ExecuteSqlRawAsync("DROP TRIGGER \"AuditEntries_no_update\"; UPDATE \"AuditEntries\" SET \"Crn\" = 'X500009' WHERE \"Id\" = 2", TestContext.Current.CancellationToken);

        var broken = await program.OnDatabase("audit", "verify");
        Assert.Equal((1, "The audit log is broken at line 2. Line 2 was changed after it was written. 1 line before it as written."), (broken.ExitCode, broken.Errors.Trim()));
    }
}
