namespace Referrals.Cli.Tests;

public sealed class EventsTests
{
    private static readonly Dictionary<string, string> s_receiver = new()
    {
        ["Referrals__Events__ServiceAddress"] = "https://referrals.example.org",
        ["Referrals__Events__Receivers__case-system__Url"] = "http://127.0.0.1:9/events",
        ["Referrals__Events__Receivers__case-system__Secret"] = "a secret of the tests, long enough to sign with",
    };

    [Fact]
    public async Task What_happened_is_put_into_a_receivers_queue_again_from_an_event_or_a_time_on()
    {
        using var program = await TheProgram.WithDatabase();
        Documents.Case(program, "cases", "X500001");
        Assert.Equal(0, (await program.OnDatabase("import", program.At("cases"))).ExitCode);

        var first = await Run("events", "replay", "--to", "case-system", "--from", "1", "--json");
        Assert.Equal(0, first.ExitCode);
        var count = (int)first.Json["events"]!;
        Assert.True(count > 0);
        Assert.Equal($"{count - 1} {(count == 2 ? "event" : "events")} to be sent to case-system again.", Assert.Single((await Run("events", "replay", "--to", "case-system", "--from", "2")).Lines));
        Assert.Equal("0 events to be sent to case-system again.", Assert.Single((await Run("events", "replay", "--to", "case-system", "--from", "2099-01-01T00:00Z")).Lines));
        var standing = (await Run("events", "receivers", "--json")).Json[0]!;
        Assert.Equal(("case-system", count), ((string)standing["name"]!, (int)standing["waiting"]!));
        // Nobody listens there: it is tried again later.
        Assert.Equal("0 events taken by their receivers.", Assert.Single((await Run("jobs", "run", "events")).Lines));
        var verified = await program.OnDatabase("audit", "verify");
        Assert.Equal(0, verified.ExitCode);

        Task<Answered> Run(params string[] arguments) => program.Run([.. arguments, "--database", program.Database], s_receiver);
    }

    [Theory]
    [InlineData("nobody", "1", "There is no receiver 'nobody'. There are: case-system.")]
    [InlineData("case-system", "yesterday", "'yesterday' is neither the number of an event nor an instant like 2026-03-02T09:00Z.")]
    public async Task What_cannot_be_sent_again_is_said(string to, string from, string says)
    {
        using var program = await TheProgram.WithDatabase();
        var answered = await program.Run(["events", "replay", "--to", to, "--from", from, "--database", program.Database], s_receiver);
        Assert.Equal((2, says), (answered.ExitCode, answered.Errors.Trim()));
    }
}
