using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Import.Sources;
using Referrals.Application.Inspections;
using Referrals.Application.Jobs;
using Referrals.Application.Messages;
using Referrals.Application.Publishing;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Demonstration;

/// <summary>How large a demonstration to make.</summary>
public sealed record DemonstrationRequest
{
    /// <summary>Made-up cases beside the hand-written ones.</summary>
    public int Cases { get; init; } = 300;

    /// <summary>The same seed on the same day tells the same story.</summary>
    public int Seed { get; init; } = 2026;

    /// <summary>Told after each day of the story how many days are told, and of how many.</summary>
    public Action<int, int>? OnDay { get; init; }
}

/// <summary>What the demonstration holds, or why nothing was done.</summary>
public sealed record DemonstrationSummary
{
    public bool Done { get; init; }
    public required string Words { get; init; }
}

/// <summary>
/// Fills an empty database with a story that ends now: some seven weeks in which cases came in, staff worked on some and not on others, and the
/// jobs ran every working day, so that what is late and whom it climbed to really happened. All people in it are invented.
/// </summary>
public sealed class DemonstrationSeeder(DatabaseFactory factory, ReferralsOptions options, CatalogueSource catalogue, TimeProvider time, ILogger<DemonstrationSeeder> log)
{
    private const string Mark = "demonstration";

    /// <summary>Long enough for a decision that nobody takes to climb its whole ladder.</summary>
    private const int WorkingDays = 34;

    private const int DaysBetweenDeliveries = 4;

    /// <summary>Fills the database unless it holds people already.</summary>
    public Task<DemonstrationSummary> Run(CancellationToken cancellation = default) => Run(new DemonstrationRequest(), cancellation);

    /// <summary>Fills the database unless it holds people already.</summary>
    public async Task<DemonstrationSummary> Run(DemonstrationRequest request, CancellationToken cancellation = default)
    {
        await using var lease = factory.CreateDbContext();
        await using var held = await Holding.TryHold(lease, Mark, cancellation);
        if (held is null)
            return new DemonstrationSummary { Words = "Nothing done: another node is making the demonstration." };
        if (await Begin(request, cancellation) is { } whyNot)
            return new DemonstrationSummary { Words = whyNot };
        var end = time.GetUtcNow();
        var clock = new StandingClock(end);
        await using var services = Services(clock);
        var story = new Story(services, clock);
        await Tell(story, request, end, cancellation);
        return await Finish(story, cancellation);
    }

    /// <summary>Marks the empty database as having a demonstration begun. One that was stopped half way is cleared away first: half a story tells nothing true.</summary>
    /// <returns>Why there is nothing to begin, or null.</returns>
    private async Task<string?> Begin(DemonstrationRequest request, CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        var begun = await db.JobRuns.AsNoTracking().AnyAsync(r => r.Job == Mark && r.EndedAt == null, cancellation);
        if (begun)
        {
            if (await Stranger(db, request, cancellation) is { } crn)
                return $"The demonstration was stopped half way, and since then somebody else was stored ({crn}), so it is not begun again. Start on an empty database.";
            log.LogWarning("The demonstration was stopped half way: it is cleared away and begun again");
            await Clearing.Run(db, cancellation);
        }

        if (await db.People.AnyAsync(cancellation))
            return "Nothing done: the database holds people already.";
        db.Add(new JobRun { Job = Mark, StartedAt = time.GetUtcNow() });
        await db.SaveChangesAsync(cancellation);
        return null;
    }

    /// <returns>The CRN of somebody who is not of the story.</returns>
    private static async Task<string?> Stranger(ReferralsDbContext db, DemonstrationRequest request, CancellationToken cancellation)
    {
        var made = Enumerable.Range(0, request.Cases).Select(SyntheticCases.Crn).ToHashSet(StringComparer.Ordinal);
        await foreach (var crn in db.People.Where(p => !p.Crn.StartsWith(DemonstrationCast.Crns)).Select(p => p.Crn).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (!made.Contains(crn))
                return crn;
        }

        return null;
    }

