using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Catalogues;

/// <summary>One version of a catalogue file, shipped or released.</summary>
public sealed record CatalogueVersion
{
    public required string Name { get; init; }
    public required int Version { get; init; }
    public required DateOnly ValidFrom { get; init; }
    public required string Description { get; init; }
    public required string Json { get; init; }

    /// <summary>Null where it came with the program.</summary>
    public CatalogueRelease? Release { get; init; }
}

/// <summary>Nobody wrote on it, or somebody released or gave it up meanwhile.</summary>
public sealed record NoDraft() : Refusal("There is no draft any more: somebody has released it or given it up.");

/// <summary>Somebody else wrote on the draft since it was shown.</summary>
public sealed record DraftChanged() : Refusal("Somebody else has changed the draft since you opened it. Read it again.");

/// <summary>What is wrong with a draft, each line naming the entry and what to do.</summary>
public sealed record DraftWrong(IReadOnlyList<CatalogueProblem> Problems) : Refusal("The draft cannot be released: " + string.Join("; ", Problems));

/// <summary>The day is not one on which a new version may begin.</summary>
public sealed record DayTooEarly(DateOnly Earliest) : Refusal($"A new version begins on {Earliest.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("en-GB"))} or later.");

/// <summary>
/// The versions of the catalogue, and the three files that administrators change in the service: reasons, service levels and ladders. A change is written on a
/// draft, shown against the version before it, and released as a new dated version. A released one is never changed.
/// </summary>
public sealed class CatalogueService(DatabaseFactory factory, CatalogueSource source, TimeProvider time)
{
    public const string Reasons = "reasons";
    public const string ServiceLevels = "service-levels";
    public const string Ladders = "ladders";

    private static readonly JsonSerializerOptions s_written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The files that are changed in the service.</summary>
    public static IReadOnlyList<string> Editable { get; } = [Reasons, ServiceLevels, Ladders];

    /// <summary>Every version of every file, by name, newest first.</summary>
    public async Task<IReadOnlyList<CatalogueVersion>> Versions(CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        var released = await db.CatalogueReleases.AsNoTracking().ToListAsync(cancellation);
        return
        [
            .. source.Shipped.Select(text => Of(text.Json, null)).Concat(released.Select(r => Of(r.Json, r)))
                .OrderBy(v => v.Name, StringComparer.Ordinal).ThenByDescending(v => v.Version),
        ];
    }

    /// <summary>The draft of a file; null where there is none.</summary>
    public async Task<CatalogueDraft?> Draft(string name, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        return await db.CatalogueDrafts.AsNoTracking().FirstOrDefaultAsync(d => d.Name == name, cancellation);
    }

