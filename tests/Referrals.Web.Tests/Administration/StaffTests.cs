using System.Globalization;
using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Jobs;
using Referrals.Application.Staff;
using Referrals.Domain;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Administration;

/// <summary>Staff who are changed by two at once, and staff who leave; and what an administrator did of the service itself.</summary>
public sealed class StaffTests : IAsyncLifetime
{
    private readonly ReferralsWebApp _app = Work.Caseload.App();

    public async ValueTask InitializeAsync()
    {
        using (_app.Browser())
        {
        }

        await _app.BringInAsync(Work.Caseload.ReadyToDecide("X300001"), Work.Caseload.ReadyToDecide("X300002"));
        await Directory.Store(
        [
            new StaffEntry { Code = "N52A001", Name = "Amara Osei", Email = "amara.osei@example.org", Role = Roles.Practitioner, RegionCode = "E", PduId = 71 },
            new StaffEntry { Code = "N52S001", Name = "David Lowe", Email = "david.lowe@example.org", Role = Roles.Spo, RegionCode = "E", PduId = 71 },
            new StaffEntry { Code = "N52P002", Name = "Joel Bright", Email = "joel.bright@example.org", Role = Roles.ProgrammeTeam, RegionCode = "E" },
            new StaffEntry { Code = "N52L001", Name = "Grace Adeyemi", Email = "grace.adeyemi@example.org", Role = Roles.PartnerLinkWorker, RegionCode = "E" },
        ], Cancel);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _app.DisposeAsync();
    }

    private StaffDirectory Directory => _app.Services.GetRequiredService<StaffDirectory>();

    private StandingClock Clock => (StandingClock)_app.Services.GetRequiredService<TimeProvider>();

