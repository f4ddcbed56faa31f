namespace Referrals.Cli.Tests;

public sealed class StaffTests
{
    [Fact]
    public async Task Good_rows_are_stored_and_every_bad_row_is_named_with_its_line()
    {
        using var program = await TheProgram.WithDatabase();
        var file = program.Write("staff.csv", """
            code,name,email,role,region,pdu
            N52S009,"Quill, Rosamund",rosamund.quill@example.com,spo,E,74
            N52S010,No Role,no.role@example.com,wizard,E,74
            N52S011,Wrong Region,wrong.region@example.com,spo,A,74
            N52S009,Twice,twice@example.com,spo,E,74
            N52R009,Lead,lead@example.com,regional-lead,E,
            """);

        var first = await program.OnDatabase("staff", file, "--json");
        var second = await program.OnDatabase("staff", file, "--json");

        Assert.Equal(1, first.ExitCode);
        Assert.Equal((2, 0, 3), ((int)first.Json["added"]!, (int)first.Json["changed"]!, (int)first.Json["rejected"]!));
        Assert.Equal([3, 4, 5], first.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => int.Parse(l[(file.Length + 1)..].Split(':')[0], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal((0, 2), ((int)second.Json["added"]!, (int)second.Json["unchanged"]!));
    }
}
