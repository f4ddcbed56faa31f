using System.Globalization;
using Referrals.Application.Statistics;
using Referrals.Statistics;

namespace Referrals.Web.Pages;

/// <summary>The addresses of pages that others lead to, so that no page spells another's.</summary>
public static class Links
{
    public const string ToDo = "/to-do";
    public const string People = "/people";
    public const string Referrals = "/referrals";
    public const string Groups = "/groups";
    public const string MyDay = "/my-day";
    public const string Statistics = "/statistics/referrals-and-completions";

    /// <summary>The statistics on one screen; the other pages of them are under it.</summary>
    public const string Dashboard = "/statistics";

    public const string Measures = "/statistics/measures";
    public const string Times = "/statistics/times";
    public const string Places = "/statistics/places";
    public const string Equality = "/statistics/equality";
    public const string Facilitators = "/statistics/facilitators";
    public const string Quality = "/statistics/quality";
    public const string ChasesSent = "/statistics/chases";
    public const string Questions = "/statistics/questions";

    public const string Publications = "/publications";
    public const string Inspections = "/inspections";
    public const string NewInspection = "/inspections/new";
    public const string Workflows = "/workflows";
    public const string Catalogue = "/catalogue";
    public const string TryVersion = "/try-version";
    public const string Administration = "/administration";

    /// <summary>What services outside are told.</summary>
    public const string Events = "/administration/events";
    public const string Chases = "/administration/chases";
    public const string Staff = "/administration/staff";

    /// <summary>The regions and delivery units, as a file of the catalogue.</summary>
    public const string Areas = "/catalogue/areas";
    public const string Audit = "/audit";
    public const string PartnerLink = "/partner-link";
    public const string PassedConcerns = "/passed-concerns";

    /// <summary>What a role does here; of the reader's own role where none is given.</summary>
    public static string Guide(string? role = null) => role is null ? "/guide" : $"/guide/{role}";
    public static string Inspection(Guid id) => $"{Inspections}/{id}";

    public static string FinishInspection(Guid id) => $"{Inspections}/{id}/finish";

    public static string InspectionResult(Guid id) => $"{Inspections}/{id}/result";

    /// <summary>The file of one person of a sample, by the number they were drawn with.</summary>
    public static string InspectionFile(Guid id, int number) => string.Create(CultureInfo.InvariantCulture, $"{Inspections}/{id}/people/{number}");

    public static string Judge(Guid id, int number, string measure) => $"{InspectionFile(id, number)}/{measure}";

    public static string Publication(Guid id) => $"{Publications}/{id}";

    public static string PublicationFile(Guid id, string name) => $"{Publications}/{id}?file={name}";

    public static string PublicationAccess(Guid id) => $"{Publications}/{id}/access";

    /// <summary>Makes a publication; with <paramref name="revises"/> the next number of that one.</summary>
    public static string NewPublication(Guid? revises = null) => $"{Publications}/new{(revises is null ? "" : $"?revises={revises}")}";

    public static string Person(Guid id) => $"/people/{id}";

    public static string WhoLooked(Guid personId) => $"/people/{personId}/who-has-looked";

    public static string EmergencyAccess(Guid personId) => $"/people/{personId}/emergency-access";

    /// <summary>People to hand over to another practitioner.</summary>
    public const string Handover = "/handover";

    public static string HandOver(Guid personId) => $"{Handover}/{personId}";

    public static string RecordEvent(Guid personId) => $"/people/{personId}/event";

    public static string Task(Guid id) => $"/tasks/{id}";

    public static string Referral(Guid id) => $"/referrals/{id}";

    public static string Group(Guid id) => $"{Groups}/{id}";

    /// <summary>Gives places in a group to many at once.</summary>
    public static string Fill(Guid groupId) => $"{Groups}/{groupId}/fill";

    /// <summary>Books a meeting for one member of a group; with <paramref name="what"/> the meeting is chosen already.</summary>
    public static string Book(Guid groupId, Guid referralId, string? what = null) =>
        $"{Groups}/{groupId}/book/{referralId}{(what is null ? "" : $"?what={Uri.EscapeDataString(what)}")}";

    /// <summary>A session, which is its register.</summary>
    public static string Session(Guid id) => $"/sessions/{id}";

    /// <summary>One duty, or a <paramref name="step"/> of it: details, contact, concern, pass-on.</summary>
    public static string PartnerLinkDuty(Guid id, string? step = null) => $"{PartnerLink}/{id}{(step is null ? "" : $"/{step}")}";

    public static string PassedConcern(Guid id) => $"{PassedConcerns}/{id}";

    public const string Waiting = "/waiting";

    /// <summary>A practitioner's own people who wait for a place.</summary>
    public const string OwnWaiting = "/my-people-waiting";

    public const string Capacity = "/waiting/capacity";

    /// <summary>One waiting person against each group.</summary>
    public static string WaitingFor(Guid referralId) => $"/waiting/{referralId}";

    public static string GivePlace(Guid referralId, Guid groupId) => $"/waiting/{referralId}/groups/{groupId}";

    public static string QueuePosition(Guid referralId) => $"/waiting/{referralId}/position";

    public static string TakeAway(Guid referralId) => $"/waiting/{referralId}/take-away";

    public static string Report(Guid referralId) => $"/reports/{referralId}";

    public static string SendReport(Guid referralId) => $"/reports/{referralId}/send";

    public static string ReportDocument(Guid referralId) => $"/reports/{referralId}/document";

    public static string Toolkit(Guid id) => $"/toolkits/{id}";

    public static string RecordExercise(Guid toolkitId, string? exercise = null) => $"/toolkits/{toolkitId}/record{(exercise is null ? "" : $"?exercise={Uri.EscapeDataString(exercise)}")}";

