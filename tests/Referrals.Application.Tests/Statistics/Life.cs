using FsCheck;
using FsCheck.Fluent;
using Referrals.Domain;

namespace Referrals.Application.Tests.Statistics;

/// <summary>What truly happened to one person, told without any word of the measures. From it a case is made as the product holds it, and the right answer is counted by hand.</summary>
internal sealed record Life
{
    public const string Bbr = "building-better-relationships", Stepwise = "stepwise-relationships", Toolkit = "skills-for-relationships-toolkit";

    public static DateOnly Epoch { get; } = new(2023, 1, 1);

    public required int Number { get; init; }
    public required string? Region { get; init; }
    public required Sex? Sex { get; init; }
    public required DateOnly? Born { get; init; }
    public required string? Ethnicity { get; init; }
    public required int? Pdu { get; init; }
    public required string? Team { get; init; }
    public required string? Practitioner { get; init; }
    public required bool? Disability { get; init; }
    public required bool? LearningNeed { get; init; }
    public required string? Religion { get; init; }
    public required string? Language { get; init; }
    public required bool? HasFlag { get; init; }
    public required DateOnly? FlaggedOn { get; init; }
    public required bool PoliceAsked { get; init; }

    /// <summary>What the practitioner says; null where nobody has said.</summary>
    public required bool? Children { get; init; }

    /// <summary>A registration that children are concerned, whatever was said.</summary>
    public required bool ChildrenRegistered { get; init; }

    public required DateOnly? ChildrensServicesAsked { get; init; }

    /// <summary>What changed in their life, and when the case was reviewed.</summary>
    public required IReadOnlyList<DateOnly> Changes { get; init; }

    public required IReadOnlyList<DateOnly> Reviews { get; init; }
    public required IReadOnlyList<Stretch> Orders { get; init; }
    public required IReadOnlyList<Episode> Episodes { get; init; }

    /// <summary>Outcomes that opened no need.</summary>
    public required IReadOnlyList<DateOnly> Others { get; init; }

    /// <summary>The case was in another region before.</summary>
    public required bool Transferred { get; init; }

    /// <summary>Two CRNs of one person were merged: a second person's history is this one's.</summary>
    public Life Merged(Life other) => this with
    {
        Orders = [.. Orders, .. other.Orders.Select(o => o with { Number = o.Number + Orders.Count })],
        Episodes = [.. Episodes, .. other.Episodes],
        Others = [.. Others, .. other.Others],
        Changes = [.. Changes, .. other.Changes],
        Reviews = [.. Reviews, .. other.Reviews],
    };

    /// <summary>The case as the product would hold it, its parts in no particular order.</summary>
    public Person Case()
    {
        var person = new Person { Id = Key(Number, 0), Crn = $"X{Number:000000}", RegionCode = Region, Sex = Sex, DateOfBirth = Born, Ethnicity = Ethnicity, PduId = Pdu, TeamCode = Team, PractitionerCode = Practitioner, Disability = Disability, Religion = Religion, Language = Language, ChildrenConcerned = Children };
        if (HasFlag is { } has)
            person.Flags = [new Flag(ChildrenRegistered ? "RCHD" : "OTHER", null, Epoch, null), .. has ? [new Flag("ADVP", null, FlaggedOn, null)] : (Flag[])[]];
        if (PoliceAsked)
            person.Enquiries.Add(new Enquiry { Id = Key(Number, 1), PersonId = person.Id, Kind = EnquiryKind.Police, AskedOn = Epoch });
        if (ChildrensServicesAsked is { } services)
            person.Enquiries.Add(new Enquiry { Id = Key(Number, 2), PersonId = person.Id, Kind = EnquiryKind.ChildrensServices, AskedOn = services });
        foreach (var order in Orders.Reverse())
        {
            person.Supervisions.Add(new Supervision
            {
                Id = Key(Number, 100 + order.Number),
                PersonId = person.Id,
                EventNumber = order.Number,
                StartsOn = order.From,
                EndsOn = order.To,
                EndedOn = order.Ended ? order.To : null,
                Requirements = order.Imposes is not { } imposes ? null : imposes ? [new Requirement("Requirement", "LC77", null)] : [new Requirement("Requirement", "RARREQ", null)],
            });
        }

        var next = 1000;
        foreach (var on in Others)
            person.Assessments.Add(new Assessment { Id = Key(Number, next++), PersonId = person.Id, AssessedOn = on, Wanted = "not-wanted", RecordedAt = At(on) });
        foreach (var (index, episode) in Episodes.Index().Reverse())
            Tell(person, episode, Key(Number, 200 + index), ref next);
        foreach (var (index, on) in Changes.Index())
            person.Milestones.Insert(0, Noted(s_changes[index % s_changes.Length], on));
        foreach (var on in Reviews)
            person.Milestones.Insert(0, Noted(MilestoneKinds.Reviewed, on));
        if (Transferred)
            person.Milestones.Add(new Milestone { Id = Key(Number, next++), PersonId = person.Id, Kind = MilestoneKinds.AreaChanged, On = Epoch.AddDays(200), RecordedAt = At(Epoch.AddDays(200)), By = "nDelius", Source = MilestoneSources.Delius, Words = "elsewhere to here" });
        return person;

        Milestone Noted(string kind, DateOnly on) => new() { Id = Key(Number, next++), PersonId = person.Id, Kind = kind, On = on, RecordedAt = At(on.AddDays(30)), By = "x", Source = MilestoneSources.Product };
    }