    private async Task Tell(Story story, DemonstrationRequest request, DateTimeOffset end, CancellationToken cancellation)
    {
        var working = catalogue.Current.WorkingDays;
        var today = LondonTime.DateOf(end);
        var delivery = new DemonstrationDelivery(story.Services, request.Seed);
        var cast = new DemonstrationCast(story, delivery);
        var crowd = new DemonstrationCrowd(story, delivery, request.Seed);
        var first = working.Add(today, -WorkingDays);
        var deliveries = new Deliveries(request, catalogue.Current, first);
        for (var ago = WorkingDays; ago >= 1; ago--)
        {
            cancellation.ThrowIfCancellationRequested();
            var day = working.Add(today, -ago);
            story.At(LondonTime.At(day, new TimeOnly(7, 30)));
            await story.RunJobs(cancellation);
            story.At(LondonTime.At(day, new TimeOnly(9, 15)));
            if ((WorkingDays - ago) % DaysBetweenDeliveries == 0)
            {
                await story.Import(deliveries.Next(day, last: ago <= DaysBetweenDeliveries), cancellation);
                await story.HireEverybody(cancellation);
            }

            if (ago == WorkingDays)
                await delivery.Begin(day, cancellation);
            else if (ago == 10)
                await delivery.Form(day, cancellation);
            await cast.Act(ago, day, cancellation);
            story.At(LondonTime.At(day, new TimeOnly(14, 0)));
            await crowd.Work(day, cancellation);
            story.At(LondonTime.At(day, new TimeOnly(21, 30)));
            await delivery.Hold(day, cancellation);
            await delivery.LinkPartners(day, cancellation);
            request.OnDay?.Invoke(WorkingDays - ago + 1, WorkingDays);
        }

        story.At(end);
        await Publish(story, today, end, cancellation);
        await Inspect(story, today, end, cancellation);
        await story.RunJobs(cancellation);
    }

    /// <summary>One publication that is released and one that is not yet: half a year each, of people who have had time since.</summary>
    private async Task Publish(Story story, DateOnly today, DateTimeOffset end, CancellationToken cancellation)
    {
        var publishing = story.Services.GetRequiredService<PublishingService>();
        var lead = new Actor("ruth.calder", "Ruth Calder", Roles.NationalLead, null, null, null);
        // What a demonstration before this one published stays, and is about the same people.
        if ((await publishing.List(lead, cancellation)).Count > 0)
            return;
        var last = new DateOnly(today.AddMonths(-2).Year, today.AddMonths(-2).Month, 1).AddDays(-1);
        foreach (var (months, family, title, release) in ((int, MeasureFamily, string, DateTimeOffset)[])
        [
            (6, Families.ReferralsAndCompletions, "Domestic abuse interventions: referrals and completions", end),
            (0, Families.WhereNow, "Where the people who need an intervention are", LondonTime.At(today.AddDays(14), new TimeOnly(9, 30))),
        ])
        {
            var to = last.AddDays(1).AddMonths(-months).AddDays(-1);
            var (_, refusal) = await publishing.Make(lead, new MakePublication
            {
                RequestId = Ids.New(end),
                Title = title,
                Summary = "Invented figures of the demonstration: people assessed for domestic abuse in half a year, and how far they have got.",
                Contact = "statistics@example.org",
                Period = new StatisticsPeriod(to.AddDays(1).AddMonths(-6), to),
                Family = family,
                By = [Breakdown.Region],
                IsProvisional = true,
                ReleaseAt = release,
            }, cancellation);
            if (refusal is not null)
                log.LogWarning("The demonstration has no publication of '{Title}': {Why}", title, refusal.Words);
        }
    }

    /// <summary>A sample that an inspector has begun to judge.</summary>
    private static async Task Inspect(Story story, DateOnly today, DateTimeOffset end, CancellationToken cancellation)
    {
        var inspections = story.Services.GetRequiredService<InspectionService>();
        var inspector = new Actor("imogen.sayer", "Imogen Sayer", Roles.Inspector, null, null, null);
        var (sample, _) = await inspections.Draw(inspector, new DrawSample { RequestId = Ids.New(end), Title = "Domestic abuse, the first two years", Started = new StatisticsPeriod(today.AddYears(-2), today), Size = 12, Seed = 2026 }, cancellation);
        if (sample is not { } id)
            return;
        string[] found = [JudgementAnswers.Yes, JudgementAnswers.No, JudgementAnswers.No, JudgementAnswers.CannotTell];
        foreach (var number in Enumerable.Range(1, 4))
        {
            foreach (var (index, measure) in InspectionMeasure.All.Index())
                await inspections.Judge(inspector, id, number, measure, found[(number + index) % found.Length], null, Ids.New(end), cancellation);
        }
    }

