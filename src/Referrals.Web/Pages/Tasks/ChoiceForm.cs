using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Validation;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Web.Components.TagHelpers;

namespace Referrals.Web.Pages.Tasks;

/// <summary>What is typed for one of the choices of a task. Each choice has fields of its own, so that nothing typed for one is taken for another.</summary>
public sealed class ChoiceForm
{
    /// <summary>More than a careful analysis takes, less than a document pasted by mistake.</summary>
    public const int LongestWords = 8000;

    public const string Yes = "yes";
    public const string No = "no";
    public const string NotKnown = "not-known";

    public string? ReasonCode { get; set; }

    [StringLength(LongestWords, ErrorMessage = "Use 8,000 characters or fewer")]
    public string? Words { get; set; }

    [Display(Name = "The date")]
    public DateOnly? On { get; set; }

    public string? ProgrammeKey { get; set; }

    public string? ChildrenConcerned { get; set; }

    public string? IntimatePartnerConviction { get; set; }

    public string? HeterosexualRelationship { get; set; }

    public string? CanDiscussOneAct { get; set; }

    [BindNever]
    [ValidateNever]
    public Questions Questions { get; set; } = null!;

    public TaskAnswer Answer(string outcome) => new()
    {
        Outcome = outcome,
        ReasonCode = ReasonCode,
        Words = string.IsNullOrWhiteSpace(Words) ? null : Words.Trim(),
        On = On,
        ProgrammeKey = string.IsNullOrEmpty(ProgrammeKey) ? null : ProgrammeKey,
        ChildrenConcerned = Said(ChildrenConcerned),
        IntimatePartnerConviction = Said(IntimatePartnerConviction),
        HeterosexualRelationship = Said(HeterosexualRelationship),
        CanDiscussOneAct = Said(CanDiscussOneAct),
    };

    /// <summary>Begins with what is known already.</summary>
    public static ChoiceForm Of(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return new()
        {
            ChildrenConcerned = Written(person.ChildrenConcerned),
            IntimatePartnerConviction = Written(person.IntimatePartnerConviction),
            HeterosexualRelationship = Written(person.HeterosexualRelationship),
            CanDiscussOneAct = Written(person.CanDiscussOneAct),
        };
    }

    /// <summary>Goes on with what was kept as a draft.</summary>
    public static ChoiceForm Of(TaskAnswer kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        return new()
        {
            ReasonCode = kept.ReasonCode,
            Words = kept.Words,
            On = kept.On,
            ProgrammeKey = kept.ProgrammeKey,
            ChildrenConcerned = Written(kept.ChildrenConcerned),
            IntimatePartnerConviction = Written(kept.IntimatePartnerConviction),
            HeterosexualRelationship = Written(kept.HeterosexualRelationship),
            CanDiscussOneAct = Written(kept.CanDiscussOneAct),
        };
    }

    private static string Written(bool? said) => said switch
    {
        true => Yes,
        false => No,
        null => NotKnown,
    };

    private static bool? Said(string? written) => written switch
    {
        Yes => true,
        No => false,
        _ => null,
    };
}

/// <summary>What one choice asks, with the answers there are to choose from.</summary>
public sealed record Questions(TaskChoice Choice)
{
    /// <summary>More reasons than this are easier to find in a list than among radios.</summary>
    private const int MostRadios = 8;

    public IReadOnlyList<Option> Reasons { get; init; } = [];

    public IReadOnlyList<Option> Programmes { get; init; } = [];

    /// <summary>Sent along unseen: what the person saw when they chose.</summary>
    public string? ProgrammeSeen { get; init; }

    /// <summary>Of the questions that no system answers, those that are still open, by the name of their field. The others can be looked at and put right.</summary>
    public IReadOnlySet<string> StillOpen { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The written analysis, whose text is checked for what it has not touched.</summary>
    public bool IsAnalysis { get; init; }

    public bool ReasonsAsRadios => Reasons.Count <= MostRadios;

    public bool AsksAnything => Choice.Reasons is not null || Choice.WordsLabel is not null || Choice.DateLabel is not null || Choice.AsksProgramme || Choice.AsksQuestions || ProgrammeSeen is not null;

    /// <summary>The questions that no system answers, by the name of their field, in the order they are asked.</summary>
    public static IReadOnlyList<(string Field, string Legend)> OfThePractitioner { get; } =
    [
        (nameof(ChoiceForm.ChildrenConcerned), "Are children concerned?"),
        (nameof(ChoiceForm.IntimatePartnerConviction), "Is there a conviction for violence against an intimate partner?"),
        (nameof(ChoiceForm.HeterosexualRelationship), "Was the abuse in a heterosexual relationship?"),
        (nameof(ChoiceForm.CanDiscussOneAct), "Can this person discuss at least one act of abuse?"),
    ];

    public static IReadOnlyList<Option> KnownOrNot { get; } = [new(ChoiceForm.Yes, "Yes"), new(ChoiceForm.No, "No"), new(ChoiceForm.NotKnown, "Not known yet")];
}