    private static readonly string[] s_changes = [MilestoneKinds.Arrested, MilestoneKinds.AddressChanged, MilestoneKinds.RelationshipChanged, MilestoneKinds.ChildOrPregnancy, MilestoneKinds.FlagAdded];

    private void Tell(Person person, Episode episode, Guid needId, ref int next)
    {
        var assessment = new Assessment { Id = Key(Number, next++), PersonId = person.Id, AssessedOn = episode.Assessed, Wanted = "wanted", SaraPartner = episode.Sara, RecordedAt = At(episode.Assessed) };
        person.Assessments.Add(assessment);
        var need = new Need
        {
            Id = needId, PersonId = person.Id, Reference = $"DA-{Number:00000}-{needId.ToString("N")[^5..]}", OpenedOn = episode.Assessed, AssessmentId = assessment.Id,
            RecommendedOn = episode.Informed, RecommendedKey = episode.Informed is null ? null : Bbr, ClosedOn = episode.Closed, ClosedAs = episode.Closed is null ? null : episode.Met ? "met" : "unmet", ReasonCode = episode is { Closed: not null, Met: false } ? "not-enough-time" : null,
        };
        person.Needs.Add(need);
        var at = next;
        if (episode.Informed is { } informed)
            Milestone(MilestoneKinds.Recommended, informed);
        foreach (var course in episode.Courses)
        {
            var id = Key(Number, at++);
            // Toolkits have no acceptance of their own.
            if (course.Programme == Toolkit)
                need.Toolkits.Add(new ToolkitDelivery { Id = id, NeedId = needId, ToolkitKey = Toolkit, PlanVersion = course.Version, PlannedOn = course.Referred, PlannedBy = "x", StartedOn = course.Started, EndedOn = course.Ended, EndedAs = course.As });
            else
                need.Referrals.Add(new Referral { Id = id, NeedId = needId, ProgrammeKey = course.Programme, PlanVersion = course.Version, ReferredOn = course.Referred, ReferredBy = "x", AcceptedOn = course.Accepted, StartedOn = course.Started, EndedOn = course.Ended, EndedAs = course.As, CommencementRecordedOn = course.Commenced });
            foreach (var meeting in course.Meetings)
                at = Write(person, needId, id, meeting, at);
            Milestone(MilestoneKinds.Referred, course.Referred, course.Programme);
            if (course.Accepted is { } accepted && course.Programme != Toolkit)
                Milestone(MilestoneKinds.Accepted, accepted, course.Programme);
            if (course.Started is { } started)
            {
                Milestone(course.Programme == Toolkit ? MilestoneKinds.ToolkitStarted : MilestoneKinds.FirstSession, started, course.Programme);
                // Somebody wrote it down wrongly first, and put it right.
                if (episode.Corrected)
                    person.Milestones.Add(Wrong(MilestoneKinds.Completed, started.AddDays(-90), course.Programme));
            }

            if (course is { As: "completed", Ended: { } ended })
                Milestone(MilestoneKinds.Completed, ended, course.Programme);
            if (course is { Reason: { } reason, Ended: { } stopped })
                person.Milestones.Insert(0, new Milestone { Id = Key(Number, at++), PersonId = person.Id, NeedId = needId, Kind = course.As == "withdrawn" ? MilestoneKinds.Withdrawn : MilestoneKinds.LeftEarly, On = stopped, RecordedAt = At(stopped.AddDays(20)), By = "x", Source = MilestoneSources.Product, ProgrammeKey = course.Programme, ReasonCode = reason });
        }

        if (episode.Corrected)
            person.Milestones.Add(Wrong(MilestoneKinds.Referred, episode.Assessed.AddDays(1), Bbr));
        next = at;

        // Everything is written down late, and the latest first.
        void Milestone(string kind, DateOnly on, string? programme = null) => person.Milestones.Insert(0, new Milestone { Id = Key(Number, at++), PersonId = person.Id, NeedId = needId, Kind = kind, On = on, RecordedAt = At(on.AddDays(200)), By = "x", Source = MilestoneSources.Product, ProgrammeKey = programme });

        Milestone Wrong(string kind, DateOnly on, string programme) => new() { Id = Key(Number, at++), PersonId = person.Id, NeedId = needId, Kind = kind, On = on, RecordedAt = At(on), By = "x", Source = MilestoneSources.Product, ProgrammeKey = programme, CorrectedById = Key(Number, 99999) };
    }

