using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Referrals.Application;
using Referrals.Application.Access;
using Referrals.Application.Delivery;
using Referrals.Application.Needs;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Dates;
using Referrals.Web.Pages.People;

namespace Referrals.Web.Pages.Tasks;

/// <summary>One task: what it is, what must be known for it, and one form that ends it by one of the choices offered.</summary>
public sealed class TaskModel(TaskService tasks, PersonService people, ConcernService concerns, EmergencyAccessService emergencies, CatalogueSource catalogue, TimeProvider time) : PageModel
{
    /// <summary>Made when the form is drawn, so that the same form sent twice counts once.</summary>
    [BindProperty]
    public string? RequestId { get; set; }

    [BindProperty]
    public string? Outcome { get; set; }

    /// <summary>By outcome.</summary>
    [BindProperty]
    public Dictionary<string, ChoiceForm> Answers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Null once somebody else has done the task.</summary>
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

    /// <summary>Where the task is done, when that is another page.</summary>
    public Link? DoneAt { get; private set; }

    /// <summary>Why nothing was changed, where the task is no longer there to show.</summary>
    public Refusal? TooLate { get; private set; }

    public Actor Actor => User.Actor();

    public int DaysLate => ChaseLadder.Lateness(View.Task.DueOn, Today, Catalogue.WorkingDays);

