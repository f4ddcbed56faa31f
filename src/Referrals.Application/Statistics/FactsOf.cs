using Referrals.Application.Data;
using Referrals.Application.Needs;
using Referrals.Application.Referring;
using Referrals.Domain;
using Referrals.Statistics;
using DeliveryRow = Referrals.Statistics.DeliveryFacts;

namespace Referrals.Application.Statistics;

/// <summary>The one row of the measures a person adds up to, computed from their case alone and in a fixed order, so that making it anew gives the same bytes (docs/adr/0019).</summary>
public static class FactsOf
{
    /// <summary>The higher thresholds of a list of registrations do not depend on the day of counting.</summary>
    private static readonly DateOnly s_newest = DateOnly.MaxValue;

    private static readonly HashSet<string> s_changes = new(StringComparer.Ordinal)
    {
        MilestoneKinds.FlagAdded, MilestoneKinds.Arrested, MilestoneKinds.AddressChanged, MilestoneKinds.RelationshipChanged, MilestoneKinds.ChildOrPregnancy, MilestoneKinds.Recalled, MilestoneKinds.NewAssessment,
    };

    /// <param name="row">The need's row of dates.</param>
    /// <param name="learningNeed">From the delivery profile, which is not part of the case.</param>
    public static PersonFacts Person(Person person, bool? learningNeed, Catalogue catalogue, Func<Need, NeedSnapshot> row)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(catalogue);
        var thresholds = catalogue.ThresholdsOn(s_newest);
        var flags = person.Flags?.Where(f => thresholds.PerpetratorFlags.Contains(f.Code) || thresholds.HistoryFlags.Contains(f.Code)).ToArray();
        var milestones = person.Milestones.Where(m => m.Counts).OrderBy(m => m.On).ThenBy(m => m.RecordedAt).ThenBy(m => m.Id).ToArray();
        var needs = person.Needs.OrderBy(n => n.OpenedOn).ThenBy(n => n.Id).Select(n => Need(n, row(n), person, milestones, catalogue)).ToArray();
        var children = thresholds.ChildrenConcernedFlags.Any(code => person.Flags?.Exists(f => f.Code == code) == true) ? true : person.ChildrenConcerned;
        var police = person.Enquiries.Where(e => e.Kind == EnquiryKind.Police).ToArray();
        var services = person.Enquiries.Where(e => e.Kind == EnquiryKind.ChildrensServices).ToArray();
        return new PersonFacts
        {
            Id = person.Id,
            Region = person.RegionCode,
            Pdu = person.PduId,
            Practitioner = person.PractitionerCode,
            Team = person.TeamCode,
            Sex = person.Sex switch { Sex.Male => "male", Sex.Female => "female", _ => null },
            Born = person.DateOfBirth,
            Ethnicity = person.Ethnicity,
            Disability = person.Disability,
            LearningNeed = learningNeed,
            Religion = person.Religion,
            Language = person.Language,
            Flagged = flags is null ? null : flags.Length > 0,
            FlaggedOn = flags?.Min(f => f.Date),
            SufficientOn = Earliest([.. needs.Select(n => n.InformedOn), Sufficient(person.LatestAssessment, police, children, services)]),
            PoliceAskedOn = Earliest(police.Select(e => e.AskedOn)),
            PoliceAnsweredOn = Earliest(police.Select(e => e.AnsweredOn)),
            Children = children,
            ChildrensServicesAskedOn = Earliest(services.Select(e => e.AskedOn)),
            ChildrensServicesAnsweredOn = Earliest(services.Select(e => e.AnsweredOn)),
            Assessments =
            [
                .. person.Assessments.OrderBy(a => a.AssessedOn).ThenBy(a => a.RecordedAt).ThenBy(a => a.Id).Select(a => new AssessmentFacts
                {
                    On = a.AssessedOn,
                    Sara = Level(a.SaraPartner is null || a.SaraOthers > a.SaraPartner ? a.SaraOthers ?? a.SaraPartner : a.SaraPartner),
                    Wanted = a.Wanted,
                    Signed = a.SignedOn is not null,
                    Analysed = !string.IsNullOrWhiteSpace(a.Analysis),
                    FamilyAbuse = a.PerpetratorAgainstFamily,
                }),
            ],
            Changes =
            [
                .. milestones.Where(m => s_changes.Contains(m.Kind) && person.Needs.Exists(n => n.OpenedOn <= m.On && (n.ClosedOn is null || n.ClosedOn >= m.On)))
                    .Select(m => (m.Kind, m.On)).Distinct()
                    .Select(c => new ChangeFacts { Kind = c.Kind, On = c.On, ReviewedOn = Earliest(milestones.Where(m => m.Kind == MilestoneKinds.Reviewed && m.On >= c.On).Select(m => (DateOnly?)m.On)) }),
            ],
            Orders = [.. Orders(person, needs, catalogue)],
            Needs = [.. needs],
        };
    }

    private static NeedFacts Need(Need need, NeedSnapshot row, Person person, Milestone[] milestones, Catalogue catalogue)
    {
        var own = milestones.Where(m => m.NeedId == need.Id).ToArray();
        var deliveries = need.Referrals.Select(r => Referral(r, need, person, own, catalogue))
            .Concat(need.Toolkits.Select(t => Toolkit(t, person, own, catalogue)))
            .OrderBy(d => d.ReferredOn).ThenBy(d => d.Id).ToArray();
        return new NeedFacts
        {
            Id = need.Id,
            Reference = need.Reference,
            AssessedOn = row.AssessedOn,
            OpenedOn = row.OpenedOn,
            InformedOn = Earliest(own.Where(m => m.Kind == MilestoneKinds.Recommended).Select(m => (DateOnly?)m.On)) ?? need.RecommendedOn,
            Recommended = row.RecommendedKey,
            DecidedOn = row.DecidedOn,
            ReferredOn = row.ReferredOn,
            AcceptedOn = row.AcceptedOn,
            AllocatedOn = row.AllocatedOn,
            FirstSessionOn = row.FirstSessionOn,
            LastSessionOn = row.LastSessionOn,
            CompletedOn = row.CompletedOn,
            ReportSentOn = row.ReportSentOn,
            Programme = row.ProgrammeKey,
            PlanVersion = deliveries.LastOrDefault(d => d.Programme == row.ProgrammeKey)?.PlanVersion,
            ClosedOn = row.ClosedOn,
            ClosedAs = row.ClosedAs,
            Reason = row.ReasonCode,
            Stands = StandsOf(need, person),
            Imported = row.HasImportedHistory,
            Deliveries = [.. deliveries],
        };
    }

    private static string StandsOf(Need need, Person person)
    {
        if (need.ClosedAs is { } closed)
            return closed == ClosedAs.Met ? Stands.Met : Stands.Unmet;
        return TakeUpNeed.Of(need) switch
        {
            TakeUpNeed.Met => Stands.Met,
            TakeUpNeed.Unmet or TakeUpNeed.ClosureToConfirm => Stands.ClosureToConfirm,
            TakeUpNeed.Recalled => Stands.Recalled,
            TakeUpNeed.AtToolkit => Stands.Toolkit,
            TakeUpNeed.AtApproval => Stands.Approval,
            TakeUpNeed.AtDecision => Stands.Decision,
            TakeUpNeed.AtReferral => TakeUpReferral.Of(need.LiveReferral!, person) switch
            {
                TakeUpReferral.SessionsDone or TakeUpReferral.Reviewed or TakeUpReferral.Reported => Stands.AfterSessions,
                TakeUpReferral.Held => Stands.Held,
                TakeUpReferral.MayRejoin => Stands.MayRejoin,
                TakeUpReferral.Started => Stands.OnProgramme,
                TakeUpReferral.Placed => Stands.Placed,
                TakeUpReferral.Accepted => Stands.WaitingForPlace,
                _ => Stands.Suitability,
            },
            _ => need.RecommendedOn is null ? Stands.Information : Stands.Decision,
        };
    }

    private static DeliveryRow Referral(Referral referral, Need need, Person person, Milestone[] own, Catalogue catalogue)
    {
        var places = person.Places.Where(p => p.ReferralId == referral.Id).OrderBy(p => p.GivenOn).ThenBy(p => p.Id).ToArray();
        var only = need.Referrals.Count == 1;
        return Register(person, referral.Id, referral.ProgrammeKey, referral.PlanVersion, catalogue, places.LastOrDefault(p => p.EndedAfter is not null)?.EndedAfter) with
        {
            ReferredOn = referral.ReferredOn,
            AcceptedOn = referral.AcceptedOn,
            ExpectedOn = places.FirstOrDefault()?.ExpectedOn,
            CommencedOn = referral.CommencementRecordedOn,
            StartedOn = referral.StartedOn ?? (only ? Earliest(own.Where(m => m.Kind == MilestoneKinds.FirstSession).Select(m => (DateOnly?)m.On)) : null),
            EndedOn = referral.EndedOn,
            EndedAs = referral.EndedAs,
            Reason = places.LastOrDefault(p => p.ReasonCode is not null)?.ReasonCode ?? Ended(own, referral.ProgrammeKey, referral.ReferredOn, referral.EndedOn, MilestoneKinds.LeftEarly, MilestoneKinds.Withdrawn, MilestoneKinds.NotSuitable),
        };
    }

    private static DeliveryRow Toolkit(ToolkitDelivery toolkit, Person person, Milestone[] own, Catalogue catalogue) =>
        Register(person, toolkit.Id, toolkit.ToolkitKey, toolkit.PlanVersion, catalogue, null) with
        {
            ReferredOn = toolkit.PlannedOn,
            AcceptedOn = toolkit.PlannedOn,
            StartedOn = toolkit.StartedOn,
            EndedOn = toolkit.EndedOn,
            EndedAs = toolkit.EndedAs,
            Reason = Ended(own, toolkit.ToolkitKey, toolkit.PlannedOn, toolkit.EndedOn, MilestoneKinds.LeftEarly, MilestoneKinds.Withdrawn),
        };

    /// <summary>Why this one ended, and not another of the same programme before it.</summary>
    private static string? Ended(Milestone[] own, string programme, DateOnly from, DateOnly? on, params string[] kinds) =>
        on is null ? null : own.LastOrDefault(m => kinds.Contains(m.Kind) && m.ReasonCode is not null && (m.ProgrammeKey is null || m.ProgrammeKey == programme) && m.On >= from && m.On <= on)?.ReasonCode;

    private static DeliveryRow Register(Person person, Guid deliveryId, string programme, int? planVersion, Catalogue catalogue, string? endedAfter)
    {
        var records = person.Attendance.Where(a => a.DeliveryId == deliveryId && a.ReplacedById is null && a.CreditedFrom is null).OrderBy(a => a.On).ThenBy(a => a.RecordedAt).ThenBy(a => a.Id).ToArray();
        var last = records.LastOrDefault(a => a.TemplateKey is not null && Attendance.Attended(a.Outcome))?.TemplateKey;
        return new DeliveryRow
        {
            Id = deliveryId,
            Programme = programme,
            PlanVersion = planVersion,
            ReferredOn = default,
            LastSession = last is null ? endedAfter : (planVersion is { } version ? catalogue.SessionPlan(programme, version)?.FindSession(last)?.Name : null) ?? last,
            Attended = records.Count(a => a.Outcome == AttendanceOutcome.AttendedComplied),
            DidNotComply = records.Count(a => a.Outcome == AttendanceOutcome.AttendedDidNotComply),
            AcceptableAbsences = records.Count(a => a.Outcome == AttendanceOutcome.AcceptableAbsence),
            UnacceptableAbsences = records.Count(a => a.Outcome == AttendanceOutcome.UnacceptableAbsence),
        };
    }

    /// <summary>Each order with the programme it imposes and what was delivered of it; a delivery counts for the order that imposes it and started last before the referral.</summary>
    private static IEnumerable<OrderFacts> Orders(Person person, NeedFacts[] needs, Catalogue catalogue)
    {
        var orders = person.Supervisions.OrderBy(s => s.EventNumber).ThenBy(s => s.Id).Select(s =>
        {
            var imposing = s.Requirements?.Select(r => (r.Kind, Programme: catalogue.FindByRequirement(r.Code, s.StartsOn ?? s_newest)))
                .FirstOrDefault(r => r.Programme is { Kind: InterventionKind.AccreditedProgramme });
            return (Supervision: s, imposing?.Programme?.Key, Imposed: s.Requirements is null ? null : imposing is { Programme: not null } found
                ? found.Kind switch { "LicenceCondition" => ImposedBy.Licence, "PostSentenceSupervision" => ImposedBy.PostSentence, _ => ImposedBy.Requirement }
                : ImposedBy.Nothing);
        }).ToArray();
        var imposed = orders.Where(o => o.Key is not null).Select(o => o.Supervision).ToArray();
        var delivered = needs.SelectMany(n => n.Deliveries.Where(d => catalogue.FindProgramme(d.Programme, d.ReferredOn)?.Kind == InterventionKind.AccreditedProgramme)
                .Select(d => (Order: imposed.Where(s => (s.StartsOn ?? DateOnly.MinValue) <= d.ReferredOn && (s.EndedOn ?? DateOnly.MaxValue) >= d.ReferredOn)
                    .OrderByDescending(s => s.StartsOn ?? DateOnly.MinValue).ThenByDescending(s => s.EventNumber).FirstOrDefault(), Delivery: d, Need: n)))
            .Where(d => d.Order is not null).ToLookup(d => d.Order!.Id);
        foreach (var (supervision, programme, kind) in orders)
        {
            var own = delivered[supervision.Id].ToArray();
            yield return new OrderFacts
            {
                Number = supervision.EventNumber,
                StartsOn = supervision.StartsOn,
                EndsOn = supervision.EndsOn,
                EndedOn = supervision.EndedOn,
                Custodial = supervision.Custodial,
                Imposed = kind,
                Programme = programme,
                CommencedOn = Earliest(own.Select(d => d.Delivery.CommencedOn)),
                FirstSessionOn = Earliest(own.Select(d => d.Delivery.StartedOn)),
                CompletedOn = Earliest(own.Where(d => d.Delivery.EndedAs == EndedAs.Completed).Select(d => d.Delivery.EndedOn)),
            };
        }
    }

    /// <summary>When the last piece of a sufficient assessment came, from what is held now; null while one is missing.</summary>
    private static DateOnly? Sufficient(Assessment? latest, Enquiry[] police, bool? children, Enquiry[] services)
    {
        if (latest is not { SignedOn: { } signed } || (latest.SaraPartner is null && latest.SaraOthers is null) || string.IsNullOrWhiteSpace(latest.Analysis) || children is null)
            return null;
        if (Earliest(police.Select(e => e.AnsweredOn)) is not { } answered)
            return null;
        DateOnly?[] pieces = [signed, latest.AnalysisOn ?? signed, answered, children == true ? Earliest(services.Select(e => e.AnsweredOn)) : answered];
        return pieces.Contains(null) ? null : pieces.Max();
    }

    private static DateOnly? Earliest(IEnumerable<DateOnly?> days) => days.Min();

    private static string? Level(RiskLevel? level) => level switch
    {
        RiskLevel.Low => "low",
        RiskLevel.Medium => "medium",
        RiskLevel.High => "high",
        RiskLevel.VeryHigh => "very-high",
        _ => null,
    };
}
