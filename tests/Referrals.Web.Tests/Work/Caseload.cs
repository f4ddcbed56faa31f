using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Data;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Jobs;
using Referrals.Domain;

namespace Referrals.Web.Tests.Work;

/// <summary>Invented people of Amara Osei's caseload, brought in as the sources would tell them, on Monday 2 March 2026.</summary>
internal static class Caseload
{
    public const string Crn = "X100001";

    public static ReferralsWebApp App() => new()
    {
        Replace = services => services.AddSingleton<TimeProvider>(new StandingClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero))),
    };

    /// <summary>A man for whom Building Better Relationships is right, with everything known that the gate asks for: the decision is next.</summary>
    public static SourceCase ReadyToDecide(string crn = Crn) => new()
    {
        Crn = crn,
        Origin = new ImportOrigin("test"),
        PersonalDetails = new PersonalDetails
        {
            Name = new PersonName { Forename = "Aron", Surname = "Tester" },
            DateOfBirth = new DateOnly(1985, 5, 1),
            Sex = Sex.Male,
            Practitioner = new SourcePractitioner { Code = "N52A001", Name = new PersonName { Forename = "Amara", Surname = "Osei" }, Email = "amara.osei@example.org" },
            ProbationDeliveryUnit = new CodedName("PDU", "Birmingham Central and South"),
            Region = new CodedName("REG", "West Midlands"),
        },
        Sentences = new Dictionary<int, Sentence>
        {
            [1] = new() { Description = "Community order (24 months)", StartDate = new DateOnly(2026, 1, 5), ExpectedEndDate = new DateOnly(2028, 1, 4), Custodial = false, Requirements = [] },
        },
        Registrations = [],
        Section6 = new Section6 { Header = Header(), PerpetratorAgainstPartner = true, PerpetratorAgainstFamily = false, SaraPartner = RiskLevel.High, SaraOthers = RiskLevel.Low },
        RoshSummary = new RoshSummary { Header = Header(), PublicCommunity = RiskLevel.Medium, KnownAdultCommunity = RiskLevel.High },
        SaraAnalysis = new SaraAnalysis("Pattern of coercive control over two years, escalating after separation. No children."),
        Enquiries = [new EnquiryRecord(EnquiryKind.Police, new DateOnly(2026, 2, 10), new DateOnly(2026, 2, 16), "Two call-outs in 2025")],
        Answers = new PractitionerAnswers { IntimatePartnerConviction = true, HeterosexualRelationship = true, CanDiscussOneAct = true, ChildrenConcerned = false },
    };

    public static async Task BringInAsync(this ReferralsWebApp app, params SourceCase[] cases) =>
        await app.Services.GetRequiredService<CaseImporter>().Run(new ImportRequest { Source = new Told(cases) }, TestContext.Current.CancellationToken);

    public static async Task<CaseTask> TaskAsync(this ReferralsWebApp app, string kind)
    {
        await using var db = app.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await db.Tasks.SingleAsync(task => task.Kind == kind && task.ClosedAt == null, TestContext.Current.CancellationToken);
    }

    public static async Task<T> ReadAsync<T>(this ReferralsWebApp app, Func<ReferralsDbContext, Task<T>> query)
    {
        await using var db = app.Services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        return await query(db);
    }

    private static OasysHeader Header() => new()
    {
        AssessmentPk = 5001,
        DateCompleted = DateTime.Parse("2026-02-02", CultureInfo.InvariantCulture),
        AssessorSignedDate = DateTime.Parse("2026-02-02", CultureInfo.InvariantCulture),
        Status = "COMPLETE",
    };

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
