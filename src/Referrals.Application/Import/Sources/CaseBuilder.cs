using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Referrals.Application.Import.Sources;

/// <summary>
/// Gathers one case part by part. A part with an error in it is left out and set aside; the parts beside it are kept.
/// </summary>
internal sealed class CaseBuilder(string crn, ImportOrigin origin)
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

    private readonly SortedDictionary<int, Sentence> sentences = [];
    private readonly SortedDictionary<int, SentenceOffences> offences = [];
    private readonly List<RejectedDocument> rejected = [];
    private readonly List<RejectedDocument> taken = [];
    private readonly List<string> unknown = [];
    private readonly List<SourceProblem> problems = [];
    private SourceCase built = new() { Crn = crn, Origin = origin };

    public static JsonDocumentOptions Strict => s_strict;

    public List<SourceProblem> Problems => problems;

    public void AddUnknown(string part) => unknown.Add(part);

    /// <summary>Parses and reads a document that stands by itself. False where it was set aside.</summary>
    public bool AddDocument(string part, int? eventNumber, string fileName, string file, ReadOnlyMemory<byte> raw, bool isFile)
    {
        if (Parse(file, raw, isFile, out var malformed) is not { } document)
        {
            problems.Add(malformed!);
            rejected.Add(new RejectedDocument(part, eventNumber?.ToString(CultureInfo.InvariantCulture), fileName, raw, IsJson: false));
            return false;
        }

        using (document)
        {
            var reading = new JsonReading(file, line: null, isFile ? WithoutMark(raw) : default);
            Add(reading, part, eventNumber, fileName, document.RootElement);
            problems.AddRange(reading.Problems);
            return reading.Errors == 0;
        }
    }

    /// <summary>Parses a document that stands by itself; null, with the problem, where it is no JSON.</summary>
    public static JsonDocument? Parse(string file, ReadOnlyMemory<byte> raw, bool isFile, out SourceProblem? problem)
    {
        problem = null;
        var json = WithoutMark(raw);
        if (JsonReading.Malformed(json.Span) is { } malformed)
        {
            problem = new SourceProblem(file, isFile ? malformed.Line : null, "$", "JSON in UTF-8", malformed.Found);
            return null;
        }

        try
        {
            return JsonDocument.Parse(json, s_strict);
        }
        catch (JsonException e)
        {
            problem = new SourceProblem(file, isFile ? (int)(e.LineNumber ?? 0) + 1 : null, "$", "well-formed JSON", JsonReading.Explain(e));
            return null;
        }
    }

    /// <summary>Reads one part; <paramref name="reading"/> stands at it.</summary>
    public void Add(JsonReading reading, string part, int? eventNumber, string fileName, JsonElement json)
    {
        var before = reading.Errors;
        if (!MayBeOtherThanObject(part) && json.ValueKind != JsonValueKind.Object)
            reading.Error("an object", json);
        else if (MustBeList(part) && json.ValueKind != JsonValueKind.Array)
            reading.Error("a list", json);
        else
            Read(reading, part, eventNumber, json, () => reading.Errors == before);
        (reading.Errors > before ? rejected : taken).Add(new RejectedDocument(part, eventNumber?.ToString(CultureInfo.InvariantCulture), fileName, Raw(json), IsJson: true));
    }

    /// <summary>Sentences or offences of a bulk line: an object by event number.</summary>
    public void AddByEvent(JsonReading reading, string part, JsonElement json)
    {
        var stem = part == SourceParts.Sentences ? "sentence" : "offences";
        if (json.ValueKind != JsonValueKind.Object)
        {
            reading.Error("an object by event number", json);
            rejected.Add(new RejectedDocument(part, null, stem + ".json", Raw(json), IsJson: true));
            return;
        }

        foreach (var item in json.EnumerateObject())
        {
            if (item.Value.ValueKind == JsonValueKind.Null)
                continue;
            using (reading.AtKey(item.Name))
            {
                if (EventNumber(item.Name) is { } number)
                {
                    Add(reading, part, number, $"{stem}-{item.Name}.json", item.Value);
                    continue;
                }

                reading.Error("an event number from 1", JsonReading.Quote(item.Name));
                rejected.Add(new RejectedDocument(part, item.Name, stem + ".json", Raw(item.Value), IsJson: true));
            }
        }
    }

    /// <summary>The case; none where something was supplied and nothing of it could be kept.</summary>
    public SourceRead Build(long position)
    {
        var supplied = built with
        {
            Sentences = sentences.Count > 0 ? sentences : null,
            Offences = offences.Count > 0 ? offences : null,
            Unknown = [.. unknown.Distinct(StringComparer.Ordinal)],
            NotTaken = [.. rejected.Select(r => r.Part).Distinct(StringComparer.Ordinal)],
        };
        var nothingLeft = problems.Any(p => p.Severity == ProblemSeverity.Error) && supplied.IsEmpty && unknown.Count == 0;
        return new SourceRead(nothingLeft ? null : supplied, problems, Input(rejected), position) { Taken = Input(taken) };

        RejectedInput? Input(List<RejectedDocument> documents) => documents.Count > 0 ? new RejectedInput { Crn = crn, Documents = documents } : null;
    }

    public static int? EventNumber(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && text[0] != '0' ? number : null;

    /// <summary>The CRN as it is kept, or null where this is none.</summary>
    public static string? ValidCrn(string? text)
    {
        var crn = text?.Trim().ToUpperInvariant();
        return crn is { Length: > 0 and <= 20 } && crn.All(char.IsAsciiLetterOrDigit) ? crn : null;
    }

    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;

    public static byte[] Raw(JsonElement json) => JsonMarshal.GetRawUtf8Value(json).ToArray();

    private static bool MayBeOtherThanObject(string part) =>
        part is SourceParts.Registrations or SourceParts.SaraAnalysis || MustBeList(part);

    private static bool MustBeList(string part) => part is SourceParts.Enquiries or SourceParts.History;

    private void Read(JsonReading r, string part, int? eventNumber, JsonElement json, Func<bool> good)
    {
        switch (part)
        {
            case SourceParts.PersonalDetails:
                CompareCrn(r, json);
                Keep(Documents.PersonalDetails(r, json), (c, v) => c with { PersonalDetails = v });
                break;
            case SourceParts.Sentences:
                var sentence = Documents.Sentence(r, json);
                if (good())
                    sentences[eventNumber!.Value] = sentence;
                break;
            case SourceParts.Offences:
                var ofEvent = Documents.Offences(r, json);
                if (good())
                    offences[eventNumber!.Value] = ofEvent;
                break;
            case SourceParts.Registrations:
                if (json.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                    Keep(Documents.Registrations(r, json), (c, v) => c with { Registrations = v });
                else
                    r.Error("an object with registrations, a list", json);
                break;
            case SourceParts.Section6:
                CompareCrn(r, json);
                Keep(Documents.Section6(r, json), (c, v) => c with { Section6 = v });
                break;
            case SourceParts.RoshSummary:
                CompareCrn(r, json);
                Keep(Documents.RoshSummary(r, json), (c, v) => c with { RoshSummary = v });
                break;
            case SourceParts.Pni:
                Keep(Documents.Pni(r, json), (c, v) => c with { Pni = v });
                break;
            case SourceParts.RiskPredictors:
                Keep(Documents.RiskPredictors(r, json), (c, v) => c with { RiskPredictors = v });
                break;
            case SourceParts.SaraAnalysis:
                Keep(Documents.SaraAnalysis(r, json), (c, v) => c with { SaraAnalysis = v });
                break;
            case SourceParts.Enquiries:
                Keep(r.Items(json, Documents.Enquiry), (c, v) => c with { Enquiries = v });
                break;
            case SourceParts.Answers:
                Keep(Documents.Answers(r, json), (c, v) => c with { Answers = v });
                break;
            case SourceParts.History:
                Keep(r.Items(json, Documents.History), (c, v) => c with { History = v });
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(part), part, "No such part of a case.");
        }

        void Keep<T>(T? value, Func<SourceCase, T, SourceCase> with)
            where T : class
        {
            if (value is not null && good())
                built = with(built, value);
        }
    }

    // OASys may answer with the CRN a person had before two records were merged: the document is still theirs.
    private void CompareCrn(JsonReading r, JsonElement json)
    {
        if (!JsonReading.Field(json, "crn", out var own))
            return;
        using (r.In("crn"))
        {
            if (own.ValueKind != JsonValueKind.String)
                r.Warn($"{crn}, the CRN of the case", JsonReading.Describe(own));
            else if (!string.Equals(own.GetString()!.Trim(), crn, StringComparison.OrdinalIgnoreCase))
                r.Warn($"{crn}, the CRN of the case (kept: it may be an earlier CRN of the same person)", JsonReading.Quote(own.GetString()!));
        }
    }
}
