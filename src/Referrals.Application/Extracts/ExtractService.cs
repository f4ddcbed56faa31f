using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Domain;

namespace Referrals.Application.Extracts;

/// <summary>How coarse a date of an extract is.</summary>
public enum DateGrain
{
    Week,
    Month,
    Quarter,
}

/// <summary>Configuration section <c>Referrals:Extract</c>.</summary>
public sealed class ExtractOptions
{
    public const string Section = "Referrals:Extract";

    /// <summary>The secret of the pseudonyms: 32 characters or more, kept outside the database and from those who get an extract. Another for each study keeps studies from being joined.</summary>
    public string Key { get; set; } = "";

    public DateGrain Dates { get; set; } = DateGrain.Month;

    /// <summary>Years an age band is wide.</summary>
    [Range(5, 20)]
    public int AgeBand { get; set; } = 10;
}

public sealed record NoExtractKey() : Refusal("There is no key for pseudonyms, or it is shorter than 32 characters: set Referrals:Extract:Key.");

/// <summary>One column of an extract: what it is, and what is made of it.</summary>
public sealed record ExtractColumn(string Name, string Type, string Meaning)
{
    public required Func<NeedSnapshot, ExtractOptions, string?> Value { get; init; }
}

/// <summary>
/// One line a need for those who study whether interventions work: no name, number, date of birth, unit or practitioner; who it is about is a keyed hash, so that one
/// person's needs are together and nobody without the key can say whose; dates are the first day of their week, month or quarter. It is of single people still, and goes
/// only to whom an agreement names.
/// </summary>
public sealed class ExtractService(DatabaseFactory factory, IOptions<ExtractOptions> options, AuditWriter audit)
{
    public static IReadOnlyList<ExtractColumn> Columns { get; } =
    [
        new("person", "text", "Pseudonym of the person: the same for all their needs in extracts made with one key.") { Value = (s, o) => Pseudonym("person", s.PersonId, o) },
        new("need", "text", "Pseudonym of the need.") { Value = (s, o) => Pseudonym("need", s.NeedId, o) },
        new("region", "text", "Probation region, A to L; empty where it is not known.") { Value = (s, _) => s.RegionCode },
        new("sex", "text", "As recorded by nDelius; empty where it is not.") { Value = (s, _) => s.Sex?.ToString() },
        new("age_band", "text", "Age when the need opened, in bands; those at the ends are open.") { Value = (s, o) => Band(s.AgeAtOpening, o.AgeBand) },
        new("sara_partner", "text", "SARA level towards a partner at the latest assessment.") { Value = (s, _) => s.SaraPartner?.ToString() },
        new("sara_others", "text", "SARA level towards others at the latest assessment.") { Value = (s, _) => s.SaraOthers?.ToString() },
        new("family_abuse", "true or false", "Whether abuse of a family member is recorded.") { Value = (s, _) => s.FamilyAbuse is { } known ? known ? "true" : "false" : null },
        Day("supervision_start", "The supervision began.", s => s.SupervisionStartsOn),
        Day("supervision_end", "The supervision ended or is to end.", s => s.SupervisionEndsOn),
        Day("assessed", "The assessment outcome that opened the need.", s => s.AssessedOn),
        new("recommended", "text", "Key of the intervention the rules recommended.") { Value = (s, _) => s.RecommendedKey },
        Day("decided", "The practitioner decided.", s => s.DecidedOn),
        Day("referred", "First referral submitted or toolkit opened.", s => s.ReferredOn),
        Day("accepted", "First accepted.", s => s.AcceptedOn),
        new("programme", "text", "Key of the intervention completed, else of the latest one.") { Value = (s, _) => s.ProgrammeKey },
        new("programme_kind", "text", "Accredited programme, structured intervention or toolkit.") { Value = (s, _) => s.ProgrammeKind },
        Day("commencement_recorded", "A commencement was recorded in nDelius: a date that was typed, and no start.", s => s.CommencementRecordedOn),
        Day("first_session", "First session attended.", s => s.FirstSessionOn),
        Day("last_session", "Last session held.", s => s.LastSessionOn),
        Day("review_held", "The post-programme review took place.", s => s.ReviewHeldOn),
        Day("report_written", "The post-programme report was complete.", s => s.ReportWrittenOn),
        Day("report_sent", "The post-programme report was sent.", s => s.ReportSentOn),
        Day("completed", "Completed.", s => s.CompletedOn),
        Day("closed", "The need was closed.", s => s.ClosedOn),
        new("closed_as", "text", "Met or unmet; empty while it is open.") { Value = (s, _) => s.ClosedAs },
        new("reason", "text", "Code of the approved reason of an unmet need.") { Value = (s, _) => s.UnmetApprovedOn is null ? null : s.ReasonCode },
        new("imported_history", "true or false", "Whether something of it was brought in from an older system.") { Value = (s, _) => s.HasImportedHistory ? "true" : "false" },
    ];

