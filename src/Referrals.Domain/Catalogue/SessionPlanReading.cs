using System.Text.Json;

namespace Referrals.Domain;

/// <summary>The part of the reader that knows <c>session-plans.vN.json</c>.</summary>
public sealed partial class CatalogueReader
{
    private static readonly Dictionary<string, SessionFormat> s_formats = new(StringComparer.Ordinal)
    {
        ["group"] = SessionFormat.Group,
        ["one-to-one"] = SessionFormat.OneToOne,
    };

    private static readonly Dictionary<string, SessionStage> s_stages = new(StringComparer.Ordinal)
    {
        ["pre-group"] = SessionStage.PreGroup,
        ["programme"] = SessionStage.Programme,
        ["review"] = SessionStage.Review,
    };

    private Versions<IReadOnlyList<SessionPlan>> ReadSessionPlans()
    {
        var released = new Dictionary<(string Key, int Version), (JsonElement Json, string File)>();
        return ReadVersions<IReadOnlyList<SessionPlan>>("session-plans", file =>
        {
            var read = new List<(CatalogueNode Node, SessionPlan Plan)>();
            foreach (var node in file.Entries)
            {
                if (ReadSessionPlan(node) is not { } plan)
                    continue;
                if (read.Exists(earlier => earlier.Plan.ProgrammeKey == plan.ProgrammeKey && earlier.Plan.Version == plan.Version))
                    node.Problem("version", $"'{plan.ProgrammeKey}' has a version {plan.Version} already; give this one the next number");
                else if (!released.TryAdd((plan.ProgrammeKey, plan.Version), (node.Json, file.Name)) && released[(plan.ProgrammeKey, plan.Version)] is var older && !SamePlan(older.Json, node.Json))
                    node.Problem("version", $"{plan.Version} of '{plan.ProgrammeKey}' is not as it was in {older.File}, and groups may run on that; give this one the next number");
                read.Add((node, plan));
            }

            foreach (var versions in read.GroupBy(item => item.Plan.ProgrammeKey, StringComparer.Ordinal))
            {
                var inOrder = versions.OrderBy(item => item.Plan.Version).ToList();
                foreach (var (older, newer) in inOrder.Zip(inOrder.Skip(1)))
                {
                    if ((newer.Plan.Valid.From ?? DateOnly.MinValue) <= (older.Plan.Valid.From ?? DateOnly.MinValue))
                        newer.Node.Problem("validFrom", $"is not after that of version {older.Plan.Version} of '{versions.Key}'; a newer version begins later");
                }
            }

            return read.Select(item => item.Plan).ToList();
        });
    }

    private SessionPlan? ReadSessionPlan(CatalogueNode node)
    {
        if (!node.IsObjectOf(
            "key", "version", "validFrom", "validUntil", "source", "localConfiguration", "deliveredBy", "minimumGroup", "maximumGroup", "weeksAfterPreGroup",
            "weeksBeforeReview", "oneToOneWithinWeeks", "rolling", "rejoinWithinWeeks", "carriesOver", "completion", "absence", "modules"))
            return null;
        var number = 0;
        var plan = new SessionPlan
        {
            ProgrammeKey = node.Text("key"),
            Version = node.Whole("version", 1, 9999),
            Valid = node.Period(),
            Source = node.Text("source"),
            LocalConfiguration = node.YesOrAbsent("localConfiguration"),
            DeliveredBy = node.Texts("deliveredBy"),
            MinimumGroup = node.Whole("minimumGroup", 1, 100),
            MaximumGroup = node.Whole("maximumGroup", 1, 100),
            WeeksAfterPreGroup = node.Whole("weeksAfterPreGroup", 0, 52),
            WeeksBeforeReview = node.Whole("weeksBeforeReview", 0, 52),
            OneToOneWithinWeeks = node.Whole("oneToOneWithinWeeks", 1, 52),
            Rolling = node.YesOrNo("rolling"),
            RejoinWithinWeeks = node.Whole("rejoinWithinWeeks", 0, 520),
            CarriesOver = node.TextsOrNone("carriesOver"),
            Completion = ReadCompletion(node),
            Absence = ReadAbsence(node),
            Modules = node.Items("modules").Select((module, i) => ReadModule(module, i + 1, ref number)).OfType<PlanModule>().ToList(),
        };
        foreach (var unknown in plan.DeliveredBy.Where(role => !Roles.All.Contains(role) || role == Roles.System))
            node.Problem("deliveredBy", $"'{unknown}' is not a role that delivers; use one of {string.Join(", ", Roles.All.Except([Roles.System], StringComparer.Ordinal))}");
        if (plan.DeliveredBy.Count == 0)
            node.Problem("deliveredBy", "names nobody; name the role that delivers it");
        if (plan.MaximumGroup < plan.MinimumGroup)
            node.Problem("maximumGroup", $"is {plan.MaximumGroup}, less than minimumGroup; make it {plan.MinimumGroup} or more");
        foreach (var unknown in plan.CarriesOver.Where(key => _knownProgrammes.Count > 0 && _knownProgrammes.TrueForAll(programme => programme.Key != key)))
            node.Problem("carriesOver", $"'{unknown}' is not in programmes; use the key of an entry there");
        CheckShape(node, plan);
        CheckProgramme(node, plan);
        return plan;
    }