    /// <summary>Writes an entry on the draft, which begins as the newest version where there is none; with no entry takes the one of the key out.</summary>
    /// <param name="key">The key or code of the entry.</param>
    /// <param name="version">Of the draft as it was shown; 0 where there was none.</param>
    public async Task<Refusal?> Write(Actor actor, string name, string key, JsonObject? entry, int version, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!Editable.Contains(name))
            throw new ArgumentException($"The file '{name}' is not changed in the service.", nameof(name));
        var newest = (await Versions(cancellation)).First(v => v.Name == name);
        await using var db = factory.CreateDbContext();
        var draft = await db.CatalogueDrafts.AsTracking().FirstOrDefaultAsync(d => d.Name == name, cancellation);
        if ((draft?.Version ?? 0) != version)
            return new DraftChanged();
        var file = JsonNode.Parse(draft?.Json ?? newest.Json)!.AsObject();
        file["version"] = newest.Version + 1;
        var entries = file["entries"]!.AsArray();
        var at = entries.Select((e, i) => (Key: KeyOf(e), Index: i)).LastOrDefault(e => e.Key == key, (Key: null, Index: -1)).Index;
        if (entry is null && at >= 0)
            entries.RemoveAt(at);
        else if (entry is not null && at >= 0)
            entries[at] = entry.DeepClone();
        else if (entry is not null)
            entries.Add(entry.DeepClone());
        var json = file.ToJsonString(s_written);
        if (await Problems(name, newest.Version + 1, json, newest.ValidFrom.AddDays(1), cancellation) is { Count: > 0 } problems)
            return new DraftWrong(problems);
        if (draft is null)
            db.Add(draft = new CatalogueDraft { Name = name, Json = json, ChangedBy = actor.Name });
        (draft.Json, draft.ChangedBy, draft.ChangedAt, draft.Version) = (json, actor.Name, time.GetUtcNow(), draft.Version + 1);
        return await Save(db, actor, $"draft of {name}: {key}", cancellation) ? null : new DraftChanged();
    }

    public async Task<Refusal?> GiveUp(Actor actor, string name, int version, CancellationToken cancellation = default)
    {
        await using var db = factory.CreateDbContext();
        if (await db.CatalogueDrafts.AsTracking().FirstOrDefaultAsync(d => d.Name == name, cancellation) is not { } draft)
            return new NoDraft();
        if (draft.Version != version)
            return new DraftChanged();
        db.Remove(draft);
        return await Save(db, actor, $"draft of {name} given up", cancellation) ? null : new DraftChanged();
    }

    /// <summary>Releases the draft as the next version from a day on; the day is today at the earliest, and after that of the version before.</summary>
    public async Task<Refusal?> Release(Actor actor, string name, DateOnly from, string words, int version, CancellationToken cancellation = default)
    {
        var newest = (await Versions(cancellation)).First(v => v.Name == name);
        await using var db = factory.CreateDbContext();
        if (await db.CatalogueDrafts.AsTracking().FirstOrDefaultAsync(d => d.Name == name, cancellation) is not { } draft)
            return new NoDraft();
        if (draft.Version != version)
            return new DraftChanged();
        var earliest = Earliest(newest);
        if (from < earliest)
            return new DayTooEarly(earliest);
        var json = Dated(draft.Json, newest.Version + 1, from);
        if (await Problems(name, newest.Version + 1, json, from, cancellation) is { Count: > 0 } problems)
            return new DraftWrong(problems);
        db.Add(new CatalogueRelease { Name = name, Version = newest.Version + 1, ValidFrom = from, Json = json, ReleasedAt = time.GetUtcNow(), ReleasedBy = actor.Name, Words = words.Trim() });
        db.Remove(draft);
        if (!await Save(db, actor, string.Create(CultureInfo.InvariantCulture, $"{name} version {newest.Version + 1} from {from:yyyy-MM-dd}"), cancellation))
            return new DraftChanged();
        await source.Refresh(cancellation);
        return null;
    }

    /// <summary>The first day on which the next version of a file may begin.</summary>
    public DateOnly Earliest(CatalogueVersion newest)
    {
        ArgumentNullException.ThrowIfNull(newest);
        var today = LondonTime.Today(time);
        return newest.ValidFrom < today ? today : newest.ValidFrom.AddDays(1);
    }

    /// <summary>The catalogue as it would be with one more text on top of what is in force, or what is wrong with it.</summary>
    public async Task<CatalogueReading> With(CatalogueText text, CancellationToken cancellation = default)
    {
        var texts = (await Versions(cancellation)).Select(v => CatalogueText.Of(v.Name, v.Version, v.Json));
        return CatalogueReader.Read([.. texts.Where(t => t.File != text.File), text]);
    }

    public static CatalogueVersion Of(string json, CatalogueRelease? release)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new CatalogueVersion
        {
            Name = root.GetProperty("catalogue").GetString()!,
            Version = root.GetProperty("version").GetInt32(),
            ValidFrom = DateOnly.ParseExact(root.GetProperty("validFrom").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            Description = root.TryGetProperty("description", out var words) ? words.GetString() ?? "" : "",
            Json = json,
            Release = release,
        };
    }

    /// <summary>The key or code of an entry.</summary>
    public static string? KeyOf(JsonNode? entry) => entry?["code"]?.GetValue<string>() ?? entry?["key"]?.GetValue<string>();

    private static string Dated(string json, int version, DateOnly from)
    {
        var file = JsonNode.Parse(json)!.AsObject();
        (file["version"], file["validFrom"]) = (version, from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return file.ToJsonString(s_written);
    }

    /// <summary>What the reader says of it on top of everything else, and keys that definitions or old cases rest on and that are gone.</summary>
    private async Task<IReadOnlyList<CatalogueProblem>> Problems(string name, int version, string json, DateOnly from, CancellationToken cancellation)
    {
        await using var db = factory.CreateDbContext();
        var text = CatalogueText.Of(name, version, Dated(json, version, from));
        var released = await db.CatalogueReleases.AsNoTracking().ToListAsync(cancellation);
        var problems = CatalogueReader.Read([.. source.Shipped, .. released.Select(r => r.Text), text]).Problems.Where(p => p.File == text.File).ToList();
        var before = source.Shipped.Concat(released.Select(r => r.Text)).Where(t => t.File.StartsWith(name + ".v", StringComparison.Ordinal)).SelectMany(t => CatalogueChanges.Entries(t.Json)).Select(e => e.Key);
        var now = CatalogueChanges.Entries(json).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(before.Distinct(StringComparer.Ordinal).Where(key => !now.Contains(key)).Select(key => new CatalogueProblem(text.File, "$.entries", $"'{key}' is gone; put it back: cases and definitions rest on it, and an entry that is no longer used is ended by its last day")));
        return problems;
    }

    private static async Task<bool> Save(ReferralsDbContext db, Actor actor, string what, CancellationToken cancellation)
    {
        db.Trail.Responsible = actor;
        db.Trail.Say(new AuditLine(actor, AuditActs.Changed, null, null, Occasion.Current?.Feature ?? "catalogue", Occasion.Current?.Reference, what));
        try
        {
            await db.SaveChangesAsync(cancellation);
            return true;
        }
        catch (DbUpdateException)
        {
            // Somebody else released, wrote or gave up in the same moment: the key or the version says so.
            return false;
        }
    }
}
