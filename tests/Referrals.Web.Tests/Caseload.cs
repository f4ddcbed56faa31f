using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Jobs;
using Referrals.Application.Needs;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;

[assembly: AssemblyFixture(typeof(Referrals.Web.Tests.Caseload))]

namespace Referrals.Web.Tests;

/// <summary>
/// The service on 2 March 2026 with a few invented people in it, shared by tests that read. A test that changes a person brings one of its own.
/// </summary>
public sealed class Caseload : IAsyncLifetime
{
    /// <summary>Amara Osei's, with a need whose information is being gathered.</summary>
    public const string Gathering = "X200001";

    /// <summary>Amara Osei's, referred to a programme and waiting for suitability.</summary>
    public const string Referred = "X200002";

    /// <summary>Sioned Price's in Manchester, out of reach of everyone in the West Midlands.</summary>
    public const string Elsewhere = "X200003";

    /// <summary>Known by name alone: no source could be read but for the personal details.</summary>
    public const string Unknown = "X200004";

    /// <summary>Amara Osei's, accepted and waiting for a place.</summary>
    public const string Accepted = "X200005";

    public static Actor Amara { get; } = new("amara.osei", "Amara Osei", Roles.Practitioner, "N52A001", "E", 71);

    public static Actor Priya { get; } = new("priya.nair", "Priya Nair", Roles.ProgrammeTeam, "N52P001", "E", null);

    public ReferralsWebApp App { get; } = new()
    {
        Replace = services => services.AddSingleton<TimeProvider>(new StandingClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero))),
    };

    public async ValueTask InitializeAsync()
    {
        await Bring(
            Person(Gathering, "Aron", "Tester"),
            Ready(Referred, "Bela", "Example"),
            Person(Elsewhere, "Cai", "Sample") with { PersonalDetails = Details("Cai", "Sample", "N50A001", "Sioned", "Price", "Manchester North", "Greater Manchester") },
            new SourceCase { Crn = Unknown, Origin = new ImportOrigin("test"), PersonalDetails = Details("Dev", "Nobody", "N52A001", "Amara", "Osei", "Nowhere", "Nowhere") with { DateOfBirth = null } },
            Ready(Accepted, "Efe", "Invented"));
        foreach (var crn in new[] { Referred, Accepted })
        {
            await Answer(Amara, crn, "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        }

        await Answer(Priya, Accepted, "Referrals.AssessSuitability", new TaskAnswer { Outcome = "Suitable" });
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    public T Get<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public Task<ImportSummary> Bring(params SourceCase[] cases) => Get<CaseImporter>().Run(new ImportRequest { Source = new ListSource(cases) });

    public async Task<Guid> IdOf(string crn) => await Read(db => db.People.Where(p => p.Crn == crn).Select(p => p.Id).SingleAsync());

    public Task<CaseTask> OpenTask(string crn, string kind) =>
        Read(db => db.Tasks.SingleAsync(t => t.ClosedAt == null && t.Kind == kind && db.People.Any(p => p.Id == t.PersonId && p.Crn == crn)));

    public async Task<T> Read<T>(Func<ReferralsDbContext, Task<T>> query)
    {
        await using var db = Get<DatabaseFactory>().CreateDbContext();
        return await query(db);
    }

    public async Task Answer(Actor actor, string crn, string kind, TaskAnswer answer)
    {
        var task = await OpenTask(crn, kind);
        Assert.Null(await Get<TaskService>().Complete(actor, new CompleteTask { TaskId = task.Id, RequestId = task.Id.ToString("N"), Answer = answer }));
    }

    /// <summary>A man in Birmingham for whom Building Better Relationships is right once everything is known.</summary>
    public static SourceCase Person(string crn, string forename, string surname) => new()
    {
        Crn = crn,
        Origin = new ImportOrigin("test"),
        PersonalDetails = Details(forename, surname, "N52A001", "Amara", "Osei", "Birmingham Central and South", "West Midlands"),
        Sentences = new Dictionary<int, Sentence>
        {
            [1] = new()
            {
                Description = "Community order (24 months)",
                StartDate = new DateOnly(2026, 1, 5),
                ExpectedEndDate = new DateOnly(2028, 1, 4),
                Custodial = false,
                Requirements = [new SentenceRequirement(RequirementKind.Requirement, "RARREQ", "Rehabilitation Activity Requirement (RAR)")],
            },
        },
        Registrations = [],
        Section6 = new Section6 { Header = Header, PerpetratorAgainstPartner = true, PerpetratorAgainstFamily = false, SaraPartner = RiskLevel.High, SaraOthers = RiskLevel.Low },
        RoshSummary = new RoshSummary { Header = Header, PublicCommunity = RiskLevel.Medium, KnownAdultCommunity = RiskLevel.High },
    };

    /// <summary>The same with everything known: the decision is next.</summary>
    public static SourceCase Ready(string crn, string forename, string surname) => Person(crn, forename, surname) with
    {
        SaraAnalysis = new SaraAnalysis("Pattern of coercive control over two years, escalating after separation."),
        Enquiries = [new EnquiryRecord(EnquiryKind.Police, new DateOnly(2026, 2, 10), new DateOnly(2026, 2, 16), "Two call-outs in 2025")],
        Answers = new PractitionerAnswers { IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = false },
    };

    private static OasysHeader Header { get; } = new()
    {
        AssessmentPk = 5001,
        DateCompleted = new DateTime(2026, 2, 2, 0, 0, 0, DateTimeKind.Unspecified),
        AssessorSignedDate = new DateTime(2026, 2, 2, 0, 0, 0, DateTimeKind.Unspecified),
        Status = "COMPLETE",
    };

    private static PersonalDetails Details(string forename, string surname, string staff, string staffForename, string staffSurname, string pdu, string region) => new()
    {
        Name = new PersonName { Forename = forename, Surname = surname },
        DateOfBirth = new DateOnly(1985, 5, 1),
        Sex = Sex.Male,
        Practitioner = new SourcePractitioner { Code = staff, Name = new PersonName { Forename = staffForename, Surname = staffSurname }, Email = $"{staffForename}.{staffSurname}@example.org".ToLowerInvariant() },
        ProbationDeliveryUnit = new CodedName("PDU", pdu),
        Region = new CodedName("REG", region),
    };

    private sealed class ListSource(IReadOnlyList<SourceCase> cases) : ICaseSource
    {
        public long? Length => cases.Count;

        public async IAsyncEnumerable<SourceRead> Read([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            foreach (var (index, found) in cases.Index())
            {
                cancellation.ThrowIfCancellationRequested();
                yield return new SourceRead(found, [], null, index + 1);
            }

            await Task.CompletedTask;
        }
    }
}
