using Referrals.Domain;
using Referrals.Web.Pages.Tasks;

namespace Referrals.Web.Pages.Guide;

/// <summary>A picture of a real page, taken by the browser tests (docs/components.md) and kept in <c>wwwroot/pictures</c>.</summary>
/// <param name="Name">Of the file, without its ending.</param>
/// <param name="Role">Who looks at it.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Shows">What is to be seen, for those who do not see it.</param>
/// <param name="Through">Leads to it from the address: the first link that this selects.</param>
public sealed record GuidePicture(string Name, string Role, string Address, string Shows, string? Through = null)
{
    /// <summary>As it is kept, in pixels.</summary>
    public const int Width = 1000, Height = 700;

    /// <summary>In bytes.</summary>
    public const int LargestFile = 60 * 1024;

}

/// <summary>One thing somebody does, in their words.</summary>
/// <param name="Address">Where it begins, where that is a page of its own.</param>
public sealed record GuideStep(string Heading, string[] Says, string? Address = null, GuidePicture? Picture = null);

/// <summary>What a role does here, in the order of a day, and where.</summary>
public sealed record RoleGuide(string Role, string InShort, IReadOnlyList<GuideStep> Steps)
{
    private const string FirstTask = ".app-to-do a", FirstRow = "main tbody th a";

