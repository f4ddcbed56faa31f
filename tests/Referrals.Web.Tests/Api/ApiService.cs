using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Tests.Access;
using Referrals.Web.Tests.Work;

namespace Referrals.Web.Tests.Api;

/// <summary>The service with a provider whose tokens its API takes, on 2 March 2026 until a test moves the clock.</summary>
public sealed class ApiService : IAsyncDisposable
{
    public static readonly Actor Amara = new("amara.osei", "Amara Osei", Roles.Practitioner, "N52A001", "E", 71);
    public static readonly Actor Priya = new("priya.nair", "Priya Nair", Roles.ProgrammeTeam, "N52P001", "E", null);
    public static readonly Actor David = new("david.lowe", "David Lowe", Roles.Spo, "N52S001", "E", 71);
    public static readonly Actor Owen = new("owen.blake", "Owen Blake", Roles.Administrator, null, null, null);
    public static readonly Actor Ruth = new("ruth.calder", "Ruth Calder", Roles.NationalLead, null, null, null);
    public static readonly Actor Sioned = new("sioned.price", "Sioned Price", Roles.Practitioner, "N50A001", "L", 33);

    private readonly IdentityProvider _provider;

    private ApiService(IdentityProvider provider, ReferralsWebApp app, StandingClock clock) => (_provider, App, Clock) = (provider, app, clock);

    public ReferralsWebApp App { get; }

    public StandingClock Clock { get; }

    public static async Task<ApiService> Start(Action<ReferralsWebApp>? with = null)
    {
        var provider = await IdentityProvider.Start();
        var clock = new StandingClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var app = new ReferralsWebApp { Replace = services => services.AddSingleton<TimeProvider>(clock) };
        foreach (var (key, value) in Settings(provider))
            app.Settings[key] = value;
        with?.Invoke(app);
        return new ApiService(provider, app, clock);
    }

    /// <summary>What makes a service take the tokens of a provider, each role by its own name.</summary>
    public static IEnumerable<(string Key, string Value)> Settings(IdentityProvider provider) =>
    [
        ("Referrals:SignIn:OpenId:Authority", provider.Issuer),
        ("Referrals:SignIn:OpenId:ApiAudience", IdentityProvider.ApiAudience),
        .. WhoMayDoWhat.Everyone.SelectMany((role, i) => new[] { ($"Referrals:SignIn:OpenId:Roles:{i}:Value", role), ($"Referrals:SignIn:OpenId:Roles:{i}:Role", role) }),
    ];

    public static string Token(IdentityProvider provider, Actor actor)
    {
        var claims = new Dictionary<string, object> { ["sub"] = actor.Username, ["preferred_username"] = actor.Username, ["name"] = actor.Name, ["roles"] = new[] { actor.Role } };
        if (actor.StaffCode is { } code)
            claims["staff_code"] = code;
        if (actor.RegionCode is { } region)
            claims["region"] = region;
        if (actor.PduId is { } pdu)
            claims["pdu"] = $"{pdu}";
        return provider.Sign(claims, IdentityProvider.ApiAudience);
    }

    public string Token(Actor actor) => Token(_provider, actor);

    /// <summary>A program that acts for somebody.</summary>
    public HttpClient For(Actor actor)
    {
        var program = App.Browser();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(actor));
        return program;
    }

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public Task<Guid> IdOf(string crn) => App.ReadAsync(db => db.People.Where(p => p.Crn == crn).Select(p => p.Id).SingleAsync());

    public Task<int> VersionOf(string crn) => App.ReadAsync(db => db.People.Where(p => p.Crn == crn).Select(p => p.Version).SingleAsync());

    public Task<CaseTask> OpenTask(string crn, string kind) =>
        App.ReadAsync(db => db.Tasks.SingleAsync(t => t.ClosedAt == null && t.Kind == kind && db.People.Any(p => p.Id == t.PersonId && p.Crn == crn)));

    public async Task Answer(Actor actor, string crn, string kind, TaskAnswer answer)
    {
        var task = await OpenTask(crn, kind);
        Assert.Null(await Get<TaskService>().Complete(actor, new CompleteTask { TaskId = task.Id, RequestId = task.Id.ToString("N"), Answer = answer }));
    }

    /// <summary>Somebody who waits for a place and of whom everything is known that the checks ask for.</summary>
    public async Task<Guid> Waiting(string crn)
    {
        await App.BringInAsync(Work.Caseload.ReadyToDecide(crn));
        await Answer(Amara, crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        await Answer(Priya, crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
        Assert.Null(await Get<ProfileService>().Save(Amara, new SaveProfile
        {
            PersonId = await IdOf(crn),
            Availability = [.. Enum.GetValues<DayOfWeek>().Select(day => new AvailableTime(day, new TimeOnly(17, 0), new TimeOnly(22, 0)))],
            CanReach = ["Victoria House"],
            LearningNeed = new LearningNeedAnswer(false, "Asked at induction", null),
        }));
        return await App.ReadAsync(db => db.Referrals.Where(r => db.Needs.Any(n => n.Id == r.NeedId && db.People.Any(p => p.Id == n.PersonId && p.Crn == crn))).Select(r => r.Id).SingleAsync());
    }

    public async Task<Guid> Group(string code, int? capacity = null)
    {
        var (id, refusal) = await Get<GroupService>().Create(Priya, new CreateGroup
        {
            Code = code,
            PduId = 71,
            Office = "Victoria House",
            ProgrammeKey = "building-better-relationships",
            Cohort = Cohort.Partner,
            Sex = Sex.Male,
            Slots = [new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(18, 0)), new WeeklySlot(DayOfWeek.Thursday, new TimeOnly(18, 0))],
            EarliestStart = new DateOnly(2026, 4, 7),
            TreatmentManager = "N52P001",
            Facilitators = ["N52P001"],
            Capacity = capacity,
        });
        Assert.Null(refusal);
        return id!.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _provider.DisposeAsync();
    }
}

internal sealed record ApiAnswer(int Status, JsonElement Body, string Text, string? Tag)
{
    public string? Type => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("type", out var type) ? type.GetString()!["urn:referrals:problem:".Length..] : null;

    public JsonElement this[string name] => Body.GetProperty(name);
}

internal static class Programs
{
    public static async Task<ApiAnswer> Ask(this HttpClient program, string address)
    {
        using var answer = await program.GetAsync(new Uri(address, UriKind.Relative));
        return await Read(answer);
    }

    public static async Task<ApiAnswer> Change(this HttpClient program, HttpMethod method, string address, object body, string? key, string? tag, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative)) { Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, type) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        using var answer = await program.SendAsync(request);
        return await Read(answer);
    }

    private static async Task<ApiAnswer> Read(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        var isJson = answer.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
        if ((int)answer.StatusCode >= 400)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return new ApiAnswer((int)answer.StatusCode, isJson ? JsonDocument.Parse(text).RootElement : default, text, answer.Headers.ETag?.Tag);
    }
}
