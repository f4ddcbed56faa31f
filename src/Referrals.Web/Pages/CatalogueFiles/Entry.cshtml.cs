using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application.Catalogues;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.CatalogueFiles;

/// <summary>A rung as it is typed; one without a day is taken out.</summary>
public sealed class RungForm
{
    public string? Days { get; set; }

    public List<string> Tell { get; set; } = [];

    public string? Wording { get; set; }
}

/// <summary>One entry of a draft: a reason, a service level or a ladder.</summary>
public sealed class EntryModel(CatalogueService catalogue) : PageModel
{
    private const string Owners = "Set in the service";

    /// <summary>Empty rungs beneath those there are.</summary>
    private const int Spare = 2;

    private IReadOnlySet<string> _codes = new HashSet<string>();

    [BindProperty(SupportsGet = true)]
    public string? Key { get; set; }

    [BindProperty]
    public int Shown { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Use { get; set; }

    [BindProperty]
    public string? Category { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    [BindProperty]
    public string? NeedsWords { get; set; }

    [Display(Name = "The last day")]
    [BindProperty]
    public DateOnly? Until { get; set; }

    [BindProperty]
    public string? Days { get; set; }

    [BindProperty]
    public List<RungForm> Rungs { get; set; } = [];

    public string Of { get; private set; } = "";

    public JsonObject? Entry { get; private set; }

    public bool IsNew => Entry is null;

    public static IReadOnlyList<Option> Uses { get; } = [.. ReasonUses.All.Order(StringComparer.Ordinal).Select(use => new Option(use, UseWords(use)))];

    public static IReadOnlyList<Option> YesOrNo { get; } = [new("yes", "Yes"), new("no", "No")];

    public static IReadOnlyList<Option> Told { get; } =
    [
        new(Ladder.Owner, "Whoever owes the task"),
        new(Ladder.TreatmentManager, "The treatment manager of the group"),
        .. Roles.All.Where(r => r is not (Roles.System or Roles.Auditor or Roles.Inspector)).Order(StringComparer.Ordinal).Select(r => new Option(r, RoleWords.Of(r))),
    ];

    [TempData]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(string name, CancellationToken cancellation)
    {
        if (!await Load(name, cancellation))
        {
            return NotFound();
        }

        (Use, Category, Words) = (Text("use"), Text("category"), Text("words") ?? Text("description"));
        NeedsWords = Entry is null ? null : Entry["needsWords"]?.GetValue<bool>() == true ? "yes" : "no";
        Until = Text("validUntil") is { } until ? DateOnly.ParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
        Days = Entry?["workingDays"]?.GetValue<int>().ToString(CultureInfo.InvariantCulture);
        Rungs =
        [
            .. (Entry?["rungs"]?.AsArray() ?? []).Select(rung => new RungForm
            {
                Days = rung!["afterWorkingDays"]!.GetValue<int>().ToString(CultureInfo.InvariantCulture),
                Tell = [.. rung["tell"]!.AsArray().Select(t => t!.GetValue<string>())],
                Wording = rung["wording"]!.GetValue<string>(),
            }),
            .. Enumerable.Range(0, Spare).Select(_ => new RungForm()),
        ];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string name, CancellationToken cancellation)
    {
        var shown = Shown;
        if (!await Load(name, cancellation))
        {
            return NotFound();
        }

        Shown = shown;
        var entry = name switch
        {
            CatalogueService.Reasons => Reason(),
            CatalogueService.ServiceLevels => Level(),
            _ => LadderOf(),
        };
        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (await catalogue.Write(User.Actor(), name, CatalogueService.KeyOf(entry)!, entry, shown, cancellation) is { } refusal)
        {
            ModelState.AddModelError("", refusal is DraftWrong { Problems: var problems } ? string.Join(" ", problems.Select(p => $"{p.Message}.")) : refusal.Words);
            return Page();
        }

        Done = "The draft is changed. Nothing counts before it is released.";
        return Redirect(CatalogueWords.Draft(name));
    }

    /// <summary>A use as people say it: "Unmet need".</summary>
    public static string UseWords(string use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return char.ToUpperInvariant(use[0]) + use[1..].Replace('-', ' ');
    }

    private async Task<bool> Load(string name, CancellationToken cancellation)
    {
        if (!CatalogueService.Editable.Contains(name))
        {
            return false;
        }

        Of = name;
        var draft = await catalogue.Draft(name, cancellation);
        var json = draft?.Json ?? (await catalogue.Versions(cancellation)).First(v => v.Name == name).Json;
        Shown = draft?.Version ?? 0;
        _codes = CatalogueChanges.Entries(json).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        // Where a key has several dated entries, the last of them is the one that goes on.
        Entry = string.IsNullOrEmpty(Key) ? null : JsonNode.Parse(json)!["entries"]!.AsArray().LastOrDefault(e => CatalogueService.KeyOf(e) == Key)?.AsObject();
        return Entry is not null || (string.IsNullOrEmpty(Key) && name == CatalogueService.Reasons);
    }

    private string? Text(string field) => Entry?[field]?.GetValue<string>();

    private JsonObject Reason()
    {
        var entry = Entry?.DeepClone().AsObject() ?? [];
        if (IsNew)
        {
            Code = Code?.Trim().ToUpperInvariant();
            if (string.IsNullOrEmpty(Code) || Code.Length > 30 || !Code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-'))
            {
                ModelState.AddModelError(nameof(Code), "Enter a code of letters, figures and hyphens, at most 30");
            }

            else if (_codes.Contains(Code))
            {
                ModelState.AddModelError(nameof(Code), "This code is there already; a code means one thing for ever, so choose another");
            }

            if (Use is null || !ReasonUses.All.Contains(Use))
            {
                ModelState.AddModelError(nameof(Use), "Select what the reason is given for");
            }

            (entry["code"], entry["use"]) = (Code, Use);
        }

        entry["category"] = Required(nameof(Category), Category, "Enter a category");
        entry["words"] = Required(nameof(Words), Words, "Enter the words of the reason");
        if (NeedsWords is not ("yes" or "no"))
        {
            ModelState.AddModelError(nameof(NeedsWords), "Select whether whoever gives the reason must also write why");
        }

        entry["needsWords"] = NeedsWords == "yes";
        entry.Remove("validUntil");
        if (Until is { } until)
        {
            entry["validUntil"] = until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        return entry;
    }

    private JsonObject Level()
    {
        var entry = Entry!.DeepClone().AsObject();
        entry["workingDays"] = Number(nameof(Days), Days, 0, 2600, "Enter the working days as a whole number from 0 to 2,600");
        entry["description"] = Required(nameof(Words), Words, "Enter what has to be done in that time");
        entry["source"] = Owners;
        return entry;
    }

    private JsonObject LadderOf()
    {
        var entry = Entry!.DeepClone().AsObject();
        var rungs = new List<(int Days, JsonNode Rung)>();
        foreach (var (index, rung) in Rungs.Index())
        {
            if (string.IsNullOrWhiteSpace(rung.Days))
            {
                continue;
            }

            var days = Number($"Rungs[{index}].Days", rung.Days, -260, 2600, "Enter the working days as a whole number from -260 to 2,600");
            if (rung.Tell.Count == 0)
            {
                ModelState.AddModelError($"Rungs[{index}].Tell", "Select who is told");
            }

            var wording = Required($"Rungs[{index}].Wording", rung.Wording, "Enter what they are told");
            if (rungs.Exists(r => r.Days == days))
            {
                ModelState.AddModelError($"Rungs[{index}].Days", "Another step is on the same day; give each its own");
            }

            rungs.Add((days, new JsonObject
            {
                ["afterWorkingDays"] = days,
                ["tell"] = new JsonArray([.. rung.Tell.Select(t => (JsonNode)t)]),
                ["wording"] = wording,
            }));
        }

        if (rungs.Count == 0)
        {
            ModelState.AddModelError("Rungs[0].Days", "Enter the day of one step at least");
        }

        entry["rungs"] = new JsonArray([.. rungs.OrderBy(r => r.Days).Select(r => r.Rung)]);
        entry["source"] = Owners;
        return entry;
    }

    private string Required(string field, string? typed, string message)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            ModelState.AddModelError(field, message);
        }

        return typed?.Trim() ?? "";
    }

    private int Number(string field, string? typed, int least, int most, string message)
    {
        if (int.TryParse(typed?.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        ModelState.AddModelError(field, message);
        return least;
    }
}
