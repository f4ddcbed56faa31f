using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Referrals.Domain;

namespace Referrals.Application.Demonstration;

/// <summary>What caseload to make up.</summary>
public sealed record SyntheticOptions
{
    public required int Count { get; init; }

    /// <summary>The same seed gives the same bytes; case N is the same in a small caseload and in a large one.</summary>
    public required int Seed { get; init; }

    /// <summary>The first day on which an assessment may be completed.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last such day, and the last day anything has happened: the caseload as it stood in the evening.</summary>
    public required DateOnly To { get; init; }

    /// <summary>Where people are supervised, and what they were referred to and why not.</summary>
    public required Catalogue Catalogue { get; init; }

    /// <summary>Practitioners who are to hold a share of the cases between them, so that whoever signs in as one has work.</summary>
    public IReadOnlyList<SyntheticPractitioner> Practitioners { get; init; } = [];

    /// <summary>Of a hundred cases, how many the named practitioners hold.</summary>
    public int PractitionersShare { get; init; } = 25;
}

/// <param name="Name">Forename and surname.</param>
/// <param name="PduId">Of the catalogue.</param>
public sealed record SyntheticPractitioner(string Code, string Name, string Email, int PduId);

/// <summary>
/// A made-up national caseload in the shapes of nDelius and OASys, for the demonstration, tests and measurements. Nobody
/// in it exists. Its gaps are those of the field: SARA not completed or not signed, analyses not written, enquiries not
/// asked or not answered, PDUs nobody knows, supervision too short for a programme.
/// </summary>
public sealed class SyntheticCases(SyntheticOptions options)
{
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IReadOnlyList<Pdu> pdus = options.Catalogue.Areas.Pdus;
    private readonly Dictionary<DateOnly, Thresholds> thresholds = [];
    private readonly Dictionary<DateOnly, IReadOnlyDictionary<string, IReadOnlyList<string>>> reasons = [];

    /// <summary>Writes <see cref="SyntheticOptions.Count"/> cases as a bulk file, one a line.</summary>
    public static void Write(Stream stream, SyntheticOptions options)
    {
        var cases = new SyntheticCases(options);
        var line = new ArrayBufferWriter<byte>(16 * 1024);
        for (var index = 0; index < options.Count; index++)
        {
            line.ResetWrittenCount();
            cases.WriteLine(line, index);
            stream.Write(line.WrittenSpan);
        }
    }

    /// <summary>Writes the case of this number, from 0, with its line end.</summary>
    public void WriteLine(IBufferWriter<byte> line, int index)
    {
        var made = new SyntheticPerson(this, options, index);
        using (var json = new Utf8JsonWriter(line, s_plain))
            made.Write(json);
        line.Write("\n"u8);
    }

    /// <summary>A letter and six digits, a different one for every index.</summary>
    internal static string Crn(int index) =>
        $"{(char)('A' + ((23 + (index / 900_000)) % 26))}{(100_000 + (index % 900_000)).ToString(CultureInfo.InvariantCulture)}";

    internal Pdu AnyPdu(ref SyntheticRandom random) => random.Pick(pdus);

    internal Thresholds ThresholdsOn(DateOnly on)
    {
        if (!thresholds.TryGetValue(on, out var found))
            thresholds[on] = found = options.Catalogue.ThresholdsOn(on);
        return found;
    }

    /// <summary>Codes that could be given on this date for a use out of <see cref="ReasonUses"/>, without what closes a need on its own.</summary>
    internal IReadOnlyList<string> ReasonsOn(DateOnly on, string use)
    {
        if (!reasons.TryGetValue(on, out var found))
        {
            string[] uses = [ReasonUses.NotSuitable, ReasonUses.Withdrawal, ReasonUses.DropOut, ReasonUses.UnmetNeed];
            reasons[on] = found = uses.ToDictionary(
                u => u,
                u => (IReadOnlyList<string>)[.. options.Catalogue.Reasons(u, on).Where(r => !r.ClosesOnItsOwn).Select(r => r.Code)],
                StringComparer.Ordinal);
        }

        return found[use];
    }
}