    public static string CorrectExercise(Guid toolkitId, string exercise, DateOnly on) =>
        string.Create(CultureInfo.InvariantCulture, $"/toolkits/{toolkitId}/record?exercise={Uri.EscapeDataString(exercise)}&on={on:yyyy-MM-dd}&correcting=true");

    /// <summary>Takes back what is recorded of an exercise.</summary>
    public static string TakeExerciseBack(Guid toolkitId, Guid recordId) => $"/toolkits/{toolkitId}/correct?record={recordId}";

    /// <summary>Takes back that a toolkit was stopped.</summary>
    public static string CorrectToolkit(Guid toolkitId) => $"/toolkits/{toolkitId}/correct";

    public static string BookExercise(Guid toolkitId) => $"/toolkits/{toolkitId}/book";

    public static string Availability(Guid personId) => $"/people/{personId}/availability";

    public static string KeepApart(Guid personId) => $"/people/{personId}/keep-apart";

    public static string TakeBack(Guid referralId, Guid recordId) => $"/referrals/{referralId}/correct?record={recordId}";

    public static string Correct(Guid referralId) => $"/referrals/{referralId}/correct";

    public static string Commencement(Guid referralId) => $"/referrals/{referralId}/commencement";

    /// <param name="filter">What narrows the map, as a query without its question mark.</param>
    public static string Workflow(string definitionId, int? version = null, string filter = "") =>
        With($"/workflows/{definitionId}", version is { } older ? $"version={older.ToString(CultureInfo.InvariantCulture)}" : "", filter);

    /// <summary>A member of staff to change; without a code a new one.</summary>
    public static string StaffMember(string? code = null) => $"{Staff}/member{(code is null ? "" : $"?who={Uri.EscapeDataString(code)}")}";

    public static string WorkflowVersions(string definitionId) => $"/workflows/{definitionId}/versions";

    /// <summary>What waits at one step of a workflow now.</summary>
    public static string WaitingAt(string definitionId, int version, string activityId, string filter = "") =>
        With($"/workflows/{definitionId}/waiting/{Uri.EscapeDataString(activityId)}", $"version={version.ToString(CultureInfo.InvariantCulture)}", filter);

    private static string With(string path, params IEnumerable<string> query)
    {
        var asked = string.Join('&', query.Where(part => part.Length > 0));
        return asked.Length == 0 ? path : $"{path}?{asked}";
    }

    /// <summary>The table, or with <paramref name="format"/> (csv, json, definitions) a file of it.</summary>
    public static string Table(TableRequest request, string? format = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return $"{Statistics}?{Asked(request)}{(format is null ? "" : $"&format={format}")}";
    }

    /// <summary>One table of the measures as it was asked for.</summary>
    public static string Measure(Question question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return $"{Measures}/{question.Family.Key}?{Asked(question)}";
    }

    /// <summary>What a figure counts; without a row's key that of the total.</summary>
    public static string Behind(Question question, string measure, string? rowKey)
    {
        ArgumentNullException.ThrowIfNull(question);
        return $"/statistics/needs?family={question.Family.Key}&{Asked(question)}&measure={measure}{(rowKey is null ? "" : $"&row={Uri.EscapeDataString(rowKey)}")}";
    }

    /// <summary>The chases a figure counts.</summary>
    public static string ChasesBehind(StatisticsPeriod period, string measure, string? rowKey)
    {
        ArgumentNullException.ThrowIfNull(period);
        return BehindLines("chases", $"{Days(period)}&measure={measure}", rowKey);
    }

    /// <summary>The sessions a figure of facilitator continuity counts.</summary>
    public static string SessionsBehind(StatisticsPeriod period, string? region, string measure, string? rowKey)
    {
        ArgumentNullException.ThrowIfNull(period);
        return BehindLines("sessions", $"{Days(period)}&measure={measure}{Narrowed(region)}", rowKey);
    }

    /// <summary>The groups whose free places a figure counts.</summary>
    public static string PlacesBehind(string? region, string? rowKey) => BehindLines("places", Narrowed(region).TrimStart('&'), rowKey);

    private static string BehindLines(string what, string query, string? rowKey)
    {
        var all = rowKey is null ? query : $"{query}{(query.Length == 0 ? "" : "&")}row={Uri.EscapeDataString(rowKey)}";
        return $"/statistics/needs/{what}{(all.Length == 0 ? "" : "?")}{all}";
    }

    private static string Days(StatisticsPeriod period) => string.Create(CultureInfo.InvariantCulture, $"from={period.From:yyyy-MM-dd}&to={period.To:yyyy-MM-dd}");

    private static string Narrowed(string? region) => string.IsNullOrEmpty(region) ? "" : $"&region={Uri.EscapeDataString(region)}";

    /// <summary>The question as a query, the same for every page that asks it.</summary>
    public static string Asked(Question question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var asked = string.Create(CultureInfo.InvariantCulture, $"from={question.Period.From:yyyy-MM-dd}&to={question.Period.To:yyyy-MM-dd}&by={question.By.Key}");
        if (question.And is { } and)
        {
            asked += $"&and={and.Key}";
        }

        if (question.Cohort is { } cohort)
        {
            asked += $"&cohort={cohort.Key}";
        }

        return asked + string.Concat(question.Only.Select(n => $"&{n.By.Key}={Uri.EscapeDataString(Breakdowns.Key(n.By, n.Group))}"));
    }

    private static string Asked(TableRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"from={request.Period.From:yyyy-MM-dd}&to={request.Period.To:yyyy-MM-dd}&by={request.By.Key}");
}
