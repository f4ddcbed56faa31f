using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.People;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Import;

/// <summary>
/// Takes what the sources say of one case into the stored case. The same again changes nothing; what is newer becomes a milestone with its source
/// and a signal to the workflows; what is older is kept and changes nothing else; what is not supplied stays as it was.
/// </summary>
internal sealed class CaseMerge(CaseFile file, SourceCase source, WorkflowHost host)
{
    private readonly Person person = file.Person;
    private readonly bool isNew = file.Person.Version == 0;
    private readonly List<(string Signal, string Id)> raised = [];
    private readonly List<SourceProblem> problems = [];
    private bool changed;
    private bool handedOver;
    private bool tookHistory;

    public int NeedsOpened { get; private set; }

    public IReadOnlyList<SourceProblem> Problems => problems;

    /// <returns>Whether anything changed.</returns>
    public bool Run()
    {
        if (isNew)
            Changed();
        Personal();
        Sentences();
        Offences();
        Registrations();
        Answers();
        Enquiries();
        var outcome = Outcome();
        Analysis();
        if (outcome is not null || changed)
            Judge();

        var need = NeedOpening.OpenIfWanted(file);
        need = History(need);
        if (need is not null)
        {
            NeedsOpened++;
            Changed();
            NeedOpening.Begin(file, host, need);
        }

        if (!changed)
            return false;
        file.Touch();
        if (tookHistory && need is null)
            raised.Add((Signals.HistoryImported, $"history/{source.History!.Count}/{source.History.Max(h => h.On):yyyy-MM-dd}"));
        foreach (var (signal, id) in raised)
            host.Raise(file, signal, id);
        host.SettleByFacts(file, $"import/{file.Now.UtcTicks}");
        if (handedOver)
            host.Start(file, DefinitionIds.Handover);
        return true;
    }

    private void Personal()
    {
        if (source.PersonalDetails is not { } told)
            return;
        Set(person.Forename, told.Name.Forename, v => person.Forename = v);
        Set(person.Surname, told.Name.Surname, v => person.Surname = v);
        SetKnown(person.DateOfBirth, told.DateOfBirth, v => person.DateOfBirth = v);
        SetKnown(person.Sex, told.Sex, v => person.Sex = v);
        if (told.Team is { } team)
        {
            Set(person.TeamCode, team.Code, v => person.TeamCode = v);
            Set(person.TeamName, team.Description, v => person.TeamName = v);
        }

        Area(told);
        Practitioner(told);
    }

    private void Area(PersonalDetails told)
    {
        if (told.Region is null && told.ProbationDeliveryUnit is null)
            return;
        var areas = file.Catalogue.Areas;
        var said = $"{told.Region?.Code} {told.Region?.Description} / {told.ProbationDeliveryUnit?.Code} {told.ProbationDeliveryUnit?.Description}".Trim();
        var region = areas.FindRegion(told.Region?.Code, told.Region?.Description);
        var pdu = areas.FindPdu(told.ProbationDeliveryUnit?.Code, told.ProbationDeliveryUnit?.Description, region?.Code);
        var regionCode = region?.Code ?? pdu?.RegionCode;
        var wasRegion = person.RegionCode;
        var wasPdu = person.PduId;
        Set(person.SourceArea, said, v => person.SourceArea = v);
        if (wasRegion == regionCode && wasPdu == pdu?.Id)
            return;

        Changed();
        person.RegionCode = regionCode;
        person.PduId = pdu?.Id;
        if (isNew)
            return;
        file.Record(MilestoneKinds.AreaChanged, source: MilestoneSources.Delius, words: $"{NameOf(wasRegion, wasPdu)} to {NameOf(regionCode, pdu?.Id)}");
        foreach (var task in file.Tasks)
        {
            task.RegionCode = regionCode;
            task.PduId = pdu?.Id;
            task.Version++;
        }

        if (wasRegion != regionCode)
            raised.Add((Signals.Transferred, $"area/{wasRegion}/{regionCode}/{file.Today:yyyy-MM-dd}"));

        string NameOf(string? r, int? p) => p is { } id ? areas.Pdu(id).Name : r is null ? "area not known" : areas.Region(r).Name;
    }

