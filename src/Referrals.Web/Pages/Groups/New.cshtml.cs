using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Staff;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Groups;

/// <summary>Makes a group: one form, then its answers with the schedule that would be laid, then the group.</summary>
public sealed class NewModel(GroupService groups, StaffDirectory staff, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    /// <summary>Becomes the group's id, so that the same form sent twice makes one group.</summary>
    [BindProperty]
    public Guid? RequestId { get; set; }

    [BindProperty]
    public string? Step { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Enter a code")]
    [StringLength(40, ErrorMessage = "The code must be 40 characters or fewer")]
    public string? Code { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose a programme")]
    public string? ProgrammeKey { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose a probation delivery unit")]
    public string? PduId { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Enter where it meets")]
    [StringLength(200, ErrorMessage = "Where it meets must be 200 characters or fewer")]
    public string? Office { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose what the group works on")]
    public Cohort? Cohort { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose who it is for")]
    public Sex? Sex { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose yes or no")]
    public string? ForLearningNeeds { get; set; }

    [BindProperty]
    public SlotsForm Slots { get; set; } = new();

    [BindProperty]
    [Display(Name = "The earliest day")]
    [Required(ErrorMessage = "Enter the earliest day")]
    public DateOnly? EarliestStart { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose the treatment manager")]
    public string? TreatmentManager { get; set; }

    [BindProperty]
    public List<string> Facilitators { get; set; } = [];

    [BindProperty]
    public List<string> Cover { get; set; } = [];

    [BindProperty]
    public string? Capacity { get; set; }

    [BindProperty]
    [StringLength(100, ErrorMessage = "The room must be 100 characters or fewer")]
    public string? Room { get; set; }

    /// <summary>Why somebody is booked twice by it all the same.</summary>
    [BindProperty]
    public AnywayForm Anyway { get; set; } = new();

    /// <summary>What would be made; null while the form is asked.</summary>
    public NewGroup? Shown { get; private set; }

    public IReadOnlyList<WeeklySlot> SlotsRead { get; private set; } = [];

    public int? CapacityRead { get; private set; }

    public IReadOnlyList<Option> Staff { get; private set; } = [];

    public IReadOnlyList<Option> Programmes => [.. catalogue.Current.Programmes(Today, Actor.RegionCode).Where(p => catalogue.Current.SessionPlanOn(p.Key, Today) is { IsOneToOne: false }).Select(p => new Option(p.Key, p.Name))];

    public IReadOnlyList<Option> Pdus => [.. catalogue.Current.Areas.Pdus.Where(p => p.RegionCode == Actor.RegionCode).OrderBy(p => p.Name, StringComparer.CurrentCulture).Select(p => new Option(p.Id.ToString(CultureInfo.InvariantCulture), p.Name))];

    public IReadOnlyList<Option> Cohorts { get; } = [.. Enum.GetValues<Cohort>().Select(c => new Option(c.ToString(), GroupWords.Of(c)))];

    public IReadOnlyList<Option> Sexes { get; } = [new(nameof(Domain.Sex.Male), GroupWords.Of(Domain.Sex.Male)), new(nameof(Domain.Sex.Female), GroupWords.Of(Domain.Sex.Female))];

    public string Example
    {
        get
        {
            var day = catalogue.Current.WorkingDays.OnOrAfter(Today.AddDays(28));
            return $"{day.Day} {day.Month} {day.Year}";
        }
    }

    [TempData]
    public string? Done { get; set; }

    private Actor Actor => User.Actor();

    private DateOnly Today => LondonTime.Today(time);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        if (Actor.Role != Roles.ProgrammeTeam)
        {
            return Forbid();
        }

        RequestId = Ids.New(time.GetUtcNow());
        return await Ask(cancellation);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellation)
    {
        if (Actor.Role != Roles.ProgrammeTeam)
        {
            return Forbid();
        }

        if (Step == "change")
        {
            return await Ask(cancellation);
        }

        Staff = await StaffOptions.Of(staff, Actor, [], cancellation);
        SlotsRead = Slots.Read(ModelState, nameof(Slots));
        Check();
        if (!ModelState.IsValid)
        {
            return await Ask(cancellation);
        }

        var request = new CreateGroup
        {
            Code = Code!,
            PduId = int.Parse(PduId!, CultureInfo.InvariantCulture),
            Office = Office!,
            ProgrammeKey = ProgrammeKey!,
            Cohort = Cohort!.Value,
            Sex = Sex!.Value,
            ForLearningNeeds = ForLearningNeeds == "yes",
            Slots = SlotsRead,
            EarliestStart = EarliestStart!.Value,
            TreatmentManager = TreatmentManager!,
            Facilitators = Facilitators,
            Cover = [.. Cover.Except(Facilitators)],
            Capacity = CapacityRead,
            Room = Room,
            ClashesSeen = Anyway.SeenOrNone,
            Anyway = Anyway.Given,
            RequestId = RequestId,
        };
        Refusal? refusal;
        if (Step == "create")
        {
            (var id, refusal) = await groups.Create(Actor, request, cancellation);
            if (id is { } made)
            {
                Done = $"{request.Code.Trim()} is made and its sessions are in the diary";
                return Redirect(Links.Group(made));
            }

            if (refusal is BookedMeanwhile or BookedTwiceWhy && await ShowAsync(request, isSaving: true, cancellation) is null)
            {
                return Page();
            }
        }
        else
        {
            refusal = await ShowAsync(request, isSaving: false, cancellation);
            if (refusal is null)
            {
                return Page();
            }
        }

        ModelState.AddModelError(refusal switch
        {
            GroupNeedsCode or CodeTaken => nameof(Code),
            GroupNeedsSlots => $"{nameof(Slots)}.{nameof(SlotsForm.Days)}",
            GroupNeedsOffice => nameof(Office),
            GroupNeedsStaff or MayNotDeliver => nameof(Facilitators),
            PduOfAnotherRegion => nameof(PduId),
            NotRunHere or NoPlan => nameof(ProgrammeKey),
            CapacityOutOfRange => nameof(Capacity),
            CannotBeLaid => $"{nameof(Slots)}.{nameof(SlotsForm.Days)}",
            _ => "",
        }, refusal!.Words);
        return await Ask(cancellation);
    }

    /// <summary>What would be made, with what would be booked twice by it.</summary>
    private async Task<Refusal?> ShowAsync(CreateGroup request, bool isSaving, CancellationToken cancellation)
    {
        (Shown, var refusal) = await groups.PreviewNew(Actor, request, cancellation);
        if (Shown is null)
        {
            return refusal;
        }

        if (isSaving)
        {
            Anyway.Check(Shown.Clashes, catalogue, Today, ModelState, nameof(Anyway));
        }
        else
        {
            Anyway.Show(Shown.Clashes, catalogue, Today, ModelState, nameof(Anyway));
        }

        return null;
    }

    public string Text(IEnumerable<Option> options, string? value) => options.FirstOrDefault(o => o.Value == value)?.Text ?? CaseWords.NotKnown;

    public string Texts(IEnumerable<string> codes) => GroupWords.Listed([.. codes.Select(code => Text(Staff, code))]);

    private void Check()
    {
        if (Facilitators.Count == 0)
        {
            ModelState.AddModelError(nameof(Facilitators), "Choose at least one facilitator");
        }

        if (Facilitators.Append(TreatmentManager ?? "").Concat(Cover).Any(code => code.Length > 0 && Staff.All(o => o.Value != code)))
        {
            ModelState.AddModelError(nameof(Facilitators), "Choose people from the list");
        }

        if (PduId is not null && Pdus.All(p => p.Value != PduId))
        {
            ModelState.AddModelError(nameof(PduId), "Choose a probation delivery unit from the list");
        }

        if (EarliestStart < Today)
        {
            ModelState.AddModelError(nameof(EarliestStart), "The earliest day must be today or later");
        }

        if (!string.IsNullOrWhiteSpace(Capacity))
        {
            CapacityRead = int.TryParse(Capacity, NumberStyles.None, CultureInfo.InvariantCulture, out var places) ? places : null;
            if (CapacityRead is null)
            {
                ModelState.AddModelError(nameof(Capacity), "Places must be a number, for example 10");
            }
        }
    }

    private async Task<PageResult> Ask(CancellationToken cancellation)
    {
        Staff = await StaffOptions.Of(staff, Actor, [], cancellation);
        Slots.Complete();
        return Page();
    }
}
