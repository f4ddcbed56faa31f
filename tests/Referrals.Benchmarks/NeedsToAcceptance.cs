using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Benchmarks;

/// <summary>A need from its assessment outcome to an accepted referral as people would do it: every answer a request and a commit of its own.</summary>
internal sealed class NeedsToAcceptance : IBenchmark
{
    private static readonly Actor Practitioner = new("pat", "Pat Practitioner", Roles.Practitioner, "N01PRA1", "E", 70);
    private static readonly Actor Team = new("toni", "Toni Team", Roles.ProgrammeTeam, "N01PRG1", "E", null);

    private static readonly (Actor Actor, string Kind, TaskAnswer Answer)[] Steps =
    [
        (Practitioner, "Referrals.WriteAnalysis", new TaskAnswer { Outcome = "Written", Words = "Escalating control over two years; no children." }),
        (Practitioner, "Referrals.AskEnquiry", new TaskAnswer { Outcome = "Asked" }),
        (Practitioner, "Referrals.AwaitAnswer", new TaskAnswer { Outcome = "Answered", Words = "Two call-outs" }),
        (Practitioner, "Referrals.AnswerQuestions", new TaskAnswer { Outcome = "Answered", IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = false }),
        (Practitioner, "Referrals.Decide", new TaskAnswer { Outcome = "AcceptRecommendation" }),
        (Team, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" }),
    ];

    public Task<Figures> Run(Options options)
    {
        var count = options.Instances ?? 300;
        return new Measurement(options)
        {
            Name = "need to acceptance",
            Unit = "needs",
            Before = _ => Task.CompletedTask,
            Work = Work,
        }.Run(count, count, () => $"{Steps.Length + 1} commits a need");
    }

    private static async Task Work(Product product, int count, Action committed)
    {
        var importer = product.Get<CaseImporter>();
        var tasks = product.Get<TaskService>();
        var factory = product.Get<DatabaseFactory>();
        for (var i = 0; i < count; i++)
        {
            var crn = $"B{i:D6}";
            product.Tick();
            await importer.Run(new ImportRequest { Source = new OneCase(Case(crn, i)) });
            committed();
            foreach (var (actor, kind, answer) in Steps)
            {
                product.Tick();
                var task = await TaskOf(factory, crn, kind);
                var refusal = await tasks.Complete(actor, new CompleteTask { TaskId = task, RequestId = kind, Answer = answer });
                if (refusal is not null)
                    throw new InvalidOperationException($"{kind} was refused: {refusal.Words}");
                committed();
            }
        }
    }

    private static async Task<Guid> TaskOf(DatabaseFactory factory, string crn, string kind)
    {
        await using var db = factory.CreateDbContext();
        return await db.Tasks
            .Where(t => t.ClosedAt == null && t.Kind == kind && db.People.Any(p => p.Crn == crn && p.Id == t.PersonId))
            .Select(t => t.Id).SingleAsync();
    }

    private static SourceCase Case(string crn, int number)
    {
        var completed = new DateTime(2026, 2, 2, 0, 0, 0, DateTimeKind.Unspecified);
        var header = new OasysHeader { AssessmentPk = 5000 + number, DateCompleted = completed, AssessorSignedDate = completed, Status = "COMPLETE" };
        return new SourceCase
        {
            Crn = crn,
            Origin = new ImportOrigin("benchmark"),
            PersonalDetails = new PersonalDetails
            {
                Name = new PersonName { Forename = "Aron", Surname = "Tester" },
                DateOfBirth = new DateOnly(1985, 5, 1),
                Sex = Sex.Male,
                Practitioner = new SourcePractitioner { Code = "N01PRA1", Name = new PersonName { Forename = "Pat", Surname = "Practitioner" } },
                ProbationDeliveryUnit = new CodedName("PDU", "Birmingham North, East and Solihull"),
                Region = new CodedName("REG", "West Midlands"),
            },
            Sentences = new Dictionary<int, Sentence>
            {
                [1] = new() { Description = "Community order (24 months)", StartDate = new DateOnly(2026, 1, 5), ExpectedEndDate = new DateOnly(2028, 1, 4), Custodial = false },
            },
            Registrations = [],
            Section6 = new Section6 { Header = header, PerpetratorAgainstPartner = true, PerpetratorAgainstFamily = false, SaraPartner = RiskLevel.High, SaraOthers = RiskLevel.Low },
            RoshSummary = new RoshSummary { Header = header, PublicCommunity = RiskLevel.Medium, KnownAdultCommunity = RiskLevel.High },
        };
    }

    private sealed class OneCase(SourceCase source) : ICaseSource
    {
        public long? Length => 1;

        public async IAsyncEnumerable<SourceRead> Read([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
        {
            yield return new SourceRead(source, [], null, 1);
            await Task.CompletedTask;
        }
    }
}
