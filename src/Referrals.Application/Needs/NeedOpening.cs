using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Needs;

/// <summary>How an assessment outcome becomes a need.</summary>
public static class NeedOpening
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>What the rule says of the latest outcome, as it is stored with it.</summary>
    public static string WantedBy(CaseFile file) =>
        InterventionWanted.Of(file.Facts(), file.Catalogue.ThresholdsOn(file.Today)).Answer switch
        {
            Wanted.Wanted => WantedAnswers.Wanted,
            Wanted.NotWanted => WantedAnswers.NotWanted,
            _ => WantedAnswers.CannotSay,
        };

    /// <summary>Opens a need where the latest outcome wants an intervention and nothing follows it yet. Its workflow is started by <see cref="Begin"/>, once everything else of the change is in.</summary>
    public static Need? OpenIfWanted(CaseFile file)
    {
        var person = file.Person;
        if (person.LatestAssessment is not { Wanted: WantedAnswers.Wanted } latest
            || person.DiedOn is not null
            || person.Needs.Exists(n => n.IsOpen || n.AssessmentId == latest.Id))
        {
            return null;
        }

        return Open(file, latest);
    }

    /// <param name="on">The day it was opened where that is known to be another than the assessment's.</param>
    public static Need Open(CaseFile file, Assessment assessment, DateOnly? on = null, string source = MilestoneSources.Product)
    {
        var id = file.NewId();
        var need = file.Add(new Need
        {
            Id = id,
            PersonId = file.Person.Id,
            Reference = Reference(id),
            OpenedOn = on ?? assessment.AssessedOn,
            AssessmentId = assessment.Id,
        });
        file.Record(MilestoneKinds.NeedOpened, need, on: need.OpenedOn, source: source);
        return need;
    }

    public static void Begin(CaseFile file, WorkflowHost host, Need need) => host.Start(file, DefinitionIds.DomesticAbuseNeed, need.Id);

    /// <summary><c>DA-</c> and ten letters or digits from the random part of the need's key.</summary>
    private static string Reference(Guid id)
    {
        var bits = BitConverter.ToUInt64(id.ToByteArray(), 8);
        var letters = new char[11];
        for (var i = 0; i < letters.Length; i++)
        {
            if (i == 5)
            {
                letters[i] = '-';
                continue;
            }

            letters[i] = Letters[(int)(bits >> 8 & 31)];
            bits >>= 5;
        }

        return "DA-" + new string(letters);
    }
}

/// <summary>What is stored in <see cref="Assessment.Wanted"/>.</summary>
public static class WantedAnswers
{
    public const string Wanted = "wanted";
    public const string NotWanted = "not-wanted";
    public const string CannotSay = "cannot-say";
}
