using Referrals.Application.Access;
using Referrals.Application.Enquiries;
using Referrals.Application.Tasks;
using Referrals.Domain;

namespace Referrals.Web.Pages.Tasks;

/// <summary>The enquiry that a task asks for, drafted for its person.</summary>
public static class EnquiryOfTask
{
    /// <summary>The outcome by which it is recorded as asked.</summary>
    public const string Asked = "Asked";

    /// <summary>A mail program drops what is longer, without saying so.</summary>
    private const int LongestAddress = 1900;

    /// <returns>Null where the task is another.</returns>
    public static EnquiryDraft? Draft(TaskView view, EnquiryDrafts enquiries, Actor actor, Catalogue catalogue, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(enquiries);
        ArgumentNullException.ThrowIfNull(catalogue);
        if (view.Task.Kind != "Referrals.AskEnquiry")
        {
            return null;
        }

        var answerBy = catalogue.WorkingDays.Add(today, catalogue.ServiceLevelOn("answer-enquiry", today).WorkingDays);
        return enquiries.For(actor, view.Person, view.Subject == "police" ? EnquiryKind.Police : EnquiryKind.ChildrensServices, catalogue, today, answerBy);
    }

    /// <summary>Opens the reader's own mail program with the address and the subject, and with the text where that is short enough to arrive whole.</summary>
    public static string MailTo(EnquiryDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var head = $"mailto:{draft.Email}?subject={Uri.EscapeDataString(draft.Subject)}";
        var whole = $"{head}&body={Uri.EscapeDataString(draft.Question.ReplaceLineEndings("\r\n"))}";
        return whole.Length <= LongestAddress ? whole : head;
    }
}
