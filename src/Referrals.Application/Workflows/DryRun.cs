using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Catalogues;
using Referrals.Application.Data;
using Referrals.Domain;
using Referrals.Statistics;
using Referrals.Workflows;

namespace Referrals.Application.Workflows;

/// <summary>One need that would go another way. No name: whoever may see the person finds them by the reference.</summary>
public sealed record OtherWay(Guid PersonId, string Reference, string Before, string After);

/// <summary>What trying a new version over recent needs gave.</summary>
public sealed record DryRunReport
{
    public required int Tried { get; init; }

    /// <summary>Those that go another way, gathered by how; how many each, small numbers withheld from those who reach no case.</summary>
    public required IReadOnlyList<(string Before, string After, Cell Count)> Ways { get; init; }

    /// <summary>Those of them whom the actor may be shown; at most <see cref="DryRun.MostListed"/>.</summary>
    public required IReadOnlyList<OtherWay> Listed { get; init; }

    /// <summary>Those that come to a step which ran for nobody yet, so that nobody can say how it would answer; by the step.</summary>
    public IReadOnlyList<(string Step, Cell Count)> CannotSay { get; init; } = [];

    /// <summary>All that go another way; withheld where it would give away what is.</summary>
    public required Cell Other { get; init; }
}

/// <summary>A workflow definition or a catalogue file that is no version yet: what is wrong with it, how it differs from the newest, what it would do.</summary>
public sealed record Trial
{
    /// <summary>What it is a version of, in words.</summary>
    public string What { get; init; } = "";

    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Differences of a definition from the newest version.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>Differences of a catalogue file from the newest version.</summary>
    public IReadOnlyList<EntryChange> Entries { get; init; } = [];

    /// <summary>Null where there are problems, or where what changed decides on no need's way.</summary>
    public DryRunReport? Report { get; init; }
}

/// <summary>
/// Tries a new version over recent needs without changing anything. A definition is tried by giving each recent instance's journal to it: the same answers, the same
/// signals. Programmes and thresholds are tried by recommending again.
/// </summary>
public sealed class DryRun(DatabaseFactory factory, CatalogueService catalogues, CatalogueSource source, Definitions definitions, ActivityLibrary library, IWorkflowEngine engine, CaseAccess access, TimeProvider time)
{
    /// <summary>How many recent needs are tried.</summary>
    public const int Most = 500;

    public const int MostListed = 100;

    /// <summary>Tries the text of a definition or of a catalogue file.</summary>
    public async Task<Trial> Try(Actor actor, string json, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        CatalogueVersion? file;
        try
        {
            using var document = System.Text.Json.JsonDocument.Parse(json);
            file = document.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object && document.RootElement.TryGetProperty("catalogue", out _) ? CatalogueService.Of(json, null) : null;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return new Trial { Problems = [$"This is neither a workflow definition nor a catalogue file: {e.Message}"] };
        }

        return file is null ? await Definition(actor, json, cancellation) : await File(actor, file, cancellation);
    }

    private async Task<Trial> File(Actor actor, CatalogueVersion file, CancellationToken cancellation)
    {
        var newest = (await catalogues.Versions(cancellation)).FirstOrDefault(v => v.Name == file.Name);
        var reading = await catalogues.With(CatalogueText.Of(file.Name, file.Version, file.Json), cancellation);
        var trial = new Trial
        {
            What = $"{file.Name}, version {file.Version}",
            Problems = [.. reading.Problems.Select(p => p.ToString())],
            Entries = newest is null || newest.Version == file.Version ? [] : CatalogueChanges.Between(newest.Json, file.Json),
        };
        if (newest is not null && newest.Version >= file.Version)
            trial = trial with { Problems = [.. trial.Problems, $"version {file.Version} is not new; the newest is {newest.Version}, so make it {newest.Version + 1}"] };
        if (trial.Problems.Count > 0 || file.Name is not ("programmes" or "thresholds"))
            return trial;

        var today = LondonTime.Today(time);
        // Both are asked about the first day on which the new one counts, so that only the version differs.
        var on = file.ValidFrom > today ? file.ValidFrom : today;
        var others = new List<OtherWay>();
        var tried = 0;
        await using var db = factory.CreateDbContext();
        var recent = await db.Needs.OrderByDescending(n => n.OpenedOn).ThenBy(n => n.Id).Take(Most).Select(n => new { n.PersonId, n.Reference }).ToListAsync(cancellation);
        foreach (var some in recent.Chunk(100))
        {
            var ids = some.Select(n => n.PersonId).ToArray();
            var people = await db.Everybody().AsNoTracking().Where(p => ids.Contains(p.Id)).Include(p => p.Supervisions).Include(p => p.Assessments).ToDictionaryAsync(p => p.Id, cancellation);
            foreach (var need in some)
            {
                tried++;
                var (before, after) = (Says(source.Current, people[need.PersonId], on), Says(reading.Catalogue!, people[need.PersonId], on));
                if (before != after)
                    others.Add(new OtherWay(need.PersonId, need.Reference, before, after));
            }
        }

        return trial with { Report = await Report(actor, tried, others, [], cancellation) };
    }

