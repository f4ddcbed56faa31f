using Referrals.Application.Tasks;
using Referrals.Domain;
using Referrals.Web.Access;
using Referrals.Web.Components.TagHelpers;
using Referrals.Web.Pages.Tasks;

namespace Referrals.Web.Pages.ToDo;

/// <summary>A list of open tasks as the page shows it.</summary>
/// <param name="ShowsOwner">Says who owes each: for lists of other people's work.</param>
public sealed record ToDoTable(ToDoList List, string Caption, string Address, int Page, bool ShowsOwner)
{
    /// <summary>What can be answered in the list itself.</summary>
    public Func<ToDoItem, IReadOnlyList<AnswerHere>> Answers { get; init; } = _ => [];

    public int Pages => Math.Max(1, (List.Total + ToDoService.PageSize - 1) / ToDoService.PageSize);

    /// <summary>In words, since a level is nothing to be read off a colour.</summary>
    public static (string Words, TagColour Colour) Risk(int risk) => risk switch
    {
        4 => ("Very high risk", TagColour.Red),
        3 => ("High risk", TagColour.Red),
        2 => ("Medium risk", TagColour.Yellow),
        1 => ("Low risk", TagColour.Green),
        _ => ("Risk not known", TagColour.Grey),
    };

    /// <summary>What fell due before a weekend or holiday is late on it, by no working day yet.</summary>
    public static string Late(int workingDays) => workingDays switch
    {
        0 => "Late",
        1 => "1 working day late",
        _ => $"{workingDays} working days late",
    };

    /// <summary>The practitioner by name; others by role, because whoever holds it may take the task.</summary>
    public static string Owner(ToDoItem item) => item.OwnerRole == Roles.Practitioner && item.PractitionerName is { } name
        ? $"{name}, {RoleWords.Of(item.OwnerRole).ToLowerInvariant()}"
        : RoleWords.Of(item.OwnerRole);

    public static string Chased(int chases) => chases switch
    {
        0 => "",
        1 => "Chased once",
        2 => "Chased twice",
        _ => $"Chased {chases} times",
    };
}
