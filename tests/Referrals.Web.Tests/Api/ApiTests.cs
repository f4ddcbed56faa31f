using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Jobs;
using Referrals.Application.Requests;
using Referrals.Domain;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Api;

/// <summary>The API as a program uses it, and misuses it.</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private const string Crn = "X400001";

    private ApiService _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiService.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_list_is_read_page_by_page_with_nobody_twice_and_nobody_left_out_though_people_come_and_go_meanwhile()
    {
        using var amara = _api.For(ApiService.Amara);
        await _api.App.BringInAsync([.. Enumerable.Range(10, 7).Select(n => Work.Caseload.ReadyToDecide($"X4000{n}"))]);
        foreach (var (address, name) in new[] { ("/api/v1/cases", "crn"), ("/api/v1/needs?state=open", "reference"), ("/api/v1/tasks", "id") })
        {
            var before = (await amara.Ask($"{address}{(address.Contains('?', StringComparison.Ordinal) ? "&" : "?")}limit=100"))["items"].EnumerateArray().Select(i => i.GetProperty(name).GetString()!).ToList();
            Assert.True(before.Count >= 7);
            var read = new List<string>();
            var next = $"{address}{(address.Contains('?', StringComparison.Ordinal) ? "&" : "?")}limit=2";
            for (var pages = 0; next is not null; pages++)
            {
                Assert.True(pages < 40);
                var page = await amara.Ask(next);
                Assert.Equal(200, page.Status);
                var items = page["items"].EnumerateArray().Select(i => i.GetProperty(name).GetString()!).ToList();
                Assert.InRange(items.Count, 1, 2);
                read.AddRange(items);
                if (pages == 1)
                    await _api.App.BringInAsync(Work.Caseload.ReadyToDecide($"X40{pages}0{read.Count}0"), Work.Caseload.ReadyToDecide($"X49{address.Length:00}00"));
                next = page["next"].GetString();
            }

            Assert.Equal(read.Count, read.Distinct().Count());
            // Whoever was there from the beginning is there, in the same order; those who came meanwhile may be.
            Assert.Equal(before, read.Where(before.Contains));
        }
    }

    [Theory]
    [InlineData("/api/v1/cases?serach=A", "serach")]
    [InlineData("/api/v1/cases?limit=0", "limit")]
    [InlineData("/api/v1/cases?limit=101", "limit")]
    [InlineData("/api/v1/cases?limit=many", "limit")]
    [InlineData("/api/v1/cases?limit=5&limit=6", "limit")]
    [InlineData("/api/v1/needs?state=gone", "state")]
    [InlineData("/api/v1/needs?pduId=x", "pduId")]
    [InlineData("/api/v1/tasks?scope=Mine", "scope")]
    [InlineData("/api/v1/catalogue/reasons?use=none", "use")]
    [InlineData("/api/v1/statistics/referrals-and-completions?from=02/03/2026", "from")]
    [InlineData("/api/v1/statistics/referrals-and-completions?from=2026-03-02&to=2026-03-01", "to")]
    [InlineData("/api/v1/statistics/referrals-and-completions?by=name", "by")]
    [InlineData("/api/v1/statistics/referrals-and-completions?regionCode=Z", "regionCode")]
    public async Task What_an_address_does_not_know_it_refuses_and_says_which_field_it_is(string address, string field)
    {
        using var amara = _api.For(ApiService.Amara);
        var answer = await amara.Ask(address);
        Assert.Equal((400, "invalid"), (answer.Status, answer.Type));
        Assert.NotEmpty(answer["errors"].GetProperty(field).EnumerateArray());
        Assert.Matches("^[0-9A-F]{4}-[0-9A-F]{4}$", answer["reference"].GetString());
    }

    [Fact]
    public async Task A_cursor_that_this_list_did_not_give_is_refused()
    {
        await _api.App.BringInAsync(Work.Caseload.ReadyToDecide(Crn), Work.Caseload.ReadyToDecide("X400002"));
        using var amara = _api.For(ApiService.Amara);
        var next = (await amara.Ask("/api/v1/cases?limit=1"))["next"].GetString()!;
        var cursor = next[(next.IndexOf("cursor=", StringComparison.Ordinal) + 7)..];
        foreach (var wrong in new[] { $"/api/v1/needs?cursor={cursor}", "/api/v1/cases?cursor=bm90aGluZw", "/api/v1/cases?cursor=%21%21", "/api/v1/tasks?scope=climbed-to-me&cursor=" + cursor })
            Assert.Equal((400, "invalid-cursor"), await Outcome(amara, wrong));

        async Task<(int, string?)> Outcome(HttpClient program, string address)
        {
            var answer = await program.Ask(address);
            return (answer.Status, answer.Type);
        }
    }

    [Fact]
    public async Task Somebody_out_of_reach_is_not_there_and_the_log_says_who_asked()
    {
        await _api.App.BringInAsync(Work.Caseload.ReadyToDecide(Crn));
        var id = await _api.IdOf(Crn);
        var need = await _api.App.ReadAsync(db => db.Needs.Select(n => n.Id).SingleAsync());
        using var sioned = _api.For(ApiService.Sioned);
        foreach (var address in new[] { $"/api/v1/cases/{id}", $"/api/v1/needs/{need}", $"/api/v1/tasks/{(await _api.OpenTask(Crn, "Referrals.Decide")).Id}" })
            Assert.Equal((404, "not-found"), ((await sioned.Ask(address)).Status, (await sioned.Ask(address)).Type));
        Assert.Empty((await sioned.Ask("/api/v1/cases?search=Tester"))["items"].EnumerateArray());
        Assert.Contains(await Lines(), l => l is { What: AuditActs.Refused, Username: "sioned.price", Crn: Crn, Feature: "GET /api/v1/cases/{id:guid}" });

        using var amara = _api.For(ApiService.Amara);
        Assert.Equal(200, (await amara.Ask($"/api/v1/cases/{id}")).Status);
        Assert.Contains(await Lines(), l => l is { What: AuditActs.Viewed, Username: "amara.osei", Crn: Crn, Feature: "GET /api/v1/cases/{id:guid}" });
        // An administrator has everybody, a national lead figures and nobody.
        using var ruth = _api.For(ApiService.Ruth);
        Assert.Equal((403, "not-your-role"), ((await ruth.Ask($"/api/v1/cases/{id}")).Status, (await ruth.Ask($"/api/v1/cases/{id}")).Type));
        Assert.Equal(200, (await ruth.Ask("/api/v1/statistics/referrals-and-completions")).Status);

        Task<List<AuditEntry>> Lines() => _api.App.ReadAsync(db => db.AuditEntries.AsNoTracking().ToListAsync());
    }

    [Fact]
    public async Task Somebody_the_user_is_excluded_from_is_in_no_answer_of_the_API()
    {
        await using var api = await ApiService.Start(app =>
        {
            app.Settings["Referrals:Exclusions:People:5:Username"] = "amara.osei";
            app.Settings["Referrals:Exclusions:People:5:Crn"] = Crn;
        });
        await api.App.BringInAsync(Work.Caseload.ReadyToDecide(Crn), Work.Caseload.ReadyToDecide("X400002"));
        using var amara = api.For(ApiService.Amara);
        foreach (var address in new[] { "/api/v1/cases", "/api/v1/cases?search=Tester", "/api/v1/needs", "/api/v1/tasks", $"/api/v1/cases/{await api.IdOf(Crn)}", $"/api/v1/tasks/{(await api.OpenTask(Crn, "Referrals.Decide")).Id}" })
        {
            var answer = await amara.Ask(address);
            Assert.DoesNotContain(Crn, answer.Text, StringComparison.Ordinal);
            Assert.True(answer.Status == 404 || answer.Text.Contains("X400002", StringComparison.Ordinal) || address.EndsWith("needs", StringComparison.Ordinal), answer.Text);
        }
    }

    [Fact]
    public async Task A_small_number_does_not_leave_by_the_API()
    {
        await _api.App.BringInAsync(Work.Caseload.ReadyToDecide(Crn), Work.Caseload.ReadyToDecide("X400002"));
        using var ruth = _api.For(ApiService.Ruth);
        var table = await ruth.Ask("/api/v1/statistics/referrals-and-completions?from=2026-02-01&to=2026-02-28&by=pdu");
        var figures = table["rows"].EnumerateArray().SelectMany(r => r.GetProperty("figures").EnumerateArray()).ToList();
        Assert.Contains(figures, f => f.GetProperty("suppressed").GetBoolean() && f.GetProperty("count").ValueKind == JsonValueKind.Null);
        Assert.DoesNotContain(figures, f => f.GetProperty("count") is { ValueKind: JsonValueKind.Number } count && count.GetInt64() is 1 or 2);
    }

    [Fact]
    public async Task A_decision_asks_for_a_key_and_the_version_that_was_read_and_counts_once_however_often_it_is_sent()
    {
        await _api.App.BringInAsync(Work.Caseload.ReadyToDecide(Crn));
        using var amara = _api.For(ApiService.Amara);
        var item = (await amara.Ask("/api/v1/tasks"))["items"].EnumerateArray().Single(i => i.GetProperty("kind").GetString() == "Referrals.Decide");
        var address = $"/api/v1/tasks/{item.GetProperty("id").GetString()}";
        var task = await amara.Ask(address);
        Assert.Contains(task["choices"].EnumerateArray(), c => c.GetProperty("outcome").GetString() == "AcceptRecommendation");
        var body = new { outcome = "AcceptRecommendation" };

        await Refused(400, "key-missing", body, null, task.Tag);
        await Refused(400, "key-missing", body, "with space", task.Tag);
        await Refused(428, "condition-missing", body, "k1", null);
        await Refused(428, "condition-missing", body, "k1", "*");
        await Refused(428, "condition-missing", body, "k1", "W/" + task.Tag);
        await Refused(412, "case-has-changed", body, "k2", "\"case-9999\"");
        await Refused(412, "case-has-changed", body, "k3", "\"group-1\"");
        var unknown = await Refused(400, "invalid", new { outcome = "AcceptRecommendation", colour = "red" }, "k4", task.Tag);
        Assert.Contains("colour", unknown["errors"].ToString(), StringComparison.Ordinal);
        await Refused(400, "invalid", new { words = "No outcome" }, "k5", task.Tag);
        await Refused(400, "invalid", """{"outcome":"AcceptRecommendation","on":"02/03/2026"}""", "k6", task.Tag);
        await Refused(400, "invalid", """{"outcome":"AcceptRecommendation","outcome":"Unmet"}""", "k6", task.Tag);
        await Refused(400, "invalid", "not json", "k6", task.Tag);
        await Refused(403, "not-offered", new { outcome = "Nothing" }, "k7", task.Tag);
        Assert.Equal(415, (await amara.Change(HttpMethod.Post, address + "/decision", "outcome=x", "k8", task.Tag, "application/x-www-form-urlencoded")).Status);
        Assert.Equal(task.Tag, $"\"case-{await _api.VersionOf(Crn)}\"");

        var done = await amara.Change(HttpMethod.Post, address + "/decision", body, "k9", task.Tag);
        Assert.Equal((200, "AcceptRecommendation"), (done.Status, done["outcome"].GetString()));
        var after = await _api.VersionOf(Crn);
        var again = await amara.Change(HttpMethod.Post, address + "/decision", body, "k9", task.Tag);
        Assert.Equal((200, done.Text), (again.Status, again.Text));
        Assert.Equal(after, await _api.VersionOf(Crn));
        Assert.Equal((422, "key-of-another-request"), await Sent(new { outcome = "AcceptRecommendation", words = "More" }, "k9", task.Tag!));
        Assert.Equal((422, "key-of-another-request"), await Sent(body, "k9", "\"case-77\""));
        // A key is its caller's own: somebody else's is another request.
        using var david = _api.For(ApiService.David);
        Assert.NotEqual(200, (await david.Change(HttpMethod.Post, address + "/decision", body, "k9", task.Tag)).Status);
        Assert.Equal((409, "already-done"), await Sent(body, "k10", $"\"case-{after}\""));
        // A refusal is given again too, though it would be another one now.
        Assert.Equal((412, "case-has-changed"), await Sent(body, "k2", "\"case-9999\""));
        Assert.Equal(1, await _api.App.ReadAsync(db => db.Decisions.CountAsync()));

        async Task<ApiAnswer> Refused(int status, string type, object sent, string? key, string? tag)
        {
            var answer = await amara.Change(HttpMethod.Post, address + "/decision", sent, key, tag);
            Assert.Equal((status, type), (answer.Status, answer.Type));
            return answer;
        }

        async Task<(int, string?)> Sent(object sent, string key, string tag)
        {
            var answer = await amara.Change(HttpMethod.Post, address + "/decision", sent, key, tag);
            return (answer.Status, answer.Type);
        }
    }

    [Fact]
    public async Task The_same_change_sent_by_many_at_once_is_made_once_and_nobody_is_told_otherwise()
    {
        await _api.App.BringInAsync(Work.Caseload.ReadyToDecide(Crn));
        using var amara = _api.For(ApiService.Amara);
        var task = await amara.Ask($"/api/v1/tasks/{(await _api.OpenTask(Crn, "Referrals.Decide")).Id}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() =>
            amara.Change(HttpMethod.Post, $"/api/v1/tasks/{task["id"].GetString()}/decision", new { outcome = "AcceptRecommendation" }, "once", task.Tag))));
        Assert.Contains(answers, a => a.Status == 200);
        Assert.All(answers, a => Assert.True(a.Status == 200 || a.Type == "key-in-use", a.Text));
        Assert.Equal(1, await _api.App.ReadAsync(db => db.Decisions.CountAsync()));
        Assert.Equal(1, await _api.App.ReadAsync(db => db.Milestones.CountAsync(m => m.Kind == MilestoneKinds.Decided)));
    }

    [Fact]
    public async Task A_node_that_died_between_the_change_and_its_answer_leaves_a_request_that_is_answered_when_it_is_sent_again()
    {
        await _api.App.BringInAsync(Work.Caseload.ReadyToDecide(Crn));
        using var amara = _api.For(ApiService.Amara);
        var task = await amara.Ask($"/api/v1/tasks/{(await _api.OpenTask(Crn, "Referrals.Decide")).Id}");
        var address = $"/api/v1/tasks/{task["id"].GetString()}/decision";
        Assert.Equal(200, (await amara.Change(HttpMethod.Post, address, new { outcome = "AcceptRecommendation" }, "died", task.Tag)).Status);
        // As the row stood at the moment of its death.
        await _api.App.ReadAsync(db => db.ApiRequests.ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, (int?)null).SetProperty(r => r.Body, (string?)null)));
        Assert.Equal("key-in-use", (await amara.Change(HttpMethod.Post, address, new { outcome = "AcceptRecommendation" }, "died", task.Tag)).Type);
        _api.Clock.Now += TimeSpan.FromMinutes(3);
        Assert.Equal(200, (await amara.Change(HttpMethod.Post, address, new { outcome = "AcceptRecommendation" }, "died", task.Tag)).Status);
        Assert.Equal(1, await _api.App.ReadAsync(db => db.Decisions.CountAsync()));

        _api.Clock.Now += RequestKeys.KeptFor + TimeSpan.FromMinutes(1);
        Assert.Equal("1 request forgotten.", await _api.Get<JobRunner>().Run("api-requests"));
    }

    [Fact]
    public async Task The_last_place_is_given_once_and_taken_away_once_and_a_stale_reader_is_told()
    {
        var (first, second) = (await _api.Waiting(Crn), await _api.Waiting("X400002"));
        var group = await _api.Group("BBR-1", capacity: 1);
        using var priya = _api.For(ApiService.Priya);
        Assert.Equal(2, (await priya.Ask("/api/v1/waiting-list"))["items"].GetArrayLength());
        var waiting = await priya.Ask($"/api/v1/waiting-list/{first}");
        var other = await priya.Ask($"/api/v1/waiting-list/{second}");
        Assert.Equal(group.ToString(), waiting["groups"][0].GetProperty("groupId").GetString());
        var overrides = waiting["groups"][0].GetProperty("checks").EnumerateArray().Where(c => c.GetProperty("answer").GetString() != "holds")
            .Select(c => new { check = c.GetProperty("key").GetString(), reasonCode = Reason(ReasonUses.AllocationOverride), why = "Spoken about." }).ToArray();
        var body = new { groupId = group, overrides };

        // Their case changed after it was read.
        var stale = waiting.Tag;
        Assert.Null(await _api.Get<Application.Delivery.WaitingListService>().PutAt(ApiService.Priya, first, 1, Reason(ReasonUses.WaitingOverride), "Asked for by the court."));
        Assert.NotEqual(stale, $"\"case-{await _api.VersionOf(Crn)}\"");
        Assert.Equal((412, "case-has-changed"), await Put(first, body, "p1", stale!));
        waiting = await priya.Ask($"/api/v1/waiting-list/{first}");
        Assert.Equal((200, null), await Put(first, body, "p2", waiting.Tag!));
        Assert.Equal((200, null), await Put(first, body, "p2", waiting.Tag!));
        var (status, type) = await Put(second, body, "p3", other.Tag!);
        Assert.True(status is 409 or 422 && type is "cannot-be-overridden" or "takes-nobody-new", $"{status} {type}");
        Assert.Equal((1, 1), await _api.App.ReadAsync(async db => (await db.Places.CountAsync(p => p.EndedOn == null), await db.Groups.Select(g => g.Taken).SingleAsync())));

        var referral = await priya.Ask($"/api/v1/referrals/{first}");
        Assert.Equal("BBR-1", referral["place"].GetProperty("groupCode").GetString());
        var away = new { reasonCode = Reason(ReasonUses.PlaceLost), words = "Transport." };
        Assert.Equal(200, (await priya.Change(HttpMethod.Post, $"/api/v1/referrals/{first}/place/take-away", away, "t1", referral.Tag)).Status);
        Assert.Equal(200, (await priya.Change(HttpMethod.Post, $"/api/v1/referrals/{first}/place/take-away", away, "t1", referral.Tag)).Status);
        Assert.Equal(0, await _api.App.ReadAsync(db => db.Groups.Select(g => g.Taken).SingleAsync()));
        // A practitioner reads the referral and gives no place.
        using var david = _api.For(ApiService.David);
        Assert.Equal((403, "not-your-waiting-list"), await As(david, second, "d1"));

        async Task<(int, string?)> Put(Guid id, object sent, string key, string tag)
        {
            var answer = await priya.Change(HttpMethod.Put, $"/api/v1/referrals/{id}/place", sent, key, tag);
            return (answer.Status, answer.Type);
        }

        async Task<(int, string?)> As(HttpClient program, Guid id, string key)
        {
            var answer = await program.Change(HttpMethod.Put, $"/api/v1/referrals/{id}/place", body, key, (await program.Ask($"/api/v1/referrals/{id}")).Tag);
            return (answer.Status, answer.Type);
        }
    }

    [Fact]
    public async Task A_register_is_saved_line_by_line_and_an_answer_that_somebody_else_gave_is_not_written_over_unseen()
    {
        var (first, second) = (await _api.Waiting(Crn), await _api.Waiting("X400002"));
        var group = await _api.Group("BBR-1");
        var give = _api.Get<Application.Delivery.WaitingListService>();
        foreach (var id in new[] { first, second })
            Assert.Null(await give.Give(ApiService.Priya, new Application.Delivery.GivePlace { ReferralId = id, GroupId = group }));
        using var priya = _api.For(ApiService.Priya);
        var schedule = await priya.Ask($"/api/v1/groups/{group}/schedule");
        var session = schedule["sessions"][0];
        var address = $"/api/v1/sessions/{session.GetProperty("id").GetString()}/register";
        var empty = await priya.Ask(address);
        Assert.Equal((409, "not-held-yet"), await Put(new { lines = new[] { Line(first, "attended-complied") } }, "r0", empty.Tag!));

        _api.Clock.Now = LondonTime.At(DateOnly.Parse(session.GetProperty("on").GetString()!, CultureInfo.InvariantCulture), new TimeOnly(21, 0)).ToUniversalTime();
        Assert.Equal((400, "invalid"), await Put(new { lines = new[] { Line(first, "attended-complied"), Line(first, "attended-complied") } }, "r1", empty.Tag!));
        Assert.Equal((400, "invalid"), await Put(new { lines = new[] { Line(first, "attended") } }, "r1", empty.Tag!));
        Assert.Equal((400, "invalid"), await Put(new { lines = new[] { new { deliveryId = first, outcome = 0 } } }, "r1", empty.Tag!));
        // One line wants a reason: the other one is saved all the same.
        var partly = await priya.Change(HttpMethod.Put, address, new { lines = new[] { Line(first, "attended-complied"), Line(second, "acceptable-absence") } }, "r2", empty.Tag);
        Assert.Equal((422, "register-partly-saved"), (partly.Status, partly.Type));
        Assert.Equal((second.ToString(), "urn:referrals:problem:reason-missing"), (partly["refused"][0].GetProperty("deliveryId").GetString(), partly["refused"][0].GetProperty("type").GetString()));
        // What was read is not what is there now.
        Assert.Equal((412, "condition-failed"), await Put(new { lines = new[] { Line(second, "unacceptable-absence") } }, "r3", empty.Tag!));
        var read = await priya.Ask(address);
        Assert.Equal("attended-complied", read["lines"].EnumerateArray().Single(l => l.GetProperty("deliveryId").GetString() == first.ToString()).GetProperty("answer").GetProperty("outcome").GetString());
        Assert.Equal((200, null), await Put(new { lines = new[] { Line(second, "unacceptable-absence") } }, "r4", read.Tag!));
        Assert.Equal((200, null), await Put(new { lines = new[] { Line(second, "unacceptable-absence") } }, "r4", read.Tag!));
        // An answer that is replaced needs to be told why.
        read = await priya.Ask(address);
        Assert.Equal((422, "correction-reason-missing"), await Put(new { lines = new[] { Line(first, "unacceptable-absence") } }, "r5", read.Tag!));
        Assert.Equal(2, await _api.App.ReadAsync(db => db.Attendance.CountAsync()));

        object Line(Guid id, string outcome) => new { deliveryId = id, outcome };

        async Task<(int, string?)> Put(object sent, string key, string tag)
        {
            var answer = await priya.Change(HttpMethod.Put, address, sent, key, tag);
            return (answer.Status, answer.Type);
        }
    }

    [Fact]
    public async Task Of_two_programs_that_write_the_same_line_at_once_one_is_told_that_it_came_second()
    {
        var referral = await _api.Waiting(Crn);
        var group = await _api.Group("BBR-1");
        Assert.Null(await _api.Get<Application.Delivery.WaitingListService>().Give(ApiService.Priya, new Application.Delivery.GivePlace { ReferralId = referral, GroupId = group }));
        using var priya = _api.For(ApiService.Priya);
        var session = (await priya.Ask($"/api/v1/groups/{group}/schedule"))["sessions"][0];
        _api.Clock.Now = LondonTime.At(DateOnly.Parse(session.GetProperty("on").GetString()!, CultureInfo.InvariantCulture), new TimeOnly(21, 0)).ToUniversalTime();
        var address = $"/api/v1/sessions/{session.GetProperty("id").GetString()}/register";
        var read = await priya.Ask(address);
        var answers = await Task.WhenAll(new[] { "attended-complied", "unacceptable-absence" }.SelectMany(outcome => new[] { (outcome, Key: outcome + "-a"), (outcome, Key: outcome + "-b") })
            .Select(each => Task.Run(() => priya.Change(HttpMethod.Put, address, new { lines = new[] { new { deliveryId = referral, each.outcome } } }, each.Key, read.Tag))));
        Assert.Equal(1, await _api.App.ReadAsync(db => db.Attendance.CountAsync()));
        Assert.All(answers.Where(a => a.Status != 200), a => Assert.Contains(a.Type, new[] { "register-has-changed", "condition-failed" }));
        Assert.InRange(answers.Count(a => a.Status == 200), 1, 2);
    }

    [Fact]
    public async Task What_goes_wrong_inside_is_a_problem_with_a_reference_and_the_same_key_may_be_sent_again()
    {
        await using var api = await ApiService.Start();
        await api.App.BringInAsync(Work.Caseload.ReadyToDecide(Crn));
        using var amara = api.For(ApiService.Amara);
        var task = await amara.Ask($"/api/v1/tasks/{(await api.OpenTask(Crn, "Referrals.Decide")).Id}");
        // The audit log loses its head: nothing is shown and nothing is changed.
        await using (var db = api.Get<DatabaseFactory>().CreateDbContext())
            await db.Database.ExecuteSqlRawAsync("DROP TRIGGER \"AuditHead_no_delete\"; DELETE FROM \"AuditHead\"");
        var shown = await amara.Ask($"/api/v1/cases/{await api.IdOf(Crn)}");
        Assert.Equal((500, "failed"), (shown.Status, shown.Type));
        Assert.DoesNotContain("Tester", shown.Text, StringComparison.Ordinal);
        var failed = await amara.Change(HttpMethod.Post, $"/api/v1/tasks/{task["id"].GetString()}/decision", new { outcome = "AcceptRecommendation" }, "k", task.Tag);
        Assert.Equal((500, "failed"), (failed.Status, failed.Type));
        Assert.Equal((0, 0), await api.App.ReadAsync(async db => (await db.Decisions.CountAsync(), await db.ApiRequests.CountAsync())));
    }

    [Fact]
    public async Task Nobody_comes_in_with_a_cookie_or_without_a_token_and_the_answer_is_a_problem()
    {
        using var signedIn = await _api.App.SignedInAsync("amara.osei");
        foreach (var address in new[] { "/api/v1/me", "/api/v1/cases", "/api/v1/nothing-here" })
        {
            using var answer = await signedIn.GetAsync(new Uri(address, UriKind.Relative));
            Assert.Contains((int)answer.StatusCode, new[] { 401, 404 });
            Assert.Equal(new MediaTypeHeaderValue("application/problem+json").MediaType, answer.Content.Headers.ContentType!.MediaType);
        }

        Assert.Equal(401, (await signedIn.Change(HttpMethod.Put, $"/api/v1/referrals/{Guid.Empty}/place", new { }, "k", "\"case-1\"")).Status);
        using var amara = _api.For(ApiService.Amara);
        Assert.Equal("amara.osei", (await amara.Ask("/api/v1/me"))["username"].GetString());
        using var cases = await amara.DeleteAsync(new Uri("/api/v1/cases", UriKind.Relative));
        Assert.Equal(405, (int)cases.StatusCode);
    }

    private string Reason(string use) => _api.Get<Application.CatalogueSource>().Current.Reasons(use, new DateOnly(2026, 3, 2))[0].Code;
}