    private void Practitioner(PersonalDetails told)
    {
        if (told.Practitioner is not { } practitioner)
            return;
        var name = practitioner.Name is { } n ? $"{n.Forename} {n.Surname}" : null;
        var nameBefore = person.PractitionerName;
        SetKnown(person.PractitionerName, name, v => person.PractitionerName = v);
        SetKnown(person.PractitionerEmail, practitioner.Email, v => person.PractitionerEmail = v);
        if (person.PractitionerCode == practitioner.Code)
            return;

        var before = person.PractitionerCode;
        Changed();
        person.PractitionerCode = practitioner.Code;
        // A new holder without a name or address must not keep the old one's.
        person.PractitionerName = name;
        person.PractitionerEmail = practitioner.Email;
        if (isNew)
            return;
        file.Record(MilestoneKinds.PractitionerChanged, source: MilestoneSources.Delius, words: Handovers.Handover.Words(nameBefore, before, name, practitioner.Code));
        foreach (var task in file.Tasks.Where(t => t.OwnerRole == Roles.Practitioner))
        {
            task.OwnerCode = practitioner.Code;
            task.Version++;
        }

        foreach (var pending in file.Instances.Where(i => i.DefinitionId == DefinitionIds.Handover).ToArray())
            host.Cancel(file, pending, $"handed-on/{practitioner.Code}/{file.Now.UtcTicks}");
        handedOver = person.Needs.Exists(n => n.IsOpen);
    }

    private void Sentences()
    {
        foreach (var (number, told) in source.Sentences ?? new Dictionary<int, Sentence>())
        {
            var supervision = Supervision(number);
            var added = supervision.Description is null && supervision.StartsOn is null && supervision.EndsOn is null;
            var wasEnd = supervision.EndsOn;
            SetKnown(supervision.Description, told.Description, v => supervision.Description = v);
            SetKnown(supervision.StartsOn, told.StartDate, v => supervision.StartsOn = v);
            SetKnown(supervision.Custodial, told.Custodial, v => supervision.Custodial = v);
            if (told.ExpectedEndDate is { } end && end != wasEnd)
            {
                Changed();
                supervision.EndsOn = end;
                // A supervision that was taken for ended goes on after all.
                if (supervision.EndedOn is { } ended && end > ended && end >= file.Today)
                    supervision.EndedOn = null;
                if (!added)
                    file.Record(MilestoneKinds.SupervisionEndChanged, source: MilestoneSources.Delius, words: $"{wasEnd:d MMMM yyyy} to {end:d MMMM yyyy}");
                if (!isNew)
                    raised.Add((Signals.SupervisionChanged, $"supervision/{number}/{end:yyyy-MM-dd}"));
            }

            if (told.Requirements is { } requirements)
            {
                var now = requirements.Select(r => new Requirement(r.Kind.ToString(), r.Code, r.Description)).ToList();
                if (supervision.Requirements is null || !supervision.Requirements.SequenceEqual(now))
                {
                    if (supervision.Requirements is not null)
                        file.Record(MilestoneKinds.RequirementChanged, source: MilestoneSources.Delius, words: string.Join(", ", now.Select(r => r.Description ?? r.Code)));
                    Changed();
                    supervision.Requirements = now;
                }
            }
        }

        if (person.CurrentSupervision is not null)
            GoOnUnderNewSupervision();
    }

    /// <summary>A need held because supervision ended goes on when there is a supervision again.</summary>
    private void GoOnUnderNewSupervision()
    {
        foreach (var need in person.Needs.Where(n => n.IsOpen && n.Interruption == Interruptions.SupervisionEnded))
        {
            Changed();
            need.Interruption = null;
            need.InterruptedOn = null;
            raised.Add((Signals.PlanToChange, $"supervised-again/{file.Today:yyyy-MM-dd}"));
        }
    }

    private void Offences()
    {
        foreach (var (number, told) in source.Offences ?? new Dictionary<int, SentenceOffences>())
        {
            var supervision = Supervision(number);
            var now = new List<Offence>();
            if (told.Main is { } main)
                now.Add(Offence(true, main));
            now.AddRange(told.Additional.Select(o => Offence(false, o)));
            if (supervision.Offences is { } before && before.SequenceEqual(now))
                continue;
            Changed();
            supervision.Offences = now;
        }

        static Offence Offence(bool main, SourceOffence o) => new(main, o.MainCategoryCode is null ? null : $"{o.MainCategoryCode}{o.SubCategoryCode}", o.SubCategoryDescription ?? o.MainCategoryDescription, o.Date);
    }

