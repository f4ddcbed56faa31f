using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;
using Referrals.Application.Staff;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Delivery;

/// <summary>The service from 2 March 2026 on, with Priya Nair's programme team in it. Tests make groups and members of their own; time only goes forward.</summary>
public sealed class Hall : IAsyncLifetime
{
    public const string Bbr = "building-better-relationships";

    private int _people;
    private int _groups;

    public static Actor Priya => Web.Tests.Caseload.Priya;

    public ReferralsWebApp App { get; } = Work.Caseload.App();

    public StandingClock Clock => (StandingClock)Get<TimeProvider>();

    public DateOnly Today => LondonTime.DateOf(Clock.Now);

    public async ValueTask InitializeAsync() => await Get<StaffDirectory>().Store(
    [
        new StaffEntry { Code = "N52P001", Name = "Priya Nair", Role = Roles.ProgrammeTeam, RegionCode = "E" },
        new StaffEntry { Code = "N52P002", Name = "Joel Bright", Role = Roles.ProgrammeTeam, RegionCode = "E" },
    ]);

    public ValueTask DisposeAsync() => App.DisposeAsync();

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public async Task<T> Read<T>(Func<ReferralsDbContext, Task<T>> query)
    {
        await using var db = Get<DatabaseFactory>().CreateDbContext();
        return await query(db);
    }

    /// <summary>A group of its own for one test.</summary>
    public async Task<ProgrammeGroup> Group(params WeeklySlot[] slots)
    {
        var (id, refusal) = await Get<GroupService>().Create(Priya, new CreateGroup
        {
            Code = $"HALL-{++_groups}",
            PduId = 71,
            Office = "Victoria House",
            ProgrammeKey = Bbr,
            Cohort = Cohort.Partner,
            Sex = Sex.Male,
            Slots = slots.Length > 0 ? slots : [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0)), new WeeklySlot(DayOfWeek.Thursday, new TimeOnly(18, 0))],
            EarliestStart = Today.AddDays(1),
            TreatmentManager = "N52P001",
            Facilitators = ["N52P001"],
        });
        Assert.Null(refusal);
        return await Read(db => db.Groups.SingleAsync(g => g.Id == id));
    }

    /// <summary>Somebody with a place in the group.</summary>
    /// <returns>The referral.</returns>
    public async Task<Referral> Member(ProgrammeGroup group, string surname)
    {
        var crn = $"X6{++_people:00000}";
        await App.BringInAsync(Web.Tests.Caseload.Ready(crn, "Mem", surname));
        await Answer(Web.Tests.Caseload.Amara, crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await Answer(Priya, crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        var referral = await Read(db => (from p in db.People join n in db.Needs on p.Id equals n.PersonId join r in db.Referrals on n.Id equals r.NeedId where p.Crn == crn select r).SingleAsync());
        var personId = await Read(db => db.People.Where(p => p.Crn == crn).Select(p => p.Id).SingleAsync());
        Assert.Null(await Get<ProfileService>().Save(Web.Tests.Caseload.Amara, new SaveProfile
        {
            PersonId = personId,
            Availability = [.. Enum.GetValues<DayOfWeek>().Select(d => new AvailableTime(d, new TimeOnly(9, 0), new TimeOnly(22, 0)))],
            CanReach = ["Victoria House"],
            LearningNeed = new LearningNeedAnswer(false, "Asked at induction", null),
        }));
        Assert.Null(await Get<WaitingListService>().Give(Priya, new GivePlace { ReferralId = referral.Id, GroupId = group.Id }));
        return referral;
    }

    public Task<List<Session>> Sessions(ProgrammeGroup group) => Read(db => db.Sessions
        .Where(s => s.GroupId == group.Id && s.DeliveryId == null && s.CancelledOn == null && s.NotHeldReason == null).OrderBy(s => s.On).ThenBy(s => s.Start).ToListAsync());

    /// <summary>It is ten in the evening of the session's day, or later already.</summary>
    public async Task<Session> After(ProgrammeGroup group, int number = 0)
    {
        var session = (await Sessions(group))[number];
        var after = LondonTime.At(session.On, new TimeOnly(22, 0)).ToUniversalTime();
        if (Clock.Now < after)
        {
            Clock.Now = after;
        }

        return session;
    }

    private async Task Answer(Actor actor, string crn, string kind, TaskAnswer answer)
    {
        var task = await Read(db => db.Tasks.SingleAsync(t => t.ClosedAt == null && t.Kind == kind && db.People.Any(p => p.Id == t.PersonId && p.Crn == crn)));
        Assert.Null(await Get<TaskService>().Complete(actor, new CompleteTask { TaskId = task.Id, RequestId = task.Id.ToString("N"), Answer = answer }));
    }
}

/// <summary>A form as a browser would send it, with some answers changed.</summary>
internal sealed class Form
{
    private readonly List<KeyValuePair<string, string>> _answers;
    private readonly string _address;

    private Form(string address, IElement form)
    {
        _address = form.GetAttribute("action") is { Length: > 0 } action ? action : address;
        _answers = [];
        foreach (var control in form.QuerySelectorAll("input[name], textarea[name], select[name]"))
        {
            var name = control.GetAttribute("name")!;
            switch (control)
            {
                case IHtmlInputElement { Type: "radio" or "checkbox" } choice:
                    if (choice.HasAttribute("checked"))
                    {
                        _answers.Add(new(name, choice.GetAttribute("value") ?? "on"));
                    }

                    break;
                case IHtmlInputElement input:
                    _answers.Add(new(name, input.GetAttribute("value") ?? ""));
                    break;
                case IHtmlTextAreaElement area:
                    _answers.Add(new(name, area.TextContent));
                    break;
                case IHtmlSelectElement select:
                    _answers.Add(new(name, select.QuerySelector("option[selected]")?.GetAttribute("value") ?? ""));
                    break;
            }
        }
    }

    public static Form On(string address, IHtmlDocument page) =>
        new(address, page.QuerySelectorAll("main form").LastOrDefault(f => f.GetAttribute("method") == "post") ?? throw new InvalidOperationException($"{address} has no form."));

    public static async Task<Form> Open(HttpClient browser, string address) => On(address, await browser.PageAsync(address));

    public Form With(string name, params string[] values)
    {
        _answers.RemoveAll(a => a.Key == name);
        _answers.AddRange(values.Select(v => KeyValuePair.Create(name, v)));
        return this;
    }

    public Form Date(string name, DateOnly? date) =>
        With($"{name}.Day", $"{date?.Day}").With($"{name}.Month", $"{date?.Month}").With($"{name}.Year", $"{date?.Year}");

    public async Task<IHtmlDocument> Send(HttpClient browser)
    {
        using var content = new FormUrlEncodedContent(_answers);
        using var answer = await browser.PostAsync(new Uri(_address, UriKind.Relative), content);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return await answer.PageAsync();
    }
}