    /// <summary>The register as it was kept: the latest first, some lines written wrongly at first and put right, some sessions not held, some work credited from elsewhere.</summary>
    private int Write(Person person, Guid needId, Guid deliveryId, Meeting meeting, int at)
    {
        var counts = Record(meeting.Outcome, null);
        if (meeting.Outcome is AttendanceOutcome.AttendedComplied or AttendanceOutcome.UnacceptableAbsence && meeting.On.Day % 3 == 0)
            Record(AttendanceOutcome.AcceptableAbsence, counts);
        if (meeting.On.Day % 5 == 0)
            Record(AttendanceOutcome.AttendedComplied, null, "another group");
        return at;

        Guid Record(AttendanceOutcome outcome, Guid? replacedBy, string? from = null)
        {
            var id = Key(Number, at++);
            person.Attendance.Insert(0, new AttendanceRecord { Id = id, PersonId = person.Id, NeedId = needId, DeliveryId = deliveryId, TemplateKey = meeting.Session, On = meeting.On, Outcome = outcome, RecordedAt = At(meeting.On.AddDays(replacedBy is null ? 3 : 0)), RecordedBy = "x", ReplacedById = replacedBy, CreditedFrom = from });
            return id;
        }
    }

    public static Guid Key(int person, int part) => new(person, (short)(part / 10_000), (short)(part % 10_000), 1, 2, 3, 4, 5, 6, 7, 8);

    private static DateTimeOffset At(DateOnly on) => new(on.ToDateTime(new TimeOnly(9, 0)), TimeSpan.Zero);

    public static Gen<IReadOnlyList<Life>> Caseload(int most) =>
        from count in Gen.Choose(1, most)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select People(count, seed);

    public static IReadOnlyList<Life> People(int count, int seed) => [.. Enumerable.Range(1, count).Select(n => Of(n, new System.Random(unchecked((seed * 397) ^ n))))];

    private static Life Of(int number, System.Random random)
    {
        var life = One(number, random);
        return random.Next(8) == 0 ? life.Merged(One(number, random)) : life;
    }

