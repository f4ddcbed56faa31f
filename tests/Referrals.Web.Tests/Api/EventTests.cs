using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Referrals.Application.Delivery;
using Referrals.Application.Events;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Api;

/// <summary>What the outside is told, against receivers on a real port that fail in every way we know of.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private Receiver _receiver = null!;
    private ApiService _api = null!;

    public async ValueTask InitializeAsync()
    {
        _receiver = await Receiver.Start();
        _api = await Started(_receiver);
        // First seen: what happens from now on is told.
        Assert.Equal("0 events taken by their receivers.", await Deliver());
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_need_that_goes_on_is_told_in_order_signed_and_without_a_word_of_the_person()
    {
        var referral = await _api.Waiting("X600001");
        var group = await _api.Group("BBR-1");
        Assert.Null(await _api.Get<WaitingListService>().Give(ApiService.Priya, new GivePlace { ReferralId = referral, GroupId = group }));
        await Deliver();

        var events = await _api.App.ReadAsync(db => db.DomainEvents.AsNoTracking().OrderBy(e => e.Id).ToListAsync());
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Id));
        Assert.Equal(events.Select(e => e.Key), _receiver.Taken.Select(r => r.Id));
        Assert.All(_receiver.All, r => Assert.True(r.Signed));
        Assert.Equal(EventTypes.NeedOpened, _receiver.Taken[0].Type);
        Assert.Contains(_receiver.Taken, r => r.Type == EventTypes.NeedUpdated);
        // Every milestone of a referral that is told is told once.
        var told = await _api.App.ReadAsync(db => db.Milestones.CountAsync(m => m.NeedId != null && (m.Kind == MilestoneKinds.Referred || m.Kind == MilestoneKinds.Submitted || m.Kind == MilestoneKinds.Accepted || m.Kind == MilestoneKinds.Allocated)));
        Assert.Equal(told, _receiver.Taken.Count(r => r.Type == EventTypes.ReferralUpdated && r.Detail == $"https://referrals.example.org/api/v1/referrals/{referral}"));
        Assert.True(told >= 3);
        Assert.All(_receiver.All, r =>
        {
            Assert.DoesNotMatch(new Regex("Aron|Tester|X600001|Amara|Priya|BBR|partner", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)), r.Body);
            using var body = JsonDocument.Parse(r.Body);
            Assert.Equal(["detailUrl", "eventType", "id", "occurredAt", "reference", "sequence", "version"], body.RootElement.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        });
        // The person's own key is no part of it either.
        var person = (await _api.IdOf("X600001")).ToString();
        Assert.DoesNotContain(_receiver.All, r => r.Body.Contains(person, StringComparison.OrdinalIgnoreCase));

        // Whoever reaches the case gets the detail there.
        using var amara = _api.For(ApiService.Amara);
        foreach (var detail in _receiver.Taken.Select(r => new Uri(r.Detail).PathAndQuery).Distinct())
            Assert.Equal(200, (await amara.Ask(detail)).Status);
        Assert.Equal("0 events taken by their receivers.", await Deliver());
    }

    [Fact]
    public async Task A_change_that_is_not_saved_tells_nothing_and_every_commit_has_the_next_numbers_however_many_write_at_once()
    {
        await _api.App.BringInAsync([.. Enumerable.Range(0, 12).Select(n => Work.Caseload.ReadyToDecide($"X60{n:0000}"))]);
        var opened = await _api.App.ReadAsync(db => db.DomainEvents.CountAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _api.Get<Changes>().Run(ApiService.Amara, await _api.IdOf("X600000"), file =>
        {
            file.Record(MilestoneKinds.Decided, file.Person.Needs[0]);
            throw new InvalidOperationException("Died before the commit.");
        }));
        Assert.Equal(opened, await _api.App.ReadAsync(db => db.DomainEvents.CountAsync()));

        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => _api.Answer(ApiService.Amara, $"X60{n:0000}", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation }))));
        var events = await _api.App.ReadAsync(db => db.DomainEvents.AsNoTracking().OrderBy(e => e.Id).ToListAsync());
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Id));
        var milestones = await _api.App.ReadAsync(db => db.Milestones.AsNoTracking().ToListAsync());
        Assert.Equal(events.Count, events.Select(e => e.Key).Distinct().Count());
        Assert.All(events, e => Assert.Contains(milestones, m => m.Id == e.Key));
        Assert.Equal(milestones.Count(m => m.NeedId is not null && EventTypes.Of(m.Kind, ofToolkit: false) is not null), events.Count);
    }

    [Fact]
    public async Task A_receiver_that_fails_for_one_person_gets_the_others_and_that_persons_later_ones_wait_their_turn()
    {
        var first = await Needs("X600001", "X600002");
        var failing = first[0];
        _receiver.Answer = (r, _) => Task.FromResult(r.Detail.Contains(failing, StringComparison.Ordinal) ? 503 : 200);
        await _api.Answer(ApiService.Amara, "X600001", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await _api.Answer(ApiService.Amara, "X600002", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await Deliver();
        // Of the first person one event was tried, once; of the second all were taken.
        var about = await AboutEach();
        Assert.Single(_receiver.All, r => about[r.Id] == "X600001");
        Assert.Equal(about.Count(e => e.Value == "X600002"), _receiver.Taken.Count(r => about[r.Id] == "X600002"));

        // Not again before its time, and longer each time.
        await Deliver();
        Assert.Single(_receiver.All, r => about[r.Id] == "X600001");
        _api.Clock.Now += TimeSpan.FromMinutes(1);
        await Deliver();
        Assert.Equal(2, _receiver.All.Count(r => about[r.Id] == "X600001"));
        _api.Clock.Now += TimeSpan.FromMinutes(1);
        await Deliver();
        Assert.Equal(2, _receiver.All.Count(r => about[r.Id] == "X600001"));

        _receiver.Answer = (_, _) => Task.FromResult(200);
        _api.Clock.Now += TimeSpan.FromMinutes(1);
        await Deliver();
        Assert.Equal(about.Where(e => e.Value == "X600001").Select(e => e.Key), _receiver.Taken.Where(r => about[r.Id] == "X600001").Select(r => r.Id));
    }

    [Fact]
    public async Task Given_up_after_all_attempts_it_is_shown_and_an_administrator_tries_it_again_or_leaves_it_out()
    {
        await Needs("X600001");
        await _api.Answer(ApiService.Amara, "X600001", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        // A redirect is not followed: what is signed for one address goes to no other.
        _receiver.Answer = (_, _) => Task.FromResult(307);
        for (var attempt = 0; attempt < EventDispatch.MostAttempts + 3; attempt++)
        {
            await Deliver();
            _api.Clock.Now += TimeSpan.FromHours(1);
        }

        Assert.Equal(EventDispatch.MostAttempts, _receiver.All.Count);
        var standing = Assert.Single(await _api.Get<EventService>().Standings());
        var given = Assert.Single(standing.GivenUp);
        Assert.Equal((1L, EventDispatch.MostAttempts, "It answered 307."), (given.EventId, given.Attempts, given.Why));
        Assert.True(given.HeldBack >= 2);

        using var owen = await _api.App.SignedInAsync("owen.blake");
        var page = (await owen.PageAsync("/administration/events")).Body();
        Assert.Contains("It answered 307.", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Receiver.Secret, page, StringComparison.Ordinal);
        _receiver.Answer = (r, _) => Task.FromResult(r.Sequence == 1 ? 400 : 200);
        Assert.Contains("Event 1 will be tried again", await Press(owen, "TryAgain"), StringComparison.Ordinal);
        await Deliver();
        Assert.Empty(_receiver.Taken);
        for (var attempt = 0; attempt < EventDispatch.MostAttempts; attempt++)
        {
            _api.Clock.Now += TimeSpan.FromHours(1);
            await Deliver();
        }

        using var again = await _api.App.SignedInAsync("owen.blake");
        Assert.Contains("Event 1 is left out", await Press(again, "LeaveOut"), StringComparison.Ordinal);
        await Deliver();
        Assert.Equal(given.HeldBack, _receiver.Taken.Count);
        Assert.Contains(await _api.App.ReadAsync(db => db.AuditEntries.AsNoTracking().ToListAsync()), e => e.Username == "owen.blake" && e.Detail == "event 1 left out for case-system");

        static async Task<string> Press(HttpClient browser, string handler)
        {
            var form = (await browser.PageAsync("/administration/events")).QuerySelector("main form")!;
            using var sent = new FormUrlEncodedContent(form.QuerySelectorAll("input[type=hidden]").Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value")!)));
            using var answer = await browser.PostAsync(new Uri($"/administration/events?handler={handler}", UriKind.Relative), sent);
            return (await answer.PageAsync()).Body();
        }
    }

    [Fact]
    public async Task One_that_does_not_answer_holds_up_neither_others_nor_another_receiver()
    {
        await using var other = await Receiver.Start();
        await using var silent = await Receiver.Start();
        using var over = new CancellationTokenSource();
        silent.Answer = async (_, http) =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, http.RequestAborted);
            await Task.Delay(Timeout.Infinite, either.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return 200;
        };
        await using var api = await Started(other, app =>
        {
            app.Settings["Referrals:Events:Timeout"] = "00:00:00.300";
            app.Settings["Referrals:Events:Receivers:silent:Url"] = silent.Url.ToString();
            app.Settings["Referrals:Events:Receivers:silent:Secret"] = Receiver.Secret;
        });
        await api.Get<JobRunner>().Run("events");
        await api.App.BringInAsync([.. Enumerable.Range(0, 5).Select(n => Work.Caseload.ReadyToDecide($"X61000{n}"))]);
        await api.Get<JobRunner>().Run("events");
        await over.CancelAsync();
        var events = await api.App.ReadAsync(db => db.DomainEvents.CountAsync());
        Assert.Equal(events, other.Taken.Count);
        var waiting = (await api.Get<EventService>().Standings()).Single(s => s.Name == "silent");
        Assert.Equal(events, waiting.Waiting);
        Assert.Contains(await api.App.ReadAsync(db => db.EventDeliveries.AsNoTracking().ToListAsync()), d => d.Receiver == "silent" && d.LastError!.StartsWith("It did not answer within", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_nodes_deliver_each_event_once_and_each_persons_in_order_while_the_receiver_answers_in_any_order_and_now_and_then_fails()
    {
        await _api.App.BringInAsync([.. Enumerable.Range(0, 15).Select(n => Work.Caseload.ReadyToDecide($"X62{n:0000}"))]);
        foreach (var n in Enumerable.Range(0, 15))
            await _api.Answer(ApiService.Amara, $"X62{n:0000}", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        var count = 0;
        var failed = new HashSet<Guid>();
        _receiver.Answer = async (r, _) =>
        {
            var turn = Interlocked.Increment(ref count);
            // Some take longer than those after them.
            for (var i = 0; i < turn % 7; i++)
                await Task.Yield();
            lock (failed)
                return turn % 5 == 0 && failed.Add(r.Id) ? 500 : 200;
        };
        var nodes = Enumerable.Range(0, 3).Select(_ => ActivatorUtilities.CreateInstance<EventDispatch>(_api.App.Services)).ToArray();
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(nodes.Select(node => Task.Run(() => node.Run())));
            _api.Clock.Now += TimeSpan.FromMinutes(2);
        }

        var about = await AboutEach();
        Assert.NotEmpty(failed);
        Assert.Equal(about.Count, _receiver.Taken.Count);
        Assert.Equal(about.Count, _receiver.Taken.Select(r => r.Id).Distinct().Count());
        foreach (var person in about.Values.Distinct())
        {
            var taken = _receiver.Taken.Where(r => about[r.Id] == person).Select(r => r.Sequence).ToList();
            Assert.Equal(taken.Order(), taken);
            Assert.True(taken.Count > 2);
        }
    }

    [Fact]
    public async Task A_node_that_died_between_sending_and_marking_sends_again_under_the_same_id_and_nothing_overtakes_it()
    {
        await Needs("X600001");
        await _api.Answer(ApiService.Amara, "X600001", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        var node = _api.Get<EventDispatch>();
        var options = _api.Get<IOptions<EventOptions>>().Value;
        Assert.False(await node.TakeUp("case-system", options.Receivers["case-system"], TestContext.Current.CancellationToken));
        // It claimed, and perhaps sent, and was never seen again.
        var claimed = Assert.Single(await node.Claim("case-system", "dead", TestContext.Current.CancellationToken));
        Assert.Equal(1, claimed.Event.Id);
        Assert.Equal("0 events taken by their receivers.", await Deliver());
        Assert.Empty(_receiver.All);

        _api.Clock.Now += TimeSpan.FromMinutes(11);
        await Deliver();
        Assert.Equal(claimed.Event.Key, _receiver.Taken[0].Id);
        var events = await _api.App.ReadAsync(db => db.DomainEvents.AsNoTracking().OrderBy(e => e.Id).ToListAsync());
        Assert.Equal(events.Select(e => e.Key), _receiver.Taken.Select(r => r.Id));
    }

    [Fact]
    public async Task Everything_from_an_event_or_a_time_on_is_sent_again_in_order()
    {
        await _api.Waiting("X600001");
        await Deliver();
        _api.Clock.Now += TimeSpan.FromHours(1);
        var later = _api.Clock.Now;
        await Needs("X600002");
        await Deliver();
        var all = _receiver.Taken.Select(r => r.Id).ToList();
        Assert.True(all.Count > 4);

        var service = _api.Get<EventService>();
        Assert.Null(await service.Replay(ApiService.Owen, "nobody", new ReplayFrom { EventId = 1 }));
        Assert.Equal(all.Count - 2, await service.Replay(ApiService.Owen, "case-system", new ReplayFrom { EventId = 3 }));
        // Something new meanwhile waits behind what the same person had before.
        await _api.Answer(ApiService.Amara, "X600002", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        var first = all.Count;
        await Deliver();
        var again = _receiver.Taken.Skip(first).ToList();
        Assert.Equal(all.Skip(2).Order(), again.Select(r => r.Id).Where(all.Contains).Order());
        Assert.True(again.Count > all.Count - 2);
        var about = await AboutEach();
        foreach (var person in about.Values.Distinct())
            Assert.Equal(again.Where(r => about[r.Id] == person).Select(r => r.Sequence).Order(), again.Where(r => about[r.Id] == person).Select(r => r.Sequence));
        Assert.Equal(about.Count(e => e.Value == "X600002"), await service.Replay(ApiService.Owen, "case-system", new ReplayFrom { Time = later }));

        using var owen = await _api.App.SignedInAsync("owen.blake");
        using var nothing = await owen.SubmitAsync("/administration/events", new() { ["From"] = "event", ["EventId"] = "x" });
        var errors = (await nothing.PageAsync()).QuerySelector(".govuk-error-summary")!.TextContent;
        Assert.Contains("Choose to whom", errors, StringComparison.Ordinal);
        using var sent = await owen.PostForm("/administration/events", "Replay", new() { ["Receiver"] = "case-system", ["From"] = "day", ["Day.Day"] = "2", ["Day.Month"] = "3", ["Day.Year"] = "2026" });
        Assert.Contains($"{about.Count} events will be sent to case-system again", (await sent.PageAsync()).Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_types_that_a_receiver_wants_are_sent_and_old_events_are_forgotten_once_nobody_waits_for_them()
    {
        await using var only = await Receiver.Start();
        await using var api = await Started(only, app =>
        {
            app.Settings["Referrals:Events:Receivers:case-system:Types:0"] = EventTypes.NeedOpened;
            app.Settings["Referrals:Events:KeepDays"] = "10";
        });
        await api.Get<JobRunner>().Run("events");
        await api.Waiting("X600001");
        only.Answer = (_, _) => Task.FromResult(500);
        await api.Get<JobRunner>().Run("events");
        api.Clock.Now += TimeSpan.FromDays(11);
        only.Answer = (_, _) => Task.FromResult(500);
        await api.Get<JobRunner>().Run("events");
        Assert.True(await api.App.ReadAsync(db => db.DomainEvents.AnyAsync(e => e.Id == 1)), "What is still to be delivered is not forgotten.");

        only.Answer = (_, _) => Task.FromResult(200);
        api.Clock.Now += TimeSpan.FromHours(2);
        await api.Get<JobRunner>().Run("events");
        await api.Get<JobRunner>().Run("events");
        Assert.Equal([EventTypes.NeedOpened], only.Taken.Select(r => r.Type));
        var left = await api.App.ReadAsync(db => db.DomainEvents.AsNoTracking().ToListAsync());
        var last = Assert.Single(left);
        await api.App.BringInAsync(Work.Caseload.ReadyToDecide("X600002"));
        Assert.Equal(last.Id + 1, await api.App.ReadAsync(db => db.DomainEvents.Where(e => e.Type == EventTypes.NeedOpened).MaxAsync(e => e.Id)));
        await api.Get<JobRunner>().Run("events");
        Assert.Equal(2, only.Taken.Count);
    }

    [Theory]
    [InlineData("Referrals:Events:ServiceAddress", null, "ServiceAddress")]
    [InlineData("Referrals:Events:Receivers:case-system:Secret", "short", "Secret")]
    [InlineData("Referrals:Events:Receivers:case-system:Url", "http://example.org/events", "https")]
    [InlineData("Referrals:Events:Receivers:case-system:Url", "ftp://example.org", "Url")]
    [InlineData("Referrals:Events:Receivers:case-system:Types:0", "everything", "everything")]
    [InlineData("Referrals:Events:Timeout", "00:02:00", "Timeout")]
    public async Task A_receiver_that_could_not_be_told_safely_keeps_the_service_from_starting(string setting, string? value, string says)
    {
        await using var api = await Started(_receiver, app => app.Settings[setting] = value);
        var wrong = Assert.Throws<OptionsValidationException>(() => api.App.CreateClient());
        Assert.Contains(says, wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_the_database_is_said_and_not_tried_without_end_as_if_another_node_had_been_first()
    {
        await Needs("X600001");
        await _api.App.ReadAsync(async db => await db.Database.ExecuteSqlRawAsync("DROP TABLE \"EventDeliveries\"", TestContext.Current.CancellationToken));

        await Assert.ThrowsAsync<DbUpdateException>(() => Deliver().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        Assert.Contains(await _api.App.ReadAsync(db => db.JobRuns.AsNoTracking().ToListAsync()), run => run is { Job: "events", Error: not null });
    }

    private static Task<ApiService> Started(Receiver receiver, Action<ReferralsWebApp>? with = null) => ApiService.Start(app =>
    {
        app.Settings["Referrals:Events:ServiceAddress"] = "https://referrals.example.org";
        app.Settings["Referrals:Events:Receivers:case-system:Url"] = receiver.Url.ToString();
        app.Settings["Referrals:Events:Receivers:case-system:Secret"] = Receiver.Secret;
        with?.Invoke(app);
    });

    private Task<string> Deliver() => _api.Get<JobRunner>().Run("events");

    /// <summary>Brings people in whose decision is next.</summary>
    /// <returns>The keys of their needs.</returns>
    private async Task<List<string>> Needs(params string[] crns)
    {
        await _api.App.BringInAsync([.. crns.Select(crn => Work.Caseload.ReadyToDecide(crn))]);
        var needs = new List<string>();
        foreach (var crn in crns)
            needs.Add(await _api.App.ReadAsync(db => db.Needs.Where(n => db.People.Any(p => p.Id == n.PersonId && p.Crn == crn)).Select(n => n.Id.ToString()).SingleAsync()));
        return [.. needs.Select(n => n.ToLowerInvariant())];
    }

    /// <summary>By event, in order: the CRN of whom it is about.</summary>
    private async Task<Dictionary<Guid, string>> AboutEach() => (await _api.App.ReadAsync(db =>
        db.DomainEvents.Join(db.People, e => e.OrderedBy, p => p.Id, (e, p) => new { e.Id, e.Key, p.Crn }).OrderBy(e => e.Id).ToListAsync())).ToDictionary(e => e.Key, e => e.Crn);
}

internal static class Forms
{
    /// <summary>Sends a form of a page to one of its handlers.</summary>
    public static async Task<HttpResponseMessage> PostForm(this HttpClient browser, string address, string handler, Dictionary<string, string> answers)
    {
        answers["__RequestVerificationToken"] = (await browser.PageAsync(address)).QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent(answers);
        return await browser.PostAsync(new Uri($"{address}?handler={handler}", UriKind.Relative), form);
    }
}