    private Supervision Supervision(int number)
    {
        if (person.Supervisions.Find(s => s.EventNumber == number) is { } found)
            return found;
        Changed();
        var supervision = file.Add(new Supervision { Id = file.NewId(), PersonId = person.Id, EventNumber = number });
        return supervision;
    }

    private void Registrations()
    {
        if (source.Registrations is not { } told)
            return;
        var now = told.Select(r => new Flag(r.Code, r.Description, r.Date, r.NextReviewDate)).ToList();
        var before = person.Flags;
        if (before is not null && before.SequenceEqual(now))
            return;
        Changed();
        person.Flags = now;
        if (isNew || before is null)
            return;
        var review = file.Catalogue.ThresholdsOn(file.Today).ReviewFlags;
        foreach (var flag in now.Where(f => !before.Exists(b => b.Code == f.Code)))
        {
            file.Record(MilestoneKinds.FlagAdded, on: flag.Date, source: MilestoneSources.Delius, words: flag.Description ?? flag.Code);
            if (review.Contains(flag.Code))
                raised.Add((Signals.FlagAdded, $"flag/{flag.Code}/{flag.Date ?? file.Today:yyyy-MM-dd}"));
        }
    }

    private void Answers()
    {
        if (source.Answers is not { } told)
            return;
        SetKnown(person.IntimatePartnerConviction, told.IntimatePartnerConviction, v => person.IntimatePartnerConviction = v);
        SetKnown(person.HeterosexualRelationship, told.HeterosexualRelationship, v => person.HeterosexualRelationship = v);
        SetKnown(person.CanDiscussOneAct, told.CanDiscussOneAct, v => person.CanDiscussOneAct = v);
        SetKnown(person.ChildrenConcerned, told.ChildrenConcerned, v => person.ChildrenConcerned = v);
    }

    private void Enquiries()
    {
        foreach (var told in source.Enquiries ?? [])
        {
            if (told.AskedOn is null && told.AnsweredOn is null)
                continue;
            var enquiry = person.Enquiries.Find(e => e.Kind == told.Kind && e.AskedOn == told.AskedOn)
                ?? person.Enquiries.Find(e => e.Kind == told.Kind && e.AnsweredOn is null && told.AskedOn is null);
            if (enquiry is null)
            {
                Changed();
                enquiry = file.Add(new Enquiry { Id = file.NewId(), PersonId = person.Id, Kind = told.Kind, AskedOn = told.AskedOn, AskedBy = file.Actor.Signature });
            }

            SetKnown(enquiry.AnsweredOn, told.AnsweredOn, v => enquiry.AnsweredOn = v);
            SetKnown(enquiry.Answer, told.Answer, v => enquiry.Answer = v);
        }
    }

    /// <returns>The outcome these documents are of, where it is new or says something new.</returns>
    private Assessment? Outcome()
    {
        var header = source.Section6?.Header ?? source.RoshSummary?.Header;
        if (header is null)
            return AddToKnown();
        if (header.DateCompleted is not { } completed)
        {
            problems.Add(new SourceProblem(source.Origin.File, source.Origin.Line, "$.section6.dateCompleted", "the date the assessment was completed", "nothing: the assessment is not taken as an outcome until it is complete", ProblemSeverity.Warning));
            return null;
        }

        var on = DateOnly.FromDateTime(completed);
        var known = person.Assessments.Find(a => a.SourceNumber == header.AssessmentPk);
        var latestBefore = person.LatestAssessment;
        if (known is null)
        {
            Changed();
            known = file.Add(new Assessment
            {
                Id = file.NewId(),
                PersonId = person.Id,
                SourceNumber = header.AssessmentPk,
                AssessedOn = on,
                RecordedAt = file.Now,
                Wanted = WantedAnswers.CannotSay,
            });
            Fill(known, header);
            file.Record(latestBefore is null ? MilestoneKinds.Assessed : MilestoneKinds.NewAssessment, on: on, source: MilestoneSources.Oasys);
            if (latestBefore is not null && person.LatestAssessment == known)
                Circumstances(latestBefore, known);
            if (latestBefore is not null && person.LatestAssessment == known)
                raised.Add((Signals.NewAssessment, $"assessment/{header.AssessmentPk}"));
            return known;
        }

        if (!Fill(known, header))
            return null;
        if (person.LatestAssessment == known)
            raised.Add((Signals.NewAssessment, $"assessment/{header.AssessmentPk}/{file.Now.UtcTicks}"));
        return known;
    }

