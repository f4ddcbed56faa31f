using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.Statistics;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Publishing;

/// <summary>A publication to be made: counted, protected and frozen now, seen by others from <see cref="ReleaseAt"/> on.</summary>
public sealed record MakePublication
{
    /// <summary>The same again makes no second one.</summary>
    public required Guid RequestId { get; init; }
    public required string Title { get; init; }
    public required string Summary { get; init; }
    public required string Contact { get; init; }
    public required StatisticsPeriod Period { get; init; }

    /// <summary>One of <see cref="PublishingService.Families"/>.</summary>
    public MeasureFamily Family { get; init; } = Referrals.Statistics.Families.ReferralsAndCompletions;

    /// <summary>One of the family's; its first where none is named.</summary>
    public Referrals.Statistics.Cohort? Cohort { get; init; }

    public required IReadOnlyList<Breakdown> By { get; init; }

    /// <summary>Tables by two breakdowns at once, both of which are tables too: only together can they be protected.</summary>
    public IReadOnlyList<(Breakdown By, Breakdown And)> Pairs { get; init; } = [];

    public int Threshold { get; init; } = DisclosureRules.UsualThreshold;
    public int? RoundTo { get; init; }
    public bool IsProvisional { get; init; }
    public required DateTimeOffset ReleaseAt { get; init; }
    /// <summary>The publication this revises, with <see cref="Changed"/>.</summary>
    public Guid? Revises { get; init; }
    /// <summary>What changed and why.</summary>
    public string? Changed { get; init; }
}

/// <summary>It cannot be published, and why: each problem a sentence.</summary>
public sealed record CannotPublish(IReadOnlyList<string> Problems) : Refusal(string.Join(" ", Problems));

public sealed record NotRevisable() : Refusal("Only the latest number of a publication that was not withdrawn can be revised.");

public sealed record ReleasedAlready() : Refusal("It is released already. What was released stays as it was; a mistake is put right by a revision.");

public sealed record NotAPublisher() : Refusal("Only a national lead or an administrator does this.");

/// <summary>A publication and where it stands.</summary>
/// <param name="MaySee">Whether whoever asked may read it.</param>
/// <param name="Access">User names on the list of those who may read it before its release.</param>
public sealed record PublicationView(Publication Publication, bool IsReleased, bool IsWithdrawn, bool MaySee, IReadOnlyList<string> Access, IReadOnlyList<PublicationEvent> Events);

/// <summary>Makes publications, keeps them, and shows each to those who may see it (docs/adr/0020).</summary>
public sealed class PublishingService(DatabaseFactory factory, MeasureService measures, CatalogueSource catalogue, TimeProvider time)
{
    private const string Publisher = "Probation Service, domestic abuse interventions statistics";

    /// <summary>
    /// What can be published: everything. What is counted as it is now is published rounded, since exact figures of one day set beside the next give away who moved between
    /// (docs/adr/0029). What goes by the day of counting is here as on no day: <see cref="Prepare(Actor, MakePublication, CancellationToken)"/> takes its own.
    /// </summary>
    public static IReadOnlyList<MeasureFamily> Families { get; } =
    [
        .. Referrals.Statistics.Families.All, .. Step.All.Select(s => Timing.Family(s, DateOnly.MaxValue)), Demand.Family(DateOnly.MaxValue), .. Quality.Checks.Select(c => Quality.Family(c, DateOnly.MaxValue)),
    ];

    /// <summary>The breakdowns a publication can have: none by staff, and none that a reader would need the catalogue of a day for.</summary>
    public static IReadOnlyList<Breakdown> Breakdowns { get; } =
    [
        Breakdown.Region, Breakdown.Pdu, Breakdown.Programme, Breakdown.Month, Breakdown.Quarter, Breakdown.FinancialYear, Breakdown.Sara, Breakdown.Ordered, Breakdown.Reason, Breakdown.Recommended, .. Breakdown.Characteristics,
    ];

    /// <summary>Those of them that a family is counted by.</summary>
    public static IReadOnlyList<Breakdown> BreakdownsOf(MeasureFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        return [.. Breakdowns.Where(family.Breakdowns.Contains)];
    }

