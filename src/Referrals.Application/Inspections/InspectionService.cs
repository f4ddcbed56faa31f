using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.People;
using Referrals.Application.Statistics;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Inspections;

/// <summary>A sample to be drawn from everybody flagged whose supervision started in the period.</summary>
public sealed record DrawSample
{
    /// <summary>The same again draws no second one.</summary>
    public required Guid RequestId { get; init; }
    public required string Title { get; init; }
    public required StatisticsPeriod Started { get; init; }

    /// <summary>Codes of regions; empty for all.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    public required int Size { get; init; }

    /// <summary>Null to have one made.</summary>
    public int? Seed { get; init; }
}

public sealed record NotAnInspector() : Refusal("Only an inspector does this.");

public sealed record SampleTooLarge(int Frame) : Refusal(Frame == 0 ? "Nobody flagged started supervision in this time." : $"Only {Frame:N0} people can be drawn from: ask for as many or fewer.");

public sealed record SampleSizeWrong() : Refusal($"Enter how many people to draw: from 1 to {InspectionService.LargestSample:N0}.");

public sealed record SampleTitleWrong() : Refusal($"Enter what the inspection is called, in at most {InspectionSample.LongestTitle} characters.");

public sealed record SampleFinished() : Refusal("This inspection is finished: its files are closed.");

public sealed record JudgementWrong() : Refusal("Choose one of the answers.");

public sealed record JudgementSentAlready() : Refusal("This was sent already with another answer. Open the file again and judge it anew.");

/// <summary>One person of a sample as the list of it shows them: by number, without a name.</summary>
public sealed record SampledCase(int Number, string Stratum, int Judged);

/// <summary>A sample and how far it is judged.</summary>
/// <param name="Cases">Empty for those who may not open files.</param>
/// <param name="Judged">Of all people of it, how many are judged in everything.</param>
public sealed record InspectionView(InspectionSample Sample, IReadOnlyList<Stratum> Strata, IReadOnlyList<SampledCase> Cases, int Judged);

/// <summary>One person's file with what was judged; nothing of it can be changed from here.</summary>
/// <param name="Judgements">The latest of each measure.</param>
/// <param name="Earlier">Those that were changed, the latest first.</param>
public sealed record InspectionFile(InspectionSample Sample, int Number, int Of, PersonView Shown, IReadOnlyDictionary<string, InspectionJudgement> Judgements, IReadOnlyList<InspectionJudgement> Earlier);

/// <summary>What the sample says in one measure, and what the service counts of all it was drawn from.</summary>
/// <param name="Interval">Of yes among yes and no; null where nobody was judged so, or it is withheld.</param>
/// <param name="National">The same of the whole country.</param>
/// <param name="Counted">Of everybody the sample was drawn from: flagged, and supervision started in the same time, in the regions of the sample or the whole country.</param>
public sealed record InspectionResult(InspectionMeasure Measure, Cell Yes, Cell No, Cell NotApplicable, Cell CannotTell, ShareInterval? Interval, Percentage Counted, Percentage National);

