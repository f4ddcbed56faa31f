using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Import.Sources;
using Referrals.Application.Inspections;
using Referrals.Application.People;
using Referrals.Application.SubjectAccess;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Tests;

/// <summary>A sample is drawn as inspectors do, read by them alone, judged, and set beside the national figures.</summary>
public sealed class Inspections
{
    private static readonly StatisticsPeriod s_january = new(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31));
    private static readonly Actor s_inspector = new("ina", "Ina Spector", Roles.Inspector, null, null, null);
    private static readonly Actor s_national = new("nat", "Nat", Roles.NationalLead, null, null, null);

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_sample_keeps_its_frame_and_seed_and_drawn_again_is_the_same(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider, "2026-08-03T09:00Z");
        await service.Import([.. Enumerable.Range(0, 9).Select(n => Flagged(n)), .. Enumerable.Range(9, 3).Select(n => Flagged(n, "Manchester North", "Greater Manchester")), Flagged(12, start: "2026-03-05"), NotFlagged(13)]);
        var inspections = service.Get<InspectionService>();

        var first = Ids.New(service.Clock.Now);
        Assert.Equal((first, null), await inspections.Draw(s_inspector, Draw(first, 8, seed: 7), Stop));
        Assert.Equal((first, null), await inspections.Draw(s_inspector, Draw(first, 8, seed: 7), Stop));
        var second = Ids.New(service.Clock.Now);
        await inspections.Draw(s_inspector, Draw(second, 8, seed: 7), Stop);
        var shown = (await inspections.Find(s_inspector, first, Stop))!;

        // Nine and three of twelve: six and two of eight. Who started later, and who is not flagged, is not in the frame.
        Assert.Equal((12, 7, 8), (shown.Sample.FrameSize, shown.Sample.Seed, shown.Cases.Count));
        Assert.Equal([new("E", 9, 6), new Stratum("L", 3, 2)], shown.Strata);
        Assert.Equal(Enumerable.Range(1, 8), shown.Cases.Select(c => c.Number));
        Assert.Equal(await Drawn(first), await Drawn(second));
        Assert.Equal((true, true), await inspections.DrawnAgain(first, Stop));
        await service.Import(Flagged(14));
        Assert.False((await inspections.DrawnAgain(first, Stop))!.Value.SameFrame);
        Assert.Equal(2, (await inspections.List(s_inspector, Stop)).Count);

        Assert.IsType<SampleTooLarge>((await inspections.Draw(s_inspector, Draw(Ids.New(service.Clock.Now), 14, seed: 7), Stop)).Refusal);
        Assert.Equal(3, (await inspections.Find(s_inspector, (await inspections.Draw(s_inspector, Draw(Ids.New(service.Clock.Now), 2, seed: 1) with { Regions = ["L"] }, Stop)).Id!.Value, Stop))!.Sample.FrameSize);

        Task<List<Guid>> Drawn(Guid id) => service.Read(db => db.SampledPeople.Where(p => p.SampleId == id).OrderBy(p => p.Number).Select(p => p.PersonId).ToListAsync());
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Only_an_inspector_opens_a_file_only_of_the_sample_only_while_it_lasts_and_each_look_is_written_down(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider, "2026-08-03T09:00Z", settings: [("Referrals:Exclusions:Source", "listed"), ("Referrals:Exclusions:People:0:Username", "ina"), ("Referrals:Exclusions:People:0:Crn", "X700001")]);
        await service.Import([.. Enumerable.Range(0, 3).Select(n => Flagged(n))]);
        var inspections = service.Get<InspectionService>();
        var sample = (await inspections.Draw(s_inspector, Draw(Ids.New(service.Clock.Now), 3, seed: 1), Stop)).Id!.Value;
        await service.Import(Flagged(4));

        var opened = new List<string>();
        foreach (var number in Enumerable.Range(1, 4))
        {
            using var occasion = Occasion.Begin(s_inspector, "inspections");
            if (await inspections.File(s_inspector, sample, number, Stop) is not { } file)
                continue;
            opened.Add(file.Shown.Person.Crn);
            Assert.Contains(Occasion.Current!.Take(), l => l is { What: AuditActs.Viewed } && l.Crn == file.Shown.Person.Crn);
        }

        // One of the three they are excluded from; the fourth is of no sample.
        Assert.Equal(["X700000", "X700002"], opened.Order());
        var outside = (await service.Person("X700004")).Id;
        Assert.Null(await service.Get<PersonService>().Find(s_inspector, outside, Stop));
        Assert.Null(await service.Get<PersonService>().Find(s_inspector, (await service.Person("X700000")).Id, Stop));
        foreach (var role in Roles.All.Where(r => r != Roles.Inspector))
        {
            var other = new Actor("o", "O Ther", role, "N01PRA1", "E", 70);
            Assert.Null(await inspections.File(other, sample, 1, Stop));
            Assert.IsType<NotAnInspector>((await inspections.Draw(other, Draw(Ids.New(service.Clock.Now), 1, seed: 1), Stop)).Refusal);
            Assert.IsType<NotAnInspector>(await inspections.Judge(other, sample, 1, InspectionMeasure.All[0], JudgementAnswers.Yes, null, Ids.New(service.Clock.Now), Stop));
            Assert.IsType<NotAnInspector>(await inspections.Finish(other, sample, Stop));
            Assert.Equal(role is Roles.NationalLead or Roles.Administrator, await inspections.Result(other, sample, Stop) is not null);
            Assert.Empty((await inspections.Find(other, sample, Stop))?.Cases ?? []);
        }

        Assert.Null(await inspections.Finish(s_inspector, sample, Stop));
        Assert.Null(await inspections.File(s_inspector, sample, 1, Stop));
        Assert.IsType<SampleFinished>(await inspections.Judge(s_inspector, sample, 1, InspectionMeasure.All[0], JudgementAnswers.Yes, null, Ids.New(service.Clock.Now), Stop));
        Assert.NotNull(await inspections.Result(s_inspector, sample, Stop));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_inspectors_find_is_kept_and_read_beside_the_national_figure_with_the_chance_of_the_sample(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider, "2026-08-03T09:00Z");
        // Twelve of twenty are sufficiently assessed in the records.
        await service.Import([.. Enumerable.Range(0, 20).Select(n => Flagged(n, sufficient: n < 12))]);
        var inspections = service.Get<InspectionService>();
        var sample = (await inspections.Draw(s_inspector, Draw(Ids.New(service.Clock.Now), 12, seed: 3), Stop)).Id!.Value;
        var measure = InspectionMeasure.Find("sufficient-assessment")!;

        var request = Ids.New(service.Clock.Now);
        Assert.Null(await inspections.Judge(s_inspector, sample, 1, measure, JudgementAnswers.No, "No analysis.", request, Stop));
        Assert.Null(await inspections.Judge(s_inspector, sample, 1, measure, JudgementAnswers.No, "No analysis.", request, Stop));
        Assert.Null(await inspections.Judge(s_inspector, sample, 1, measure, JudgementAnswers.Yes, "It was in another file.", Ids.New(service.Clock.Now), Stop));
        foreach (var (number, answer) in ((int, string)[])[(2, "yes"), (3, "yes"), (4, "no"), (5, "no"), (6, "no"), (7, "no"), (8, "no"), (9, "no"), (10, "no"), (11, "cannot-tell"), (12, "not-applicable")])
            Assert.Null(await inspections.Judge(s_inspector, sample, number, measure, answer, null, Ids.New(service.Clock.Now), Stop));
        Assert.IsType<JudgementSentAlready>(await inspections.Judge(s_inspector, sample, 1, measure, JudgementAnswers.Yes, null, request, Stop));
        Assert.IsType<JudgementWrong>(await inspections.Judge(s_inspector, sample, 1, measure, "perhaps", null, Ids.New(service.Clock.Now), Stop));

        var file = (await inspections.File(s_inspector, sample, 1, Stop))!;
        var mine = (await inspections.Result(s_inspector, sample, Stop))!.Single(r => r.Measure == measure);
        var theirs = (await inspections.Result(s_national, sample, Stop))!.Single(r => r.Measure == measure);

        Assert.Equal((JudgementAnswers.Yes, "No analysis."), (file.Judgements[measure.Key].Answer, Assert.Single(file.Earlier).Words));
        Assert.Equal((3L, 7L, 1L, 1L), (mine.Yes.Count, mine.No.Count, mine.NotApplicable.Count, mine.CannotTell.Count));
        Assert.Equal((0.3, 0.1078, 0.6032), (mine.Interval!.Share, Math.Round(mine.Interval.Low, 4), Math.Round(mine.Interval.High, 4)));
        Assert.Equal(60.0m, mine.Counted.Value);
        // Three and one are small: none of it is told to somebody who reads no file.
        Assert.True(theirs.Yes.IsSuppressed && theirs.CannotTell.IsSuppressed && theirs.Interval is null);
        Assert.Equal(60.0m, theirs.Counted.Value);

        // What was judged of somebody is theirs to be given.
        var export = (await service.Get<SubjectAccessService>().Export(new Actor("ad", "Ad", Roles.Administrator, null, null, null), file.Shown.Person.Crn, Stop))!;
        Assert.Contains("It was in another file.", export, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_sample_of_chosen_regions_is_read_beside_those_regions_and_a_wrong_size_or_title_is_said(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider, "2026-08-03T09:00Z");
        await service.Import([.. Enumerable.Range(0, 12).Select(n => Flagged(n, sufficient: n < 6)), .. Enumerable.Range(12, 12).Select(n => Flagged(n, "Manchester North", "Greater Manchester"))]);
        var inspections = service.Get<InspectionService>();

        var here = await Share(["E"]);
        var there = await Share(["L"]);

        Assert.Equal((50.0m, 0.0m), (here, there));
        Assert.IsType<SampleSizeWrong>((await inspections.Draw(s_inspector, Draw(Ids.New(service.Clock.Now), 0, seed: 1), Stop)).Refusal);
        Assert.IsType<SampleSizeWrong>((await inspections.Draw(s_inspector, Draw(Ids.New(service.Clock.Now), InspectionService.LargestSample + 1, seed: 1), Stop)).Refusal);
        Assert.IsType<SampleTitleWrong>((await inspections.Draw(s_inspector, Draw(Ids.New(service.Clock.Now), 1, seed: 1) with { Title = " " }, Stop)).Refusal);
        Assert.IsType<SampleTooLarge>((await inspections.Draw(s_inspector, Draw(Ids.New(service.Clock.Now), 25, seed: 1), Stop)).Refusal);

        async Task<decimal?> Share(IReadOnlyList<string> regions)
        {
            var sample = (await inspections.Draw(s_inspector, Draw(Ids.New(service.Clock.Now), 2, seed: 3) with { Regions = regions }, Stop)).Id!.Value;
            return (await inspections.Result(s_inspector, sample, Stop))!.Single(r => r.Measure.Key == "sufficient-assessment").Counted.Value;
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Whoever_judges_while_the_inspection_is_finished_either_counts_or_is_told(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider, "2026-08-03T09:00Z");
        await service.Import([.. Enumerable.Range(0, 6).Select(n => Flagged(n))]);
        var inspections = service.Get<InspectionService>();
        var sample = (await inspections.Draw(s_inspector, Draw(Ids.New(service.Clock.Now), 6, seed: 3), Stop)).Id!.Value;

        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(n => Task.Run(() => n == 7
            ? inspections.Finish(s_inspector, sample, Stop)
            : inspections.Judge(s_inspector, sample, 1 + (n % 6), InspectionMeasure.All[n % 3], JudgementAnswers.Yes, null, Ids.New(service.Clock.Now), Stop))));

        var finished = await service.Read(db => db.InspectionSamples.Where(s => s.Id == sample).Select(s => new { s.FinishedAt, s.Version }).SingleAsync());
        Assert.NotNull(finished.FinishedAt);
        Assert.All(answers, answer => Assert.True(answer is null or SampleFinished, answer?.Words));
        // Everything that was answered with yes is kept, and nothing else: the end is the last change of the sample.
        var kept = await service.Read(db => db.InspectionJudgements.CountAsync(j => j.SampleId == sample));
        Assert.Equal((answers.Count(a => a is null) - 1, kept + 1), (kept, finished.Version));
    }

    private static DrawSample Draw(Guid id, int size, int seed) => new() { RequestId = id, Title = "Domestic abuse", Started = s_january, Size = size, Seed = seed };

    private static SourceCase Flagged(int n, string pdu = "Birmingham North, East and Solihull", string region = "West Midlands", bool sufficient = false, string start = "2026-01-05") =>
        (sufficient ? Cases.ReadyToDecide($"X7{n:00000}") : Cases.Man($"X7{n:00000}")) with
        {
            PersonalDetails = Cases.Details(pdu: pdu, region: region),
            Sentences = new Dictionary<int, Sentence> { [1] = Cases.Order(start) },
            Registrations = [new Registration("ADVP", null, null, null)],
        };

    private static SourceCase NotFlagged(int n) => Flagged(n) with { Registrations = [], Section6 = Cases.Relationships() with { PerpetratorAgainstPartner = false, SaraPartner = RiskLevel.Low } };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
