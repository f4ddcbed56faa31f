using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Referrals.Application.Access;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Enquiries;

/// <summary>Where an enquiry of one area goes.</summary>
public sealed record EnquiryAddress
{
    public EnquiryKind Kind { get; init; }

    /// <summary>A to L; null for every region.</summary>
    public string? Region { get; init; }

    /// <summary>Key of the PDU; null for every one of the region.</summary>
    public int? Pdu { get; init; }

    /// <summary>Of the office or unit that answers.</summary>
    public string Name { get; init; } = "";

    public string? Email { get; init; }
}

/// <summary>Configuration section <c>Referrals:Enquiries</c>: to whom enquiries go, the nearest area first. Where none is given the draft says whom to look for.</summary>
public sealed class EnquiryOptions
{
    public const string Section = "Referrals:Enquiries";

    /// <summary>How long before the earliest offence, or before today where none is known, incidents are asked for.</summary>
    public int MonthsBefore { get; set; } = 12;

    public List<EnquiryAddress> Addresses { get; set; } = [];
}

/// <summary>An enquiry as it could be sent: it tells of the person on probation and asks; it names nobody who was harmed.</summary>
/// <param name="Email">Null where none is configured for the area.</param>
/// <param name="Subject">Of a message: no name and no CRN.</param>
/// <param name="Question">Plain text, to be changed by whoever sends it.</param>
public sealed record EnquiryDraft(EnquiryKind Kind, string To, string? Email, string Subject, string Question);

/// <summary>Drafts the question to the police or to children's services from what is known of the case.</summary>
public sealed class EnquiryDrafts(IOptions<EnquiryOptions> options)
{
    private static readonly CultureInfo s_english = CultureInfo.GetCultureInfo("en-GB");

