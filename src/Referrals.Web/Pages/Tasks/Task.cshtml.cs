using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Enquiries;
using Referrals.Application.Needs;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;
using Referrals.Web.Pages.Handovers;
using Referrals.Web.Pages.People;

namespace Referrals.Web.Pages.Tasks;

/// <summary>One task: what it is, what must be known for it, and one form that ends it by one of the choices offered.</summary>
public sealed class TaskModel(TaskService tasks, DraftService drafts, PersonService people, ConcernService concerns, EmergencyAccessService emergencies, EnquiryDrafts enquiries, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    /// <summary>Made when the form is drawn, so that the same form sent twice counts once.</summary>
    [BindProperty]
    public string? RequestId { get; set; }

    [BindProperty]
    public string? Outcome { get; set; }

    /// <summary>By outcome.</summary>
    [BindProperty]
    public Dictionary<string, ChoiceForm> Answers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Null once somebody else has done the task, or it is no longer the reader's.</summary>
    public TaskView? Shown { get; private set; }

    public TaskView View => Shown!;

    public TaskFacts Facts { get; private set; } = null!;

    /// <summary>For a decision: what the rules say today, criterion by criterion.</summary>
    public Recommendation? Recommendation { get; private set; }

    public IReadOnlyList<TaskChoice> Choices { get; private set; } = [];

    public IReadOnlyList<Told> Background { get; private set; } = [];

    /// <summary>The concern this task is to read; null for other tasks, and for whoever may not read it.</summary>
    public RiskConcern? Concern { get; private set; }

    /// <summary>The emergency access that is to be checked.</summary>
    public EmergencyAccess? Emergency { get; private set; }

    /// <summary>What an absence followed from, for the task that follows it up.</summary>
    public IReadOnlyList<DeliveryPanel> Attendance { get; private set; } = [];

    /// <summary>The enquiry this task asks for; null for other tasks.</summary>
    public EnquiryDraft? Enquiry { get; private set; }

    /// <summary>What came with the case, for the task that acknowledges it; null for other tasks.</summary>
    public HandedOver? Handed { get; private set; }

    /// <summary>Where the task is done, when that is another page.</summary>
    public Link? DoneAt { get; private set; }

    /// <summary>The session that was missed, where the task is about making it up.</summary>
    public string? Missed { get; private set; }

    /// <summary>When the draft was saved that is gone on with; null where there is none.</summary>
    public DateTimeOffset? Kept { get; private set; }

    /// <summary>Whether there is anything to write that is worth keeping unfinished.</summary>
    public bool CanKeep => Choices.Any(choice => choice.WordsLabel is not null || choice.AsksQuestions);

    /// <summary>The task as it was done meanwhile; null where it is open, or no longer the reader's to see.</summary>
    public EndedTask? Ended { get; private set; }

    /// <summary>What the reader wrote for a task that cannot be answered any more, with what each was asked as.</summary>
    public IReadOnlyList<(string? Label, string Words)> Written { get; private set; } = [];

    public Actor Actor => User.Actor();

    public int DaysLate => ChaseLadder.Lateness(View.Task.DueOn, Today, Catalogue.WorkingDays);

    public bool Mine => View.Task.OwnerRole == Actor.Role;

    public bool MayPutOff => TaskService.MayPutOff(Actor, View.Task);

    public bool IsDecision => View.Task.Kind == DecideKind;

    public bool IsApproval => View.Task.Kind == "Referrals.ApproveDecision";

    /// <summary>What the choices are asked under: some tasks decide, the others tell what happened.</summary>
    public string Legend => View.Task.Kind is DecideKind or "Referrals.ApproveDecision" or "Referrals.ConfirmClosure" or "Referrals.AssessSuitability" or "Referrals.ReviewChange"
        or "Referrals.ConsiderBreach" or "Referrals.ReviewWaiting" or "Referrals.WaitForPlace" or "Referrals.WaitToRejoin"
        ? "What do you decide?"
        : "What happened?";

    /// <summary>The referral this task is about, where the reader may open it.</summary>
    public Guid? ReferralId => Doors.MayEnter("/Referring", Actor.Role) ? View.Need?.LiveReferral?.Id : null;

    public bool IsAnalysis => View.Task.Kind == "Referrals.WriteAnalysis";

    public Catalogue Catalogue => catalogue.Current;

    /// <summary>That the draft was saved, told once.</summary>
    [TempData]
    public string? DraftTold { get; set; }

    [TempData]
    public string? Done { get; set; }

    [TempData]
    public string? Next { get; set; }

    [TempData]
    public Guid? NextTask { get; set; }

    private const string DecideKind = "Referrals.Decide";

    private DateOnly Today => LondonTime.Today(time);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancellation)
    {
        if (await tasks.Find(Actor, id, cancellation) is not { } view)
        {
            return await tasks.FindEnded(Actor, id, cancellation) is null ? NotFound() : await LateAsync(id, cancellation);
        }

        RequestId = Ids.New(time.GetUtcNow()).ToString("N");
        if (await drafts.Find(Actor, id, cancellation) is { } draft)
        {
            Kept = draft.SavedAt;
            Outcome = draft.Outcome;
            Answers = draft.Answers.ToDictionary(answer => answer.Key, answer => ChoiceForm.Of(answer.Value), StringComparer.Ordinal);
        }

        return await DrawAsync(view, cancellation);
    }

    /// <summary>Keeps what is typed, as it is: nothing of it is checked before it is sent.</summary>
    public async Task<IActionResult> OnPostDraftAsync(Guid id, CancellationToken cancellation)
    {
        var typed = Answers.Where(answer => answer.Value is not null).ToDictionary(answer => answer.Key, answer => answer.Value.Answer(answer.Key), StringComparer.Ordinal);
        if (!await drafts.Save(Actor, id, new DraftAnswers(Outcome, typed), cancellation))
        {
            return await LateAsync(id, cancellation);
        }

        var late = await tasks.FindEnded(Actor, id, cancellation);
        DraftTold = late is null
            ? $"Draft saved on {time.GetUtcNow().Words()}. It is yours alone until you send it."
            : $"{late.How.Words} What you write is still kept for you: open the task again to copy it.";
        if (!Request.Headers.Accept.Contains("application/json"))
        {
            return Redirect(TaskLinks.Task(id));
        }

        var told = DraftTold;
        DraftTold = null;
        return new JsonResult(new { told, untouched = typed.GetValueOrDefault("Written")?.Words is { } words ? AnalysisHeadings.NotTouched(words).Select(heading => heading.Key) : [] });
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        ForgetOtherChoices();
        var view = await tasks.Find(Actor, id, cancellation);
        if (Outcome is not { } outcome || RequestId is not { Length: > 0 and <= 64 } request)
        {
            ModelState.AddModelError(nameof(Outcome), "Choose one of the answers");
            return view is null ? await LateAsync(id, cancellation) : await DrawAsync(view, cancellation);
        }

        if (!ModelState.IsValid)
        {
            return view is null ? await LateAsync(id, cancellation) : await DrawAsync(view, cancellation);
        }

        var typed = Answers.GetValueOrDefault(outcome) ?? new ChoiceForm();
        var refusal = await tasks.Complete(Actor, new CompleteTask { TaskId = id, RequestId = request, Answer = typed.Answer(outcome) }, cancellation);
        switch (refusal)
        {
            case null when view is not null:
                await drafts.Forget(Actor, id, cancellation);
                (Done, Next, NextTask) = await AnswerTold.Of(people, Actor, view, outcome, cancellation);
                return Redirect(TaskLinks.ToDo);
            case null or AlreadyDone { ByThisAnswer: true }:
                Done = "Your answer was received";
                Next = "It was sent twice and counted once.";
                return Redirect(TaskLinks.ToDo);
            case NoSuchTask or NotYours or NoSuchPerson or AlreadyDone:
                return await LateAsync(id, cancellation);
            default:
                foreach (var (field, words) in AnswerFaults.Of(refusal, view?.Choices.FirstOrDefault(c => c.Outcome == outcome), typed, ($"{nameof(Answers)}[{outcome}]", nameof(Outcome)), Catalogue, Today))
                {
                    ModelState.AddModelError(field, words);
                }

                return view is null ? await LateAsync(id, cancellation) : await DrawAsync(view, cancellation);
        }
    }

    /// <summary>Deletes what was kept of a task that somebody else has done.</summary>
    public async Task<IActionResult> OnPostForgetAsync(Guid id, CancellationToken cancellation)
    {
        await drafts.Forget(Actor, id, cancellation);
        Done = "What you wrote is deleted";
        return Redirect(TaskLinks.ToDo);
    }

    /// <summary>
    /// The task cannot be answered any more: somebody was first, or it is no longer the reader's. Nothing they wrote is lost, whether it was kept or has just been sent; of a task that is
    /// not theirs they are told nothing else.
    /// </summary>
    private async Task<IActionResult> LateAsync(Guid id, CancellationToken cancellation)
    {
        ModelState.Clear();
        Ended = await tasks.FindEnded(Actor, id, cancellation);
        var sent = Answers.Where(answer => !string.IsNullOrWhiteSpace(answer.Value?.Words)).Select(answer => (answer.Key, answer.Value.Words!)).ToList();
        var kept = await drafts.Find(Actor, id, cancellation);
        Kept = kept?.SavedAt;
        Written =
        [
            .. sent.Concat(kept?.Answers.Where(answer => !string.IsNullOrWhiteSpace(answer.Value.Words)).Select(answer => (answer.Key, answer.Value.Words!)) ?? [])
                .DistinctBy(written => written.Item2.Trim(), StringComparer.Ordinal).Select(written => (Ended?.Asked.GetValueOrDefault(written.Key), written.Item2)),
        ];
        if (Ended is null && Written.Count == 0)
        {
            return NotFound();
        }

        Response.StatusCode = Ended is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        return Page();
    }

    /// <summary>What was typed for choices that were not taken is neither checked nor sent.</summary>
    private void ForgetOtherChoices()
    {
        var taken = $"{nameof(Answers)}[{Outcome}].";
        foreach (var key in ModelState.Keys.Where(key => key.StartsWith($"{nameof(Answers)}[", StringComparison.Ordinal) && !key.StartsWith(taken, StringComparison.Ordinal)).ToArray())
        {
            ModelState.ClearValidationState(key);
            ModelState.MarkFieldSkipped(key);
        }
    }

    private async Task<PageResult> DrawAsync(TaskView view, CancellationToken cancellation)
    {
        Show(view);
        if (view.Task.Kind == "Referrals.AcknowledgeConcern" && Guid.TryParse(view.Subject, out var concernId))
        {
            Concern = await concerns.Find(Actor, concernId, cancellation);
        }

        if (view.Task is { Kind: CheckEmergencyAccess.Kind, PersonId: { } personId } && Guid.TryParse(view.Subject, out var emergencyId))
        {
            Emergency = await emergencies.Find(Actor, personId, emergencyId, cancellation);
        }

        if (view.Task.Kind is PlanCatchUp.Kind or HoldCatchUp.Kind or "Referrals.FollowUpAbsence" or "Referrals.ConsiderBreach" or "Referrals.DeliverProgramme" or "Referrals.WaitToRejoin" && await people.Find(Actor, view.Person.Id, cancellation) is { } person)
        {
            Attendance = [.. person.Needs.Where(n => n.Need.Id == view.Need?.Id).SelectMany(n => n.Deliveries).Where(d => d.Attendance.Count > 0).Select(d => new DeliveryPanel(d, person.Person, Actor, Catalogue, Today))];
            Missed = MissedIn(view) is { } missed && Attendance.FirstOrDefault(panel => panel.View.Id == missed.Referral) is { } of ? of.View.Plan?.FindSession(missed.Key)?.Name : null;
        }

        if (view.Task.Kind == "Referrals.AcknowledgeHandover" && await people.Find(Actor, view.Person.Id, cancellation) is { } handed)
        {
            Handed = HandedOver.Of(handed, Catalogue);
        }

        DoneAt = PlaceOfWork(view);
        return Page();
    }

    /// <summary>The referral and the session of its plan that a catch-up is about.</summary>
    private static (Guid Referral, string Key)? MissedIn(TaskView view) =>
        view.Task.Kind is PlanCatchUp.Kind or HoldCatchUp.Kind && view.Subject?.Split('/', 2) is [var referral, var key] && Guid.TryParse(referral, out var id) ? (id, key) : null;

    private Link? PlaceOfWork(TaskView view)
    {
        var (door, link) = (view.Task.Kind, view.Need) switch
        {
            ("Referrals.WaitForPlace", { LiveReferral: { } r }) => ("/Waiting", new Link("Find a place", Links.WaitingFor(r.Id))),
            (PlanCatchUp.Kind, { LiveReferral: { } r }) when view.Person.Places.Find(p => p.ReferralId == r.Id && p.EndedOn is null) is { } place => ("/Groups/Book", new Link("Book a catch-up", Links.Book(place.GroupId, r.Id, MissedIn(view) is { } missed ? $"catch-up:{missed.Key}" : null))),
            ("Referrals.WriteReport", { LiveReferral: { } r }) => ("/Reports", new Link("Write the report", Links.Report(r.Id))),
            ("Referrals.SendReport", { LiveReferral: { } r }) => ("/Reports", new Link("Record that the report was sent", Links.SendReport(r.Id))),
            ("Referrals.StartToolkit" or "Referrals.DeliverToolkit", { LiveToolkit: { } t }) => ("/Toolkits", new Link("Record an exercise", Links.RecordExercise(t.Id))),
            _ => ("", null),
        };
        return link is not null && Doors.MayEnter(door, Actor.Role) ? link : null;
    }

    private void Show(TaskView view)
    {
        Shown = view;
        Facts = TaskFacts.Of(view, Catalogue, Today);
        Background = Tasks.Background.Of(view, Catalogue);
        Recommendation = IsDecision ? people.Recommend(view.Person) : null;
        Enquiry = EnquiryOfTask.Draft(view, enquiries, Actor, Catalogue, Today);
        Choices = [.. view.Choices.Where(choice => choice.Outcome != Decide.AcceptRecommendation || Recommendation?.RecommendedKey is not null)];
        foreach (var choice in Choices)
        {
            if (!Answers.TryGetValue(choice.Outcome, out var form))
            {
                Answers[choice.Outcome] = form = ChoiceForm.Of(view.Person);
                form.Words = choice.Outcome == EnquiryOfTask.Asked ? Enquiry?.Question : null;
            }

            form.Questions = Ask(choice);
        }

        if (Choices.Count == 1)
        {
            Outcome = Choices[0].Outcome;
        }
    }

    private Questions Ask(TaskChoice choice) => new(choice.Outcome == Decide.AcceptRecommendation ? choice with { Label = $"{choice.Label}: {Recommendation?.Recommended?.Name}" } : choice)
    {
        Reasons = choice.Reasons is { } use ? [.. Catalogue.Reasons(use, Today).Select(reason => new Option(reason.Code, reason.Words))] : [],
        Programmes = choice.AsksProgramme
            ? [.. Catalogue.Programmes(Today, View.Person.RegionCode).Where(p => p.Key != Recommendation?.RecommendedKey).Select(p => new Option(p.Key, $"{p.Name} ({CaseWords.Of(p.Kind).ToLowerInvariant()})"))]
            : [],
        StillOpen = choice.AsksQuestions ? StillOpen() : new HashSet<string>(StringComparer.Ordinal),
        IsAnalysis = IsAnalysis && choice.WordsLabel is not null,
        ProgrammeSeen = choice.Outcome == Decide.AcceptRecommendation ? Recommendation?.RecommendedKey : null,
    };

    /// <summary>What the sources and earlier answers leave open, and what was just refused.</summary>
    private HashSet<string> StillOpen()
    {
        var open = Information.Missing(View.Person, CaseFactsOf.Person(View.Person, Catalogue, Today), Catalogue, Today)
            .Where(piece => piece.Kind == MissingKind.QuestionUnanswered).Select(piece => AnswerFaults.Question(piece.Subject));
        var refused = Questions.OfThePractitioner.Select(question => question.Field).Where(field => ModelState.Any(entry => entry.Key.EndsWith($".{field}", StringComparison.Ordinal) && entry.Value?.Errors.Count > 0));
        return open.Concat(refused).ToHashSet(StringComparer.Ordinal);
    }
}
