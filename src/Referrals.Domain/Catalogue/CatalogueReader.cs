using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Referrals.Domain;

/// <summary>The text of one version of a catalogue file.</summary>
/// <param name="File">Its name, <c>NAME.vN.json</c>.</param>
public sealed record CatalogueText(string File, string Json)
{
    public static CatalogueText Of(string name, int version, string json) => new(string.Create(CultureInfo.InvariantCulture, $"{name}.v{version}.json"), json);
}

/// <param name="Catalogue">Null where there is any problem.</param>
public sealed record CatalogueReading(Catalogue? Catalogue, IReadOnlyList<CatalogueProblem> Problems)
{
    /// <exception cref="CatalogueException">There are problems; its message has all of them.</exception>
    public Catalogue Require() => Catalogue ?? throw new CatalogueException(Problems);
}

public sealed class CatalogueException(IReadOnlyList<CatalogueProblem> problems)
    : Exception($"The catalogue has {problems.Count} problem(s):{Environment.NewLine}{string.Join(Environment.NewLine, problems)}")
{
    public IReadOnlyList<CatalogueProblem> Problems { get; } = problems;
}

/// <summary>
/// Reads the files <c>NAME.vN.json</c> of a catalogue folder, strictly: a field that is not known, a value of another type, a key that is valid twice
/// on one date is a problem, and all problems of all files are reported together.
/// </summary>
public sealed partial class CatalogueReader
{
    private static readonly string[] s_names = ["programmes", "reasons", "service-levels", "ladders", "thresholds", "session-plans", "bank-holidays", "areas"];

