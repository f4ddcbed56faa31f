using Microsoft.EntityFrameworkCore;
using Referrals.Application.Data;
using Referrals.Application.Import;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests;

public sealed class Imports
{
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Importing_the_same_thing_twice_changes_nothing(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var told = Cases.ReadyToDecide() with { History = [Past(MilestoneKinds.Referred, "2026-02-20", "building-better-relationships"), Past(MilestoneKinds.Accepted, "2026-02-25")] };
        await service.Import(told);
        var before = await Fingerprint(service);
        service.Clock.Now += TimeSpan.FromDays(1);

        var again = await service.Import(told);

        Assert.Equal((1, 0, 0), (again.Unchanged, again.Changed, again.NeedsOpened));
        Assert.Equal(before, await Fingerprint(service));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_older_assessment_is_kept_as_history_and_changes_nothing_else(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());

        await service.Import(Cases.ReadyToDecide() with { Section6 = Cases.Relationships(4000, "2024-06-01") with { SaraPartner = RiskLevel.Low } });

        var person = await service.Person(Cases.Crn);
        Assert.Equal(2, person.Assessments.Count);
        Assert.Equal(5001, person.LatestAssessment!.SourceNumber);
        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
        Assert.Single(person.Needs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Abuse_of_family_alone_opens_a_need(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        await service.Import(Cases.Man() with { Section6 = Cases.Relationships() with { PerpetratorAgainstPartner = false, PerpetratorAgainstFamily = true, SaraPartner = RiskLevel.Low, SaraOthers = RiskLevel.Low } });

        var person = await service.Person(Cases.Crn);
        Assert.Single(person.Needs);
        Assert.True(person.LatestAssessment!.PerpetratorAgainstFamily);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_is_not_known_is_not_taken_for_no_and_opens_no_need_until_it_is_known(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var unknown = Cases.Relationships() with { PerpetratorAgainstPartner = null, PerpetratorAgainstFamily = null, SaraPartner = null, SaraOthers = null };
        await service.Import(Cases.Man() with { Section6 = unknown });
        var person = await service.Person(Cases.Crn);
        Assert.Equal("cannot-say", person.LatestAssessment!.Wanted);
        Assert.Empty(person.Needs);

        await service.Import(Cases.Man() with { Section6 = unknown with { PerpetratorAgainstFamily = true } });

        Assert.Single((await service.Person(Cases.Crn)).Needs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_perpetrator_flag_without_any_assessment_opens_a_need_that_asks_for_the_SARA(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        await service.Import(Cases.Man() with { Section6 = null, RoshSummary = null, Registrations = [new Registration("ADVP", "Domestic Abuse Perpetrator", new DateOnly(2026, 2, 1), null)] });

        Assert.Contains("CompleteSara", await service.Waits(Cases.Crn));
        await service.Import(Cases.Man());
        Assert.DoesNotContain("CompleteSara", await service.Waits(Cases.Crn));
        Assert.Single((await service.Person(Cases.Crn)).Needs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task An_unknown_PDU_is_kept_as_unknown_and_counted(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        var summary = await service.Import(Cases.Man() with { PersonalDetails = Cases.Details(pdu: "Unallocated Level 2", region: "West Midlands Region") });

        var person = await service.Person(Cases.Crn);
        Assert.Equal(("E", (int?)null, 1), (person.RegionCode, person.PduId, summary.UnknownAreas));
        Assert.Contains("Unallocated Level 2", person.SourceArea, StringComparison.Ordinal);
    }

    public static TheoryData<DatabaseProvider, string, string> Histories
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, string, string>();
            foreach (var provider in TestDatabase.Providers)
            {
                data.Add(provider, "referred", "AssessSuitability");
                data.Add(provider, "referred accepted", "WaitForPlace");
                data.Add(provider, "referred accepted first-session", "DeliverProgramme");
                data.Add(provider, "referred accepted first-session completed", "met");
                data.Add(provider, "referred not-suitable", "Decide");
                data.Add(provider, "referred accepted withdrawn", "Decide");
                data.Add(provider, "referred accepted first-session left-early", "Decide");
                data.Add(provider, "closed-unmet", "unmet");
                data.Add(provider, "referred accepted closed-unmet", "unmet");
                data.Add(provider, "referred accepted recalled closed-unmet", "unmet");
                data.Add(provider, "referred accepted recalled", "AfterRecall");
                data.Add(provider, "referred died", "ConfirmClosure");
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Histories))]
    public async Task Imported_history_is_taken_up_where_it_stands_whether_it_comes_at_once_or_bit_by_bit(DatabaseProvider provider, string milestones, string stands)
    {
        var day = new DateOnly(2026, 2, 10);
        HistoryItem[] history = [.. milestones.Split(' ').Select((m, i) => new HistoryItem
        {
            Milestone = m,
            On = day.AddDays(i),
            Programme = i == 0 && m != "closed-unmet" ? "building-better-relationships" : null,
            Reason = m == "closed-unmet" ? "UN-MOVED" : null,
        })];
        await using var atOnce = await Service.Start(provider);
        await atOnce.Import(Cases.ReadyToDecide() with { History = history });
        await using var bitByBit = await Service.Start(provider);
        for (var known = 0; known <= history.Length; known++)
            await bitByBit.Import(Cases.ReadyToDecide() with { History = history[..known] });

        foreach (var service in (Service[])[atOnce, bitByBit])
        {
            var need = Assert.Single((await service.Person(Cases.Crn)).Needs);
            if (stands is "met" or "unmet")
                Assert.Equal(stands, need.ClosedAs);
            else
                Assert.Equal([stands], await service.Waits(Cases.Crn));
            Assert.All((await service.Person(Cases.Crn)).Milestones.Where(m => m.Kind is MilestoneKinds.Referred or MilestoneKinds.Completed), m => Assert.Equal(MilestoneSources.Imported, m.Source));
        }
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, "decided", "AssessSuitability")]
    [InlineData(DatabaseProvider.Sqlite, "decided approval-asked", "ApproveDecision")]
    [InlineData(DatabaseProvider.Sqlite, "decided approval-asked approved", "AssessSuitability")]
    [InlineData(DatabaseProvider.Sqlite, "decided approval-asked approval-rejected", "Decide")]
    [InlineData(DatabaseProvider.Sqlite, "decided referred accepted", "WaitForPlace")]
    [InlineData(DatabaseProvider.Sqlite, "decided referred accepted withdrawn", "Decide")]
    [InlineData(DatabaseProvider.Sqlite, "referred not-suitable decided", "AssessSuitability")]
    [InlineData(DatabaseProvider.SqlServer, "decided", "AssessSuitability")]
    [InlineData(DatabaseProvider.SqlServer, "decided approval-asked", "ApproveDecision")]
    [InlineData(DatabaseProvider.SqlServer, "decided approval-asked approved", "AssessSuitability")]
    [InlineData(DatabaseProvider.SqlServer, "decided approval-asked approval-rejected", "Decide")]
    [InlineData(DatabaseProvider.SqlServer, "decided referred accepted", "WaitForPlace")]
    [InlineData(DatabaseProvider.SqlServer, "decided referred accepted withdrawn", "Decide")]
    [InlineData(DatabaseProvider.SqlServer, "referred not-suitable decided", "AssessSuitability")]
    public async Task A_decision_that_nothing_tells_was_followed_is_followed_here_once(DatabaseProvider provider, string milestones, string stands)
    {
        await using var service = await Service.Start(provider);
        HistoryItem[] history = [.. milestones.Split(' ').Select((m, i) => Past(m, $"2026-02-{10 + i}", m is "decided" or "referred" ? "building-better-relationships" : null))];
        var told = Cases.ReadyToDecide() with { History = history };

        var summary = await service.Import(told);
        var again = await service.Import(told);

        Assert.Equal((0, 1), (summary.Rejected, again.Unchanged));
        Assert.Equal([stands], await service.Waits(Cases.Crn));
        Assert.Equal(history.Single(h => h.Milestone == "decided").On, await service.Read(db => db.Snapshots.Select(s => s.DecidedOn).SingleAsync()));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_decision_not_to_refer_that_was_only_asked_for_waits_for_approval_and_one_without_a_reason_is_decided_anew(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var decided = Past(MilestoneKinds.Decided, "2026-02-10");
        await service.Import(
            Cases.ReadyToDecide() with { History = [decided with { Reason = "UN-MOVED" }] },
            Cases.ReadyToDecide("X100002") with { History = [decided] });

        Assert.Equal(["ApproveDecision"], await service.Waits(Cases.Crn));
        Assert.Equal(["Decide"], await service.Waits("X100002"));
        Assert.Empty((await service.Person("X100002")).Needs[0].Decisions);
        Assert.Equal((0, 0), await service.Read(async db => (await db.Snapshots.CountAsync(s => s.UnmetApprovedOn != null), await db.Snapshots.CountAsync(s => s.ReferredOn != null))));

        await service.Answer(Service.Spo, Cases.Crn, "Referrals.ApproveDecision", new TaskAnswer { Outcome = ApproveDecision.Approved });
        Assert.Equal(("unmet", "UN-MOVED"), (await service.Person(Cases.Crn)).Needs.Select(n => (n.ClosedAs!, n.ReasonCode!)).Single());
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_cannot_be_taken_up_of_a_folder_is_said_of_the_document_in_which_it_stands(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var folder = Directory.CreateTempSubdirectory("referrals-folder-");
        try
        {
            var document = Path.Combine(folder.CreateSubdirectory(Cases.Crn).FullName, "history.json");
            await File.WriteAllTextAsync(document, """[{"milestone":"referred","on":"2026-02-10","programme":"Building Better Relationships"},{"milestone":"accepted","on":"2026-02-12","programme":"No Such Thing"}]""", TestContext.Current.CancellationToken);
            var problems = new List<SourceProblem>();
            var rejects = new List<RejectedInput>();

            await service.Get<CaseImporter>().Run(new ImportRequest { Source = new FolderSource(folder.FullName), OnProblem = problems.Add, OnRejected = rejects.Add }, TestContext.Current.CancellationToken);

            var problem = Assert.Single(problems, p => p.Severity == ProblemSeverity.Error);
            Assert.Equal((document, "$[1]", "No Such Thing"), (problem.File, problem.JsonPath, problem.Found));
            Assert.Contains("No Such Thing", System.Text.Encoding.UTF8.GetString(Assert.Single(Assert.Single(rejects).Documents).Raw.Span), StringComparison.Ordinal);
            Assert.NotNull(Assert.Single((await service.Person(Cases.Crn)).Needs).LiveReferral);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_need_said_to_be_met_by_nothing_is_reported_and_goes_on(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        var summary = await service.Import(Cases.ReadyToDecide() with { History = [Past(MilestoneKinds.Referred, "2026-02-10", "building-better-relationships"), Past(MilestoneKinds.Met, "2026-02-12")] });

        Assert.Equal(1, summary.Rejected);
        Assert.Equal(["AssessSuitability"], await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task History_that_matches_nothing_in_the_catalogue_is_reported_with_its_path_and_the_rest_is_kept(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        var summary = await service.Import(Cases.ReadyToDecide() with { History = [Past(MilestoneKinds.Referred, "2026-02-10", "no-such-programme"), Past(MilestoneKinds.Referred, "2026-02-11", "Building Better Relationships")] });

        Assert.Equal(1, summary.Rejected);
        Assert.Equal(["AssessSuitability"], await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_need_said_to_be_met_by_what_was_completed_is_taken_in_and_again_changes_nothing(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var told = Cases.ReadyToDecide() with
        {
            History =
            [
                Past(MilestoneKinds.Referred, "2026-02-03", "building-better-relationships"), Past(MilestoneKinds.FirstSession, "2026-02-05"),
                Past(MilestoneKinds.Completed, "2026-02-20"), Past(MilestoneKinds.Met, "2026-02-21"),
            ],
        };

        var first = await service.Import(told);
        var again = await service.Import(told);

        Assert.Equal((0, 0, 1), (first.Rejected, again.Rejected, again.Unchanged));
        Assert.Equal(ClosedAs.Met, Assert.Single((await service.Person(Cases.Crn)).Needs).ClosedAs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Of_several_answers_to_a_decision_the_latest_counts_and_none_from_before_it(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        HistoryItem Decided(string on) => Past(MilestoneKinds.Decided, on) with { Reason = "UN-MOVED" };
        await service.Import(
            Cases.ReadyToDecide() with { History = [Decided("2026-02-10"), Past(MilestoneKinds.ApprovalRejected, "2026-02-12"), Decided("2026-02-12"), Past(MilestoneKinds.ApprovalAsked, "2026-02-12")] },
            Cases.ReadyToDecide("X100002") with { History = [Decided("2026-02-10"), Past(MilestoneKinds.ApprovalRejected, "2026-02-11"), Past(MilestoneKinds.Approved, "2026-02-13")] });

        Assert.Equal(["ApproveDecision"], await service.Waits(Cases.Crn));
        Assert.Equal(("unmet", "UN-MOVED"), (await service.Person("X100002")).Needs.Select(n => (n.ClosedAs!, n.ReasonCode!)).Single());
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_follows_a_completion_belongs_to_it_and_opens_nothing_again(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        HistoryItem[] history =
        [
            Past(MilestoneKinds.Referred, "2026-02-03", "building-better-relationships"), Past(MilestoneKinds.FirstSession, "2026-02-05"),
            Past(MilestoneKinds.Completed, "2026-02-20"), Past(MilestoneKinds.ReportSent, "2026-02-26"),
        ];

        await service.Import(Cases.ReadyToDecide() with { History = history[..3] });
        await service.Import(Cases.ReadyToDecide() with { History = history });
        var again = await service.Import(Cases.ReadyToDecide() with { History = history });

        Assert.Equal((1, 0), (again.Unchanged, again.Rejected));
        var need = Assert.Single((await service.Person(Cases.Crn)).Needs);
        Assert.Equal(ClosedAs.Met, need.ClosedAs);
        Assert.Equal(EndedAs.Completed, Assert.Single(need.Referrals).EndedAs);
        Assert.Empty(await service.Waits(Cases.Crn));
        Assert.Equal(new DateOnly(2026, 2, 26), (await service.Read(db => db.Snapshots.SingleAsync())).ReportSentOn);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_tells_of_no_need_opens_none_and_neither_does_what_was_rejected(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var judgedOtherwise = Cases.Man() with { Section6 = Cases.Relationships() with { PerpetratorAgainstPartner = false, SaraPartner = RiskLevel.Low } };
        var told = judgedOtherwise with
        {
            History =
            [
                Past(MilestoneKinds.Assessed, "2026-02-02"), Past(MilestoneKinds.EnquiryAsked, "2026-02-03"), Past(MilestoneKinds.PractitionerChanged, "2026-02-04"),
                Past(MilestoneKinds.Referred, "2026-02-05", "no-such-programme"), Past(MilestoneKinds.ReportSent, "2026-02-06", "building-better-relationships"),
            ],
        };

        var first = await service.Import(told);
        var again = await service.Import(told);

        Assert.Equal((1, 0, 1, 0), (first.Rejected, first.NeedsOpened, again.Rejected, again.NeedsOpened));
        Assert.Empty((await service.Person(Cases.Crn)).Needs);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_programme_completed_before_the_latest_assessment_does_not_meet_the_need_that_it_opens(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        await service.Import(Cases.ReadyToDecide() with
        {
            History =
            [
                Past(MilestoneKinds.Assessed, "2024-03-01"), Past(MilestoneKinds.Referred, "2024-03-20", "building-better-relationships"),
                Past(MilestoneKinds.FirstSession, "2024-05-01"), Past(MilestoneKinds.Completed, "2024-11-01"), Past(MilestoneKinds.ReportSent, "2024-11-20"),
            ],
        });

        var needs = (await service.Person(Cases.Crn)).Needs.OrderBy(n => n.OpenedOn).ToArray();
        Assert.Equal([(new DateOnly(2024, 3, 1), ClosedAs.Met), (new DateOnly(2026, 2, 2), null)], needs.Select(n => (n.OpenedOn, n.ClosedAs)));
        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
        var rows = await service.Read(db => db.Snapshots.OrderBy(s => s.OpenedOn).ToListAsync());
        Assert.Equal([new DateOnly(2024, 3, 1), new DateOnly(2026, 2, 2)], rows.Select(r => r.AssessedOn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_need_that_began_before_the_assessment_we_know_is_dated_by_what_the_history_tells(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);

        await service.Import(Cases.ReadyToDecide() with { History = [Past(MilestoneKinds.Assessed, "2025-01-10"), Past(MilestoneKinds.Referred, "2025-02-01", "building-better-relationships")] });

        Assert.Equal(new DateOnly(2025, 1, 10), Assert.Single((await service.Person(Cases.Crn)).Needs).OpenedOn);
        var row = await service.Read(db => db.Snapshots.SingleAsync());
        Assert.Equal((new DateOnly(2025, 1, 10), new DateOnly(2025, 2, 1)), (row.AssessedOn, row.ReferredOn!.Value));
        Assert.Equal(5001, (await service.Person(Cases.Crn)).LatestAssessment!.SourceNumber);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Two_imports_that_each_tell_one_more_thing_of_the_same_day_are_both_followed(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());

        await service.Import(Cases.ReadyToDecide() with { History = [Past(MilestoneKinds.Referred, "2026-02-20", "building-better-relationships")] });
        await service.Import(Cases.ReadyToDecide() with { History = [Past(MilestoneKinds.Accepted, "2026-02-20", "building-better-relationships")] });

        Assert.Equal(["WaitForPlace"], await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_flag_stands_in_for_an_assessment_only_until_there_is_one_whatever_its_date(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var flagged = Cases.Man() with { Section6 = null, RoshSummary = null, Registrations = [new Registration("ADVP", "Domestic Abuse Perpetrator", new DateOnly(2026, 2, 27), null)] };

        await service.Import(flagged with { Unknown = [SourceParts.Section6] });
        Assert.Empty((await service.Person(Cases.Crn)).Assessments);
        await service.Import(flagged with { NotTaken = [SourceParts.Section6] });
        Assert.Empty((await service.Person(Cases.Crn)).Assessments);
        await service.Import(flagged);
        Assert.Contains("CompleteSara", await service.Waits(Cases.Crn));
        await service.Import(Cases.Man() with { Registrations = flagged.Registrations });

        Assert.Equal(5001, (await service.Person(Cases.Crn)).LatestAssessment!.SourceNumber);
        Assert.DoesNotContain("CompleteSara", await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_analysis_of_an_older_assessment_stays_with_it_and_nobody_is_made_its_author(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.Man());

        await service.Import(Cases.Man() with { Section6 = Cases.Relationships(4000, "2025-06-01"), SaraAnalysis = new SaraAnalysis("As it was seen in 2025.") });

        var person = await service.Person(Cases.Crn);
        Assert.Null(person.LatestAssessment!.Analysis);
        var older = Assert.Single(person.Assessments, a => a.SourceNumber == 4000);
        Assert.Equal(("As it was seen in 2025.", null, null), (older.Analysis, older.AnalysisBy, older.AnalysisOn));
        Assert.Contains("WriteAnalysis", await service.Waits(Cases.Crn));
    }

    private static HistoryItem Past(string milestone, string on, string? programme = null) =>
        new() { Milestone = milestone, On = DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture), Programme = programme };

    private static Task<string> Fingerprint(Service service) => service.Read(async db => string.Join('|',
        await db.People.SumAsync(p => p.Version), await db.Milestones.CountAsync(), await db.Journal.CountAsync(), await db.Tasks.CountAsync(),
        await db.Instances.CountAsync(), await db.Enquiries.CountAsync(), await db.Assessments.CountAsync(), await db.Supervisions.CountAsync(), await db.Snapshots.CountAsync()));
}
