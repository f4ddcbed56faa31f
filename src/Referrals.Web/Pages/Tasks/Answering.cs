using Referrals.Application.Access;
using Referrals.Application.Needs;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Tasks;

/// <summary>What a page says once a task is done: what it was, where the need stands now, and what comes next.</summary>
/// <param name="NextTask">The next task, where it is the reader's own.</param>
public sealed record AnswerTold(string Done, string Next, Guid? NextTask)
{
    public static async Task<AnswerTold> Of(PersonService people, Actor actor, TaskView done, string outcome, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(done);
        var person = await people.Find(actor, done.Person.Id, cancellation);
        var need = person?.Needs.FirstOrDefault(n => n.Need.Id == done.Need?.Id);
        var chosen = done.Choices.First(choice => choice.Outcome == outcome).Label;
        var next = need?.Next.FirstOrDefault(task => task.Mine) ?? need?.Next.FirstOrDefault();
        var words = string.Join(' ', new[]
        {
            $"You chose “{chosen}”.",
            need is null ? null : $"{done.Person.DisplayName}, need {need.Need.Reference}: {need.Stands}.",
            next is null ? null : $"Next, by {next.Task.DueOn.Words()}, {(next.Mine ? "for you" : "for the " + RoleWords.Of(next.Task.OwnerRole).ToLowerInvariant())}: {next.Title}.",
        }.OfType<string>());
        return new AnswerTold($"Done: {done.Title}", words, next is { Mine: true } ? next.Task.Id : null);
    }
}

/// <summary>Everything that is wrong with what was typed for a choice, each at its field, so that nobody is refused twice for one form.</summary>
public static class AnswerFaults
{
    /// <param name="names">Of the choice's form on the page, and of the field in which the choice is made.</param>
    public static IEnumerable<(string Field, string Words)> Of(Refusal refusal, TaskChoice? choice, ChoiceForm typed, (string Form, string Outcomes) names, Catalogue catalogue, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(catalogue);
        var (form, outcomes) = names;
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

                if (choice is { DateIsAhead: true, DateLabel: { } day } && !(typed.On > today))
                {
                    yield return ($"{form}.{nameof(ChoiceForm.On)}", typed.On is null ? $"Enter a day after today for \"{day}\"" : new NotAhead(day).Words);
                }

                var reason = choice.Reasons is { } use ? catalogue.Reasons(use, today).FirstOrDefault(r => r.Code == typed.ReasonCode) : null;
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
                yield return (outcomes, refusal.Words);
                break;
            default:
                yield return (choice is { DateLabel: not null } ? $"{form}.{nameof(ChoiceForm.On)}" : "", refusal.Words);
                break;
        }
    }

    internal static string Question(string? subject) => subject switch
    {
        SubjectKeys.IntimatePartnerConviction => nameof(ChoiceForm.IntimatePartnerConviction),
        SubjectKeys.HeterosexualRelationship => nameof(ChoiceForm.HeterosexualRelationship),
        SubjectKeys.CanDiscussOneAct => nameof(ChoiceForm.CanDiscussOneAct),
        _ => nameof(ChoiceForm.ChildrenConcerned),
    };
}
