using Microsoft.EntityFrameworkCore;
using Referrals.Application;
using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Api;

/// <summary>Groups, toolkits and reports as a program changes them.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private const string Crn = "X400001";

    private ApiService _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiService.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_group_is_made_once_however_often_it_is_sent_and_its_times_are_changed_by_whoever_has_read_them()
    {
        using var priya = _api.For(ApiService.Priya);
        var body = new
        {
            code = "BBR-9",
            pduId = 71,
            office = "Victoria House",
            programmeKey = "building-better-relationships",
            cohort = "partner",
            sex = "male",
            slots = new[] { new { day = "tuesday", start = "18:00:00" }, new { day = "thursday", start = "18:00:00" } },
            earliestStart = "2026-04-07",
            treatmentManager = "N52P001",
            facilitators = new[] { "N52P001" },
        };
        Assert.Equal((400, "key-missing"), Said(await priya.Change(HttpMethod.Post, "/api/v1/groups", body, null, null)));
        var made = await priya.Change(HttpMethod.Post, "/api/v1/groups", body, "g1", null);
        Assert.Equal((200, "BBR-9"), (made.Status, made["code"].GetString()));
        Assert.Equal(made.Text, (await priya.Change(HttpMethod.Post, "/api/v1/groups", body, "g1", null)).Text);
        Assert.Equal((422, "code-taken"), Said(await priya.Change(HttpMethod.Post, "/api/v1/groups", body, "g2", null)));
        Assert.Equal(1, await _api.App.ReadAsync(db => db.Groups.CountAsync()));
        using var amara = _api.For(ApiService.Amara);
        Assert.Equal((403, "not-your-role"), Said(await amara.Change(HttpMethod.Post, "/api/v1/groups", body, "g3", null)));

        var address = $"/api/v1/groups/{made["id"].GetString()}/schedule";
        var before = await priya.Ask(address);
        Assert.Equal("2026-04-28", before["sessions"][0].GetProperty("on").GetString());
        var later = new { slots = new[] { new { day = "wednesday", start = "10:00:00" }, new { day = "friday", start = "10:00:00" } } };
        Assert.Equal((428, "condition-missing"), Said(await priya.Change(HttpMethod.Put, address, later, "s1", null)));
        Assert.Equal((400, "invalid"), Said(await priya.Change(HttpMethod.Put, address, new { }, "s2", before.Tag)));
        Assert.Equal(200, (await priya.Change(HttpMethod.Put, address, later, "s3", before.Tag)).Status);
        var after = await priya.Ask(address);
        Assert.Equal(("2026-04-29", "10:00:00"), (after["sessions"][0].GetProperty("on").GetString(), after["sessions"][0].GetProperty("start").GetString()));
        Assert.Equal((412, "group-has-changed"), Said(await priya.Change(HttpMethod.Put, address, later, "s4", before.Tag)));

        var first = after["sessions"][0].GetProperty("id").GetString();
        Assert.Equal(200, (await priya.Change(HttpMethod.Put, address, new { session = new { id = first, on = "2026-04-30", start = "15:00:00" } }, "s5", after.Tag)).Status);
        Assert.Contains((await priya.Ask(address))["sessions"].EnumerateArray(), s => s.GetProperty("id").GetString() == first && s.GetProperty("on").GetString() == "2026-04-30");
        using var elsewhere = _api.For(ApiService.Priya with { Username = "other.team", RegionCode = "L" });
        Assert.Equal((404, "not-your-group"), Said(await elsewhere.Change(HttpMethod.Put, address, later, "s6", (await priya.Ask(address)).Tag)));
    }

    [Fact]
    public async Task An_exercise_of_a_toolkit_is_recorded_once_and_not_on_a_case_that_changed_meanwhile()
    {
        await _api.App.BringInAsync(Work.Caseload.ReadyToDecide(Crn));
        await _api.Answer(ApiService.Amara, Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.ChooseAnother, ProgrammeKey = "skills-for-relationships-toolkit", ReasonCode = "OV-ONETOONE", Words = "Shift work." });
        await _api.Answer(ApiService.David, Crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
        var id = await _api.App.ReadAsync(db => db.Toolkits.Select(t => t.Id).SingleAsync());
        var plan = _api.Get<CatalogueSource>().Current.SessionPlanOn("skills-for-relationships-toolkit", new DateOnly(2026, 3, 2))!;
        using var amara = _api.For(ApiService.Amara);
        var tag = (await amara.Ask($"/api/v1/toolkits/{id}")).Tag;
        var held = new { templateKey = plan.Sessions[0].Key, on = "2026-03-02", outcome = "attended-complied", words = "Drew the control log." };

        var address = $"/api/v1/toolkits/{id}/sessions";
        Assert.Equal((422, "not-in-the-plan"), Said(await amara.Change(HttpMethod.Post, address, held with { templateKey = "no-such-exercise" }, "e0", tag)));
        for (var sent = 0; sent < 2; sent++)
            Assert.Equal(200, (await amara.Change(HttpMethod.Post, address, held, "e1", tag)).Status);
        Assert.Equal(1, await _api.App.ReadAsync(db => db.Attendance.CountAsync()));
        Assert.Equal((412, "case-has-changed"), Said(await amara.Change(HttpMethod.Post, address, held with { templateKey = plan.Sessions[1].Key }, "e2", tag)));
        using var sioned = _api.For(ApiService.Sioned);
        Assert.Equal((403, "not-your-toolkit"), Said(await sioned.Change(HttpMethod.Post, address, held, "e3", (await amara.Ask($"/api/v1/toolkits/{id}")).Tag)));
        Assert.Equal(1, await _api.App.ReadAsync(db => db.Attendance.CountAsync()));
    }

    [Fact]
    public async Task A_report_is_written_completed_and_sent_each_on_the_version_that_was_read()
    {
        var id = await _api.Waiting(Crn);
        var plan = _api.Get<CatalogueSource>().Current.SessionPlanOn("building-better-relationships", new DateOnly(2026, 3, 2))!;
        using var priya = _api.For(ApiService.Priya);
        var address = $"/api/v1/reports/{id}";
        var none = await priya.Ask(address);
        Assert.Equal((200, "\"report-0\""), (none.Status, none.Tag));
        var answers = none["answers"].EnumerateArray().Select(a => new { key = a.GetProperty("key").GetString(), words = "Took part throughout." }).ToArray();

        Assert.Equal((422, "review-comes-first"), Said(await priya.Change(HttpMethod.Put, address, new { answers, complete = true }, "r1", none.Tag)));
        Assert.Null(await _api.Get<RegisterService>().Credit(ApiService.Priya, id, [.. plan.Sessions.Select(s => s.Key)], new DateOnly(2026, 3, 2), "nDelius: attended before"));
        Assert.Equal((400, "invalid"), Said(await priya.Change(HttpMethod.Put, address, new { answers = new[] { new { key = "shoe-size", words = "9" } } }, "r2", none.Tag)));
        Assert.Equal(200, (await priya.Change(HttpMethod.Put, address, new { answers = answers[..2] }, "r3", none.Tag)).Status);
        Assert.Equal((412, "report-saved-meanwhile"), Said(await priya.Change(HttpMethod.Put, address, new { answers }, "r4", none.Tag)));
        var begun = await priya.Ask(address);
        Assert.Equal((422, "report-not-complete"), Said(await priya.Change(HttpMethod.Post, $"{address}/send", new { on = "2026-03-02", to = "Amara Osei" }, "r5", begun.Tag)));
        Assert.Equal(200, (await priya.Change(HttpMethod.Put, address, new { answers, complete = true }, "r6", begun.Tag)).Status);
        using var amara = _api.For(ApiService.Amara);
        var complete = await amara.Ask(address);
        Assert.Equal((false, "2026-03-02"), (complete["mayWrite"].GetBoolean(), complete["completedOn"].GetString()));
        Assert.Equal((403, "not-your-report"), Said(await amara.Change(HttpMethod.Post, $"{address}/send", new { on = "2026-03-02", to = "Me" }, "r7", complete.Tag)));
        for (var sent = 0; sent < 2; sent++)
            Assert.Equal(200, (await priya.Change(HttpMethod.Post, $"{address}/send", new { on = "2026-03-02", to = "Amara Osei" }, "r8", complete.Tag)).Status);
        Assert.Equal("2026-03-02", (await priya.Ask(address))["sentOn"].GetString());
        Assert.Equal(1, await _api.App.ReadAsync(db => db.Milestones.CountAsync(m => m.Kind == MilestoneKinds.ReportSent)));
        using var sioned = _api.For(ApiService.Sioned);
        Assert.Equal(404, (await sioned.Ask(address)).Status);
    }

    private static (int, string?) Said(ApiAnswer answer) => (answer.Status, answer.Type);
}