    /// <summary>Writes the needs assessed in the period, one line each in no telling order, as they are read.</summary>
    /// <returns>How many, or why not.</returns>
    public async Task<(int Lines, Refusal? Refusal)> Write(Actor actor, DateOnly from, DateOnly to, TextWriter csv, CancellationToken cancellation = default)
    {
        var settings = options.Value;
        if (settings.Key.Length < 32)
            return (0, new NoExtractKey());
        await audit.Write([new AuditLine(actor, AuditActs.Exported, null, null, Occasion.Current?.Feature ?? "extract", Occasion.Current?.Reference, string.Create(CultureInfo.InvariantCulture, $"extract for evaluators, assessed {from:yyyy-MM-dd} to {to:yyyy-MM-dd}"))]);
        await csv.WriteAsync(string.Join(',', Columns.Select(c => c.Name)) + "\n");
        await using var db = factory.CreateDbContext();
        var lines = 0;
        // In the order of the pseudonyms: the keys of needs tell in which order they were made.
        var ids = await db.Snapshots.Where(s => s.AssessedOn >= from && s.AssessedOn <= to).Select(s => s.NeedId).ToListAsync(cancellation);
        foreach (var part in ids.OrderBy(i => Pseudonym("need", i, settings), StringComparer.Ordinal).Chunk(500))
        {
            var read = await db.Snapshots.AsNoTracking().Where(s => part.Contains(s.NeedId)).ToDictionaryAsync(s => s.NeedId, cancellation);
            foreach (var row in part.Where(read.ContainsKey).Select(i => read[i]))
            {
                await csv.WriteAsync(string.Join(',', Columns.Select(c => Field(c.Value(row, settings)))) + "\n");
                lines++;
            }
        }

        return (lines, null);
    }

    /// <summary>The data dictionary that goes with it, as CSV.</summary>
    public string Dictionary() => string.Concat(Columns.Select(c => $"{Field(c.Name)},{Field(c.Type == "date" ? $"date: first day of the {options.Value.Dates.ToString().ToLowerInvariant()}" : c.Type)},{Field(c.Meaning)}\n").Prepend("column,type,meaning\n"));

    private static ExtractColumn Day(string name, string meaning, Func<NeedSnapshot, DateOnly?> day) =>
        new(name, "date", meaning) { Value = (s, o) => day(s) is { } known ? Coarse(known, o.Dates).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null };

    internal static DateOnly Coarse(DateOnly day, DateGrain grain) => grain switch
    {
        DateGrain.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
        DateGrain.Month => new(day.Year, day.Month, 1),
        _ => new(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
    };

    internal static string? Band(int? age, int wide) => age switch
    {
        null => null,
        < 20 => "under 20",
        >= 70 => "70 or over",
        { } known => string.Create(CultureInfo.InvariantCulture, $"{20 + ((known - 20) / wide * wide)} to {Math.Min(69, 20 + ((known - 20) / wide * wide) + wide - 1)}"),
    };

    private static string Pseudonym(string of, Guid id, ExtractOptions settings) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.Key), Encoding.UTF8.GetBytes($"{of}/{id:N}")))[..20];

    private static string Field(string? text) => text is null ? "" : text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
