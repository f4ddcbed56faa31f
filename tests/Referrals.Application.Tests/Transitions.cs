using Referrals.Application.Data;
using System.Text;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Workflows;

namespace Referrals.Application.Tests;

/// <summary>What may happen next is read off the open waits: every way out of one can be reached, and every other is refused with a reason.</summary>
public sealed class Transitions
{
    private const string Reported = "SendReport";

    public static TheoryData<string> Places =>
        ["AssessSuitability", "GiveInformation", "WaitForPlace", "ReviewWaiting", "BeginProgramme", "DeliverProgramme", "WaitToRejoin", "HoldReview", "WriteReport", Reported, "StartToolkit", "DeliverToolkit"];

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_table_of_who_may_do_what_next_is_the_approved_one(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var library = service.Get<ActivityLibrary>();
        var table = new StringBuilder("# Who may do what next\n\nWritten from the workflow definitions by the tests. `system` is the service itself, when the facts say so.\n");
        foreach (var definition in service.Get<Definitions>().All.OrderBy(d => d.DefinitionId, StringComparer.Ordinal).ThenBy(d => d.Version))
        {
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {definition.DefinitionId}, version {definition.Version}\n\n| task | choice | by | leads to |\n|---|---|---|---|\n");
            foreach (var node in definition.Activities.Values.Where(a => a.Kind == ActivityKind.Wait))
            {
                var wait = library.Wait(node.Type);
                foreach (var choice in node.Choices())
                {
                    var target = definition.Activities[definition.From(node.Id).Single(c => c.Port == choice.Outcome).Target];
                    var next = target.Kind == ActivityKind.Wait ? library.Wait(target.Type).Title : target.Id;
                    table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {wait.Title} | {wait.Choice(choice.Outcome).Label} | {string.Join(", ", choice.Roles)} | {next} |\n");
                }
            }
        }

        Approved.Is(table.ToString(), "transitions.md");
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Every_way_out_of_every_wait_and_step_can_be_reached(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var engine = new EmbeddedEngine();
        foreach (var definition in service.Get<Definitions>().All)
        {
            var random = new Random(20261122);
            var wanted = definition.Activities.Values.Where(a => a.Kind is ActivityKind.Wait or ActivityKind.Step)
                .SelectMany(a => definition.From(a.Id).Select(c => (a.Id, c.Port))).ToHashSet();
            for (var walk = 0; walk < 3000 && wanted.Count > 0; walk++)
            {
                var advance = engine.Start(definition, Step);
                for (var turn = 0; turn < 25 && advance.State.Status == InstanceStatus.Running; turn++)
                {
                    var waits = advance.State.Waits.ToArray();
                    var wait = waits[random.Next(waits.Length)];
                    var ports = definition.From(wait.ActivityId).Select(c => c.Port).ToArray();
                    var port = ports[random.Next(ports.Length)];
                    WorkflowSignal signal = wait.Kind == WaitKind.Listener ? new Raised(port) : new WaitEnded(wait.WaitId, port);
                    advance = engine.Apply(definition, advance.State, signal, Step);
                    if (advance.Taken)
                        wanted.Remove((wait.ActivityId, port));
                }
            }

            Assert.True(wanted.Count == 0, $"{definition.DefinitionId}: never reached {string.Join(", ", wanted)}");

            string Step(ActivityNode node)
            {
                var ports = definition.From(node.Id).Select(c => c.Port).ToArray();
                var port = ports[random.Next(ports.Length)];
                wanted.Remove((node.Id, port));
                return port;
            }
        }
    }

    [Theory, MemberData(nameof(Places))]
    public async Task Whatever_the_open_wait_does_not_offer_a_role_is_refused_with_a_reason_and_changes_nothing(string place)
    {
        await using var service = await At(place);
        var task = Assert.Single(await service.OpenTasks(Cases.Crn), t => t.Kind == $"Referrals.{place}");
        var definitions = service.Get<Definitions>();
        var node = definitions.All.SelectMany(d => d.Activities.Values).Where(a => a.Type == task.Kind).Distinct().First();
        var waits = await service.Waits(Cases.Crn);
        string[] outcomes = [.. definitions.All.SelectMany(d => d.Activities.Values).Where(a => a.Kind == ActivityKind.Wait).SelectMany(a => a.Choices()).Select(c => c.Outcome).Distinct().Order(StringComparer.Ordinal)];

        foreach (var role in Roles.All.Where(r => r != Roles.System).Order(StringComparer.Ordinal))
        {
            var actor = new Actor("somebody", "Somebody Else", role, role == Roles.Practitioner ? "N01PRA1" : "N01XXX1", "E", 70);
            foreach (var outcome in outcomes.Where(o => !node.Choices().Any(c => c.Outcome == o && c.Roles.Contains(role))))
            {
                var refusal = await service.Get<TaskService>().Complete(actor, new CompleteTask { TaskId = task.Id, RequestId = $"{role}/{outcome}", Answer = new TaskAnswer { Outcome = outcome, Words = "Trying it." } });
                Assert.True(refusal is NotOffered or NotYours or NoSuchTask, $"{role} was allowed {outcome} at {place}: {refusal?.Words ?? "no refusal"}");
                Assert.NotEmpty(refusal!.Words);
            }
        }

        Assert.Equal(waits, await service.Waits(Cases.Crn));
    }

    /// <summary>A referral or toolkit brought to one of its waits by what people do, never by setting a state.</summary>
    private static async Task<Service> At(string place)
    {
        var service = await Service.Start(Data.DatabaseProvider.Sqlite);
        if (place is "StartToolkit" or "DeliverToolkit")
        {
            await service.Import(Cases.ReadyToDecide());
            await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.ChooseAnother, ProgrammeKey = "skills-for-relationships-toolkit", ReasonCode = "OV-ONETOONE", Words = "Shift work." });
            await service.Answer(Service.Spo, Cases.Crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
            if (place == "DeliverToolkit")
                await service.FirstExercise();
            return service;
        }

        if (place is "AssessSuitability" or "GiveInformation")
        {
            await service.Import(Cases.ReadyToDecide());
            await service.Answer(Service.Practitioner, Cases.Crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
            if (place == "GiveInformation")
                await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "MoreInformation", Words = "Which evenings?" });
            return service;
        }