    private async Task<DemonstrationSummary> Finish(Story story, CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        var people = await db.People.CountAsync(cancellation);
        var open = await db.Needs.CountAsync(n => n.ClosedOn == null, cancellation);
        var chases = await db.Chases.CountAsync(cancellation);
        var words = string.Create(CultureInfo.InvariantCulture, $"{people} people, {open} open needs, {story.Answers} tasks done, {chases} chases sent, {story.Messages.Count} messages delivered to nobody.");
        await db.JobRuns.Where(r => r.Job == Mark).ExecuteUpdateAsync(set => set.SetProperty(r => r.EndedAt, time.GetUtcNow()).SetProperty(r => r.Summary, words), cancellation);
        return new DemonstrationSummary { Done = true, Words = words };
    }

    /// <summary>The whole service on the same database, with a clock of its own and a channel that delivers to nobody.</summary>
    private ServiceProvider Services(StandingClock clock)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(clock);
        services.AddReferrals(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"{DatabaseOptions.Section}:Provider"] = factory.Options.Provider.ToString(),
            [$"{DatabaseOptions.Section}:ConnectionString"] = factory.Options.ConnectionString,
            [$"{DatabaseOptions.Section}:MaxBatchSize"] = factory.Options.MaxBatchSize?.ToString(CultureInfo.InvariantCulture),
            [$"{ReferralsOptions.Section}:Workflows"] = options.Workflows,
            [$"{ReferralsOptions.Section}:Workflows:Engine"] = options.Engine,
        }).Build());
        services.AddSingleton<DeliveredToNobody>();
        services.AddSingleton<IMessageChannel>(s => s.GetRequiredService<DeliveredToNobody>());
        return services.BuildServiceProvider();
    }

    /// <summary>The made-up cases, as they would have stood on the day each delivery of them came.</summary>
    private sealed class Deliveries(DemonstrationRequest request, Catalogue catalogue, DateOnly start)
    {
        private int told;
        private DateOnly since = start.AddMonths(-15);

        /// <summary>Most of them at first, which is the day the service was taken into use; then a few each time, assessed since the time before.</summary>
        public ICaseSource Next(DateOnly day, bool last)
        {
            var count = told == 0 ? request.Cases * 7 / 10 : last ? request.Cases - told : Math.Min(request.Cases - told, request.Cases / 20);
            var cases = new SyntheticCases(new SyntheticOptions
            {
                Count = request.Cases,
                Seed = request.Seed,
                From = since,
                To = day,
                Catalogue = catalogue,
                Practitioners = [.. DemonstrationStaff.Named.Where(s => s.Role == Roles.Practitioner).Select(DemonstrationStaff.Synthetic)],
                PractitionersShare = 60,
            });
            var from = told;
            told += count;
            since = day;
            return new LineSource(cases, from, count);
        }
    }

    private sealed class LineSource(SyntheticCases cases, int from, int count) : ICaseSource
    {
        public long? Length => count;

        public async IAsyncEnumerable<SourceRead> Read([EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await Task.CompletedTask;
            var line = new ArrayBufferWriter<byte>(16 * 1024);
            for (var index = 0; index < count; index++)
            {
                cancellation.ThrowIfCancellationRequested();
                line.ResetWrittenCount();
                cases.WriteLine(line, from + index);
                yield return NdjsonSource.ReadLine("demonstration", index + 1, line.WrittenMemory[..^1].ToArray(), index + 1)!;
            }
        }
    }
}

/// <summary>Takes every message and sends none.</summary>
internal sealed class DeliveredToNobody : IMessageChannel
{
    public int Count { get; private set; }

    public Task<SendResult> Send(OutgoingMessage message, CancellationToken cancellation)
    {
        Count++;
        return Task.FromResult<SendResult>(new Sent("demonstration"));
    }
}