/// <summary>Draws samples as inspectors do, opens their files to inspectors and to nobody else, keeps what they judge, and reads it beside the national figures (docs/adr/0025).</summary>
public sealed class InspectionService(StatisticsRows rows, MeasureService measures, PersonService people, CaseAccess access, DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    public const int LargestSample = 1000;

    private static readonly StatisticsPeriod s_ever = new(DateOnly.MinValue, DateOnly.MaxValue);

    public static bool MayInspect(Actor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Role == Roles.Inspector;
    }

    /// <summary>Who may know what samples there are and what came of them, without opening a file.</summary>
    public static bool MayRead(Actor actor) => MayInspect(actor) || actor.Role is Roles.NationalLead or Roles.Administrator;

    /// <summary>People who started six to seven months ago: what is usually asked for.</summary>
    public static StatisticsPeriod UsualPeriod(DateOnly today) => new(today.AddMonths(-7), today.AddMonths(-6));

    /// <summary>Draws and keeps a sample. Nobody is read: neither who is in the frame nor who is drawn is told.</summary>
    public async Task<(Guid? Id, Refusal? Refusal)> Draw(Actor actor, DrawSample request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!MayInspect(actor))
            return (null, new NotAnInspector());
        await using var db = factory.CreateDbContext();
        if (await db.InspectionSamples.AnyAsync(s => s.Id == request.RequestId, cancellation))
            return (request.RequestId, null);
        if (request.Size is < 1 or > LargestSample)
            return (null, new SampleSizeWrong());
        if (request.Title.Trim() is { Length: 0 or > InspectionSample.LongestTitle })
            return (null, new SampleTitleWrong());
        var frame = Frame(await rows.Read(cancellation), request.Started, request.Regions);
        if (request.Size > frame.Count)
            return (null, new SampleTooLarge(frame.Count));
        // Whoever could choose the seed after looking could choose the sample: it is kept, and a new draw is a new sample in the audit log.
        var seed = request.Seed ?? System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
        var drawn = Sampling.Draw(frame, request.Size, seed);
        db.Add(new InspectionSample
        {
            Id = request.RequestId,
            Title = request.Title.Trim(),
            StartedFrom = request.Started.From,
            StartedTo = request.Started.To,
            Regions = request.Regions.Count == 0 ? null : string.Join(' ', request.Regions.Order(StringComparer.Ordinal)),
            Seed = seed,
            Size = request.Size,
            FrameSize = frame.Count,
            FrameChecksum = drawn.FrameChecksum,
            Strata = string.Join(' ', drawn.Strata.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key}/{s.Frame}/{s.Drawn}"))),
            DrawnAt = time.GetUtcNow(),
            DrawnBy = actor.Username,
        });
        db.AddRange(drawn.Drawn.Select((d, i) => new SampledPerson { SampleId = request.RequestId, Number = i + 1, PersonId = d.Id, Stratum = d.Stratum }));
        Answer(db, actor, string.Create(CultureInfo.InvariantCulture, $"sample drawn, {request.Size} of {frame.Count}, seed {seed}"));
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException)
        {
            await using var again = factory.CreateDbContext();
            if (!await again.InspectionSamples.AnyAsync(s => s.Id == request.RequestId, cancellation))
                throw;
        }

        return (request.RequestId, null);
    }

    /// <summary>Whether drawing again from the people as they are known now gives the same sample; where not, whether they are other people to draw from.</summary>
    /// <returns>Null where there is no such sample.</returns>
    public async Task<(bool SameFrame, bool SameSample)?> DrawnAgain(Guid id, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.InspectionSamples.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellation) is not { } sample)
            return null;
        var frame = Frame(await rows.Read(cancellation), new StatisticsPeriod(sample.StartedFrom, sample.StartedTo), sample.Regions?.Split(' ') ?? []);
        if (frame.Count < sample.Size)
            return (false, false);
        var again = Sampling.Draw(frame, sample.Size, sample.Seed);
        var kept = await db.SampledPeople.Where(p => p.SampleId == id).OrderBy(p => p.Number).Select(p => p.PersonId).ToListAsync(cancellation);
        return (again.FrameChecksum == sample.FrameChecksum, again.Drawn.Select(d => d.Id).SequenceEqual(kept));
    }

    /// <summary>Every sample, the latest first; none for those who may not know of them.</summary>
    public async Task<IReadOnlyList<InspectionView>> List(Actor actor, CancellationToken cancellation = default)
    {
        if (!MayRead(actor))
            return [];
        await using var db = factory.CreateDbContext();
        var samples = await db.InspectionSamples.AsNoTracking().ToListAsync(cancellation);
        var found = new List<InspectionView>();
        foreach (var sample in samples.OrderByDescending(s => s.DrawnAt).ThenBy(s => s.Id))
            found.Add(await View(db, actor, sample, cancellation));
        return found;
    }

    public async Task<InspectionView?> Find(Actor actor, Guid id, CancellationToken cancellation = default)
    {
        if (!MayRead(actor))
            return null;
        await using var db = factory.CreateDbContext();
        return await db.InspectionSamples.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellation) is { } sample ? await View(db, actor, sample, cancellation) : null;
    }

    /// <summary>
    /// The file of one person of a sample, for an inspector alone. That it was looked at is in the audit log; whom nDelius excludes them from stays closed, and so does
    /// everything once the inspection is finished.
    /// </summary>
    public async Task<InspectionFile?> File(Actor actor, Guid id, int number, CancellationToken cancellation = default)
    {
        if (!MayInspect(actor))
            return null;
        await using var db = factory.CreateDbContext();
        if (await Open(db, id, number, cancellation) is not { } open || !await access.May(open.Person.PersonId, cancellation)
            || await people.Read(actor, open.Person.PersonId, cancellation) is not { } shown)
        {
            return null;
        }

        var judged = await db.InspectionJudgements.AsNoTracking().Where(j => j.SampleId == id && j.PersonId == open.Person.PersonId).OrderByDescending(j => j.Sequence).ToListAsync(cancellation);
        var latest = judged.GroupBy(j => j.Measure, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return new InspectionFile(open.Sample, number, open.Sample.Size, shown, latest, [.. judged.Where(j => latest[j.Measure] != j)]);
    }

    /// <summary>Keeps what an inspector found. Judging the same again keeps both, and the latest counts.</summary>
    public async Task<Refusal?> Judge(Actor actor, Guid id, int number, InspectionMeasure measure, string? answer, string? words, Guid requestId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(measure);
        if (!MayInspect(actor))
            return new NotAnInspector();
        if (answer is null || !JudgementAnswers.All.Contains(answer))
            return new JudgementWrong();
        while (true)
        {
            await using var db = factory.CreateDbContext();
            if (await Open(db, id, number, cancellation) is not { } open || !await access.May(open.Person.PersonId, cancellation))
                return await db.InspectionSamples.AnyAsync(s => s.Id == id && s.FinishedAt != null, cancellation) ? new SampleFinished() : new NoSuchPerson();
            if (await db.InspectionJudgements.AsNoTracking().SingleOrDefaultAsync(j => j.Id == requestId, cancellation) is { } known)
                return (known.PersonId, known.Measure, known.Answer, known.Words) == (open.Person.PersonId, measure.Key, answer, string.IsNullOrWhiteSpace(words) ? null : words.Trim()) ? null : new JudgementSentAlready();
            var before = await db.InspectionJudgements.CountAsync(j => j.SampleId == id && j.PersonId == open.Person.PersonId, cancellation);
            db.Add(new InspectionJudgement
            {
                Id = requestId,
                SampleId = id,
                PersonId = open.Person.PersonId,
                Measure = measure.Key,
                Answer = answer,
                Words = string.IsNullOrWhiteSpace(words) ? null : words.Trim(),
                Sequence = before + 1,
                At = time.GetUtcNow(),
                By = actor.Username,
            });
            db.Trail.Responsible = actor;
            // The sample is the root of what is judged: whoever finishes it at this moment meets this, or this meets them.
            db.Attach(open.Sample).Property(s => s.Version).CurrentValue++;
            try
            {
                await db.SaveChangesAsync(cancellation);
                return null;
            }
            catch (DbUpdateConcurrencyException)
            {
                // Another inspector judged, or the inspection was finished: it is looked at again.
            }
            catch (DbUpdateException) when (db.InspectionJudgements.AsNoTracking().Count(j => j.SampleId == id && j.PersonId == open.Person.PersonId) > before)
            {
                // Another inspector judged the same person meanwhile: theirs comes before.
            }
        }
    }

    /// <summary>Closes every file of the sample for good. The judgements and what they add up to stay.</summary>
    public async Task<Refusal?> Finish(Actor actor, Guid id, CancellationToken cancellation = default)
    {
        if (!MayInspect(actor))
            return new NotAnInspector();
        while (true)
        {
            await using var db = factory.CreateDbContext();
            if (await db.InspectionSamples.SingleOrDefaultAsync(s => s.Id == id, cancellation) is not { } sample)
                return new NoSuchPerson();
            if (sample.FinishedAt is not null)
                return null;
            db.ChangeTracker.AutoDetectChangesEnabled = true;
            (sample.FinishedAt, sample.FinishedBy, sample.Version) = (time.GetUtcNow(), actor.Username, sample.Version + 1);
            Answer(db, actor, "inspection finished");
            try
            {
                await db.SaveChangesAsync(cancellation);
                return null;
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody judged at this moment: that counts, and it is finished after it.
            }
        }
    }

    /// <summary>
    /// What was judged, measure by measure, with how far the sample may lie from the truth, beside what the service counts of all it was drawn from. Inspectors, who opened every file,
    /// see every count; for others small counts are withheld.
    /// </summary>
    public async Task<IReadOnlyList<InspectionResult>?> Result(Actor actor, Guid id, CancellationToken cancellation = default)
    {
        if (!MayRead(actor))
            return null;
        await using var db = factory.CreateDbContext();
        if (await db.InspectionSamples.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellation) is not { } sample)
            return null;
        var latest = (await db.InspectionJudgements.AsNoTracking().Where(j => j.SampleId == id).ToListAsync(cancellation))
            .GroupBy(j => (j.PersonId, j.Measure)).Select(g => g.MaxBy(j => j.Sequence)!).ToList();
        var counted = InspectionMeasure.All.Select(m => new CohortRow(m.Key, m.Name, JudgementAnswers.All.ToDictionary(a => a, a => latest.LongCount(j => j.Measure == m.Key && j.Answer == a)))).ToList();
        var shown = MayInspect(actor) ? counted.ToDictionary(r => r.Key, r => (IReadOnlyDictionary<string, Cell>)r.Counts.ToDictionary(c => c.Key, c => Cell.Of(c.Value))) : Protected(sample, counted);
        var period = new StatisticsPeriod(sample.StartedFrom, sample.StartedTo);
        var results = new List<InspectionResult>();
        foreach (var measure in InspectionMeasure.All)
        {
            var table = await measures.Table(new Question { Family = measure.Family, Cohort = Families.BySupervisionStart, Period = period, By = Breakdown.Region }, cancellation);
            IReadOnlyList<StatisticsRow> from = sample.Regions is { } regions ? [.. table.Rows.Where(r => regions.Split(' ').Contains(r.Key, StringComparer.Ordinal))] : [table.Total];
            // A row that cannot be shown is left out of the table: then of its region nothing is known here.
            var isWhole = sample.Regions is null || StrataOf(sample).Where(s => s.Frame > 0).All(s => from.Any(r => r.Key == s.Key));
            var cells = shown[measure.Key];
            results.Add(new InspectionResult(
                measure, cells[JudgementAnswers.Yes], cells[JudgementAnswers.No], cells[JudgementAnswers.NotApplicable], cells[JudgementAnswers.CannotTell],
                cells[JudgementAnswers.Yes].Count is { } yes && cells[JudgementAnswers.No].Count is { } no ? ShareInterval.Of(yes, yes + no) : null,
                isWhole ? Percentage.Of(Sum(from, measure.Part), Sum(from, measure.Whole)) : new Percentage(null, IsSuppressed: true),
                Percentage.Of(table.Total.Cells[measure.Part], table.Total.Cells[measure.Whole])));
        }

        return results;
    }

    /// <summary>What a sample holds and how many were drawn, by region.</summary>
    public static IReadOnlyList<Stratum> StrataOf(InspectionSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return [.. sample.Strata.Split(' ').Select(s => s.Split('/')).Select(s => new Stratum(s[0], int.Parse(s[1], CultureInfo.InvariantCulture), int.Parse(s[2], CultureInfo.InvariantCulture)))];
    }

    private static List<(Guid Id, string Stratum)> Frame(IReadOnlyList<PersonFacts> all, StatisticsPeriod started, IReadOnlyList<string> regions)
    {
        // The very people that the national figures count, so that the sample is one of them.
        var question = new Question { Family = Families.SufficientAssessment, Cohort = Families.BySupervisionStart, Period = started, By = Breakdown.Region };
        return [.. Counting.Behind(all, question, "flagged", row: null).Select(u => (u.Unit.Person.Id, u.Unit.Person.Region ?? GroupKey.Unknown)).Where(p => regions.Count == 0 || regions.Contains(p.Item2))];
    }

    private static async Task<(InspectionSample Sample, SampledPerson Person)?> Open(ReferralsDbContext db, Guid id, int number, CancellationToken cancellation) =>
        await db.InspectionSamples.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.FinishedAt == null, cancellation) is { } sample
        && await db.SampledPeople.AsNoTracking().SingleOrDefaultAsync(p => p.SampleId == id && p.Number == number, cancellation) is { } person ? (sample, person) : null;

    private static async Task<InspectionView> View(ReferralsDbContext db, Actor actor, InspectionSample sample, CancellationToken cancellation)
    {
        var people = await db.SampledPeople.Where(p => p.SampleId == sample.Id).OrderBy(p => p.Number)
            .Select(p => new SampledCase(p.Number, p.Stratum, db.InspectionJudgements.Where(j => j.SampleId == p.SampleId && j.PersonId == p.PersonId).Select(j => j.Measure).Distinct().Count())).ToListAsync(cancellation);
        return new InspectionView(sample, StrataOf(sample), MayInspect(actor) ? people : [], people.Count(p => p.Judged == InspectionMeasure.All.Count));
    }

    private Dictionary<string, IReadOnlyDictionary<string, Cell>> Protected(InspectionSample sample, IReadOnlyList<CohortRow> counted)
    {
        const string judged = "judged";
        var table = new CountedTable
        {
            Title = sample.Title,
            Period = s_ever,
            By = new Breakdown("measure", "Measure"),
            AsAt = measures.Today,
            Measures =
            [
                new(judged, "Judged", 1, "people", "People judged.", null, "Defined here") { SumOf = JudgementAnswers.All },
                .. JudgementAnswers.All.Select(a => new MeasureDefinition(a, a, 1, "people", $"Judged {a}.", judged, "Defined here")),
            ],
            Rows = [.. counted.Select(r => r with { Counts = new Dictionary<string, long>(r.Counts) { [judged] = r.Counts.Values.Sum() } })],
        };
        var small = catalogue.Current.ThresholdsOn(measures.Today).SmallNumber;
        return DisclosureControl.Apply(table, small).Rows.ToDictionary(r => r.Key, r => Closed(r.Cells, counted.Single(c => c.Key == r.Key).Counts, small));
    }

    /// <summary>How many are judged is told beside the answers, and all answers together are that many: so many are withheld that what they come to together is not small either.</summary>
    private static IReadOnlyDictionary<string, Cell> Closed(IReadOnlyDictionary<string, Cell> cells, IReadOnlyDictionary<string, long> counts, int small)
    {
        var closed = JudgementAnswers.All.ToDictionary(a => a, a => cells[a], StringComparer.Ordinal);
        while (closed.Where(c => c.Value.IsSuppressed).ToList() is { Count: > 0 } hidden && (hidden.Count == 1 || hidden.Sum(h => counts[h.Key]) < small) && closed.Where(c => !c.Value.IsSuppressed).ToList() is { Count: > 0 } open)
            closed[open.OrderBy(o => counts[o.Key] == 0).ThenBy(o => counts[o.Key]).First().Key] = Cell.Suppressed;
        return closed;
    }

    /// <summary>Over rows of a protected table; withheld where one of them is.</summary>
    private static Cell Sum(IReadOnlyList<StatisticsRow> rows, string measure) =>
        rows.Any(r => r.Cells[measure].IsSuppressed) ? Cell.Suppressed : Cell.Of(rows.Sum(r => r.Cells[measure].Count ?? 0));

    private static void Answer(ReferralsDbContext db, Actor actor, string what)
    {
        db.Trail.Responsible = actor;
        db.Trail.Say(new AuditLine(actor, AuditActs.Changed, null, null, Occasion.Current?.Feature ?? "inspections", Occasion.Current?.Reference, what));
    }
}