    private static string Says(Catalogue catalogue, Person person, DateOnly on)
    {
        var facts = CaseFactsOf.Person(person, catalogue, on);
        if (InterventionWanted.Of(facts, catalogue.ThresholdsOn(on)).Answer == Wanted.NotWanted)
            return "No intervention is wanted";
        var said = Recommender.Recommend(catalogue, facts, on);
        return said.Recommended?.Name ?? (said.CannotBeRuledOut.Count > 0 ? "Nothing can be recommended yet" : "Nothing fits");
    }

    private async Task<Trial> Definition(Actor actor, string json, CancellationToken cancellation)
    {
        var reading = DefinitionChecker.ReadAndCheck(json, "the file", library.Types, definitions.Context(source.Current));
        if (reading.Definition is not { } now || reading.Problems.Count > 0)
            return new Trial { Problems = [.. reading.Problems.Select(p => p.ToString())] };
        var trial = new Trial { What = $"{now.Name}, version {now.Version}" };
        if (definitions.All.Where(d => d.DefinitionId == now.DefinitionId).MaxBy(d => d.Version) is not { } newest)
            return trial with { Differences = ["This is a workflow that did not exist: nothing runs on it yet."] };
        trial = trial with { Differences = DefinitionChanges.Between(newest, now) };
        if (now.Version <= newest.Version)
            return trial with { Problems = [$"version {now.Version} is not new; the newest is {newest.Version}, so make it {newest.Version + 1}"] };

        var others = new List<OtherWay>();
        var unknown = new Dictionary<string, int>(StringComparer.Ordinal);
        var tried = 0;
        await using var db = factory.CreateDbContext();
        var recent = await db.Instances.Where(i => i.DefinitionId == newest.DefinitionId && i.DefinitionVersion == newest.Version && i.PersonId != null)
            .OrderByDescending(i => i.StartedAt).ThenBy(i => i.Id).Take(Most)
            .Select(i => new { i.Id, PersonId = i.PersonId!.Value, Reference = db.Needs.Where(n => n.Id == i.NeedId).Select(n => n.Reference).FirstOrDefault() }).ToListAsync(cancellation);
        foreach (var some in recent.Chunk(100))
        {
            var ids = some.Select(i => i.Id).ToArray();
            var journals = (await db.Journal.Where(j => ids.Contains(j.InstanceId)).OrderBy(j => j.Sequence).Select(j => new { j.InstanceId, j.Entry }).ToListAsync(cancellation)).ToLookup(j => j.InstanceId, j => JournalEntry.Parse(j.Entry));
            foreach (var instance in some)
            {
                var entries = journals[instance.Id].ToArray();
                // One that was moved here from an older version began by other rules.
                if (entries.Length == 0 || entries.Any(e => e.Signal is Migrated))
                    continue;
                tried++;
                var (before, after, step) = Walk(newest, now, entries);
                if (step is not null)
                    unknown[step] = unknown.GetValueOrDefault(step) + 1;
                else if (before != after)
                    others.Add(new OtherWay(instance.PersonId, instance.Reference ?? "About a person and no single need", before, after));
            }
        }

        return trial with { Report = await Report(actor, tried, others, [.. unknown.OrderByDescending(u => u.Value).ThenBy(u => u.Key, StringComparer.Ordinal).Select(u => (u.Key, u.Value))], cancellation) };
    }

