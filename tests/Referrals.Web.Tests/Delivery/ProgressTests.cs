using System.Net;
using Referrals.Application.Delivery;
using Referrals.Domain;
using Referrals.Web.Pages;

namespace Referrals.Web.Tests.Delivery;

/// <summary>Progress as the practitioner sees it, the three dates of commencement, concerns, absences and toolkits.</summary>
public sealed class ProgressTests(WaitingPeople people) : IClassFixture<WaitingPeople>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_three_dates_of_commencement_stand_apart()
    {
        var referral = await people.WaitingAsync("X330001", "Oli", "Started");
        var group = await people.GroupAsync("BBR-COM");
        await people.PlaceAsync(referral.Id, group);
        using var amara = await people.App.SignedInAsync("amara.osei");
        using var future = await amara.SubmitAsync(Links.Commencement(referral.Id), new() { ["On.Day"] = "1", ["On.Month"] = "1", ["On.Year"] = "2030" });
        Assert.Contains("is in the future", (await future.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words(), StringComparison.Ordinal);
        using var recorded = await amara.SubmitAsync(Links.Commencement(referral.Id), new() { ["On.Day"] = "1", ["On.Month"] = "3", ["On.Year"] = "2026" });
        var page = await recorded.PageAsync();

        using var unsaid = await amara.SubmitAsync(Links.Commencement(referral.Id), new() { ["On.Day"] = "2", ["On.Month"] = "3", ["On.Year"] = "2026" });
        Assert.Contains("Choose why it is changed", (await unsaid.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words(), StringComparison.Ordinal);
        using var none = await amara.SubmitAsync(Links.Commencement(referral.Id), new() { ["On.Day"] = "", ["None"] = "true", ["ReasonCode"] = "SC-MISTAKE", ["Words"] = "Of another event." });
        Assert.StartsWith("Not recorded", (await none.PageAsync()).Fact("Commencement in nDelius"), StringComparison.Ordinal);
        using var again = await amara.SubmitAsync(Links.Commencement(referral.Id), new() { ["On.Day"] = "1", ["On.Month"] = "3", ["On.Year"] = "2026" });
        page = await again.PageAsync();

        Assert.Equal("28 April 2026", page.Fact("Start expected"));
        Assert.StartsWith("1 March 2026", page.Fact("Commencement in nDelius"), StringComparison.Ordinal);
        Assert.Equal("Not yet", page.Fact("First session attended"));
        Assert.Equal("Building Better Relationships: has a place in BBR-COM, starting 28 April 2026", page.Fact("Where it stands"));
    }

    [Fact]
    public async Task A_practitioner_sees_attendance_as_it_happens_follows_up_an_absence_and_reads_a_concern_that_others_do_not_see()
    {
        const string words = "Said he waits outside her work.";
        var referral = await people.WaitingAsync("X330010", "Pat", "Absent");
        var id = await people.IdOf("X330010");
        var group = await people.GroupAsync("BBR-ABS");
        await people.PlaceAsync(referral.Id, group);
        var sessions = await people.SessionsAsync(group);
        await people.AttendAsync(sessions[0], referral.Id);
        await people.AttendAsync(sessions[1], referral.Id, AttendanceOutcome.UnacceptableAbsence);
        Assert.Null(await people.Get<ConcernService>().Raise(Caseload.Priya, sessions[0].Id, referral.Id, words));

        using var amara = await people.App.SignedInAsync("amara.osei");
        var page = await amara.PageAsync(Links.Person(id));
        Assert.Equal("Building Better Relationships: on the programme, in BBR-ABS", page.Fact("Where it stands"));
        Assert.StartsWith("1 of ", page.Fact("Progress"), StringComparison.Ordinal);
        Assert.Contains("1 to catch up", page.Fact("Progress"), StringComparison.Ordinal);
        Assert.Contains("Unacceptable absence", page.Body(), StringComparison.Ordinal);
        Assert.Contains(words, page.Body(), StringComparison.Ordinal);

        var absence = await people.OpenTask("X330010", "Referrals.FollowUpAbsence");
        Assert.Contains("Unacceptable absence", (await amara.PageAsync(Links.Task(absence.Id))).Body(), StringComparison.Ordinal);
        var concern = await people.OpenTask("X330010", "Referrals.AcknowledgeConcern");
        Assert.Contains(words, (await amara.PageAsync(Links.Task(concern.Id))).Body(), StringComparison.Ordinal);
        using var refused = await amara.SubmitAsync(Links.Task(concern.Id), []);
        Assert.Contains(words, (await refused.PageAsync()).Body(), StringComparison.Ordinal);

        foreach (var username in new[] { "helen.farrow", "martin.cole", "owen.blake" })
        {
            using var other = await people.App.SignedInAsync(username);
            Assert.DoesNotContain("waits outside", (await other.PageAsync(Links.Person(id))).DocumentElement.TextContent, StringComparison.Ordinal);
        }

        // A register that is corrected shows both.
        await people.AttendAsync(sessions[1], referral.Id, AttendanceOutcome.AttendedComplied, correction: "AC-MISTAKE");
        var corrected = await amara.PageAsync(Links.Person(id));
        Assert.Contains(corrected.QuerySelectorAll("del"), d => d.Words() == "Unacceptable absence");
        Assert.StartsWith("2 of ", corrected.Fact("Progress"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_toolkit_is_recorded_in_one_form_that_is_filled_in_already()
    {
        var toolkit = await people.ToolkitAsync("X330020", "Ray", "Toolkit");
        using var amara = await people.App.SignedInAsync("amara.osei");
        var page = await amara.PageAsync(Links.Toolkit(toolkit.Id));
        Assert.Contains("local configuration, not policy", page.Body(), StringComparison.Ordinal);
        Assert.StartsWith("0 of ", page.Fact("Done"), StringComparison.Ordinal);
        Assert.NotEqual("", page.Fact("Time left to deliver"));

        var form = await amara.PageAsync(Links.RecordExercise(toolkit.Id));
        var first = form.QuerySelector("select[name=Exercise] option[selected]")!.GetAttribute("value")!;
        Assert.Equal($"{people.Today.Day}", form.QuerySelector("input[name='On.Day']")!.GetAttribute("value"));
        var filled = new Dictionary<string, string>(StringComparer.Ordinal) { ["Exercise"] = first, ["On.Day"] = $"{people.Today.Day}", ["On.Month"] = $"{people.Today.Month}", ["On.Year"] = $"{people.Today.Year}" };
        using var unsaid = await amara.SubmitAsync(Links.RecordExercise(toolkit.Id), filled);
        Assert.Equal("Choose how it went", (await unsaid.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());
        using var unexplained = await amara.SubmitAsync(Links.RecordExercise(toolkit.Id), With(filled, ("Outcome", "AcceptableAbsence")));
        Assert.Equal("Choose why the absence is accepted", (await unexplained.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());

        using var done = await amara.SubmitAsync(Links.RecordExercise(toolkit.Id), With(filled, ("Outcome", "AttendedComplied"), ("Words", "Drew the control log.")));
        var after = await done.PageAsync();
        Assert.StartsWith("1 of ", after.Fact("Done"), StringComparison.Ordinal);
        Assert.Contains("Drew the control log.", after.Body(), StringComparison.Ordinal);
        using var twice = await amara.SubmitAsync(Links.RecordExercise(toolkit.Id, first), With(filled, ("Outcome", "AttendedComplied"), ("Words", "Drew the control log.")));
        Assert.StartsWith("1 of ", (await twice.PageAsync()).Fact("Done"), StringComparison.Ordinal);

        // Something else for the same exercise and day is a correction, which asks why.
        using var other = await amara.SubmitAsync(Links.RecordExercise(toolkit.Id, first), With(filled, ("Outcome", "AttendedDidNotComply")));
        Assert.Contains("Choose why it is corrected", (await other.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words(), StringComparison.Ordinal);
        using var corrected = await amara.SubmitAsync(Links.CorrectExercise(toolkit.Id, first, people.Today), With(filled, ("Outcome", "AttendedDidNotComply"), ("CorrectionReason", "AC-MISTAKE")));
        Assert.StartsWith("0 of ", (await corrected.PageAsync()).Fact("Done"), StringComparison.Ordinal);

        // What should never have been recorded is taken back, and can be read all the same.
        var back = (await amara.PageAsync(Links.Toolkit(toolkit.Id))).QuerySelector("main a[href*='correct?record=']")!.GetAttribute("href")!;
        using var unreasoned = await amara.SubmitAsync(back, []);
        Assert.Equal("Choose a reason", (await unreasoned.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());
        using var taken = await amara.SubmitAsync(back, new() { ["ReasonCode"] = "AC-PERSON" });
        var blank = await taken.PageAsync();
        Assert.Contains("Taken back.", blank.QuerySelector(".govuk-notification-banner")!.Words(), StringComparison.Ordinal);
        Assert.Contains("attended, did not comply, recorded by Amara Osei (N52A001). Taken back by Amara Osei", blank.Body(), StringComparison.Ordinal);
        Assert.Contains("attended and complied, recorded by Amara Osei (N52A001). Corrected by Amara Osei", blank.Body(), StringComparison.Ordinal);
        Assert.Null(blank.QuerySelector("main a[href*='correct?record=']"));
        Assert.Equal(HttpStatusCode.NotFound, (await amara.GetAsync(new Uri(back, UriKind.Relative), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await amara.GetAsync(new Uri(Links.CorrectToolkit(toolkit.Id), UriKind.Relative), Cancel)).StatusCode);
    }

    [Fact]
    public async Task The_next_exercise_is_booked_for_a_day_to_come_and_shown_as_booked()
    {
        var toolkit = await people.ToolkitAsync("X330030", "Sam", "Booker");
        using var amara = await people.App.SignedInAsync("amara.osei");
        var exercise = (await amara.PageAsync(Links.BookExercise(toolkit.Id))).QuerySelector("select[name=Exercise] option[selected]")!.GetAttribute("value")!;
        using var refused = await amara.SubmitAsync(Links.BookExercise(toolkit.Id), new() { ["Exercise"] = exercise, ["On.Day"] = "1", ["On.Month"] = "1", ["On.Year"] = "2026", ["Start"] = "soon" });
        Assert.Equal("Write the time like 10am or 14:30", (await refused.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words());
        using var past = await amara.SubmitAsync(Links.BookExercise(toolkit.Id), new() { ["Exercise"] = exercise, ["On.Day"] = "1", ["On.Month"] = "1", ["On.Year"] = "2026", ["Start"] = "10am" });
        Assert.StartsWith("Choose today or a later day.", (await past.PageAsync()).QuerySelector(".govuk-error-summary a")!.Words(), StringComparison.Ordinal);
        var day = people.Today.AddDays(7);
        using var booked = await amara.SubmitAsync(Links.BookExercise(toolkit.Id), new() { ["Exercise"] = exercise, ["On.Day"] = $"{day.Day}", ["On.Month"] = $"{day.Month}", ["On.Year"] = $"{day.Year}", ["Start"] = "10am" });
        Assert.Contains("Booked", (await booked.PageAsync()).QuerySelector("tbody .govuk-tag")!.Words(), StringComparison.Ordinal);

        using var priya = await people.App.SignedInAsync("priya.nair");
        Assert.Null((await priya.PageAsync(Links.Toolkit(toolkit.Id))).QuerySelector("main a.govuk-button"));
        Assert.Equal(HttpStatusCode.NotFound, (await priya.GetAsync(new Uri(Links.RecordExercise(toolkit.Id), UriKind.Relative), Cancel)).StatusCode);
    }

    [Fact]
    public void Every_kind_of_milestone_has_words()
    {
        var catalogue = people.Get<Referrals.Application.CatalogueSource>().Current;
        Assert.All(MilestoneKinds.All, kind => Assert.NotEqual(kind, CaseWords.Milestone(new Milestone { Kind = kind, By = "test", Source = MilestoneSources.Product }, catalogue)));
    }

    private static Dictionary<string, string> With(Dictionary<string, string> form, params (string Name, string Value)[] more)
    {
        var all = new Dictionary<string, string>(form, StringComparer.Ordinal);
        foreach (var (name, value) in more)
        {
            all[name] = value;
        }

        return all;
    }
}