        await service.Waiting();
        if (place == "ReviewWaiting")
            await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.WaitForPlace", new TaskAnswer { Outcome = "Deferred", ReasonCode = "DF-COURT", Words = "Hearing", On = new DateOnly(2026, 5, 5) });
        if (place is "WaitForPlace" or "ReviewWaiting")
            return service;

        var group = await service.MakeGroup();
        await service.Place(group);
        if (place == "BeginProgramme")
            return service;
        Assert.Null(await service.Attend((await service.Sessions(group))[0]));
        if (place == "WaitToRejoin")
            await service.Answer(Service.ProgrammeTeam, Cases.Crn, "Referrals.DeliverProgramme", new TaskAnswer { Outcome = "Paused", ReasonCode = "DO-WORK", Words = "Shifts." });
        if (place is "DeliverProgramme" or "WaitToRejoin")
            return service;

        var referral = await service.Referral();
        var plan = service.Get<CatalogueSource>().Current.SessionPlanOn(Delivering.Bbr, LondonTime.DateOf(service.Clock.Now))!;
        string[] credited = [.. plan.Sessions.Where(s => place != "HoldReview" || s.Stage != SessionStage.Review).Select(s => s.Key)];
        Assert.Null(await service.Get<RegisterService>().Credit(Service.ProgrammeTeam, referral.Id, credited, LondonTime.DateOf(service.Clock.Now), "Another region's group"));
        if (place == Reported)
            Assert.Null(await service.Get<ReportService>().Save(Service.ProgrammeTeam, referral.Id, [.. ReportQuestions.All.Select(q => new ReportAnswer(q.Key, "Written."))], complete: true, version: 0));
        return service;
    }
}