    /// <summary>One for each role.</summary>
    public static IReadOnlyList<RoleGuide> All { get; } =
    [
        new(Roles.Practitioner, "You hold the case. This service says what is missing before anything can be recommended, recommends, asks you to decide, and reminds you until the need is met or closed.",
        [
            new("Begin with To do", ["Late tasks come first, then by risk, then by how little time is left to deliver anything. Under each is why it is there.", "What needs nothing looked up is answered in the list. The number goes down as you work."],
                Links.ToDo, new("to-do", Roles.Practitioner, Links.ToDo, "The list of tasks with who each is about, when it is due and how high the risk is.")),
            new("Decide", ["The recommendation shows each criterion with what is known. Accept it, or choose something else and say why; your senior probation officer is asked where a manager has to agree.", "What you write for long is kept as a draft while you write."],
                null, new("task", Roles.Practitioner, Links.ToDo, "A task: what is asked, the answers there are, and the facts of the case beside it.", FirstTask)),
            new("Look at one person", ["Search by CRN or name; spelling need not be exact. The page says what is needed, where it is, who has it, what is next and by when, and below that the whole story.", "You can see who has looked at the person’s record."],
                Links.People, new("person", Roles.Practitioner, Links.People + "?q=Jellicoe", "A person’s page: what is needed, where it stands and what comes next.", FirstRow)),
            new("Hand people over", ["When somebody else takes a person on, write the summary here. Their open tasks and clocks go with them, and whoever takes over says they have read it."], Links.Handover),
        ]),
        new(Roles.Spo, "You agree decisions and closures, look after the load of your team, and hear of what was not done in time.",
        [
            new("Approve", ["Each decision stands beside its facts. Approve it, or send it back with a reason: it returns to the practitioner with your words."], TaskLinks.Approvals, new("approvals", Roles.Spo, TaskLinks.Approvals, "Decisions that wait for approval, each with its facts.")),
            new("See who is drowning", ["My team lists what each practitioner carries and marks those far above the others. Open one to see what they owe, and hand people over where it is too much."], TaskLinks.Team, new("team", Roles.Spo, TaskLinks.Team, "What each practitioner of the team carries.")),
            new("Answer what climbed to you", ["A task that stays undone is chased, then told to you. It is still theirs: ask, help or take a decision."], TaskLinks.Climbed),
            new("Find where needs are stuck", ["Open tasks of your unit by what they wait for. Open a line to work it off; what was settled this week is counted beside it."], TaskLinks.Stuck),
        ]),
        new(Roles.PduHead, "You see where your unit stands still, how it compares, and what climbed to you.",
        [
            new("Compare your unit", ["Where needs are stuck counts open tasks of your unit by what they wait for, and puts the units of the region side by side. Of the others you see figures and no cases."], TaskLinks.Stuck, new("stuck", Roles.PduHead, TaskLinks.Stuck, "Open tasks of the unit by what they wait for, and how many are late.")),
            new("Answer what climbed to you", ["What neither the practitioner nor the senior probation officer did in time."], TaskLinks.Climbed),
            new("See who waits for a place", ["The waiting list of your unit in the order in which places are given, with how long each has waited."], Links.Waiting),
            new("See how long each step takes", ["Workflows shows each step with how many wait there, for how long, and how those who left went on."], Links.Workflows),
        ]),
        new(Roles.ProgrammeTeam, "You give places, run groups, keep registers and send the report that ends a programme.",
        [
            new("Begin with My day", ["Sessions of today and this week, registers that are due, members at risk of dropping out and referrals that wait for you."], Links.MyDay, new("my-day", Roles.ProgrammeTeam, Links.MyDay, "Today’s sessions, registers due and referrals that wait.")),
            new("Give places", ["The waiting list is in the order in which places are given. Open a person to see which groups fit and what stands in the way, such as somebody they must be kept apart from; or open a group and fill it."],
                Links.Waiting, new("waiting", Roles.ProgrammeTeam, Links.Waiting, "The waiting list in the order in which places are given.")),
            new("Keep the register", ["Open the session, mark everybody at once, then change the few who were not there. A missed session becomes the practitioner’s task without another message from you."], Links.Groups,
                new("groups", Roles.ProgrammeTeam, Links.Groups, "Groups with their programme, their times and the places they have left.")),
            new("Send the report", ["After the last session the post-programme report is asked of you here; sending it ends the programme for the person and meets the need."]),
        ]),
        new(Roles.PartnerLinkWorker, "You support the partner. Nobody else in this service sees what you write here.",
        [
            new("Take a duty on", ["A duty opens when somebody is given a place. Take it on, then write down who the partner is and how they can be reached safely."], Links.PartnerLink,
                new("partner-link", Roles.PartnerLinkWorker, Links.PartnerLink, "First contacts that are due, with when each is due and whose it is.")),
            new("Record contact", ["Each attempt with its day, means and outcome. The first that reaches the partner meets the duty. The practitioner is told only that it is met."]),
            new("Pass a concern on", ["A concern stays with you until you pass it on, in words meant for those you choose. They read exactly those words and nothing else."]),
        ]),
        new(Roles.RegionalLead, "You see the whole region: where needs stand still, whether groups have room, and what comes of them.",
        [
            new("Find where needs are stuck", ["Open tasks by what they wait for, and the units side by side. Open a unit, then a line, to come to the needs themselves."], TaskLinks.Stuck, new("region-stuck", Roles.RegionalLead, TaskLinks.Stuck, "Open tasks of the region by what they wait for.")),
            new("Compare waiting with places", ["Capacity shows, by programme, how many wait and how many places there are."], Links.Capacity, new("capacity", Roles.RegionalLead, Links.Capacity, "How many wait for each programme and how many places there are.")),
            new("Read the figures", ["Referrals and completions by region, unit, programme and year. A figure opens to the needs it counts, as far as you may see them."], Links.Statistics),
        ]),
        new(Roles.NationalLead, "You see figures for England and Wales and no single case. Small figures are withheld.",
        [
            new("Read the figures", ["Choose the time and what to compare. What a figure counts is said beneath it. Download the table to use it elsewhere."], Links.Statistics, new("statistics", Roles.NationalLead, Links.Statistics, "Referrals and completions in a table with a chart.")),
            new("See where needs stall", ["Workflows draws each workflow with how many wait at every step and how long. The steps where most time is lost are named at the top."], Links.Workflows, new("workflows", Roles.NationalLead, Links.Workflows, "The workflows with how many wait and where most time is lost.")),
            new("Try a change before it is made", ["Reasons, service levels and ladders are versions with dates. A new version of a workflow is tried over recent needs, and those that would go another way are counted."], Links.TryVersion),
        ]),
        new(Roles.Administrator, "You keep the service itself in order: jobs, messages, staff and the catalogue.",
        [
            new("Look at its health", ["Jobs with their last runs, messages that could not be delivered, data that contradicts itself. Each says what to do about it."], Links.Administration, new("administration", Roles.Administrator, Links.Administration, "The health of the service: jobs, messages and data quality.")),
            new("See what chases moved", ["Reminders and escalations, step by step, and how many tasks were settled soon after."], Links.Chases, new("chases", Roles.Administrator, Links.Chases, "Chases by ladder and step, and what became of the tasks.")),
            new("Keep the staff list", ["Whom chases and messages reach. A post nobody holds is a message nobody reads."], Links.Staff),
            new("Change the catalogue", ["Reasons, service levels and ladders are changed in a draft, compared with what is in force, and released as a new version with a date."], Links.Catalogue, new("catalogue", Roles.Administrator, Links.Catalogue, "The files of the catalogue with their versions.")),
        ]),
        new(Roles.Auditor, "You see who looked at whom and who changed what, and no case.",
        [
            new("Search the log", ["By CRN, user, kind and time. Each line holds the hash of the one before, so that none can be changed unnoticed. What you search for is logged too."], Links.Audit, new("audit", Roles.Auditor, Links.Audit, "The audit log with its search.")),
        ]),
        new(Roles.Inspector, "You draw a sample of people, read their files, and judge each. You reach nobody outside your samples, and nothing of a partner.",
        [
            new("Draw a sample", ["Say when supervision started and how many you want. Regions are drawn from in proportion. The seed and the size of what was drawn from are kept, so that anybody can draw it again."], Links.Inspections, new("inspections", Roles.Inspector, Links.Inspections, "The samples there are, with how many people of each are judged.")),
            new("Read and judge", ["Each file shows what is known of the person and what was done. Answer the six questions beside it; you can change an answer until the inspection is finished, and the earlier ones stay."]),
            new("Read the result", ["Each answer is shown with how far a sample of this size may lie from the truth, beside what the service counts of the whole country. Finishing closes every file."]),
        ]),
    ];

    public static RoleGuide? For(string role) => All.FirstOrDefault(guide => guide.Role == role);
}