    /// <param name="by">Signs it.</param>
    public EnquiryDraft For(Actor by, Person person, EnquiryKind kind, Catalogue catalogue, DateOnly today, DateOnly answerBy)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(catalogue);
        var address = AddressOf(person, kind);
        var asked = kind == EnquiryKind.Police ? Police(person, catalogue, today) : Children(person, catalogue, today);
        var text = new List<string>
        {
            kind == EnquiryKind.Police
                ? "The Probation Service asks for what the police hold about domestic abuse by the person below, to decide on an intervention and to manage the risk."
                : "The Probation Service asks for what children's services hold about the person below and children they live with or see, to decide on an intervention and to manage the risk.",
            "",
            $"Name: {person.DisplayName}",
            $"Date of birth: {(person.DateOfBirth is { } born ? Day(born) : "not known to us")}",
            $"Our reference: {person.Crn}",
        };
        if (Supervised(person) is { } supervised)
            text.Add($"Supervised: {supervised}");
        if (Offences(person) is { } offences)
            text.Add($"Offences: {offences}");
        text.Add("");
        text.Add($"Please tell us, from {Day(Since(person, kind, today))} to today:");
        text.AddRange(asked.Select((question, i) => $"{i + 1}. {question}"));
        text.Add("");
        if (LastAnswered(person, kind) is { } last)
            text.Add($"You last answered us on {Day(last)}: only what has come since is needed.");
        text.Add("If there is nothing, please say so: an answer of none is what we need to go on.");
        text.Add("Please do not put the name, address or number of anybody who was harmed into your answer.");
        text.Add($"We need the answer by {Day(answerBy)}.");
        text.Add("");
        text.Add($"{by.Name}, Probation Service, {Area(person, catalogue)}");
        return new EnquiryDraft(kind, address?.Name ?? Unaddressed(person, kind, catalogue), address?.Email, kind == EnquiryKind.Police ? "Domestic abuse enquiry from the Probation Service" : "Enquiry about children from the Probation Service", string.Join('\n', text));
    }

    /// <summary>Whom an enquiry about this person goes to; null where nobody is configured for the area.</summary>
    public EnquiryAddress? AddressOf(Person person, EnquiryKind kind)
    {
        ArgumentNullException.ThrowIfNull(person);
        return options.Value.Addresses
            .Where(a => a.Kind == kind && (a.Pdu is null || a.Pdu == person.PduId) && (a.Region is null || a.Region == person.RegionCode))
            .OrderByDescending(a => a.Pdu is not null).ThenByDescending(a => a.Region is not null).FirstOrDefault();
    }

    private static IEnumerable<string> Police(Person person, Catalogue catalogue, DateOnly today)
    {
        var facts = CaseFactsOf.Person(person, catalogue, today);
        var partner = facts.PerpetratorAgainstPartner == true || facts.SaraPartner >= RiskLevel.Medium || facts.IntimatePartnerConviction == true;
        var family = facts.PerpetratorAgainstFamily == true;
        yield return (partner, family) switch
        {
            (true, true) => "Call-outs, incidents and reports of abuse of a current or former partner, and of a family member, with dates and what was found.",
            (true, false) => "Call-outs, incidents and reports of abuse of a current or former partner, and any of a family member, with dates and what was found.",
            (false, true) => "Call-outs, incidents and reports of abuse of a family member, and any of a current or former partner, with dates and what was found.",
            _ => "Call-outs, incidents and reports of abuse of a current or former partner or a family member, with dates and what was found: we do not know which it is.",
        };
        if (partner || !family)
            yield return "Anything that points to control, stalking, strangulation, threats to kill or the use of weapons, and contact after separation.";
        yield return "Arrests, charges, cautions, and investigations that were closed without action.";
        yield return "Orders and notices in force or applied for (domestic violence protection, non-molestation, restraining, stalking), bail conditions, and any breach of them.";
        yield return InformationGate.ChildrenConcerned(facts, catalogue.ThresholdsOn(today)) switch
        {
            true => "Which incidents children saw or were in the house for, and whether children's services were told.",
            false => "Whether any child was present at an incident: none is known to us.",
            null => "Whether any child was present at an incident, and whether children's services were told: we do not know yet whether children are concerned.",
        };
        yield return "Whether the person is discussed at a multi-agency risk assessment conference, and any warning marker for those who visit them.";
    }

    private static IEnumerable<string> Children(Person person, Catalogue catalogue, DateOnly today)
    {
        var facts = CaseFactsOf.Person(person, catalogue, today);
        yield return "Whether the person, or a child they live with or see, is known to you, and since when.";
        yield return "Any plan in force or ended (child in need, child protection, looked after), and who the social worker is.";
        yield return facts.PerpetratorAgainstFamily == true
            ? "Concerns about abuse in the home, of a partner or of any other member of the family, and what children saw or heard."
            : "Concerns about domestic abuse in the home, and what children saw or heard.";
        yield return "What contact with children is agreed, ordered or stopped, and anything you would want us not to do.";
        if (person.FlagCodes?.Any(catalogue.ThresholdsOn(today).ChildrenConcernedFlags.Contains) == true)
            yield return "Whether the concern for which the person is registered with us is still what you know, and when it is next reviewed.";
        yield return "Whether a pregnancy or a birth is known to you.";
    }

    private DateOnly Since(Person person, EnquiryKind kind, DateOnly today)
    {
        if (LastAnswered(person, kind) is { } last)
            return last;
        var offence = person.Supervisions.SelectMany(s => s.Offences ?? []).Min(o => o.Date);
        return (offence < today ? offence.Value : today).AddMonths(-options.Value.MonthsBefore);
    }

    private static DateOnly? LastAnswered(Person person, EnquiryKind kind) => person.Enquiries.Where(e => e.Kind == kind).Max(e => e.AnsweredOn);

    private static string? Supervised(Person person) => person.CurrentSupervision is { } supervision
        ? $"{supervision.Description ?? "sentence not known"}{(supervision.StartsOn is { } from ? $", from {Day(from)}" : "")}{(supervision.EndsOn is { } to ? $" to {Day(to)}" : "")}"
        : null;

    private static string? Offences(Person person)
    {
        var offences = person.Supervisions.Where(s => s.EndedOn is null).SelectMany(s => s.Offences ?? []).OrderByDescending(o => o.Main)
            .Select(o => $"{o.Description ?? o.Code ?? "not described"}{(o.Date is { } on ? $" ({Day(on)})" : "")}").Distinct().ToList();
        return offences.Count == 0 ? null : string.Join("; ", offences);
    }

    private static string Area(Person person, Catalogue catalogue) => person.PduId is { } pdu ? catalogue.Areas.Pdu(pdu).Name : person.RegionCode is { } region ? catalogue.Areas.Region(region).Name : "area not known";

    private static string Unaddressed(Person person, EnquiryKind kind, Catalogue catalogue) => kind == EnquiryKind.Police
        ? $"The police force for {Area(person, catalogue)}: the unit that answers probation's domestic abuse enquiries"
        : $"Children's services of the local authority in which the children live ({Area(person, catalogue)})";

    private static string Day(DateOnly on) => on.ToString("d MMMM yyyy", s_english);
}

internal static class EnquiryServices
{
    public static void AddEnquiries(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EnquiryOptions>().Bind(configuration.GetSection(EnquiryOptions.Section))
            .Validate(o => o.MonthsBefore is >= 0 and <= 120, $"{EnquiryOptions.Section}:MonthsBefore is from 0 to 120.")
            .Validate(o => o.Addresses.TrueForAll(a => !string.IsNullOrWhiteSpace(a.Name)), $"{EnquiryOptions.Section}:Addresses: each has a Name.")
            .Validate(o => o.Addresses.TrueForAll(a => a.Email is null || System.Net.Mail.MailAddress.TryCreate(a.Email, out _)), $"{EnquiryOptions.Section}:Addresses: an Email is not an address.")
            .ValidateOnStart();
        services.AddSingleton<EnquiryDrafts>();
    }
}
