using System.Text;
using Referrals.Application.People;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Dates;

namespace Referrals.Web.Pages.Handovers;

/// <summary>What the record says of a person, as a text that whoever leaves can change: where each need stands, the risk, what is open, what happened lately.</summary>
public static class HandoverDraft
{
    /// <summary>The task by which whoever comes acknowledges: it does not go with the case, it comes of its going.</summary>
    public const string Acknowledging = "Referrals.AcknowledgeHandover";

    private const int Lately = 8;

    /// <summary>For whoever leaves, to be gone through: it ends with what they are asked for in their own words.</summary>
    public static string Of(PersonView view, Catalogue catalogue) =>
        $"{FromTheRecord(view, catalogue)}\nWhat no system says\n- How they are best met and spoken to: \n- What worries me: \n- What was agreed and is not written down: ";

    /// <summary>What the record alone says.</summary>
    public static string FromTheRecord(PersonView view, Catalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(catalogue);
        var (person, today) = (view.Person, view.Deliverable.Today);
        var text = new StringBuilder();
        Line($"Summary of {today.Words()}");
        Line("");
        Line("Where it stands");
        foreach (var need in view.Needs.Where(n => n.Need.IsOpen))
        {
            Line($"- Need {need.Need.Reference}, open since {need.Need.OpenedOn.Words()}: {need.Stands}");
            foreach (var piece in need.Missing)
            {
                Line($"  - Missing: {piece.Words}");
            }
        }

        Line($"- Time left to deliver: {view.Deliverable.InWords()}. {view.Deliverable.Why}");
        Line("");
        Line("Risk");
        if (person.LatestAssessment is { } latest)
        {
            Line($"- Assessed {latest.AssessedOn.Words()}: SARA towards a partner {Lower(CaseWords.Of(latest.SaraPartner))}, towards others {Lower(CaseWords.Of(latest.SaraOthers))}; risk of serious harm {Lower(CaseWords.Of(latest.Rosh))}");
            Line(string.IsNullOrWhiteSpace(latest.Analysis) ? "- No analysis has been written" : $"- The analysis is on the person's page, written{(latest.AnalysisOn is { } on ? $" on {on.Words()}" : "")}");
        }
        else
        {
            Line("- No assessment has been read from OASys");
        }

        Line($"- Children concerned: {Lower(CaseWords.Of(person.ChildrenConcerned))}");
        foreach (var flag in person.Flags ?? [])
        {
            Line($"- Registered: {flag.Description ?? flag.Code}{(flag.Date is { } since ? $", since {since.Words()}" : "")}");
        }

        Line("");
        Line("What is to be done");
        var open = view.Needs.SelectMany(n => n.Next).Concat(view.OtherTasks).Where(t => t.Task.Kind != Acknowledging).OrderBy(t => t.Task.DueOn).ToList();
        foreach (var task in open)
        {
            Line($"- {task.Title}, {(task.Task.DueOn < today ? "was due" : "due")} {task.Task.DueOn.Words()} ({Lower(RoleWords.Of(task.Task.OwnerRole))})");
        }

        if (open.Count == 0)
        {
            Line("- Nothing is open");
        }

        Line("");
        Line("What happened lately");
        foreach (var milestone in person.Milestones.Where(m => m.Counts && m.Kind != MilestoneKinds.HandoverWritten).OrderByDescending(m => m.On).ThenByDescending(m => m.RecordedAt).Take(Lately))
        {
            Line($"- {milestone.On.Words()}: {CaseWords.Milestone(milestone, catalogue)}");
        }

        return text.ToString();

        void Line(string words) => text.Append(words).Append('\n');
    }

    private static string Lower(string words) => words.ToLowerInvariant();
}