    /// <summary>What a newer assessment says of a relationship and of children, where the one before said otherwise. Its words are codes and name nobody.</summary>
    private void Circumstances(Assessment before, Assessment now)
    {
        if (AssessmentDetails.Parse(before.Details) is not { } was || AssessmentDetails.Parse(now.Details) is not { } says)
            return;
        if (was.RelationshipStatus is { } then && says.RelationshipStatus is { } status && !string.Equals(then, status, StringComparison.OrdinalIgnoreCase))
        {
            file.Record(MilestoneKinds.RelationshipChanged, on: now.AssessedOn, source: MilestoneSources.Oasys, words: $"{then} to {status}");
            raised.Add((Signals.RelationshipChanged, $"relationship/{now.SourceNumber}"));
        }

        if (was.ParentalResponsibilities == false && says.ParentalResponsibilities == true)
        {
            file.Record(MilestoneKinds.ChildOrPregnancy, on: now.AssessedOn, source: MilestoneSources.Oasys, words: "Parental responsibilities");
            raised.Add((Signals.ChildOrPregnancy, $"children/{now.SourceNumber}"));
        }
    }

    /// <summary>Documents without a header of their own add to the assessment they name; a perpetrator flag alone is an outcome too.</summary>
    private Assessment? AddToKnown()
    {
        if (source.Pni is { AssessmentPk: { } number, Pathway: { } pathway } && person.Assessments.Find(a => a.SourceNumber == number) is { } known && known.Pni != pathway)
        {
            Changed();
            known.Pni = pathway;
            return known;
        }

        var thresholds = file.Catalogue.ThresholdsOn(file.Today);
        if (person.Assessments.Count > 0 || person.Flags?.Find(f => thresholds.PerpetratorFlags.Contains(f.Code)) is not { } flag)
            return null;
        Changed();
        var outcome = file.Add(new Assessment
        {
            Id = file.NewId(),
            PersonId = person.Id,
            AssessedOn = flag.Date ?? file.Today,
            RecordedAt = file.Now,
            Wanted = WantedAnswers.CannotSay,
        });
        file.Record(MilestoneKinds.Assessed, on: outcome.AssessedOn, source: MilestoneSources.Delius, words: flag.Description ?? flag.Code);
        return outcome;
    }

    /// <returns>Whether it said anything new.</returns>
    private bool Fill(Assessment outcome, OasysHeader header)
    {
        var before = changed;
        changed = false;
        SetKnown(outcome.SignedOn, header.AssessorSignedDate is { } signed ? DateOnly.FromDateTime(signed) : null, v => outcome.SignedOn = v);
        SetKnown(outcome.Status, header.Status, v => outcome.Status = v);
        SetKnown(outcome.LaterInProgress, header.LaterUnfinishedExists, v => outcome.LaterInProgress = v);
        if (source.Section6 is { } relationships)
        {
            var samePni = source.Pni is { } p && p.AssessmentPk == header.AssessmentPk ? p : null;
            SetKnown(outcome.SaraPartner, relationships.SaraPartner ?? samePni?.SaraPartner, v => outcome.SaraPartner = v);
            SetKnown(outcome.SaraOthers, relationships.SaraOthers ?? samePni?.SaraOthers, v => outcome.SaraOthers = v);
            SetKnown(outcome.PerpetratorAgainstPartner, relationships.PerpetratorAgainstPartner, v => outcome.PerpetratorAgainstPartner = v);
            SetKnown(outcome.PerpetratorAgainstFamily, relationships.PerpetratorAgainstFamily, v => outcome.PerpetratorAgainstFamily = v);
        }

        SetKnown(outcome.Rosh, source.RoshSummary?.HighestInCommunity, v => outcome.Rosh = v);
        SetKnown(outcome.Pni, source.Pni?.Pathway, v => outcome.Pni = v);
        SetKnown(outcome.Details, Details(), v => outcome.Details = v);
        var said = changed;
        changed |= before;
        return said;
    }