    private static readonly Dictionary<string, InterventionKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["accredited-programme"] = InterventionKind.AccreditedProgramme,
        ["structured-intervention"] = InterventionKind.StructuredIntervention,
        ["toolkit"] = InterventionKind.Toolkit,
    };

    private static readonly Dictionary<string, Func<CatalogueNode, object>> s_thresholds = new(StringComparer.Ordinal)
    {
        ["sara-life-days"] = node => node.Whole("value", 1, 3650),
        ["sara-wanted"] = node => Subject.Levels.GetValueOrDefault(node.OneOf("value", Subject.Levels.Keys)),
        ["little-time-weeks"] = node => node.Whole("value", 0, 520),
        ["reset-from"] = node => node.Date("value"),
        ["reset-exempt-flags"] = node => node.Texts("value"),
        ["perpetrator-flags"] = node => node.Texts("value"),
        ["history-flags"] = node => node.Texts("value"),
        ["children-concerned-flags"] = node => node.Texts("value"),
        ["review-flags"] = node => node.Texts("value"),
        // Less protects nobody.
        ["small-number"] = node => node.Whole("value", 2, 1000),
        ["rejoin-weeks"] = node => node.Whole("value", 0, 520),
        ["waiting-points"] = ReadWaitingPoints,
    };

    private readonly List<CatalogueProblem> _problems = [];
    private readonly Dictionary<string, List<CatalogueFile>> _files = s_names.ToDictionary(name => name, _ => new List<CatalogueFile>(), StringComparer.Ordinal);
    private readonly List<string> _regionCodes = [];
    private readonly List<Programme> _knownProgrammes = [];

    private CatalogueReader()
    {
    }

    /// <param name="folder">Holds at least one version of every file.</param>
    public static CatalogueReading Read(string folder) => Directory.Exists(folder)
        ? Read(Files(folder))
        : new CatalogueReading(null, [new CatalogueProblem(folder, "$", "there is no such folder; point to the catalogue folder")]);

    /// <param name="texts">At least one version of every file.</param>
    public static CatalogueReading Read(IEnumerable<CatalogueText> texts) => new CatalogueReader().ReadAll(texts);

    /// <summary>The files of a folder as they are, right or wrong.</summary>
    /// <exception cref="CatalogueException">There is no such folder.</exception>
    public static IReadOnlyList<CatalogueText> Files(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(path => new CatalogueText(Path.GetFileName(path), File.ReadAllText(path)))]
        : throw new CatalogueException([new CatalogueProblem(folder, "$", "there is no such folder; point to the catalogue folder")]);

    private CatalogueReading ReadAll(IEnumerable<CatalogueText> texts)
    {
        var documents = new List<JsonDocument>();
        foreach (var text in texts)
            Open(text, documents);
        foreach (var name in s_names.Where(name => _files[name].Count == 0))
            _problems.Add(new CatalogueProblem($"{name}.v1.json", "$", "there is no such file; add it"));

        // Areas come first, then programmes: programmes name regions, and session plans programmes.
        var areas = ReadVersions("areas", ReadAreas);
        var programmes = ReadVersions("programmes", ReadProgrammes);
        var reasons = ReadVersions("reasons", ReadReasons);
        var serviceLevels = ReadVersions("service-levels", ReadServiceLevels);
        var ladders = ReadVersions("ladders", ReadLadders);
        var thresholds = ReadVersions("thresholds", ReadThresholds);
        var sessionPlans = ReadSessionPlans();
        var bankHolidays = ReadVersions("bank-holidays", ReadBankHolidays);
        documents.ForEach(document => document.Dispose());
        if (_problems.Count > 0)
            return new CatalogueReading(null, _problems);
        return new CatalogueReading(
            new Catalogue(new CatalogueParts
            {
                Programmes = programmes,
                Reasons = reasons,
                ServiceLevels = serviceLevels,
                Ladders = ladders,
                Thresholds = thresholds,
                SessionPlans = sessionPlans,
                BankHolidays = bankHolidays,
                Areas = areas,
            }),
            []);
    }

    private void Open(CatalogueText text, List<JsonDocument> documents)
    {
        var file = text.File;
        var match = FileName().Match(file);
        if (!match.Success || !_files.TryGetValue(match.Groups["name"].Value, out var versions))
        {
            _problems.Add(new CatalogueProblem(file, "$", $"is not a catalogue file; name it NAME.vN.json with NAME one of {string.Join(", ", s_names)}, or move it elsewhere"));
            return;
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text.Json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            _problems.Add(new CatalogueProblem(file, "$", $"is not well-formed JSON: {exception.Message}"));
            return;
        }

        documents.Add(document);
        var root = new CatalogueNode(document.RootElement, "$", file, _problems);
        if (!root.IsObjectOf("catalogue", "version", "validFrom", "description", "entries"))
            return;
        if (root.Text("catalogue") is var name && name.Length > 0 && name != match.Groups["name"].Value)
            root.Problem("catalogue", $"is '{name}'; the file name says {match.Groups["name"].Value}, make them agree");
        var version = root.Whole("version", 1, 9999);
        if (!string.Equals(version.ToString(CultureInfo.InvariantCulture), match.Groups["version"].Value, StringComparison.Ordinal))
            root.Problem("version", $"is {version}; the file name says {match.Groups["version"].Value}, make them agree");
        versions.Add(new CatalogueFile(file, version, root.Date("validFrom"), root, root.Items("entries")));
    }

    private Versions<T> ReadVersions<T>(string name, Func<CatalogueFile, T> read)
    {
        var files = _files[name].OrderBy(file => file.Version).ToList();
        foreach (var (older, newer) in files.Zip(files.Skip(1)))
        {
            if (newer.ValidFrom <= older.ValidFrom)
                newer.Root.Problem("validFrom", $"is not after that of version {older.Version}, {older.ValidFrom:yyyy-MM-dd}; a newer version begins later");
        }

        return new Versions<T>(files.Select(file => (file.ValidFrom, read(file))).ToList());
    }

    private IReadOnlyList<Programme> ReadProgrammes(CatalogueFile file)
    {
        var read = new List<(CatalogueNode Node, Programme Programme)>();
        foreach (var node in file.Entries)
        {
            if (!node.IsObjectOf("key", "name", "kind", "order", "available", "requirementCodes", "criteria", "source"))
                continue;
            read.Add((node, new Programme
            {
                Key = node.Text("key"),
                Name = node.Text("name"),
                Kind = s_kinds.GetValueOrDefault(node.OneOf("kind", s_kinds.Keys)),
                Order = node.Whole("order", 0, 9999),
                Available = node.Items("available").Select(ReadAvailability).OfType<Availability>().ToList(),
                RequirementCodes = node.TextsOrNone("requirementCodes"),
                Criteria = node.Items("criteria").Select(criterion => ReadCriterion(criterion, null)).OfType<Criterion>().ToList(),
                Source = node.Text("source"),
            }));
        }

        foreach (var (i, (node, programme)) in read.Index())
        {
            if (programme.Available.Index().Any(one => programme.Available.Skip(one.Index + 1).Any(one.Item.Overlaps)))
                node.Problem("available", "has two items for one region and date; end one before the other begins");
            foreach (var (_, other) in read.Take(i).Where(earlier => earlier.Programme.Available.Any(a => programme.Available.Any(a.Overlaps))))
            {
                if (other.Key == programme.Key)
                    node.Problem("key", $"'{programme.Key}' is available twice for one region and date; end one before the other begins");
                else if (other.Order == programme.Order)
                    node.Problem("order", $"is {programme.Order}, as is that of '{other.Key}'; give each its own so that the walk has one order");
            }
        }

        foreach (var code in read.SelectMany(item => item.Programme.RequirementCodes.Select(code => (code, item.Node, item.Programme.Key))).GroupBy(item => item.code))
        {
            if (code.DistinctBy(item => item.Key).Count() > 1)
                code.Last().Node.Problem("requirementCodes", $"'{code.Key}' orders another entry too; one code orders one entry");
        }

        _knownProgrammes.AddRange(read.Select(item => item.Programme));
        return read.Select(item => item.Programme).OrderBy(programme => programme.Order).ToList();
    }

    private Availability? ReadAvailability(CatalogueNode node)
    {
        if (!node.IsObjectOf("regions", "validFrom", "validUntil", "source", "localConfiguration"))
            return null;
        var regions = node.Has("regions") ? node.Texts("regions") : null;
        foreach (var unknown in (regions ?? []).Where(region => !_regionCodes.Contains(region)))
            node.Problem("regions", $"'{unknown}' is not a region; use the codes of areas: {string.Join(", ", _regionCodes)}");
        return new Availability { Regions = regions, Valid = node.Period(), Source = node.Text("source"), LocalConfiguration = node.YesOrAbsent("localConfiguration") };
    }

    private static Criterion? ReadCriterion(CatalogueNode node, string? sourceOfGroup)
    {
        var grouped = node.Has("anyOf");
        var known = grouped
            ? node.IsObjectOf("words", "source", "localConfiguration", "anyOf")
            : node.IsObjectOf("words", "source", "localConfiguration", "subject", "operator", "value");
        if (!known)
            return null;
        var words = node.Text("words");
        var source = sourceOfGroup is not null && !node.Has("source") ? sourceOfGroup : node.Text("source");
        var local = node.YesOrAbsent("localConfiguration");
        if (grouped)
            return new Criterion(words, source, node.Items("anyOf").Select(part => ReadCriterion(part, source)).OfType<Criterion>().ToList()) { LocalConfiguration = local };

        if (!Subject.All.TryGetValue(node.OneOf("subject", Subject.All.Keys), out var subject))
            return null;
        var comparison = node.OneOf("operator", subject.Operators);
        if (!subject.Operators.Contains(comparison))
            return null;
        if (!node.Has("value") || subject.Test(comparison, node.Json.GetProperty("value")) is not { } test)
        {
            node.Problem("value", $"is not one that {subject.Key} is compared with; write {subject.Expected}");
            return null;
        }

        return new Criterion(words, source, subject, test) { LocalConfiguration = local };
    }

    private IReadOnlyList<CodedReason> ReadReasons(CatalogueFile file)
    {
        var read = new List<(CatalogueNode Node, CodedReason Reason)>();
        foreach (var node in file.Entries)
        {
            if (!node.IsObjectOf("code", "use", "category", "words", "needsWords", "closesOnItsOwn", "validFrom", "validUntil"))
                continue;
            var reason = new CodedReason
            {
                Code = node.Text("code"),
                Use = node.OneOf("use", ReasonUses.All),
                Category = node.Text("category"),
                Words = node.Text("words"),
                NeedsWords = node.YesOrNo("needsWords"),
                ClosesOnItsOwn = node.YesOrAbsent("closesOnItsOwn"),
                Valid = node.Period(),
            };
            if (reason is { ClosesOnItsOwn: true, Use: not ReasonUses.UnmetNeed })
                node.Problem("closesOnItsOwn", $"is for {ReasonUses.UnmetNeed} only; take it out");
            if (read.Exists(earlier => earlier.Reason.Code == reason.Code))
                node.Problem("code", $"'{reason.Code}' is there twice; a code means one thing for ever, choose another");
            read.Add((node, reason));
        }

        foreach (var use in ReasonUses.All.Where(use => !read.Exists(item => item.Reason.Use == use)))
            file.Root.Problem("entries", $"has no reason for {use}; add one at least");
        return read.Select(item => item.Reason).ToList();
    }

    private static Keyed<ServiceLevel> ReadServiceLevels(CatalogueFile file)
    {
        return new Keyed<ServiceLevel>(Dated(file, ["workingDays", "description", "source"], (node, key) =>
            new ServiceLevel(key, node.Whole("workingDays", 0, 2600), node.Text("description"), node.Text("source"))));
    }

    private static Keyed<Ladder> ReadLadders(CatalogueFile file) => new(Dated(file, ["source", "rungs"], (node, key) =>
    {
        var rungs = node.Items("rungs").Select(rung => (Node: rung, Rung: ReadRung(rung))).Where(rung => rung.Rung is not null).ToList();
        foreach (var (lower, higher) in rungs.Zip(rungs.Skip(1)))
        {
            if (higher.Rung!.AfterWorkingDays <= lower.Rung!.AfterWorkingDays)
                higher.Node.Problem("afterWorkingDays", $"is not after the rung before it ({lower.Rung.AfterWorkingDays}); put the rungs in order, one a day");
        }

        return new Ladder(key, rungs.Select(rung => rung.Rung!).ToList(), node.Text("source"));
    }));

    private static Rung? ReadRung(CatalogueNode node)
    {
        if (!node.IsObjectOf("afterWorkingDays", "tell", "wording"))
            return null;
        var rung = new Rung(node.Whole("afterWorkingDays", -260, 2600), node.Texts("tell"), node.Text("wording"));
        var told = Roles.All.Except([Roles.System], StringComparer.Ordinal).Concat([Ladder.Owner, Ladder.TreatmentManager]).ToList();
        foreach (var unknown in rung.Tell.Where(role => !told.Contains(role)))
            node.Problem("tell", $"'{unknown}' is not a role that can be told; use one of {string.Join(", ", told)}");
        if (rung.Tell.Count == 0)
            node.Problem("tell", "names nobody; name a role, or take the rung out");
        return rung;
    }

    private static ThresholdTable ReadThresholds(CatalogueFile file)
    {
        var entries = Dated(file, ["value", "words", "source", "localConfiguration"], (node, key) =>
        {
            _ = node.OneOf("key", s_thresholds.Keys);
            _ = node.Text("words");
            _ = node.Text("source");
            _ = node.YesOrAbsent("localConfiguration");
            return s_thresholds.TryGetValue(key, out var read) ? read(node) : key;
        });
        foreach (var key in s_thresholds.Keys.Except(entries.Select(entry => entry.Key), StringComparer.Ordinal))
            file.Root.Problem("entries", $"has no threshold {key}; add it");
        return new ThresholdTable(new Keyed<object>(entries), entries.Select(entry => entry.Valid.From).OfType<DateOnly>());
    }

    private static object ReadWaitingPoints(CatalogueNode threshold)
    {
        if (threshold.Object("value") is not { } node || !node.IsObjectOf(
            "saraMedium", "saraHigh", "saraVeryHigh", "roshMedium", "roshHigh", "roshVeryHigh", "tightWeeks", "tight", "soonWeeks", "soon",
            "perWeekWaited", "waitedAtMost", "ordered", "perMissedPlace", "missedPlacesAtMost"))
            return new object();
        var points = new WaitingPoints
        {
            Sara = Levels("sara"),
            Rosh = Levels("rosh"),
            TightWeeks = Points("tightWeeks"),
            Tight = Points("tight"),
            SoonWeeks = Points("soonWeeks"),
            Soon = Points("soon"),
            PerWeekWaited = Points("perWeekWaited"),
            WaitedAtMost = Points("waitedAtMost"),
            Ordered = Points("ordered"),
            PerMissedPlace = Points("perMissedPlace"),
            MissedPlacesAtMost = Points("missedPlacesAtMost"),
        };
        if (points.SoonWeeks < points.TightWeeks)
            node.Problem("soonWeeks", $"is {points.SoonWeeks}, less than tightWeeks; make it {points.TightWeeks} or more");
        return points;

        int Points(string field) => node.Whole(field, 0, 1000);

        Dictionary<RiskLevel, int> Levels(string of) => new()
        {
            [RiskLevel.Low] = 0,
            [RiskLevel.Medium] = Points($"{of}Medium"),
            [RiskLevel.High] = Points($"{of}High"),
            [RiskLevel.VeryHigh] = Points($"{of}VeryHigh"),
        };
    }

    private static WorkingDays ReadBankHolidays(CatalogueFile file)
    {
        var days = new List<DateOnly>();
        foreach (var node in file.Entries)
        {
            if (!node.IsObjectOf("date", "title", "notes"))
                continue;
            _ = node.Text("title");
            var date = node.Date("date");
            if (days.Contains(date))
                node.Problem("date", $"{date:yyyy-MM-dd} is there twice; take one out");
            days.Add(date);
        }

        return new WorkingDays(days.DefaultIfEmpty());
    }

    private Areas ReadAreas(CatalogueFile file)
    {
        var regions = new List<(CatalogueNode Node, Region Region)>();
        var pdus = new List<(CatalogueNode Node, Pdu Pdu)>();
        foreach (var node in file.Entries)
        {
            if (!node.IsObjectOf("code", "name", "aliases", "pdus"))
                continue;
            var region = new Region(node.Text("code"), node.Text("name"), node.TextsOrNone("aliases"));
            regions.Add((node, region));
            foreach (var unit in node.Items("pdus"))
            {
                if (unit.IsObjectOf("id", "name", "aliases"))
                    pdus.Add((unit, new Pdu(unit.Whole("id", 1, int.MaxValue), unit.Text("name"), region.Code, unit.TextsOrNone("aliases"))));
            }
        }

        Unique(regions.SelectMany(item => Areas.Names(item.Region), (item, name) => (item.Node, name)), "names another region too; a name or alias says one region");
        Unique(pdus.Select(item => (item.Node, $"{item.Pdu.Id}")), "is the id of another PDU too; give each its own");
        Unique(
            pdus.SelectMany(item => Areas.Names(item.Pdu), (item, name) => (item.Node, $"{name} ({item.Pdu.RegionCode})")),
            "names another PDU of the region too; a name or alias says one PDU in a region");
        _regionCodes.AddRange(regions.Select(item => item.Region.Code).Except(_regionCodes, StringComparer.Ordinal));
        return new Areas(regions.Select(item => item.Region).OrderBy(region => region.Code, StringComparer.Ordinal).ToList(), pdus.DistinctBy(item => item.Pdu.Id).Select(item => item.Pdu).ToList());
    }

    private static void Unique(IEnumerable<(CatalogueNode Node, string Name)> names, string message)
    {
        foreach (var twice in names.GroupBy(item => item.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            twice.Last().Node.Problem($"'{twice.Key}' {message}");
    }

    /// <summary>Entries of which each key must have exactly one for every date.</summary>
    private static List<(string Key, Period Valid, T Value)> Dated<T>(CatalogueFile file, string[] fields, Func<CatalogueNode, string, T> read)
    {
        var entries = new List<(CatalogueNode Node, string Key, Period Valid, T Value)>();
        foreach (var node in file.Entries)
        {
            if (!node.IsObjectOf(["key", "validFrom", "validUntil", .. fields]))
                continue;
            var key = node.Text("key");
            entries.Add((node, key, node.Period(), read(node, key)));
        }

        foreach (var key in entries.GroupBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var inOrder = key.OrderBy(entry => entry.Valid.From ?? DateOnly.MinValue).ToList();
            if (inOrder[0].Valid.From is not null)
                inOrder[0].Node.Problem("validFrom", $"leaves '{key.Key}' without a value before it; take it out of the first entry");
            foreach (var (earlier, later) in inOrder.Zip(inOrder.Skip(1)))
            {
                if (earlier.Valid.Overlaps(later.Valid))
                    later.Node.Problem("validFrom", $"'{key.Key}' is valid twice on one date; end one before the other begins");
                else if (earlier.Valid.Until?.AddDays(1) != later.Valid.From)
                    later.Node.Problem("validFrom", $"leaves days on which '{key.Key}' has no value; begin the day after the one before it ends");
            }

            if (inOrder[^1].Valid.Until is not null)
                inOrder[^1].Node.Problem("validUntil", $"leaves '{key.Key}' without a value after it; take it out of the last entry");
        }

        return entries.Select(entry => (entry.Key, entry.Valid, entry.Value)).ToList();
    }

    [GeneratedRegex(@"^(?<name>[a-z-]+)\.v(?<version>[1-9][0-9]*)\.json$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();

    private sealed record CatalogueFile(string Name, int Version, DateOnly ValidFrom, CatalogueNode Root, IReadOnlyList<CatalogueNode> Entries);
}