    public bool Mine => View.Task.OwnerRole == Actor.Role;

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
            return NotFound();
        }

        RequestId = Ids.New(time.GetUtcNow()).ToString("N");
        return await DrawAsync(view, cancellation);
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken cancellation)
    {
        ForgetOtherChoices();
        var view = await tasks.Find(Actor, id, cancellation);
        if (Outcome is not { } outcome || RequestId is not { Length: > 0 and <= 64 } request)
        {
            ModelState.AddModelError(nameof(Outcome), "Choose one of the answers");
            return view is null ? NotFound() : await DrawAsync(view, cancellation);
        }

        if (!ModelState.IsValid)
        {
            return view is null ? NotFound() : await DrawAsync(view, cancellation);
        }

        var typed = Answers.GetValueOrDefault(outcome) ?? new ChoiceForm();
        var refusal = await tasks.Complete(Actor, new CompleteTask { TaskId = id, RequestId = request, Answer = typed.Answer(outcome) }, cancellation);
        switch (refusal)
        {
            case null when view is not null:
                await Tell(view, outcome, cancellation);
                return Redirect(TaskLinks.ToDo);
            case null or AlreadyDone { ByThisAnswer: true }:
                Done = "Your answer was received";
                Next = "It was sent twice and counted once.";
                return Redirect(TaskLinks.ToDo);
            case NoSuchTask or NotYours or NoSuchPerson:
                return NotFound();
            case AlreadyDone late:
                TooLate = late;
                return Page();
            default:
                foreach (var (field, words) in Faults(refusal, view?.Choices.FirstOrDefault(c => c.Outcome == outcome), typed))
                {
                    ModelState.AddModelError(field, words);
                }

                return view is null ? NotFound() : await DrawAsync(view, cancellation);
        }
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

        if (view.Task.Kind is "Referrals.FollowUpAbsence" or "Referrals.ConsiderBreach" or "Referrals.DeliverProgramme" or "Referrals.WaitToRejoin" && await people.Find(Actor, view.Person.Id, cancellation) is { } person)
        {
            Attendance = [.. person.Needs.Where(n => n.Need.Id == view.Need?.Id).SelectMany(n => n.Deliveries).Where(d => d.Attendance.Count > 0).Select(d => new DeliveryPanel(d, person.Person, Actor, Catalogue, Today))];
        }

        DoneAt = PlaceOfWork(view);
        return Page();
    }

    private Link? PlaceOfWork(TaskView view)
    {
        var (door, link) = (view.Task.Kind, view.Need) switch
        {
            ("Referrals.WaitForPlace", { LiveReferral: { } r }) => ("/Waiting", new Link("Find a place", Links.WaitingFor(r.Id))),
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
        Choices = [.. view.Choices.Where(choice => choice.Outcome != Decide.AcceptRecommendation || Recommendation?.RecommendedKey is not null)];
        foreach (var choice in Choices)
        {
            if (!Answers.TryGetValue(choice.Outcome, out var form))
            {
                Answers[choice.Outcome] = form = ChoiceForm.Of(view.Person);
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
        ProgrammeSeen = choice.Outcome == Decide.AcceptRecommendation ? Recommendation?.RecommendedKey : null,
    };

    /// <summary>Everything that is wrong with what was typed, each at its field, so that nobody is refused twice for one form.</summary>
    private IEnumerable<(string Field, string Words)> Faults(Refusal refusal, TaskChoice? choice, ChoiceForm typed)
    {
        var form = $"{nameof(Answers)}[{Outcome}]";
        switch (refusal)
        {
            case StillUnanswered unanswered:
                foreach (var piece in unanswered.What)
                {
                    yield return ($"{form}.{Question(piece.Subject)}", $"{piece.Words} Choose yes or no, or leave this task open until you know: your other answers are saved.");
                }

                break;
            case ReasonMissing or WordsMissing or ProgrammeMissing or NotAhead when choice is not null:
                if (choice.AsksProgramme && string.IsNullOrEmpty(typed.ProgrammeKey))
                {
                    yield return ($"{form}.{nameof(ChoiceForm.ProgrammeKey)}", "Choose an intervention");
                }

                if (choice is { DateIsAhead: true, DateLabel: { } day } && !(typed.On > Today))
                {
                    yield return ($"{form}.{nameof(ChoiceForm.On)}", typed.On is null ? $"Enter a day after today for \"{day}\"" : new NotAhead(day).Words);
                }

                var reason = choice.Reasons is { } use ? Catalogue.Reasons(use, Today).FirstOrDefault(r => r.Code == typed.ReasonCode) : null;
                if (choice.Reasons is not null && reason is null)
                {
                    yield return ($"{form}.{nameof(ChoiceForm.ReasonCode)}", "Choose a reason");
                }

                if ((choice.WordsRequired || reason is { NeedsWords: true }) && string.IsNullOrWhiteSpace(typed.Words))
                {
                    yield return ($"{form}.{nameof(ChoiceForm.Words)}", $"Fill in \"{choice.WordsLabel}\"");
                }

                break;
            case SameAsRecommended or NotOfferedHere when choice is { AsksProgramme: true }:
                yield return ($"{form}.{nameof(ChoiceForm.ProgrammeKey)}", refusal.Words);
                break;
            case RecommendationChanged or NothingRecommended or NotOffered:
                yield return (nameof(Outcome), refusal.Words);
                break;
            default:
                yield return (choice is { DateLabel: not null } ? $"{form}.{nameof(ChoiceForm.On)}" : "", refusal.Words);
                break;
        }
    }

    private static string Question(string? subject) => subject switch
    {
        SubjectKeys.IntimatePartnerConviction => nameof(ChoiceForm.IntimatePartnerConviction),
        SubjectKeys.HeterosexualRelationship => nameof(ChoiceForm.HeterosexualRelationship),
        SubjectKeys.CanDiscussOneAct => nameof(ChoiceForm.CanDiscussOneAct),
        _ => nameof(ChoiceForm.ChildrenConcerned),
    };

    /// <summary>Says on the next page what was done, where the need stands now, and what comes next.</summary>
    private async Task Tell(TaskView done, string outcome, CancellationToken cancellation)
    {
        Done = $"Done: {done.Title}";
        var person = await people.Find(Actor, done.Person.Id, cancellation);
        var need = person?.Needs.FirstOrDefault(n => n.Need.Id == done.Need?.Id);
        var chosen = done.Choices.First(choice => choice.Outcome == outcome).Label;
        var next = need?.Next.FirstOrDefault(task => task.Mine) ?? need?.Next.FirstOrDefault();
        Next = string.Join(' ', new[]
        {
            $"You chose “{chosen}”.",
            need is null ? null : $"{done.Person.DisplayName}, need {need.Need.Reference}: {need.Stands}.",
            next is null ? null : $"Next, by {next.Task.DueOn.Words()}, {(next.Mine ? "for you" : "for the " + RoleWords.Of(next.Task.OwnerRole).ToLowerInvariant())}: {next.Title}.",
        }.OfType<string>());
        NextTask = next is { Mine: true } ? next.Task.Id : null;
    }
}