    public static bool MayPublish(Actor actor) => actor.Role is Roles.NationalLead or Roles.Administrator;

    /// <summary>What it would be, under disclosure control and compared with everything published; nothing is kept.</summary>
    public async Task<(PublicationDocument? Document, Refusal? Refusal)> Prepare(Actor actor, MakePublication request, CancellationToken cancellation = default)
    {
        if (!MayPublish(actor))
            return (null, new NotAPublisher());
        await using var db = factory.CreateDbContext();
        return await Prepare(db, request, cancellation);
    }

    /// <summary>Counts, protects and freezes. The files are made here and never again.</summary>
    public async Task<(Guid? Id, Refusal? Refusal)> Make(Actor actor, MakePublication request, CancellationToken cancellation = default)
    {
        if (!MayPublish(actor))
            return (null, new NotAPublisher());
        await using var db = factory.CreateDbContext();
        if (await db.Publications.AnyAsync(p => p.Id == request.RequestId, cancellation))
            return (request.RequestId, null);
        var (document, refusal) = await Prepare(db, request, cancellation);
        if (document is null)
            return (null, refusal);

        var files = Files(request.RequestId, document);
        var publication = new Publication
        {
            Id = request.RequestId,
            SeriesId = request.Revises is { } revises ? (await db.Publications.AsNoTracking().SingleAsync(p => p.Id == revises, cancellation)).SeriesId : request.RequestId,
            Number = document.Number,
            Title = document.Title,
            Summary = document.Summary,
            Changed = document.Changed,
            PeriodFrom = document.Tables[0].Table.Period.From,
            PeriodTo = document.Tables[0].Table.Period.To,
            Family = request.Family.Key,
            Cohort = (request.Cohort ?? request.Family.Cohorts[0]).Key,
            Breakdowns = string.Join(' ', document.Tables.Select(t => t.Table.By.Key)),
            Definitions = string.Join(' ', document.Tables[0].Table.Measures.Select(m => $"{m.Key}/{m.Version}")),
            Threshold = request.Threshold,
            RoundTo = request.RoundTo,
            AsAt = document.AsAt,
            MadeAt = time.GetUtcNow(),
            MadeBy = actor.Username,
            ReleaseAt = request.ReleaseAt,
            Checksum = ChecksumOf(files),
        };
        db.Add(publication);
        db.AddRange(files);
        Answer(db, actor, $"publication made, number {publication.Number}, {publication.Checksum[..12]}");
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException e) when (Workflows.Changes.IsConflict(e))
        {
            await using var again = factory.CreateDbContext();
            // The same was asked for at the same moment, or somebody else revised it first.
            return await again.Publications.AnyAsync(p => p.Id == request.RequestId, cancellation) ? (request.RequestId, null) : (null, new NotRevisable());
        }

