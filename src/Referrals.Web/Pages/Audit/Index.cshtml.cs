using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Referrals.Application.Audit;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Audit;

/// <summary>The audit log, for an auditor: by person, by user, by what was done and when; as a page and as a file.</summary>
public sealed class IndexModel(AuditLog log) : PageModel
{
    [BindProperty(SupportsGet = true)]
    [StringLength(20, ErrorMessage = "A CRN is a letter and six digits")]
    public string? Crn { get; set; }

    [BindProperty(SupportsGet = true)]
    [StringLength(200, ErrorMessage = "Use 200 characters or fewer")]
    public string? Username { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? What { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "The first day")]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    [Display(Name = "The last day")]
    public DateOnly? To { get; set; }

    /// <summary>Lines older than this one.</summary>
    [BindProperty(SupportsGet = true)]
    public long? Before { get; set; }

    public AuditPage Lines { get; private set; } = new([], null);

    public static IEnumerable<Option> Acts { get; } = [new Option("", "Anything"), .. AuditActs.All.Select(act => new Option(act, AuditWords.Act(act)))];

    public async Task<IActionResult> OnGetAsync(string? format, CancellationToken cancellation)
    {
        if (From > To)
        {
            ModelState.AddModelError(nameof(To), "The last day must not be before the first day");
        }

        if (!ModelState.IsValid)
        {
            return format is null ? Page() : BadRequest();
        }

        var question = new AuditQuestion
        {
            Crn = Said(Crn)?.ToUpperInvariant(),
            Username = Said(Username),
            What = Said(What),
            From = From,
            To = To,
            Before = Before,
        };
        switch (format)
        {
            case null:
                Lines = await log.Search(User.Actor(), question, cancellation);
                Occasion.Current?.Say(User.Actor(), AuditActs.Searched, crn: question.Crn, detail: "audit log");
                return Page();
            case "csv":
                return new Csv(log.Export(User.Actor(), question, cancellation));
            default:
                return NotFound();
        }
    }

    /// <summary>This search with a step on (<c>before</c>) or as a file (<c>format</c>).</summary>
    public string Link(string name, string value) => QueryHelpers.AddQueryString(Links.Audit, new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        [nameof(Crn)] = Said(Crn),
        [nameof(Username)] = Said(Username),
        [nameof(What)] = Said(What),
        [nameof(From)] = From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        [nameof(To)] = To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        [name] = value,
    }.Where(pair => pair.Value is not null));

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Sends line after line: however long the log is, only one is held.</summary>
    private sealed class Csv(IAsyncEnumerable<AuditEntry> lines) : ActionResult
    {
        private static readonly string[] s_columns =
            ["id", "at", "username", "name", "role", "region", "pdu", "what", "crn", "person", "feature", "reference", "detail", "previous_hash", "hash"];

        public override async Task ExecuteResultAsync(ActionContext context)
        {
            var response = context.HttpContext.Response;
            response.ContentType = "text/csv; charset=utf-8";
            response.Headers.ContentDisposition = "attachment; filename=audit.csv";
            await using var body = new StreamWriter(response.Body, new UTF8Encoding(false));
            await body.WriteAsync(Line(s_columns));
            await foreach (var entry in lines)
            {
                await body.WriteAsync(Line(
                [
                    entry.Id.ToString(CultureInfo.InvariantCulture), entry.At.ToString("O", CultureInfo.InvariantCulture), entry.Username, entry.Name, entry.Role,
                    entry.RegionCode ?? "", entry.PduId?.ToString(CultureInfo.InvariantCulture) ?? "", entry.What, entry.Crn ?? "", entry.PersonId?.ToString() ?? "",
                    entry.Feature, entry.Reference ?? "", entry.Detail ?? "", entry.PreviousHash, entry.Hash,
                ]));
            }
        }

        private static string Line(string[] cells)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            using (var csv = CsvWriter.Create(text, CsvWriterOptions.Default with { NewLine = "\n", Injection = CsvInjection.Escape }))
            {
                csv.WriteRecord(cells);
            }

            return text.ToString();
        }
    }
}

internal static class AuditWords
{
    public static string Act(string act) => act switch
    {
        AuditActs.Viewed => "Viewed a person",
        AuditActs.Listed => "Listed people",
        AuditActs.Searched => "Searched",
        AuditActs.Changed => "Changed",
        AuditActs.Exported => "Downloaded a file",
        AuditActs.SignedIn => "Signed in",
        AuditActs.SignedOut => "Signed out",
        AuditActs.Refused => "Was refused",
        AuditActs.BreakGlass => "Used emergency access",
        AuditActs.Ran => "Ran or sent something",
        _ => act,
    };

    /// <summary>A role, or what acts by itself.</summary>
    public static string Who(string role) => role == Roles.System ? "The service" : RoleWords.Of(role);
}
