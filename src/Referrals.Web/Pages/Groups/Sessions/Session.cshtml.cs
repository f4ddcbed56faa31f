using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Staff;
using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Groups.Sessions;

/// <summary>One session with its register: one form for all who were there, of which what is right is saved whatever else is wrong.</summary>
public sealed class SessionModel(RegisterService registers, GroupService groups, StaffDirectory staff, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    /// <summary>By the delivery each person is here for.</summary>
    [BindProperty]
    public Dictionary<string, LineForm> Lines { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Begin with everybody who has no answer yet as attended and complied.</summary>
    [BindProperty(SupportsGet = true, Name = "all")]
    public bool All { get; set; }

    /// <summary>Why it is taken back that the session was not held.</summary>
    [BindProperty]
    [System.ComponentModel.DataAnnotations.StringLength(GroupWords.LongestWords, ErrorMessage = "Use 2,000 characters or fewer")]
    public string? HeldAfterAll { get; set; }

    public Register Register { get; private set; } = null!;

    public SessionPlan Plan { get; private set; } = null!;

    public string RunBy { get; private set; } = "";

    /// <summary>Those of <see cref="Lines"/> that are on the register, in its order.</summary>
    public IReadOnlyList<string> Keys { get; private set; } = [];

    /// <summary>How many have no answer yet.</summary>
    public int Open => Register.Lines.Count(l => l.Record is null);

    public bool MayManage => GroupReach.MayManage(Actor, Register.Group!);

    public bool MayRecord => Register.MayRecord && Register.Session.NotHeldReason is null;

    public DateOnly Today => LondonTime.Today(time);

    public string Module => Register.Session.TemplateKey is { } key && Plan.FindSession(key) is { } template ? Plan.Module(template.ModuleKey).Name : Register.ProgrammeName;

    /// <summary>What was saved although something else was refused.</summary>
    public string? Saved { get; private set; }

    [TempData]
    public string? Done { get; set; }

    private Actor Actor => User.Actor();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        Show([]);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        All = false;
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        if (!MayManage)
        {
            return Forbid();
        }

        var before = Register;
        var typed = before.Lines.Select(l => (l.DeliveryId, Key: Key(l.DeliveryId))).Where(l => Lines.TryGetValue(l.Key, out var form) && form.Outcome is not null).ToList();
        // What is already wrong by itself is not sent; the others are.
        var sound = typed.Where(l => !ModelState.Any(entry => entry.Value?.Errors.Count > 0 && entry.Key.StartsWith(Prefix(l.Key), StringComparison.Ordinal))).ToList();
        if (typed.Count == 0)
        {
            ModelState.AddModelError(before.Lines.Count > 0 ? $"{Prefix(Key(before.Lines[0].DeliveryId))}{nameof(LineForm.Outcome)}" : "", "Choose what happened for at least one person");
            Show([]);
            return Page();
        }

        var refusals = await registers.Record(Actor, id, [.. sound.Select(l => Lines[l.Key].Entry(l.DeliveryId))], cancellation);
        await Load(id, cancellation);
        foreach (var (deliveryId, refusal) in refusals)
        {
            var line = Register.Lines.FirstOrDefault(l => l.DeliveryId == deliveryId);
            ModelState.AddModelError($"{Prefix(Key(deliveryId))}{Field(refusal, Lines[Key(deliveryId)])}", $"{line?.PersonName ?? "Somebody"}: {Words(refusal, Lines[Key(deliveryId)])}");
        }

        if (ModelState.IsValid)
        {
            Done = Open == 0 ? "The register is complete" : $"Saved. {GroupWords.People(Open)} still to fill in";
            return Redirect(Links.Session(id));
        }

        var kept = sound.Where(l => !refusals.ContainsKey(l.DeliveryId) && (before.Lines.First(b => b.DeliveryId == l.DeliveryId).Record?.Id != Register.Lines.FirstOrDefault(r => r.DeliveryId == l.DeliveryId)?.Record?.Id)).ToList();
        Saved = kept.Count == 0 ? null : $"Saved for {GroupWords.People(kept.Count)}. What is named above was not saved";
        Show([.. refusals.Keys.Concat(typed.Except(sound).Select(l => l.DeliveryId))]);
        return Page();
    }

    public async Task<IActionResult> OnPostHeldAfterAllAsync(Guid id, CancellationToken cancellation)
    {
        if (await Load(id, cancellation) is { } refused)
        {
            return refused;
        }

        if (!MayManage)
        {
            return Forbid();
        }

        if (ModelState.IsValid)
        {
            if (await groups.HeldAfterAll(Actor, id, HeldAfterAll ?? "", cancellation) is not { } refusal)
            {
                Done = "The session stands again on its day. Save its register";
                return Redirect(Links.Session(id));
            }

            ModelState.AddModelError(nameof(HeldAfterAll), refusal.Words);
        }

        Show([]);
        return Page();
    }

    public string ReasonWords(string code) => catalogue.Current.FindReason(code)?.Words ?? code;

    private static string Key(Guid deliveryId) => deliveryId.ToString("N");

    private static string Prefix(string key) => $"{nameof(Lines)}[{key}].";

    private string Field(Refusal refusal, LineForm form) => refusal switch
    {
        ReasonMissing => IsReason(ReasonUses.AcceptableAbsence, form.ReasonCode) ? nameof(LineForm.Evidence) : nameof(LineForm.ReasonCode),
        CorrectionReasonMissing => IsReason(ReasonUses.AttendanceCorrection, form.CorrectionReason) ? nameof(LineForm.CorrectionWords) : nameof(LineForm.CorrectionReason),
        _ => nameof(LineForm.Outcome),
    };

    private string Words(Refusal refusal, LineForm form) => refusal switch
    {
        ReasonMissing => IsReason(ReasonUses.AcceptableAbsence, form.ReasonCode) ? "this reason needs evidence; say what you saw or were told" : "choose why they were absent",
        CorrectionReasonMissing when IsReason(ReasonUses.AttendanceCorrection, form.CorrectionReason) => "this reason needs words; say what should be known about the correction",
        _ => refusal.Words,
    };

    private bool IsReason(string use, string? code) => catalogue.Current.Reasons(use, Today).Any(r => r.Code == code);

    private void Show(IReadOnlyCollection<Guid> refused)
    {
        var reasons = Options(ReasonUses.AcceptableAbsence);
        var corrections = Options(ReasonUses.AttendanceCorrection);
        foreach (var line in Register.Lines)
        {
            var key = Key(line.DeliveryId);
            var again = refused.Contains(line.DeliveryId);
            if (!Lines.TryGetValue(key, out var form) || (!again && line.Record is not null))
            {
                Lines[key] = form = LineForm.Of(line.Record);
                foreach (var typed in ModelState.Keys.Where(k => k.StartsWith(Prefix(key), StringComparison.Ordinal)).ToArray())
                {
                    ModelState.Remove(typed);
                }
            }

            if (All && line.Record is null)
            {
                form.Outcome ??= AttendanceOutcome.AttendedComplied;
            }

            form.Seen = LineForm.SeenOf(line.Record);
            ModelState.Remove($"{Prefix(key)}{nameof(LineForm.Seen)}");
            form.Shown = new LineShown(line)
            {
                Reasons = reasons,
                Corrections = corrections,
                Recorded = line.Record is { } record ? InWords(record) : null,
                Replaced = [.. line.Replaced.Select(r => Replaced(r, line))],
                Refused = again,
                SessionId = Register.Session.Id,
                MayWrite = MayManage,
            };
        }

        Keys = [.. Register.Lines.Select(l => Key(l.DeliveryId))];
    }

    private string Replaced(AttendanceRecord was, RegisterLine line)
    {
        var by = line.Replaced.Append(line.Record!).FirstOrDefault(r => r?.Id == was.ReplacedById);
        var why = by?.CorrectionReason is { } code ? ReasonWords(code) : CaseWords.NotKnown;
        return $"{InWords(was)} Replaced by {by?.RecordedBy} on {by?.RecordedAt.Words()}: {why}{(by?.CorrectionWords is { } words ? $". {words}" : "")}";
    }

    private string InWords(AttendanceRecord record) =>
        $"{(record.ReplacedById == record.Id ? "Taken back: nothing is recorded" : GroupWords.Of(record.Outcome))}{(record.Late ? ", late" : "")}{(record.ReasonCode is { } code ? $": {ReasonWords(code)}" : "")}{(record.Words is { } words ? $". {words}" : "")}. Recorded by {record.RecordedBy} on {record.RecordedAt.Words()}.".Replace("..", ".", StringComparison.Ordinal);

    private List<Option> Options(string use) => [.. catalogue.Current.Reasons(use, Today).Select(r => new Option(r.Code, r.Words))];

    private async Task<IActionResult?> Load(Guid id, CancellationToken cancellation)
    {
        if (await registers.Find(Actor, id, cancellation) is not { } register)
        {
            return NotFound();
        }

        if (register.Group is not { } group)
        {
            // The one-to-one work of a toolkit has pages of its own.
            return register.Session.DeliveryId is { } toolkit ? Redirect($"/toolkits/{toolkit}") : NotFound();
        }

        Register = register;
        Plan = groups.PlanOf(group);
        var run = GroupService.RunBy(register.Session, group);
        RunBy = run.Count == 0 ? "Nobody is named to run it" : $"Run by {(await StaffOptions.Names(staff, run, cancellation))(run)}";
        return null;
    }
}
