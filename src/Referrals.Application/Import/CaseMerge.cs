using System.Security.Cryptography;
using System.Text;
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
    private readonly List<Need> begin = [];
    private readonly Dictionary<Guid, DateOnly> ended = [];
    private readonly List<string> taken = [];
    private bool handedOver;

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

        // What happened before comes first: an outcome that it already answers opens no second need.
        History();
        Begin(begin.Where(n => Ended(n) is not null));
        if (NeedOpening.OpenIfWanted(file) is { } opened)
            begin.Add(opened);
        Happened();
        Begin(begin.Where(n => Ended(n) is null));

        if (!changed)
            return false;
        file.Touch();
        if (taken.Count > 0)
            raised.Add((Signals.HistoryImported, $"history/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', taken))))[..32]}"));
        foreach (var (signal, id) in raised)
            host.Raise(file, signal, id);
        host.SettleByFacts(file, $"import/{file.Now.UtcTicks}");
        if (handedOver)
            host.Start(file, DefinitionIds.Handover);
        return true;
    }

    private void Begin(IEnumerable<Need> needs)
    {
        foreach (var need in needs.ToArray())
        {
            NeedsOpened++;
            Changed();
            NeedOpening.Begin(file, host, need);
        }
    }

    private void Personal()
    {
        if (source.PersonalDetails is not { } told)
            return;
        Set(person.Forename, told.Name.Forename, v => person.Forename = v);
        Set(person.Surname, told.Name.Surname, v => person.Surname = v);
        SetKnown(person.DateOfBirth, told.DateOfBirth, v => person.DateOfBirth = v);
        SetKnown(person.Sex, told.Sex, v => person.Sex = v);
        SetKnown(person.Ethnicity, told.Ethnicity, v => person.Ethnicity = v);
        SetKnown(person.Disability, told.Disability, v => person.Disability = v);
        SetKnown(person.Religion, told.Religion, v => person.Religion = v);
        SetKnown(person.Language, told.Language, v => person.Language = v);
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
        {
            // A place by hand was in the queue of the region they left; the time waited goes with them.
            foreach (var referral in person.Needs.SelectMany(n => n.Referrals).Where(r => r.EndedOn is null))
                Delivery.WaitingListService.ClearQueuePlace(referral);
            raised.Add((Signals.Transferred, $"area/{wasRegion}/{regionCode}/{file.Now.UtcTicks}"));
        }

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
            var wasStart = supervision.StartsOn;
            var isChanged = false;
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
                isChanged = true;
            }

            if (told.Requirements is { } requirements)
            {
                var now = requirements.Select(r => new Requirement(r.Kind.ToString(), r.Code, r.Description)).ToList();
                if (supervision.Requirements is null || !Same(supervision.Requirements, now))
                {
                    if (supervision.Requirements is not null)
                        file.Record(MilestoneKinds.RequirementChanged, source: MilestoneSources.Delius, words: string.Join(", ", now.Select(r => r.Description ?? r.Code)));
                    Changed();
                    isChanged |= supervision.Requirements is not null;
                    supervision.Requirements = now;
                }
            }

            // The start moves the day by which work must begin; a requirement what may be offered.
            if ((isChanged || (wasStart is not null && wasStart != supervision.StartsOn)) && !isNew)
                raised.Add((Signals.SupervisionChanged, $"supervision/{number}/{file.Now.UtcTicks}"));
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
            if (supervision.Offences is { } before && Same(before, now))
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
        if (before is not null && Same(before, now))
            return;
        Changed();
        person.Flags = now;
        if (isNew || before is null)
            return;
        var review = file.Catalogue.ThresholdsOn(file.Today).ReviewFlags;
        foreach (var flag in now.Where(f => !before.Exists(b => b.Code == f.Code && (b.Date is null || f.Date is null || b.Date == f.Date))))
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
        if (Header is not { } header)
            return AddToKnown();
        if (header.DateCompleted is not { } completed)
        {
            Look(SourceParts.Section6, ".dateCompleted", "the date the assessment was completed", "nothing: the assessment is not taken as an outcome until it is complete");
            return null;
        }

        if (header.LaterCompleteExists == true)
            Look(SourceParts.Section6, ".laterCompleteAssessmentExists", "the latest complete assessment", $"number {header.AssessmentPk}, after which another was completed: it is kept, and the later one is to be fetched");
        if (source.Section6 is not null && source.RoshSummary?.Header.AssessmentPk is { } other && other != header.AssessmentPk)
            Look(SourceParts.RoshSummary, ".assessmentPk", $"assessment {header.AssessmentPk}, as in section 6", $"assessment {other}: its level of risk of serious harm is taken as the person's");
        if (source.Pni?.AssessmentPk is { } of && of != header.AssessmentPk)
            Look(SourceParts.Pni, ".assessment.id", $"assessment {header.AssessmentPk}, as in section 6", $"assessment {of}: its pathway is taken as the person's");
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

    /// <summary>Sources answer in no order of their own.</summary>
    private static bool Same<T>(List<T> before, List<T> now)
        where T : notnull =>
        before.Count == now.Count && (before.SequenceEqual(now) || before.CountBy(item => item).All(item => now.Count(other => other.Equals(item.Key)) == item.Value));

    private void Look(string part, string path, string expected, string found) =>
        problems.Add(source.Origin.Problem(part, path, expected, found, ProblemSeverity.Warning));

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
        // Where OASys could not be asked, or was not understood, there may be an assessment: it is waited for.
        if (person.Assessments.Count > 0 || source.Unknown.Concat(source.NotTaken).Contains(SourceParts.Section6) || person.Flags?.Find(f => thresholds.PerpetratorFlags.Contains(f.Code)) is not { } flag)
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
        file.Record(MilestoneKinds.Assessed, on: outcome.AssessedOn, source: MilestoneSources.Delius, words: flag.Date is null ? $"{flag.Description ?? flag.Code}, registered on a day that is not known: this is when it was read" : flag.Description ?? flag.Code);
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
        if (source.SaraAnalysis is not { } told)
            return;
        // It is of the assessment it came with, be that an older one; with none it is of the latest.
        var about = Header is { } header ? person.Assessments.Find(a => a.SourceNumber == header.AssessmentPk) : person.LatestAssessment;
        if (about is null || !string.IsNullOrWhiteSpace(about.Analysis))
            return;
        // The words written about another assessment, told again, are no analysis of this one.
        if (person.Assessments.Exists(a => a != about && a.Analysis == told.Text) || told.WrittenOn < about.AssessedOn)
            return;
        Changed();
        about.Analysis = told.Text;
        about.AnalysisBy = told.WrittenBy;
        about.AnalysisOn = told.WrittenOn;
    }

    private OasysHeader? Header => source.Section6?.Header ?? source.RoshSummary?.Header;

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

    /// <summary>Takes in what happened before the product, each item once, and puts it with the need it belongs to; a need that only the history tells of is opened for it.</summary>
    private void History()
    {
        var told = new HashSet<Need>();
        foreach (var (index, item) in Fresh(isEvent: false))
        {
            if (HistoryTaking.Read(file, item, out var expected) is not { } past)
            {
                Problem(index, expected!, item.Programme ?? item.Reason ?? item.Milestone);
                continue;
            }

            var need = NeedOf(past);
            if (HistoryTaking.Lacks(need, past) is { } lacks)
            {
                Problem(index, lacks, item.Milestone);
                continue;
            }

            if (need is null && HistoryTaking.Opens(past.Kind))
                begin.Add(need = OpenFromHistory(past));
            HistoryTaking.Take(file, need, past, Ended(need) is not null);
            Changed();
            if (need is null)
                continue;
            told.Add(need);
            if (past.Kind is MilestoneKinds.Completed or MilestoneKinds.ClosedUnmet)
                ended.TryAdd(need.Id, past.On);
            if (!begin.Contains(need))
                taken.Add($"{past.Kind}@{past.On:yyyy-MM-dd}");
        }

        foreach (var need in told.Where(n => Ended(n) is null))
            HistoryTaking.Decide(file, need);
    }

    /// <summary>What happened to the person, after every need is there that it may hold.</summary>
    private void Happened()
    {
        foreach (var (index, item) in Fresh(isEvent: true))
        {
            // A need that is only being opened has nothing to signal yet: its workflow reads the interruption when it begins.
            if (CaseEvents.Record(file, host, new CaseEvent { Kind = item.Milestone, On = item.On, Source = MilestoneSources.Imported, Words = item.Reason }) is { } refusal)
                Problem(index, "an event that can be recorded", refusal.Words);
            else
                Changed();
        }
    }

    /// <summary>The items that are not known yet, oldest first.</summary>
    private (int Index, HistoryItem Item)[] Fresh(bool isEvent)
    {
        if (source.History is not { Count: > 0 } told)
            return [];
        var known = person.Milestones.Select(m => (m.Kind, m.On)).ToHashSet();
        return [.. told.Index()
            .Where(i => CaseEvents.Kinds.Contains(i.Item.Milestone) == isEvent && !known.Contains((HistoryTaking.Kind(i.Item.Milestone), i.Item.On)))
            .OrderBy(i => i.Item.On)];
    }

    private void Problem(int index, string expected, string found) =>
        problems.Add(source.Origin.Problem(SourceParts.History, $"[{index}]", expected, found));

    private DateOnly? Ended(Need? need) => need is null ? null : need.ClosedOn ?? (ended.TryGetValue(need.Id, out var on) ? on : null);

    /// <summary>The need an item belongs to: one that had not ended by then, the earliest such; null where there is none.</summary>
    private Need? NeedOf(PastEvent past)
    {
        if (HistoryTaking.Follows(past.Kind) && person.Needs.Where(n => HistoryTaking.DeliveryOf(n, past) is not null).OrderBy(n => Ended(n) is null ? 0 : 1).ThenByDescending(n => n.OpenedOn).FirstOrDefault() is { } delivered)
            return delivered;
        // What was completed closed it: it is among those that have ended.
        if (past.Kind == MilestoneKinds.Met && person.Needs.Where(n => HistoryTaking.HasCompleted(n) && !(Ended(n) > past.On)).MaxBy(n => Ended(n) ?? DateOnly.MaxValue) is { } completed)
            return completed;
        var live = person.Needs.Find(n => Ended(n) is null);
        if (!HistoryTaking.Opens(past.Kind) || live?.OpenedOn <= past.On)
            return live;
        return person.Needs.Where(n => Ended(n) >= past.On).OrderBy(Ended).FirstOrDefault() ?? live;
    }

    /// <summary>
    /// Somebody was referred, so somebody saw a need, whatever the assessment now says. It is of the assessment that was the latest then; where none is
    /// known from then, of the one the history tells of.
    /// </summary>
    private Need OpenFromHistory(PastEvent first)
    {
        var since = person.Needs.Select(Ended).Max();
        var told = source.History!
            .Where(h => h.Milestone is MilestoneKinds.NeedOpened or MilestoneKinds.Assessed && h.On <= first.On && !(h.On <= since))
            .Select(h => (DateOnly?)h.On).Min();
        var on = told ?? first.On;
        var assessment = person.Assessments.Where(a => a.AssessedOn <= first.On && !person.Needs.Exists(n => n.AssessmentId == a.Id))
            .OrderByDescending(a => a.AssessedOn).ThenByDescending(a => a.RecordedAt).FirstOrDefault();
        if (assessment is null)
        {
            assessment = file.Add(new Assessment
            {
                Id = file.NewId(),
                PersonId = person.Id,
                AssessedOn = on,
                RecordedAt = file.Now,
                Wanted = WantedAnswers.Wanted,
            });
        }

        return NeedOpening.Open(file, assessment, told < assessment.AssessedOn ? told : null, MilestoneSources.Imported);
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