        return (publication.Id, null);
    }

    /// <summary>Every publication the actor may know of, latest release first: those released, and for those who publish also what is to come.</summary>
    public async Task<IReadOnlyList<PublicationView>> List(Actor actor, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var publications = await db.Publications.AsNoTracking().ToListAsync(cancellation);
        var events = (await db.PublicationEvents.AsNoTracking().OrderBy(e => e.Sequence).ToListAsync(cancellation)).ToLookup(e => e.PublicationId);
        return [.. publications.Select(p => View(actor, p, [.. events[p.Id]])).Where(v => v.MaySee || (MayPublish(actor) && !v.IsWithdrawn)).OrderByDescending(v => v.Publication.ReleaseAt).ThenByDescending(v => v.Publication.Number)];
    }

    /// <summary>One publication; null where the actor may not know of it.</summary>
    public async Task<PublicationView?> Find(Actor actor, Guid id, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await Find(db, actor, id, cancellation);
    }

    /// <summary>A file of a publication, byte for byte as it was frozen; null where the actor may not read it. A look before the release is written down before anything is given.</summary>
    public async Task<PublicationFile?> File(Actor actor, Guid id, string name, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await Find(db, actor, id, cancellation) is not { MaySee: true } view
            || await db.PublicationFiles.AsNoTracking().SingleOrDefaultAsync(f => f.PublicationId == id && f.Name == name, cancellation) is not { } file)
        {
            return null;
        }

        if (!view.IsReleased)
        {
            await Add(actor, id, PublicationEvent.LookedBefore, actor.Username, name, _ => null, cancellation);
        }

        return file;
    }

    /// <summary>Lets somebody read it before its release, or no longer.</summary>
    public Task<Refusal?> Allow(Actor actor, Guid id, string username, bool allowed, CancellationToken cancellation = default) =>
        Add(actor, id, allowed ? PublicationEvent.AccessGiven : PublicationEvent.AccessTaken, username.Trim(), null,
            view => view.IsReleased ? new ReleasedAlready() : view.Access.Contains(username.Trim(), StringComparer.OrdinalIgnoreCase) == allowed ? new NothingToDo() : null, cancellation, publishersOnly: true);

    /// <summary>Takes it back before its release. Afterwards only a revision puts anything right.</summary>
    public Task<Refusal?> Withdraw(Actor actor, Guid id, string why, CancellationToken cancellation = default) =>
        Add(actor, id, PublicationEvent.Withdrawn, null, why.Trim(), view => view.IsReleased ? new ReleasedAlready() : view.IsWithdrawn ? new NothingToDo() : null, cancellation, publishersOnly: true);

    /// <summary>Writes down the release of whatever's time has come; once, however many nodes do it.</summary>
    /// <returns>How many.</returns>
    public async Task<int> Release(CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        List<Guid> due;
        await using (var db = factory.CreateDbContext())
        {
            due = await db.Publications.Where(p => p.ReleaseAt <= now && !db.PublicationEvents.Any(e => e.PublicationId == p.Id && (e.Kind == PublicationEvent.Released || e.Kind == PublicationEvent.Withdrawn)))
                .OrderBy(p => p.ReleaseAt).Select(p => p.Id).ToListAsync(cancellation);
        }

        var released = 0;
        foreach (var id in due)
        {
            if (await Add(Actor.Service(ReleasePublications.JobName), id, PublicationEvent.Released, null, null, view => view.Events.Any(e => e.Kind == PublicationEvent.Released) ? new NothingToDo() : null, cancellation) is null)
                released++;
        }

        return released;
    }

    /// <summary>Whether every file is still what it was frozen as: the publications that are not.</summary>
    public async Task<IReadOnlyList<Guid>> Broken(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        List<Guid> broken = [];
        foreach (var publication in await db.Publications.AsNoTracking().OrderBy(p => p.MadeAt).ToListAsync(cancellation))
        {
            var files = await db.PublicationFiles.AsNoTracking().Where(f => f.PublicationId == publication.Id).ToListAsync(cancellation);
            if (files.Any(f => Hash(f.Content) != f.Checksum) || ChecksumOf(files) != publication.Checksum) broken.Add(publication.Id);
        }

        return broken;
    }

    private sealed record NothingToDo() : Refusal("That is so already.");

    private async Task<(PublicationDocument? Document, Refusal? Refusal)> Prepare(ReferralsDbContext db, MakePublication request, CancellationToken cancellation)
    {
        if (request.By.Count == 0)
            return (null, new CannotPublish(["Choose at least one table."]));
        var today = measures.Today;
        if (!Families.Any(f => f.Key == request.Family.Key) || Referrals.Statistics.Families.Find(request.Family.Key, today) is not { } family || (request.Cohort is { } asked && family.FindCohort(asked.Key) is null))
            return (null, new CannotPublish(["These measures cannot be published."]));
        var cohort = family.FindCohort(request.Cohort?.Key)!;
        if (cohort.AsItIsNow && request.RoundTo is null)
            return (null, new CannotPublish([$"{family.Name} counts what is so on one day. Set beside the same of another day exact figures would give away who moved: publish them rounded."]));
        var period = cohort.AsItIsNow ? new StatisticsPeriod(today, today) : request.Period;
        if (request.By.Except(BreakdownsOf(request.Family)).ToList() is { Count: > 0 } others)
            return (null, new CannotPublish([$"{request.Family.Name} is not published by {string.Join(" or ", others.Select(b => b.Name.InSentence()))}."]));
        List<(Breakdown By, Breakdown And)> pairs = [.. request.Pairs.Select(p => Referrals.Statistics.Breakdown.All.Index().First(b => b.Item == p.By || b.Item == p.And).Item == p.By ? p : (By: p.And, And: p.By)).Distinct()];
        if (pairs.Find(p => p.By == p.And || p.By.NestsIn.Contains(p.And.Key) || p.And.NestsIn.Contains(p.By.Key)) is { By: not null } same)
            return (null, new CannotPublish([$"By {same.By.Name.InSentence()} and {same.And.Name.InSentence()} at once is no table: one lies in the other."]));
        if (pairs.SelectMany(p => (Breakdown[])[p.By, p.And]).Except(request.By).Distinct().ToList() is { Count: > 0 } margins)
            return (null, new CannotPublish([$"A table by two things can only be protected beside the tables by each of them. Add: by {string.Join(", by ", margins.Select(b => b.Name.InSentence()))}."]));
        foreach (var (by, and) in pairs)
        {
            foreach (var (one, two) in by.NestsIn.Where(n => request.By.Any(b => b.Key == n)).Select(n => (One: Referrals.Statistics.Breakdown.Find(n)!, Two: and)).Concat(and.NestsIn.Where(n => request.By.Any(b => b.Key == n)).Select(n => (One: by, Two: Referrals.Statistics.Breakdown.Find(n)!))))
            {
                if (!pairs.Contains((one, two)))
                    return (null, new CannotPublish([$"A table by {by.Name.InSentence()} and {and.Name.InSentence()} gives that by {one.Name.InSentence()} and {two.Name.InSentence()}, which is protected only as a table of its own. Add it."]));
            }
        }

        var number = 1;
        if (request.Revises is { } revises)
        {
            if (string.IsNullOrWhiteSpace(request.Changed))
                return (null, new CannotPublish(["Say what changed and why."]));
            var series = await db.Publications.Where(p => p.Id == revises).Select(p => (Guid?)p.SeriesId).SingleOrDefaultAsync(cancellation);
            var latest = await db.Publications.AsNoTracking().Where(p => p.SeriesId == series).OrderByDescending(p => p.Number).FirstOrDefaultAsync(cancellation);
            if (latest is null || latest.Id != revises || await db.PublicationEvents.AnyAsync(e => e.PublicationId == revises && e.Kind == PublicationEvent.Withdrawn, cancellation))
                return (null, new NotRevisable());
            if ((latest.Family, latest.Cohort) != (family.Key, cohort.Key))
                return (null, new CannotPublish([$"A revision counts what the publication it revises counts: {latest.Family}, by {latest.Cohort}. Publish other measures as a publication of their own."]));
            number = latest.Number + 1;
        }

        // All of it is of the same rows, whoever works meanwhile.
        var asAt = await measures.AsAt(cancellation);
        var counted = Questions(family, cohort, period, request.By, pairs).Select(question => Placed(measures.Count(asAt, question)) with { Scope = ScopeOf(cohort) }).ToList();
        var earlier = await Earlier(db, cancellation);
        IReadOnlyList<StatisticsTable> tables;
        try
        {
            tables = DisclosureControl.Apply(counted, new DisclosureRules { Threshold = request.Threshold, RoundTo = request.RoundTo }, [.. earlier.SelectMany(e => e.Tables)]);
        }
        catch (Exception refused) when (refused is DisclosureException or InvalidOperationException)
        {
            return (null, new CannotPublish([refused.Message]));
        }

        if (Differencing.Problems(tables, [.. earlier.SelectMany(e => e.Tables)]) is { Count: > 0 } problems)
            return (null, new CannotPublish(problems));
        var published = WithEstimates(asAt, family, [.. Questions(family, cohort, period, request.By, pairs)], tables);
        var before = earlier.FirstOrDefault(e => e.Id == request.Revises).Tables ?? [];
        return (new PublicationDocument
        {
            Title = request.Title.Trim(),
            Summary = request.Summary.Trim(),
            Number = number,
            Changed = request.Changed?.Trim(),
            Publisher = Publisher,
            Contact = request.Contact.Trim(),
            AsAt = counted[0].AsAt,
            ReleasedOn = LondonTime.DateOf(request.ReleaseAt),
            IsProvisional = request.IsProvisional,
            Tables = [.. published.Select(t => new PublicationTable(t.Table, t.Finding, t.Table.By == Breakdown.Pdu || t.Table.And is not null ? [] : BarChart.BarsOf(family)) { Revised = Revised(t.Table, before) })],
        }, null);
    }

    private static IEnumerable<Question> Questions(MeasureFamily family, Referrals.Statistics.Cohort cohort, StatisticsPeriod period, IReadOnlyList<Breakdown> by, IReadOnlyList<(Breakdown By, Breakdown And)> pairs) =>
        by.Select(b => (By: b, And: (Breakdown?)null)).Concat(pairs.Select(p => (p.By, And: (Breakdown?)p.And))).Select(t => new Question { Family = family, Cohort = cohort, Period = period, By = t.By, And = t.And });

    /// <summary>The tables with what is drawn from them: days of a step, or places and outlook. Each goes by the protected counts.</summary>
    private IReadOnlyList<(StatisticsTable Table, string Finding)> WithEstimates(CountedRows asAt, MeasureFamily family, IReadOnlyList<Question> questions, IReadOnlyList<StatisticsTable> tables)
    {
        if (Timing.StepOf(family.Key) is null && family.Key != Demand.Key)
            return [.. tables.Select(t => (t, FindingOf(t, family)))];
        var done = new List<(StatisticsTable, string)>();
        foreach (var (question, table) in questions.Zip(tables))
        {
            if (Timing.StepOf(family.Key) is { } step)
            {
                var times = measures.Times(asAt, step, question, table);
                done.Add((times.Published(), Answers.Time(times)));
            }
            else
            {
                done.Add((measures.Capacity(asAt, question.By, table).Published(), FindingOf(table, family)));
            }
        }

        return done;
    }

    /// <summary>Among whom is counted. Families of the same people have the same, so that what one shows of them is known when another is protected.</summary>
    private static string ScopeOf(Referrals.Statistics.Cohort cohort) => cohort == Referrals.Statistics.Families.ByAssessment ? "England and Wales" : $"England and Wales, {cohort.Name.InSentence()}";

    private static string FindingOf(StatisticsTable table, MeasureFamily family) => family.Key == Referrals.Statistics.Families.ReferralsAndCompletions.Key ? Findings.Of(table) : Answers.Share(table, family);

    /// <summary>What was published or is about to be, and was not withdrawn.</summary>
    private static async Task<List<(Guid Id, IReadOnlyList<PublishedTable> Tables)>> Earlier(ReferralsDbContext db, CancellationToken cancellation)
    {
        var files = await db.PublicationFiles.AsNoTracking()
            .Where(f => f.Name == Publication.Json && !db.PublicationEvents.Any(e => e.PublicationId == f.PublicationId && e.Kind == PublicationEvent.Withdrawn))
            .Join(db.Publications, f => f.PublicationId, p => p.Id, (f, p) => new { p.Id, p.Title, p.Number, f.Content }).ToListAsync(cancellation);
        return [.. files.Select(f => (f.Id, JsonWriter.Read(Encoding.UTF8.GetString(f.Content), $"“{f.Title}”, number {f.Number}")))];
    }

    private static HashSet<string> Revised(StatisticsTable table, IReadOnlyList<PublishedTable> before)
    {
        var now = PublishedTable.Of(table, "");
        return before.FirstOrDefault(b => b.By == now.By && b.Period == now.Period) is { } was
            ? [.. now.Figures.Where(f => was.Figures.TryGetValue(f.Key, out var count) ? count != f.Value : f.Value is not null).Select(f => f.Key.Row)]
            : [];
    }

    /// <summary>The table with where its rows lie in others'.</summary>
    private CountedTable Placed(CountedTable table) => table.By != Breakdown.Pdu
        ? table
        : table with
        {
            Rows =
            [
                .. table.Rows.Select(r => r.Within.Count == 0 && int.TryParse(r.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var pdu)
                    ? r with { Within = [new RowReference(Breakdown.Region.Key, catalogue.Current.Areas.Pdu(pdu).RegionCode)] }
                    : r),
            ],
        };

    private static List<PublicationFile> Files(Guid id, PublicationDocument document)
    {
        using var ods = new MemoryStream();
        OdsWriter.Write(document, ods);
        return
        [
            Text(Publication.Bulletin, "text/html; charset=utf-8", BulletinWriter.Write(document)),
            Text(Publication.Csv, "text/csv; charset=utf-8", TidyCsvWriter.Write(document)),
            Text(Publication.Metadata, "application/csvm+json; charset=utf-8", TidyCsvWriter.Metadata(document, Publication.Csv)),
            Text(Publication.Json, "application/json; charset=utf-8", JsonWriter.Write(document)),
            Of(Publication.Ods, OdsWriter.ContentType, ods.ToArray()),
        ];

        PublicationFile Text(string name, string type, string text) => Of(name, type, Encoding.UTF8.GetBytes(text));

        PublicationFile Of(string name, string type, byte[] content) => new() { PublicationId = id, Name = name, ContentType = type, Content = content, Checksum = Hash(content) };
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static string ChecksumOf(IEnumerable<PublicationFile> files) =>
        Hash(Encoding.UTF8.GetBytes(string.Join('\n', files.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name} {f.Checksum}"))));

    private async Task<PublicationView?> Find(ReferralsDbContext db, Actor actor, Guid id, CancellationToken cancellation)
    {
        if (await db.Publications.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellation) is not { } publication)
            return null;
        var view = View(actor, publication, await db.PublicationEvents.AsNoTracking().Where(e => e.PublicationId == id).OrderBy(e => e.Sequence).ToListAsync(cancellation));
        return view.MaySee || MayPublish(actor) ? view : null;
    }

    private PublicationView View(Actor actor, Publication publication, IReadOnlyList<PublicationEvent> events)
    {
        var withdrawn = events.Any(e => e.Kind == PublicationEvent.Withdrawn);
        // The time decides and not the job: a job that is late keeps nothing back, and one that is early shows nothing.
        var released = !withdrawn && publication.ReleaseAt <= time.GetUtcNow();
        var access = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var change in events)
        {
            if (change.Kind == PublicationEvent.AccessGiven) access.Add(change.Username!);
            else if (change.Kind == PublicationEvent.AccessTaken) access.Remove(change.Username!);
        }

        var early = string.Equals(publication.MadeBy, actor.Username, StringComparison.OrdinalIgnoreCase) || access.Contains(actor.Username);
        return new PublicationView(publication, released, withdrawn, released || (early && !withdrawn), [.. access], events);
    }

    private async Task<Refusal?> Add(Actor actor, Guid id, string kind, string? username, string? words, Func<PublicationView, Refusal?> refuse, CancellationToken cancellation, bool publishersOnly = false)
    {
        if (publishersOnly && !MayPublish(actor))
            return new NotAPublisher();
        while (true)
        {
            await using var db = factory.CreateDbContext();
            var publication = await db.Publications.AsNoTracking().SingleAsync(p => p.Id == id, cancellation);
            var view = View(actor, publication, await db.PublicationEvents.AsNoTracking().Where(e => e.PublicationId == id).OrderBy(e => e.Sequence).ToListAsync(cancellation));
            if (refuse(view) is { } refusal)
                return refusal;
            db.Add(new PublicationEvent { Id = Ids.New(time.GetUtcNow()), PublicationId = id, Sequence = view.Events.Count + 1, Kind = kind, At = time.GetUtcNow(), By = actor.Username, Username = username, Words = words });
            Answer(db, actor, $"publication {id:N}: {kind}{(username is null ? "" : $" {username}")}");
            try
            {
                await db.SaveChangesAsync(cancellation);
                return null;
            }
            catch (DbUpdateException) when (db.PublicationEvents.AsNoTracking().Count(e => e.PublicationId == id) > view.Events.Count)
            {
                // Somebody else was first: what they did is looked at, and it is tried again.
            }
        }
    }

    private static void Answer(ReferralsDbContext db, Actor actor, string what)
    {
        db.Trail.Responsible = actor;
        db.Trail.Say(new AuditLine(actor, AuditActs.Changed, null, null, Occasion.Current?.Feature ?? "publications", Occasion.Current?.Reference, what));
    }
}
