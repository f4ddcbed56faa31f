using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.EndToEnd.Tests.Harness;

namespace Referrals.EndToEnd.Tests.Work;

/// <summary>The service with nobody in it but those a journey brings, as the sources would tell them; no job moves anything meanwhile.</summary>
public class CaseloadService : ReferralsService
{
    public static Actor Amara { get; } = new("amara.osei", "Amara Osei", Roles.Practitioner, "N52A001", "E", 71);

    public static Actor Tom { get; } = new("tom.hartley", "Tom Hartley", Roles.Practitioner, "N52A002", "E", 71);

    protected override bool IsDemonstration => false;

    /// <summary>Its address comes first: asked for its services before, it would not listen.</summary>
    protected IServiceProvider Started => Address is null ? throw new InvalidOperationException("The service does not listen.") : Services;

    public async Task BringAsync(params SourceCase[] cases)
    {
        var summary = await Started.GetRequiredService<CaseImporter>().Run(new ImportRequest { Source = new Told(cases) });
        Assert.Equal(cases.Length, summary.New);
    }

    /// <summary>The sources tell of people who are known already.</summary>
    public async Task TellAgainAsync(params SourceCase[] cases)
    {
        var summary = await Started.GetRequiredService<CaseImporter>().Run(new ImportRequest { Source = new Told(cases) });
        Assert.Equal(0, summary.New);
    }

    /// <summary>Does an open task without a browser, where it is not what the journey is about.</summary>
    public async Task AnswerAsync(Actor actor, string crn, string kind, TaskAnswer answer)
    {
        await using var db = Started.GetRequiredService<DatabaseFactory>().CreateDbContext();
        var task = await db.Tasks.SingleAsync(t => t.ClosedAt == null && t.Kind == kind && db.People.Any(p => p.Id == t.PersonId && p.Crn == crn));
        Assert.Null(await Started.GetRequiredService<TaskService>().Complete(actor, new CompleteTask { TaskId = task.Id, RequestId = task.Id.ToString("N"), Answer = answer }));
    }

    /// <summary>A man of this practitioner for whom Building Better Relationships is right, with everything known that the gate asks for.</summary>
    public SourceCase Ready(string crn, string forename, string surname, Actor practitioner)
    {
        var today = LondonTime.Today(Started.GetRequiredService<TimeProvider>());
        var assessed = today.AddDays(-10);
        var header = new OasysHeader
        {
            AssessmentPk = 7001,
            DateCompleted = assessed.ToDateTime(new TimeOnly(14, 0)),
            AssessorSignedDate = assessed.ToDateTime(new TimeOnly(14, 5)),
            Status = "COMPLETE",
        };
        return new SourceCase
        {
            Crn = crn,
            Origin = new ImportOrigin("test"),
            PersonalDetails = new PersonalDetails
            {
                Name = new PersonName { Forename = forename, Surname = surname },
                DateOfBirth = new DateOnly(1985, 5, 1),
                Sex = Sex.Male,
                Practitioner = new SourcePractitioner
                {
                    Code = practitioner.StaffCode!,
                    Name = new PersonName { Forename = practitioner.Name.Split(' ')[0], Surname = practitioner.Name.Split(' ')[1] },
                    Email = $"{practitioner.Username}@example.org",
                },
                ProbationDeliveryUnit = new CodedName("N52BCS", "Birmingham Central and South"),
                Region = new CodedName("N52", "West Midlands"),
            },
            Sentences = new Dictionary<int, Sentence>
            {
                [1] = new() { Description = "Community order (24 months)", StartDate = today.AddMonths(-2), ExpectedEndDate = today.AddMonths(22), Custodial = false, Requirements = [] },
            },
            Registrations = [],
            Section6 = new Section6 { Header = header, PerpetratorAgainstPartner = true, PerpetratorAgainstFamily = false, SaraPartner = RiskLevel.Medium, SaraOthers = RiskLevel.Low },
            RoshSummary = new RoshSummary { Header = header, PublicCommunity = RiskLevel.Low, KnownAdultCommunity = RiskLevel.Medium },
            SaraAnalysis = new SaraAnalysis("Control of money and phone over two years, worse after the separation."),
            Enquiries = [new EnquiryRecord(EnquiryKind.Police, assessed.AddDays(-9), assessed.AddDays(-3), "Two call-outs in two years.")],
            Answers = new PractitionerAnswers { IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = false },
        };
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Referrals:Demonstration", "false");
        builder.UseSetting("Referrals:Jobs:Enabled", "false");
    }

    private sealed class Told(IReadOnlyList<SourceCase> cases) : ICaseSource
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
