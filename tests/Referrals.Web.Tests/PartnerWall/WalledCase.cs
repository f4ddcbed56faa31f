using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;
using Referrals.Application.PartnerLink;
using Referrals.Application.Staff;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.PartnerWall;

/// <summary>A man with a place in a group, and behind the wall a partner whose every field holds words that can be told from all others.</summary>
public sealed class WalledCase : IAsyncLifetime
{
    /// <summary>In whatever lies behind the wall, and nowhere else: too long to come up by chance in the random letters of a form's token.</summary>
    public const string Marker = "XYZZY-BEHIND-THE-WALL";

    /// <summary>In what was passed on to Amara Osei alone.</summary>
    public const string PassedMarker = "PLUGH-PASSED-ON";

    /// <summary>A partner link worker of another region.</summary>
    public const string Elsewhere = "lowri.vaughan";

    /// <summary>Whether a text holds anything from behind the wall, as it was written or as pages, JSON, addresses and mail write it.</summary>
    public static bool IsMarked(string text) => Plain(text).Contains(Plain(Marker), StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc cref="IsMarked"/>
    public static bool IsPassedOn(string text) => Plain(text).Contains(Plain(PassedMarker), StringComparison.OrdinalIgnoreCase);

    public static Actor Grace { get; } = new("grace.adeyemi", "Grace Adeyemi", Roles.PartnerLinkWorker, "N52L001", "E", null);

    private static readonly Actor s_amara = new("amara.osei", "Amara Osei", Roles.Practitioner, "N52A001", "E", 71);
    private static readonly Actor s_priya = new("priya.nair", "Priya Nair", Roles.ProgrammeTeam, "N52P001", "E", null);

    private readonly StandingClock _clock = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));

    public WalledCase()
    {
        App = new ReferralsWebApp { Replace = services => services.AddSingleton<TimeProvider>(_clock) };
    }

    public ReferralsWebApp App { get; }

    /// <summary>What there is to be asked for, by name.</summary>
    public IReadOnlyDictionary<string, Guid> Ids { get; private set; } = null!;

    public IReadOnlyList<Guid> Tasks { get; private set; } = [];

    public string CalendarKey { get; private set; } = "";

    public Guid Duty => Ids["duty"];

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        using (App.Browser())
        {
        }

        await App.BringInAsync(Work.Caseload.ReadyToDecide());
        var person = await App.ReadAsync(db => db.People.Select(p => p.Id).SingleAsync());
        await Answer(s_amara, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await Answer(s_priya, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        Assert.Null(await Get<ProfileService>().Save(s_amara, new SaveProfile
        {
            PersonId = person,
            Availability = [.. Enum.GetValues<DayOfWeek>().Select(day => new AvailableTime(day, new TimeOnly(17, 0), new TimeOnly(22, 0)))],
            CanReach = ["Victoria House"],
            LearningNeed = new LearningNeedAnswer(false, "Asked at induction", null),
        }));
        var (group, refusal) = await Get<GroupService>().Create(s_priya, new CreateGroup
        {
            Code = "BBR-1",
            PduId = 71,
            Office = "Victoria House",
            ProgrammeKey = "building-better-relationships",
            Cohort = Cohort.Partner,
            Sex = Sex.Male,
            Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0)), new WeeklySlot(DayOfWeek.Thursday, new TimeOnly(18, 0))],
            EarliestStart = new DateOnly(2026, 4, 7),
            TreatmentManager = "N52P001",
            Facilitators = ["N52P001"],
        });
        Assert.Null(refusal);
        var referral = await App.ReadAsync(db => db.Referrals.SingleAsync());
        Assert.Null(await Get<WaitingListService>().Give(s_priya, new GivePlace { ReferralId = referral.Id, GroupId = group!.Value }));
        Assert.Null(await Get<ReportService>().Save(s_priya, referral.Id, [new ReportAnswer(ReportQuestions.All[0].Key, "Begun.")], complete: false, version: 0));
        await Get<StaffDirectory>().Store(
        [
            Staff("N52A001", "Amara Osei", Roles.Practitioner, 71), Staff("N52S001", "David Lowe", Roles.Spo, 71), Staff("N52H001", "Helen Farrow", Roles.PduHead, 71), Staff("N52P001", "Priya Nair", Roles.ProgrammeTeam),
            Staff("N52L001", "Grace Adeyemi", Roles.PartnerLinkWorker), Staff("N52R001", "Martin Cole", Roles.RegionalLead), Staff("NAT0002", "Owen Blake", Roles.Administrator) with { RegionCode = null },
        ]);

        var duty = await App.ReadAsync(db => db.PartnerLinkDuties.Select(d => d.Id).SingleAsync());
        var work = Get<PartnerLinkService>();
        Assert.Null(await work.TakeOn(Grace, new TakeOn(duty, null)));
        Assert.Null(await work.Save(Grace, new SaveDetails { DutyId = duty, Version = 1, Name = Mark("name"), Relationship = Mark("relationship"), Contact = Mark("contact"), SafeContact = Mark("safe"), Notes = Mark("notes") }));
        // No answer, so that the duty stays open and is chased.
        var attempt = Domain.Ids.New(_clock.GetUtcNow());
        Assert.Null(await work.Record(Grace, new RecordAttempt { DutyId = duty, RequestId = attempt, On = new DateOnly(2026, 3, 2), Means = ContactMeans.Telephone, Outcome = ContactOutcomes.NoAnswer, Words = Mark("attempt") }));
        var (kept, let) = (Domain.Ids.New(_clock.GetUtcNow()), Domain.Ids.New(_clock.GetUtcNow()));
        Assert.Null(await work.Raise(Grace, duty, kept, Mark("kept")));
        Assert.Null(await work.Raise(Grace, duty, let, Mark("let")));
        Assert.Null(await work.Tell(Grace, new PassOn { DutyId = duty, ConcernId = let, Words = $"{PassedMarker} take care", To = ["N52A001"] }));

        // Everything late, chased and told, so that notices, digests and lists are full.
        foreach (var day in Enumerable.Range(9, 12))
        {
            _clock.Now = new DateTimeOffset(2026, 3, day, 9, 0, 0, TimeSpan.Zero);
            foreach (var job in new[] { "chase", "digest", "deliver" })
            {
                await Get<JobRunner>().Run(job);
            }
        }

        Tasks = await App.ReadAsync(db => db.Tasks.Where(t => t.ClosedAt == null).Select(t => t.Id).ToListAsync());
        CalendarKey = await App.ReadAsync(db => db.Groups.Select(g => g.CalendarKey).SingleAsync());
        Ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["person"] = person,
            ["need"] = referral.NeedId,
            ["referral"] = referral.Id,
            ["delivery"] = referral.Id,
            ["group"] = group.Value,
            ["session"] = await App.ReadAsync(db => db.Sessions.OrderBy(s => s.On).Select(s => s.Id).FirstAsync()),
            ["duty"] = duty,
            ["attempt"] = attempt,
            ["concern"] = kept,
            ["passed"] = await App.ReadAsync(db => db.PassedConcerns.Select(c => c.Id).SingleAsync()),
        };
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    // Calendars break their lines, and addresses and mail write a hyphen otherwise; letters are enough to tell the marks by.
    private static string Plain(string text) => Regex.Replace(text.Replace("\r\n ", "", StringComparison.Ordinal).Replace("=\r\n", "", StringComparison.Ordinal), "%2D|&#x2D;|\\\\u002D|-", "", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5));

    private static string Mark(string what) => $"{Marker}-{what}";

    private static StaffEntry Staff(string code, string name, string role, int? pdu = null) =>
        new() { Code = code, Name = name, Email = $"{code}@example.org".ToLowerInvariant(), Role = role, RegionCode = "E", PduId = pdu };

    private async Task Answer(Actor actor, string kind, TaskAnswer answer)
    {
        var task = await App.TaskAsync(kind);
        Assert.Null(await Get<TaskService>().Complete(actor, new CompleteTask { TaskId = task.Id, RequestId = task.Id.ToString("N"), Answer = answer }));
    }
}