    [Fact]
    public async Task Of_two_who_change_one_member_the_second_is_shown_what_the_first_saved_keeps_what_was_typed_and_may_save_then()
    {
        using var owen = await _app.SignedInAsync("owen.blake");
        var first = Form(await owen.PageAsync("/administration/staff/member?who=N52A001"));
        var second = new Dictionary<string, string>(first, StringComparer.Ordinal) { ["Name"] = "Amara Osei-Bonsu" };
        first["Email"] = "a.osei@example.org";
        await Saved(owen, first);

        var refused = await Post(owen, second);
        Assert.Contains("Somebody else changed this member of staff", Words(refused.QuerySelector(".govuk-error-summary")!), StringComparison.Ordinal);
        Assert.Contains("a.osei@example.org", Words(refused.QuerySelector(".govuk-inset-text")!), StringComparison.Ordinal);
        Assert.Equal("Amara Osei-Bonsu", refused.QuerySelector("input[name=Name]")!.GetAttribute("value"));
        Assert.Equal(("Amara Osei", "a.osei@example.org"), await Directory.Find("N52A001", Cancel) is { } kept ? (kept.Name, kept.Email) : default);

        await Saved(owen, Form(refused));
        Assert.Equal("Amara Osei-Bonsu", (await Directory.Find("N52A001", Cancel))!.Name);

        // However many save at once, one does.
        var version = (await Directory.Find("N52A001", Cancel))!.Version;
        var entry = new StaffEntry { Code = "N52A001", Name = "Amara", Role = Roles.Practitioner, RegionCode = "E", PduId = 71 };
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(() => Directory.Save(Referrals.Web.Tests.Caseload.Amara, entry with { Name = string.Create(CultureInfo.InvariantCulture, $"Amara {n}") }, null, version, Cancel))));
        Assert.Single(answers, answer => answer is null);
        Assert.Equal(5, answers.OfType<StaffChangedMeanwhile>().Count(answer => answer.Now is not null));
    }

    [Fact]
    public async Task Whoever_leaves_is_offered_nowhere_from_the_next_day_keeps_their_history_and_whoever_is_above_them_is_asked_to_hand_over()
    {
        using var owen = await _app.SignedInAsync("owen.blake");
        var form = Form(await owen.PageAsync("/administration/staff/member?who=N52A001"));
        (form["LeftOn.Day"], form["LeftOn.Month"], form["LeftOn.Year"]) = ("2", "3", "2026");
        var saved = await Saved(owen, form);
        Assert.Contains("Still theirs: 2 people and 2 open tasks", saved, StringComparison.Ordinal);

        // The people and tasks are not named in what goes out, and it goes to whoever answers for them, once.
        var message = await _app.ReadAsync(db => db.Outbox.SingleAsync(m => m.Kind == "left", Cancel));
        Assert.Equal(("N52S001", "david.lowe@example.org"), (message.Addressee, message.Address));
        Assert.Contains("2 people and 2 open tasks", message.Body, StringComparison.Ordinal);
        Assert.DoesNotMatch("Aron|Tester|X30000", message.Body);
        await Saved(owen, Form(await owen.PageAsync("/administration/staff/member?who=N52A001")));
        Assert.Equal(1, await _app.ReadAsync(db => db.Outbox.CountAsync(m => m.Kind == "left", Cancel)));

        using var david = await _app.SignedInAsync("david.lowe");
        Assert.DoesNotContain("Has left", (await david.PageAsync("/team")).Body(), StringComparison.Ordinal);
        Clock.Now += TimeSpan.FromDays(1);
        using var later = await _app.SignedInAsync("david.lowe");
        var team = await later.PageAsync("/team");
        Assert.Contains("Has left", team.Body(), StringComparison.Ordinal);
        Assert.NotNull(team.QuerySelector("a[href='/handover?of=N52A001']"));

        // What is late of theirs is told to the senior and no longer to them, in the one message the senior has that day.
        Clock.Now += TimeSpan.FromDays(90);
        foreach (var job in new[] { "chase", "digest" })
            await _app.Services.GetRequiredService<JobRunner>().Run(job, Cancel);
        var told = await _app.ReadAsync(db => db.Outbox.Where(m => m.Kind == "digest").ToListAsync(Cancel));
        Assert.Single(told, m => m.Address == "david.lowe@example.org");
        Assert.DoesNotContain(told, m => m.Address == "amara.osei@example.org" || m.Addressee == "N52A001");

        // Their name stays where they were; facilitators and partner link workers who left are chosen no more.
        Assert.Equal("Amara Osei", (await Directory.Names(["N52A001"], Cancel))["N52A001"]);
        Assert.Single(await Directory.Of(Roles.ProgrammeTeam, "E", Cancel));
        Assert.True(await _app.Services.GetRequiredService<UnownedDuties>().HasWorker("E", Cancel));
        foreach (var code in new[] { "N52P002", "N52L001" })
        {
            using var admin = await _app.SignedInAsync("owen.blake");
            var leaving = Form(await admin.PageAsync($"/administration/staff/member?who={code}"));
            (leaving["LeftOn.Day"], leaving["LeftOn.Month"], leaving["LeftOn.Year"]) = ("29", "5", "2026");
            await Saved(admin, leaving);
        }

        Assert.Empty(await Directory.Of(Roles.ProgrammeTeam, "E", Cancel));
        Assert.False(await _app.Services.GetRequiredService<UnownedDuties>().HasWorker("E", Cancel));
        using var once = await _app.SignedInAsync("owen.blake");
        Assert.Contains("Left 29 May 2026", (await once.PageAsync("/administration/staff")).Body(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_ran_a_job_and_who_sent_a_message_again_is_in_the_audit_log_and_all_that_reached_nobody_are_counted()
    {
        var (now, first) = (Clock.GetUtcNow(), Guid.Empty);
        await _app.ReadAsync(async db =>
        {
            for (var i = 0; i < 130; i++)
            {
                var id = Ids.New(now.AddSeconds(i));
                first = first == Guid.Empty ? id : first;
                db.Add(new OutboxMessage { Id = id, Key = id.ToString("N"), Kind = "digest", Addressee = "N52A001", Address = "amara.osei@example.org", Subject = "3 tasks are late", Body = "", CreatedAt = now, NextAttemptAt = now, Attempts = 8, UndeliverableAt = now.AddSeconds(-i), LastError = "No such mailbox" });
            }

            return await db.SaveChangesAsync(Cancel);
        });
        using var owen = await _app.SignedInAsync("owen.blake");
        var page = await owen.PageAsync("/administration");
        Assert.Contains("130 messages reached nobody.", page.QuerySelectorAll("main li").Select(Words));
        Assert.Equal(100, page.QuerySelectorAll("input[name=message]").Length);
        Assert.Contains("These are the latest 100", page.Body(), StringComparison.Ordinal);

        await Press(owen, page.QuerySelector($"input[name=message][value='{first}']")!.Closest("form")!, new() { ["address"] = "amara@example.org" });
        await Press(owen, page.QuerySelector("input[name=job][value=timers]")!.Closest("form")!, []);

        var lines = await _app.ReadAsync(db => db.AuditEntries.AsNoTracking().Where(e => e.Username == "owen.blake" && e.What == AuditActs.Ran).OrderBy(e => e.Id).ToListAsync(Cancel));
        Assert.Equal([$"message {first:N} sent again to another address", "job timers"], lines.Select(line => line.Detail));
        using var nadia = await _app.SignedInAsync("nadia.rahman");
        Assert.Contains("Ran or sent something", (await nadia.PageAsync("/audit?Username=owen.blake")).Body(), StringComparison.Ordinal);

        async Task Press(HttpClient browser, IElement form, Dictionary<string, string> answers)
        {
            using var content = new FormUrlEncodedContent(form.QuerySelectorAll("input[type=hidden][name]").Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value")!)).Concat(answers));
            using var answer = await browser.PostAsync(new Uri(form.GetAttribute("action")!, UriKind.Relative), content, Cancel);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    private static async Task<string> Saved(HttpClient browser, Dictionary<string, string> form)
    {
        var page = await Post(browser, form);
        return Words(page.QuerySelector(".govuk-notification-banner--success") ?? throw new InvalidOperationException(page.Body()));
    }

    private static async Task<IHtmlDocument> Post(HttpClient browser, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.PostAsync(new Uri("/administration/staff/member", UriKind.Relative), content, Cancel);
        return await answer.PageAsync();
    }

    /// <summary>The form as it stands.</summary>
    private static Dictionary<string, string> Form(IHtmlDocument page) => page.QuerySelectorAll("main form input[name], main form select[name]")
        .ToDictionary(field => field.GetAttribute("name")!, field => field.LocalName == "select" ? field.QuerySelector("option[selected]")?.GetAttribute("value") ?? "" : field.GetAttribute("value") ?? "", StringComparer.Ordinal);

    private static string Words(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
}