    /// <summary>Where both versions stand once everything was given to them; or the step that only the new one runs.</summary>
    private (string Before, string After, string? Unknown) Walk(WorkflowDefinition before, WorkflowDefinition after, IReadOnlyList<JournalEntry> entries)
    {
        WorkflowState? old = null;
        WorkflowState? now = null;
        // Moved to another engine, it stood as it stood.
        foreach (var entry in entries.Where(e => e.Signal is not MovedTo))
        {
            string? missing = null;
            var ran = new Queue<StepRun>(entry.Steps);
            old = Advance(before, old, entry, entry.Signal, _ => ran.Dequeue().Outcome);
            var answers = entry.Steps.GroupBy(s => s.ActivityId).ToDictionary(g => g.Key, g => new Queue<string>(g.Select(s => s.Outcome)));
            try
            {
                // Waits are numbered by the engine as they open, so a new one in between moves the numbers on.
                var signal = entry.Signal is WaitEnded ended && now!.Wait(ended.WaitId) is null && now.Waits.FirstOrDefault(w => w.ActivityId == ended.WaitId.Split('#')[0]) is { } wait ? ended with { WaitId = wait.WaitId } : entry.Signal;
                now = Advance(after, now, entry, signal, step => answers.TryGetValue(step.Id, out var said) && said.TryDequeue(out var outcome) ? outcome : throw new WorkflowException(missing = step.Name));
            }
            catch (WorkflowException e)
            {
                return missing is not null ? ("", "", missing) : (Stands(before, old!), $"cannot go on: {e.Message}", null);
            }

            // Only one of them had something that waited for this: from here on they are on different ways.
            if (old!.Status != now!.Status || !At(old).SequenceEqual(At(now), StringComparer.Ordinal))
                return (Stands(before, old), Stands(after, now), null);
        }

        return (Stands(before, old!), Stands(after, now!), null);
    }

    private WorkflowState Advance(WorkflowDefinition definition, WorkflowState? state, JournalEntry entry, WorkflowSignal? signal, StepRunner run) =>
        entry.Signal is null ? engine.Start(definition, run).State : engine.Apply(definition, state!, signal!, run).State;

    private static IEnumerable<string> At(WorkflowState state) => state.Waits.Where(w => w.Kind != WaitKind.Listener).Select(w => w.ActivityId).Order(StringComparer.Ordinal);

    private static string Stands(WorkflowDefinition definition, WorkflowState state) => state.Status switch
    {
        InstanceStatus.Finished => $"ends as {state.Outcome}",
        InstanceStatus.Cancelled => "is cancelled",
        _ => "waits at " + string.Join(" and ", At(state).Select(a => definition.Activity(a).Name)),
    };

    private async Task<DryRunReport> Report(Actor actor, int tried, List<OtherWay> others, IReadOnlyList<(string Step, int Count)> unknown, CancellationToken cancellation)
    {
        // A national lead reaches no case, so that a small figure is not theirs to see.
        var small = actor.Role == Roles.NationalLead ? source.Current.ThresholdsOn(LondonTime.Today(time)).SmallNumber : 0;
        var listed = small > 0 ? [] : others.Take(MostListed).ToList();
        var cleared = await access.Among(listed.Select(o => o.PersonId), cancellation);
        var ways = others.GroupBy(o => (o.Before, o.After)).Select(g => (g.Key.Before, g.Key.After, Count: g.Count())).OrderByDescending(w => w.Count).ThenBy(w => w.Before, StringComparer.Ordinal).ToList();
        // Those that stay as they are count as well: they are what the others are missing from all that were tried.
        var cells = Cells([.. ways.Select(w => w.Count), .. unknown.Select(u => u.Count), tried - others.Count - unknown.Sum(u => u.Count)], small);
        return new DryRunReport
        {
            Tried = tried,
            Other = ways.Count == 0 ? Cell.Of(0) : cells[ways.Count..].Any(c => c.IsSuppressed) ? Cell.Suppressed : Cell.Of(others.Count),
            // Withheld, a number says nothing by its place either.
            Ways = [.. ways.Select((w, i) => (w.Before, w.After, cells[i])).OrderByDescending(w => w.Item3.Count ?? 0).ThenBy(w => w.Before, StringComparer.Ordinal).ThenBy(w => w.After, StringComparer.Ordinal)],
            Listed = [.. listed.Where(o => cleared.Contains(o.PersonId))],
            CannotSay = [.. unknown.Select((u, i) => (u.Step, cells[ways.Count + i]))],
        };
    }

    private Cell[] Cells(IReadOnlyList<int> counts, int small)
    {
        if (small < 2)
            return [.. counts.Select(c => Cell.Of(c))];
        var today = LondonTime.Today(time);
        var table = new CountedTable
        {
            Title = "A version tried",
            Period = new StatisticsPeriod(today, today),
            By = new Breakdown("way", "Way"),
            AsAt = today,
            Measures = [new("needs", "Needs", 1, "needs", "Needs that were tried.", null, "This service")],
            Rows = [.. counts.Select((c, i) => new CohortRow(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "", new Dictionary<string, long> { ["needs"] = c }))],
        };
        return [.. DisclosureControl.Apply(table, small).Rows.Select(r => r.Cells["needs"])];
    }
}
