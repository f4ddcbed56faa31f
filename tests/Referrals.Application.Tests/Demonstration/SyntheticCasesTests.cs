using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Referrals.Application.Demonstration;
using Referrals.Application.Import.Sources;
using Referrals.Domain;

namespace Referrals.Application.Tests.Demonstration;

public class SyntheticCasesTests
{
    private const int Count = 3000;

    private static readonly Catalogue s_catalogue = CatalogueReader.Read(Path.Combine(AppContext.BaseDirectory, "workflows", "catalogue")).Require();

    private static readonly Lazy<IReadOnlyList<SourceRead>> s_reads = new(() =>
        [.. Lines(Options()).Select((line, i) => NdjsonSource.ReadLine("made-up", i + 1, line, 0)!)]);

    private static IReadOnlyList<SourceCase> Cases => [.. s_reads.Value.Select(r => r.Case!)];

    [Fact]
    public void Every_made_up_case_reads_without_a_word_to_say()
    {
        Assert.Empty(s_reads.Value.SelectMany(r => r.Problems).Select(p => p.ToString()));
        Assert.Equal(Count, Cases.Select(c => c.Crn).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_another_seed_others()
    {
        Assert.Equal(Hash(Options() with { Count = 50 }), Hash(Options() with { Count = 50 }));
        Assert.NotEqual(Hash(Options() with { Count = 50 }), Hash(Options() with { Count = 50, Seed = 8 }));
    }

    [Fact]
    public void A_case_is_the_same_in_a_small_caseload_and_in_a_large_one()
    {
        Assert.Equal(Lines(Options() with { Count = 20 })[19], Lines(Options() with { Count = 40 })[19]);
    }

    [Fact]
    public void CRNs_stay_apart_beyond_what_one_letter_can_number()
    {
        Assert.NotEqual(CrnOf(5), CrnOf(900_005));

        static string CrnOf(int index)
        {
            var line = new ArrayBufferWriter<byte>();
            new SyntheticCases(Options()).WriteLine(line, index);
            return NdjsonSource.ReadLine("made-up", 1, line.WrittenMemory, 0)!.Case!.Crn;
        }
    }

    [Fact]
    public void All_twelve_regions_and_every_PDU_have_cases_and_some_PDUs_are_known_to_nobody()
    {
        var found = Cases.Select(c => c.PersonalDetails!).Select(p => (
            Region: s_catalogue.Areas.FindRegion(p.Region!.Code, p.Region.Description),
            Pdu: s_catalogue.Areas.FindPdu(p.ProbationDeliveryUnit!.Code, p.ProbationDeliveryUnit.Description, s_catalogue.Areas.FindRegion(p.Region.Code, p.Region.Description)?.Code))).ToList();

        Assert.All(found, f => Assert.NotNull(f.Region));
        Assert.Equal(12, found.Select(f => f.Region!.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(s_catalogue.Areas.Pdus.Count, found.Select(f => f.Pdu?.Id).OfType<int>().Distinct().Count());
        InShare(found.Count(f => f.Pdu is null), 1, 3);
    }

    [Fact]
    public void The_mix_is_that_of_the_field_with_its_gaps()
    {
        InShare(Cases.Count(c => c.PersonalDetails!.Sex == Sex.Male), 82, 87);
        InShare(Cases.Count(c => c.PersonalDetails!.Sex == Sex.Female), 13, 17);
        InShare(Cases.Count(c => c.Section6!.PerpetratorAgainstFamily == true), 15, 21);
        InShare(Cases.Count(c => c.Section6!.SaraPartner is null), 6, 10);
        InShare(Cases.Count(c => c.Section6!.Header.AssessorSignedDate is null), 3, 5);
        InShare(Cases.Count(c => c.SaraAnalysis is null), 18, 28);
        InShare(Cases.Count(c => c.Enquiries is null), 8, 12);
        Assert.Contains(Cases, c => c.Enquiries?.Any(e => e.AskedOn is null) == true);
        Assert.Contains(Cases, c => c.Enquiries?.Any(e => e is { AskedOn: not null, AnsweredOn: null }) == true);
        Assert.Contains(Cases, c => c.Enquiries?.Any(e => e is { AnsweredOn: not null, Kind: EnquiryKind.ChildrensServices }) == true);
        Assert.All(Enum.GetValues<RiskLevel>(), level => Assert.Contains(Cases, c => c.Section6!.SaraPartner == level));
        InShare(Cases.Count(c => c.Answers!.CanDiscussOneAct is null), 10, 18);
        InShare(Cases.Count(c => c.Sentences![1].ExpectedEndDate < Options().To.AddDays(26 * 7)), 20, 75);
    }

    [Fact]
    public void Assessments_fall_in_the_range_asked_for_and_nothing_happens_after_its_last_day()
    {
        var options = Options();
        Assert.All(Cases, c =>
        {
            Assert.InRange(DateOnly.FromDateTime(c.Section6!.Header.DateCompleted!.Value), options.From, options.To);
            Assert.All(c.History ?? [], h => Assert.InRange(h.On, options.From, options.To));
            Assert.All(c.Enquiries ?? [], e => Assert.True((e.AnsweredOn ?? e.AskedOn ?? options.To) <= options.To));
        });
    }

    [Fact]
    public void Histories_of_every_depth_run_forward_and_name_what_the_catalogue_knows()
    {
        string[] kinds =
        [
            MilestoneKinds.Referred, MilestoneKinds.Accepted, MilestoneKinds.Allocated, MilestoneKinds.FirstSession, MilestoneKinds.Completed, MilestoneKinds.ReportSent,
            MilestoneKinds.NotSuitable, MilestoneKinds.Withdrawn, MilestoneKinds.LeftEarly, MilestoneKinds.ClosedUnmet, MilestoneKinds.ToolkitStarted,
        ];
        var histories = Cases.Select(c => c.History).OfType<IReadOnlyList<HistoryItem>>().ToList();

        InShare(histories.Count, 35, 75);
        Assert.All(kinds, kind => Assert.Contains(histories, h => h.Any(i => i.Milestone == kind)));
        Assert.All(kinds.Except([MilestoneKinds.ToolkitStarted, MilestoneKinds.Allocated], StringComparer.Ordinal), kind => Assert.Contains(histories, h => h[^1].Milestone == kind || kind is MilestoneKinds.Completed or MilestoneKinds.FirstSession));
        Assert.All(histories, h => Assert.Equal(h.Select(i => i.On).Order(), h.Select(i => i.On)));
        Assert.All(histories.SelectMany(h => h), item =>
        {
            Assert.True(item.Programme is null || s_catalogue.FindProgrammeByName(item.Programme) is not null, item.Programme);
            Assert.True(item.Reason is null || s_catalogue.FindReason(item.Reason) is not null, item.Reason);
        });
        Assert.All(
            histories.SelectMany(h => h).Where(i => i.Milestone is MilestoneKinds.ClosedUnmet or MilestoneKinds.Withdrawn or MilestoneKinds.LeftEarly or MilestoneKinds.NotSuitable),
            i => Assert.NotNull(i.Reason));
    }

    [Fact]
    public void Practitioners_who_are_named_hold_a_quarter_between_them()
    {
        var pdu = s_catalogue.Areas.Pdus[4];
        var options = Options() with { Practitioners = [new SyntheticPractitioner("N00A001", "Amaryllis Quayle", "amaryllis.quayle@example.com", pdu.Id)] };

        var theirs = Lines(options).Select((l, i) => NdjsonSource.ReadLine("made-up", i, l, 0)!.Case!.PersonalDetails!)
            .Where(p => p.Practitioner!.Code == "N00A001").ToList();

        InShare(theirs.Count, 22, 28);
        Assert.All(theirs, p => Assert.Equal("Quayle", p.Practitioner!.Name!.Surname));
    }

    private static void InShare(int count, int least, int most) =>
        Assert.InRange(count * 100.0 / Count, least, most);

    private static SyntheticOptions Options() => new()
    {
        Count = Count,
        Seed = 7,
        From = new DateOnly(2024, 11, 1),
        To = new DateOnly(2026, 3, 2),
        Catalogue = s_catalogue,
    };

    private static List<byte[]> Lines(SyntheticOptions options)
    {
        using var stream = new MemoryStream();
        SyntheticCases.Write(stream, options);
        return [.. Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)];
    }

    private static string Hash(SyntheticOptions options)
    {
        using var stream = new MemoryStream();
        SyntheticCases.Write(stream, options);
        return Convert.ToHexString(SHA256.HashData(stream.ToArray()));
    }
}
