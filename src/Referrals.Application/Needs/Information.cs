using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Needs;

/// <summary>The information gate over a loaded case.</summary>
public static class Information
{
    public static IReadOnlyList<MissingPiece> MissingFrom(CaseFile file) => MissingFrom(file, file.Facts());

    public static IReadOnlyList<MissingPiece> MissingFrom(CaseFile file, CaseFacts facts) =>
        Missing(file.Person, facts, file.Catalogue, file.Today);

    public static IReadOnlyList<MissingPiece> Missing(Person person, CaseFacts facts, Catalogue catalogue, DateOnly today)
    {
        var latest = person.LatestAssessment;
        var sara = latest is { SaraPartner: not null } or { SaraOthers: not null } ? new SaraHeld(latest.AssessedOn, latest.SignedOn) : null;
        return InformationGate.Missing(
            new InformationHeld
            {
                Sara = sara,
                AnalysisWritten = !string.IsNullOrWhiteSpace(latest?.Analysis),
                Police = Held(person, EnquiryKind.Police),
                ChildrensServices = Held(person, EnquiryKind.ChildrensServices),
            },
            facts,
            catalogue,
            today);
    }

    public static bool IsSara(MissingPiece piece) => piece.Kind is MissingKind.SaraAbsent or MissingKind.SaraNotSigned or MissingKind.SaraOutOfLife;

    public static bool ChildrenConcerned(CaseFile file) =>
        InformationGate.ChildrenConcerned(file.Facts(), file.Catalogue.ThresholdsOn(file.Today)) == true;

    private static EnquiryHeld? Held(Person person, EnquiryKind kind) => person.Enquiries
        .Where(e => e.Kind == kind && (e.AskedOn ?? e.AnsweredOn) is not null)
        .OrderByDescending(e => e.AnsweredOn ?? e.AskedOn)
        .Select(e => new EnquiryHeld((e.AskedOn ?? e.AnsweredOn)!.Value, e.AnsweredOn))
        .FirstOrDefault();
}