    private void CheckProgramme(CatalogueNode node, SessionPlan plan)
    {
        if (_knownProgrammes.Count == 0 || plan.ProgrammeKey.Length == 0)
            return;
        if (_knownProgrammes.Find(programme => programme.Key == plan.ProgrammeKey) is not { } known)
            node.Problem("key", $"'{plan.ProgrammeKey}' is not in programmes; use the key of an entry there");
        else if (known.Kind == InterventionKind.Toolkit && (plan.Sessions.Any(session => session.Format == SessionFormat.Group) || plan.MaximumGroup > 1))
            node.Problem("modules", $"'{plan.ProgrammeKey}' is a toolkit, which is delivered one to one; make every session one-to-one and maximumGroup 1");
    }

    private static void CheckShape(CatalogueNode node, SessionPlan plan)
    {
        foreach (var twice in plan.Modules.GroupBy(module => module.Key, StringComparer.Ordinal).Where(group => group.Count() > 1))
            node.Problem("modules", $"has two modules '{twice.Key}'; give each its own key");
        foreach (var twice in plan.Sessions.GroupBy(session => session.Key, StringComparer.Ordinal).Where(group => group.Count() > 1))
            node.Problem("modules", $"has two sessions '{twice.Key}'; give each its own key");
        foreach (var (earlier, later) in plan.Modules.Zip(plan.Modules.Skip(1)).Where(pair => pair.Second.Stage < pair.First.Stage))
            node.Problem("modules", $"'{later.Key}' comes after '{earlier.Key}'; put pre-group modules first, then those of the programme, then the review");
        if (plan.Modules.All(module => module.Stage != SessionStage.Programme))
            node.Problem("modules", "has no module of the stage programme; add one");
        if (plan.IsOneToOne && plan.MaximumGroup > 1)
            node.Problem("maximumGroup", $"is {plan.MaximumGroup}, and no session is a group session; make it 1");

        var laterModules = plan.Modules.Where(module => module.Stage == SessionStage.Programme).Skip(1).ToList();
        if (plan.Rolling && !laterModules.Exists(module => module.MayJoinHere))
            node.Problem("rolling", "is true, and no module after the first may be joined; give one mayJoinHere, or make it false");
        if (!plan.Rolling && laterModules.Exists(module => module.MayJoinHere))
            node.Problem("rolling", "is false, and a module after the first may be joined; take mayJoinHere out, or make it true");
        if (plan.Modules.FirstOrDefault(module => module.MayJoinHere && module.Stage != SessionStage.Programme) is { } wrong)
            node.Problem("modules", $"'{wrong.Key}' has mayJoinHere; only a module of the stage programme can be joined");
    }

    private static PlanModule? ReadModule(CatalogueNode node, int number, ref int sessionNumber)
    {
        if (!node.IsObjectOf("key", "name", "stage", "mayJoinHere", "sessions"))
            return null;
        var key = node.Text("key");
        var stage = s_stages.GetValueOrDefault(node.OneOf("stage", s_stages.Keys));
        var sessions = new List<SessionTemplate>();
        foreach (var session in node.Items("sessions"))
        {
            if (!session.IsObjectOf("key", "name", "format", "minutes", "required", "catchUp"))
                continue;
            sessions.Add(new SessionTemplate
            {
                Key = session.Text("key"),
                Name = session.Text("name"),
                ModuleKey = key,
                Number = ++sessionNumber,
                Format = s_formats.GetValueOrDefault(session.OneOf("format", s_formats.Keys)),
                Minutes = session.Whole("minutes", 5, 600),
                Stage = stage,
                Required = session.YesOrNo("required"),
                CatchUpAllowed = session.YesOrNo("catchUp"),
            });
        }

        return new PlanModule { Key = key, Name = node.Text("name"), Number = number, Stage = stage, MayJoinHere = node.YesOrAbsent("mayJoinHere"), Sessions = sessions };
    }

    private static CompletionRule ReadCompletion(CatalogueNode plan) =>
        plan.Object("completion") is { } node && node.IsObjectOf("reportRequired", "source")
            ? new CompletionRule(node.YesOrNo("reportRequired"), node.Text("source"))
            : new CompletionRule(true, "");

    private static AbsenceRule ReadAbsence(CatalogueNode plan)
    {
        if (plan.Object("absence") is not { } node || !node.IsObjectOf("warningAt", "considerBreachAt", "withinMonths", "failureToComplyCounts", "source"))
            return new AbsenceRule { WarningAt = 1, UnacceptableToConsiderBreach = 2, WithinMonths = 12, FailureToComplyCounts = true, Source = "" };
        var rule = new AbsenceRule
        {
            WarningAt = node.Whole("warningAt", 1, 20),
            UnacceptableToConsiderBreach = node.Whole("considerBreachAt", 1, 20),
            WithinMonths = node.Whole("withinMonths", 1, 120),
            FailureToComplyCounts = node.YesOrNo("failureToComplyCounts"),
            Source = node.Text("source"),
        };
        if (rule.WarningAt > rule.UnacceptableToConsiderBreach)
            node.Problem("warningAt", $"is {rule.WarningAt}, more than considerBreachAt; a warning comes no later than breach is considered");
        return rule;
    }

    /// <summary>Only the dates of a released version may change: it may be ended.</summary>
    private static bool SamePlan(JsonElement one, JsonElement other) =>
        one.EnumerateObject().Concat(other.EnumerateObject()).Select(property => property.Name).Distinct(StringComparer.Ordinal)
            .Where(name => name is not ("validFrom" or "validUntil"))
            .All(name => one.TryGetProperty(name, out var a) && other.TryGetProperty(name, out var b) && JsonElement.DeepEquals(a, b));
}