    /// <summary>What the person page shows of OASys besides the facts the rules use: levels, never free text, which may name a victim.</summary>
    private string? Details() => source.RiskPredictors is null && source.RoshSummary is null && source.Pni is null && source.Section6 is not ({ CurrentRelationshipStatus: not null } or { ParentalResponsibilities: not null })
        ? null
        : new AssessmentDetails(source.RoshSummary, source.RiskPredictors, source.Pni)
        {
            RelationshipStatus = source.Section6?.CurrentRelationshipStatus,
            ParentalResponsibilities = source.Section6?.ParentalResponsibilities,
        }.ToJson();

    private void Analysis()
    {
        if (source.SaraAnalysis is not { } told || person.LatestAssessment is not { } latest || !string.IsNullOrWhiteSpace(latest.Analysis))
            return;
        // The words written about an earlier assessment, told again, are no analysis of this one.
        if (person.Assessments.Exists(a => a != latest && a.Analysis == told.Text) || told.WrittenOn < latest.AssessedOn)
            return;
        Changed();
        latest.Analysis = told.Text;
        latest.AnalysisBy = told.WrittenBy ?? person.PractitionerName ?? "not known";
        latest.AnalysisOn = told.WrittenOn ?? latest.AssessedOn;
    }

    private void Judge()
    {
        if (person.LatestAssessment is not { } latest)
            return;
        var wanted = NeedOpening.WantedBy(file);
        if (latest.Wanted != wanted)
        {
            Changed();
            latest.Wanted = wanted;
        }
    }

    /// <summary>Takes in what happened before the product, each item once.</summary>
    /// <returns>The need that is to begin now: the one given, or one that only the history tells of.</returns>
    private Need? History(Need? opened)
    {
        if (source.History is not { Count: > 0 } told)
            return opened;
        var known = person.Milestones.Select(m => (m.Kind, m.On)).ToHashSet();
        var fresh = told.Index().Where(i => !known.Contains((HistoryTaking.Kind(i.Item.Milestone), i.Item.On))).OrderBy(i => i.Item.On).ToArray();
        if (fresh.Length == 0)
            return opened;

        foreach (var (index, item) in fresh)
        {
            if (CaseEvents.Kinds.Contains(item.Milestone))
                continue;
            var need = person.Needs.Find(n => n.IsOpen) ?? (opened = OpenFromHistory(item));
            if (HistoryTaking.Take(file, need, item) is { } expected)
                problems.Add(new SourceProblem(source.Origin.File, source.Origin.Line, $"$.history[{index}]", expected, item.Programme ?? item.Reason ?? item.Milestone));
            else
            {
                Changed();
                tookHistory = true;
            }
        }

        foreach (var (index, item) in fresh.Where(i => CaseEvents.Kinds.Contains(i.Item.Milestone)))
        {
            Changed();
            // A need that is only being opened has nothing to signal yet: its workflow reads the interruption when it begins.
            if (CaseEvents.Record(file, host, new CaseEvent { Kind = item.Milestone, On = item.On, Source = MilestoneSources.Imported, Words = item.Reason }) is { } refusal)
                problems.Add(new SourceProblem(source.Origin.File, source.Origin.Line, $"$.history[{index}]", "an event that can be recorded", refusal.Words));
        }

        return opened;
    }

    /// <summary>Somebody was referred, so somebody saw a need, whatever the assessment now says.</summary>
    private Need OpenFromHistory(HistoryItem first)
    {
        var assessment = person.LatestAssessment;
        if (assessment is null)
        {
            assessment = file.Add(new Assessment
            {
                Id = file.NewId(),
                PersonId = person.Id,
                AssessedOn = first.On,
                RecordedAt = file.Now,
                Wanted = WantedAnswers.Wanted,
            });
        }

        return NeedOpening.Open(file, assessment);
    }

    private void Changed() => changed = true;

    private void Set<T>(T before, T now, Action<T> set)
    {
        if (EqualityComparer<T>.Default.Equals(before, now))
            return;
        Changed();
        set(now);
    }

    /// <summary>As <see cref="Set"/>, but nothing known is ever made unknown again.</summary>
    private void SetKnown<T>(T before, T now, Action<T> set)
    {
        if (now is not null)
            Set(before, now, set);
    }
}
