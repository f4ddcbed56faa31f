using Referrals.Statistics;

namespace Referrals.Application.Inspections;

/// <summary>One question an inspector answers of each person, and the measure of the whole country it is read beside.</summary>
/// <param name="Part">With <paramref name="Whole"/>: the measures of the family whose share is the national figure.</param>
public sealed record InspectionMeasure(string Key, string Name, string Question, string Hint, MeasureFamily Family, string Part, string Whole)
{
    /// <summary>In the order in which a file is read (HM Inspectorate of Probation, domestic abuse inspection, 2023).</summary>
    public static IReadOnlyList<InspectionMeasure> All { get; } =
    [
        new("enquiries-police", "Police enquiry made", "Were the police asked about domestic abuse?", "Yes where the enquiry was made in time to be used, whatever came of it.", Families.PoliceEnquiry, "police-asked", "flagged"),
        new("enquiries-children", "Children’s services enquiry made", "Were children’s services asked?", "Not applicable where no children are concerned.", Families.ChildrensServicesEnquiry, "childrens-services-asked", "flagged"),
        new("sufficient-assessment", "Sufficient assessment", "Was domestic abuse sufficiently assessed?", "Think of the sources used, the analysis written, and whether the risk to each person was understood.", Families.SufficientAssessment, "sufficiently-assessed", "flagged"),
        new("needing", "Needing an intervention", "Should they have had a domestic abuse intervention?", "What you would expect from the facts, not what was decided.", Families.Funnel, "needing", "flagged"),
        new("needing-without", "Needing one and without it", "Did they need an intervention and not get one?", "No where they got one, or needed none.", Families.NeedingWithout, "needing-without", "flagged"),
        new("reviewed", "Reviewed after a change", "Was the case reviewed after every significant change?", "Not applicable where nothing significant changed.", Families.ReviewedAfterChange, "reviewed", "flagged"),
    ];

    public static InspectionMeasure? Find(string? key) => All.FirstOrDefault(m => m.Key == key);
}