    private static Life One(int number, System.Random random)
    {
        var orders = new List<Stretch>();
        var from = Epoch.AddDays(random.Next(600));
        for (var i = 0; i < random.Next(3); i++)
        {
            var to = from.AddDays(100 + random.Next(500));
            orders.Add(new Stretch(i + 1, from, to, random.Next(2) == 0, random.Next(5) switch { 0 => null, 1 or 2 => true, _ => false }));
            // The second may begin while the first runs.
            from = from.AddDays(50 + random.Next(500));
        }

        return new Life
        {
            Number = number,
            Region = Pick("E", "E", "C", "J", null),
            Sex = Pick<Sex?>(Domain.Sex.Male, Domain.Sex.Male, Domain.Sex.Female, null),
            Born = random.Next(6) == 0 ? null : new DateOnly(1960, 1, 1).AddDays(random.Next(17_000)),
            Ethnicity = Pick("White: British", "Mixed", null),
            Pdu = Pick<int?>(70, 71, null),
            Team = Pick("T1", "T2", null),
            Practitioner = Pick("N01", "N02", "N03", null),
            Disability = Pick<bool?>(true, false, null),
            LearningNeed = Pick<bool?>(true, false, null),
            Religion = Pick("Christian", "None", null),
            Language = Pick("English", "Polish", null),
            HasFlag = Pick<bool?>(true, true, false, null),
            FlaggedOn = random.Next(2) == 0 ? null : Epoch.AddDays(random.Next(1000)),
            PoliceAsked = random.Next(2) == 0,
            Children = Pick<bool?>(true, false, null),
            ChildrenRegistered = random.Next(4) == 0,
            ChildrensServicesAsked = random.Next(2) == 0 ? null : Epoch.AddDays(random.Next(1000)),
            Changes = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Epoch.AddDays(random.Next(1200)))],
            Reviews = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Epoch.AddDays(random.Next(1400)))],
            Orders = orders,
            Episodes = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Episode())],
            Others = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Epoch.AddDays(random.Next(1000)))],
            Transferred = random.Next(4) == 0,
        };

        T Pick<T>(params T[] all) => all[random.Next(all.Length)];

        Episode Episode()
        {
            var assessed = Epoch.AddDays(random.Next(1000));
            DateOnly? informed = random.Next(3) == 0 ? null : assessed.AddDays(random.Next(60));
            var courses = new List<Course>();
            var at = assessed.AddDays(random.Next(80));
            for (var i = 0; i < random.Next(3); i++)
            {
                // All but the last have ended: a need has one that lives.
                if (courses is [.., { Ended: null }])
                    break;
                var referred = at.AddDays(random.Next(30));
                DateOnly? accepted = random.Next(4) == 0 ? null : referred.AddDays(random.Next(40));
                DateOnly? started = accepted is null || random.Next(3) == 0 ? null : accepted.Value.AddDays(random.Next(100));
                var ends = random.Next(3);
                DateOnly? ended = ends == 0 ? null : (started ?? accepted ?? referred).AddDays(random.Next(120));
                var programme = Pick(Bbr, Bbr, Stepwise, Toolkit);
                if (programme == Toolkit)
                    accepted = null;
                courses.Add(new Course(programme, referred, accepted, started, random.Next(2) == 0 ? null : (started ?? referred).AddDays(3), ended, ended is null ? null : started is null ? "withdrawn" : ends == 1 ? "completed" : programme == Toolkit ? "stopped" : "left-early", Meetings(started))
                {
                    // The same day gives the same version, so that of two there is no telling which.
                    Version = referred.DayNumber % 3 is > 0 and var version ? version : null,
                });
                if (courses[^1] is { Ended: not null, As: not "completed" } stopped && random.Next(3) > 0)
                    courses[^1] = stopped with { Reason = Pick("moved-away", "not-enough-time") };
                if (courses[^1].As == "completed")
                    break;
                at = (ended ?? referred).AddDays(1);
            }

            IReadOnlyList<Meeting> Meetings(DateOnly? started) => started is not { } first ? [] : [.. Enumerable.Range(0, random.Next(5)).Select(n => new Meeting(first.AddDays(7 * n), $"s{n}", Pick(AttendanceOutcome.AttendedComplied, AttendanceOutcome.AttendedComplied, AttendanceOutcome.AttendedDidNotComply, AttendanceOutcome.AcceptableAbsence, AttendanceOutcome.UnacceptableAbsence, AttendanceOutcome.NotHeld)))];

            if (courses is [.., { Programme: not Bbr } last])
                courses[^1] = last with { Commenced = null };
            var met = courses is [.., { As: "completed" }];
            var closes = met || (courses is [] or [.., { Ended: not null }] && random.Next(2) == 0);
            return new Episode(assessed, Pick<RiskLevel?>(RiskLevel.Low, RiskLevel.Medium, RiskLevel.High, RiskLevel.VeryHigh, null), informed, courses, closes ? courses.Count == 0 ? assessed.AddDays(90) : courses[^1].Ended : null, met, random.Next(3) == 0);
        }
    }
}

/// <param name="Imposes">Whether it imposes Building Better Relationships; null where its requirements were never read.</param>
internal sealed record Stretch(int Number, DateOnly From, DateOnly To, bool Ended, bool? Imposes);

internal sealed record Course(string Programme, DateOnly Referred, DateOnly? Accepted, DateOnly? Started, DateOnly? Commenced, DateOnly? Ended, string? As, IReadOnlyList<Meeting> Meetings)
{
    /// <summary>Of the session plan; null where it is not known.</summary>
    public int? Version { get; init; }

    /// <summary>Why it ended, where somebody wrote it down.</summary>
    public string? Reason { get; init; }
}

/// <summary>One line of a register, as it was in the end.</summary>
internal sealed record Meeting(DateOnly On, string Session, AttendanceOutcome Outcome);

internal sealed record Episode(DateOnly Assessed, RiskLevel? Sara, DateOnly? Informed, IReadOnlyList<Course> Courses, DateOnly? Closed, bool Met, bool Corrected);
