namespace Referrals.Domain.Tests;

public sealed class AllocationChecksTests
{
    private static readonly DateOnly s_today = new(2026, 3, 2);
    private static readonly DateOnly s_ends = new(2026, 8, 3);

    private static readonly Candidate s_candidate = new()
    {
        Key = "X1",
        ProgrammeKey = "building-better-relationships",
        Sex = Sex.Male,
        Cohort = "domestic abuse",
        LearningNeed = false,
        NonAssociations = new HashSet<string>(),
        Available = [new AvailableTime(DayOfWeek.Monday, new TimeOnly(17, 0), new TimeOnly(21, 0))],
        CanReach = new HashSet<string> { "LDS1" },
        CannotReach = new HashSet<string> { "BRD1" },
        Deliverable = Ends(s_ends),
        Bookings = [],
    };

    private static readonly GroupOffer s_group = new()
    {
        ProgrammeKey = "building-better-relationships",
        Sex = Sex.Male,
        Cohort = "domestic abuse",
        AdaptedForLearningNeed = false,
        Capacity = 3,
        Members = [Member("X2"), Member("X3")],
        Slots = [new WeeklySlot(DayOfWeek.Monday, new TimeOnly(18, 0))],
        Minutes = 150,
        OfficeCode = "LDS1",
        OfficeName = "Leeds",
        Sessions = [new LaidSession { TemplateKey = "foundations-1", Number = 3, On = new DateOnly(2026, 3, 30), Start = new TimeOnly(18, 0), Minutes = 150 }],
        Ends = s_ends,
    };

    [Fact]
    public void Somebody_who_fits_holds_every_check()
    {
        var checks = AllocationChecks.For(s_candidate, s_group);

        Assert.Equal(
            ["availability", "capacity", "clash", "cohort", "deliverable-time", "learning-need", "location", "non-association", "pre-group", "programme", "rejoining", "sex"],
            checks.Select(check => check.Key).Order(StringComparer.Ordinal));
        Assert.All(checks, check => Assert.Equal(CheckAnswer.Holds, check.Answer));
        Assert.DoesNotContain(checks, check => check.Stops || check.NeedsOverride);
    }

    [Fact]
    public void What_nobody_knows_is_neither_held_nor_failed_and_needs_a_reason_too()
    {
        var checks = AllocationChecks.For(
            new Candidate { Key = "X1", ProgrammeKey = s_group.ProgrammeKey, NonAssociations = new HashSet<string>(), Bookings = [] },
            s_group with { Ends = null });

        Assert.Equal(
            ["availability", "cohort", "deliverable-time", "learning-need", "location", "sex"],
            checks.Where(check => check.Answer == CheckAnswer.NotKnown).Select(check => check.Key).Order(StringComparer.Ordinal));
        Assert.All(checks.Where(check => check.Answer == CheckAnswer.NotKnown), check => Assert.True(check.NeedsOverride && !check.Stops));
    }

    [Theory]
    [InlineData("2026-03-30", CheckAnswer.Holds)]
    [InlineData("2026-03-31", CheckAnswer.Fails)]
    public void The_first_session_leaves_the_pre_group_sessions_and_the_gap_after_them_their_time(string ready, CheckAnswer answer)
    {
        var check = Check(s_candidate with { ReadyFrom = DateOnly.Parse(ready, System.Globalization.CultureInfo.InvariantCulture) }, s_group, "pre-group");

        Assert.Equal((answer, answer == CheckAnswer.Fails), (check.Answer, check.NeedsOverride));
        Assert.Equal(CheckAnswer.NotKnown, Check(s_candidate with { ReadyFrom = s_today }, s_group with { Sessions = [] }, "pre-group").Answer);
        Assert.Equal(CheckAnswer.Holds, Check(s_candidate, s_group with { Sessions = [] }, "pre-group").Answer);
    }

    [Fact]
    public void Who_left_longer_ago_than_the_plan_allows_comes_back_only_with_a_reason()
    {
        var inTime = Check(s_candidate with { LeftOff = new LeftOff(s_today.AddDays(-84), s_today, s_today) }, s_group, "rejoining");
        var late = Check(s_candidate with { LeftOff = new LeftOff(s_today.AddDays(-85), s_today.AddDays(-1), s_today) }, s_group, "rejoining");

        Assert.Equal((CheckAnswer.Holds, CheckAnswer.Fails, true), (inTime.Answer, late.Answer, late.NeedsOverride));
        Assert.Contains("until 1 March 2026", late.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guest_of_one_of_its_sessions_is_met_and_takes_no_place()
    {
        var group = s_group with { Guests = [Member("X9")] };

        Assert.True(Check(s_candidate with { NonAssociations = new HashSet<string> { "X9" } }, group, "non-association").Stops);
        Assert.Equal("1 place of 3 left.", Check(s_candidate, group, "capacity").Words);
    }

    [Fact]
    public void A_full_group_stops_and_cannot_be_overridden()
    {
        var check = Check(s_candidate, s_group with { Capacity = 2 }, "capacity");

        Assert.Equal("All 2 places are taken.", check.Words);
        Assert.True(check.Stops);
        Assert.Equal("1 place of 3 left.", Check(s_candidate, s_group, "capacity").Words);
    }

    [Fact]
    public void A_non_association_said_by_either_stops_and_names_nobody()
    {
        var byMe = Check(s_candidate with { NonAssociations = new HashSet<string> { "X3", "X9" } }, s_group, "non-association");
        var byThem = Check(s_candidate, s_group with { Members = [Member("X2", "X1"), Member("X3", "X9")] }, "non-association");

        Assert.All([byMe, byThem], check =>
        {
            Assert.True(check.Stops);
            Assert.Equal("May not be with 1 member of the group.", check.Words);
        });
    }

    [Fact]
    public void A_group_of_another_programme_stops() => Assert.True(Check(s_candidate with { ProgrammeKey = "help" }, s_group, "programme").Stops);

    [Theory]
    [InlineData(Sex.Male, Sex.Male, CheckAnswer.Holds)]
    [InlineData(Sex.Female, Sex.Male, CheckAnswer.Fails)]
    [InlineData(null, Sex.Male, CheckAnswer.NotKnown)]
    [InlineData(null, null, CheckAnswer.Holds)]
    [InlineData(Sex.Female, null, CheckAnswer.Holds)]
    public void Sex_is_asked_where_the_group_is_for_one(Sex? person, Sex? group, CheckAnswer answer) =>
        Assert.Equal(answer, Check(s_candidate with { Sex = person }, s_group with { Sex = group }, "sex").Answer);

    [Theory]
    [InlineData("general", "domestic abuse", CheckAnswer.Fails)]
    [InlineData(null, "domestic abuse", CheckAnswer.NotKnown)]
    [InlineData(null, null, CheckAnswer.Holds)]
    public void An_unknown_cohort_is_never_taken_for_the_groups(string? person, string? group, CheckAnswer answer) =>
        Assert.Equal(answer, Check(s_candidate with { Cohort = person }, s_group with { Cohort = group }, "cohort").Answer);

    [Theory]
    [InlineData(true, true, CheckAnswer.Holds)]
    [InlineData(true, false, CheckAnswer.Fails)]
    [InlineData(false, true, CheckAnswer.Fails)]
    [InlineData(null, true, CheckAnswer.NotKnown)]
    [InlineData(null, false, CheckAnswer.NotKnown)]
    public void A_learning_need_and_an_adapted_group_belong_together(bool? person, bool group, CheckAnswer answer) =>
        Assert.Equal(answer, Check(s_candidate with { LearningNeed = person }, s_group with { AdaptedForLearningNeed = group }, "learning-need").Answer);

    [Theory]
    [InlineData("18:00", "20:30", CheckAnswer.Holds)]
    [InlineData("18:00", "20:29", CheckAnswer.Fails)]
    [InlineData("18:01", "21:00", CheckAnswer.Fails)]
    public void The_whole_session_must_lie_in_a_time_at_which_the_person_can_come(string from, string to, CheckAnswer answer) =>
        Assert.Equal(answer, Check(s_candidate with { Available = [new AvailableTime(DayOfWeek.Monday, TimeOnly.Parse(from), TimeOnly.Parse(to))] }, s_group, "availability").Answer);

    [Fact]
    public void Times_that_meet_count_as_one_and_a_gap_between_them_does_not()
    {
        AvailableTime[] meet = [new(DayOfWeek.Monday, new TimeOnly(19, 0), new TimeOnly(21, 0)), new(DayOfWeek.Monday, new TimeOnly(17, 0), new TimeOnly(19, 0))];
        AvailableTime[] gap = [meet[0], meet[1] with { To = new TimeOnly(18, 59) }];

        Assert.Equal(CheckAnswer.Holds, Check(s_candidate with { Available = meet }, s_group, "availability").Answer);
        Assert.Equal(CheckAnswer.Fails, Check(s_candidate with { Available = gap }, s_group, "availability").Answer);
    }

    [Fact]
    public void Each_slot_at_which_the_person_cannot_come_is_named()
    {
        var group = s_group with { Slots = [.. s_group.Slots, new WeeklySlot(DayOfWeek.Tuesday, new TimeOnly(9, 30)), new WeeklySlot(DayOfWeek.Friday, new TimeOnly(14, 0))] };

        Assert.Equal("Cannot come on Tuesday at 09:30 and Friday at 14:00 for 150 minutes.", Check(s_candidate, group, "availability").Words);
        Assert.Equal(CheckAnswer.NotKnown, Check(s_candidate, s_group with { Slots = [] }, "availability").Answer);
        Assert.Equal(CheckAnswer.Fails, Check(s_candidate with { Available = [] }, s_group, "availability").Answer);
    }

    [Theory]
    [InlineData("LDS1", CheckAnswer.Holds)]
    [InlineData("BRD1", CheckAnswer.Fails)]
    [InlineData("YRK1", CheckAnswer.NotKnown)]
    public void An_office_that_nobody_asked_about_is_not_known(string office, CheckAnswer answer) =>
        Assert.Equal(answer, Check(s_candidate, s_group with { OfficeCode = office }, "location").Answer);

    [Fact]
    public void An_office_in_both_lists_cannot_be_reached() =>
        Assert.Equal(CheckAnswer.Fails, Check(s_candidate with { CannotReach = new HashSet<string> { "LDS1" } }, s_group, "location").Answer);

    [Theory]
    [InlineData("2026-08-03", "2026-08-03", CheckAnswer.Holds)]
    [InlineData("2026-08-02", "2026-08-02", CheckAnswer.Fails)]
    [InlineData("2026-08-02", "2026-08-03", CheckAnswer.NotKnown)]
    [InlineData(null, "2026-12-01", CheckAnswer.NotKnown)]
    [InlineData(null, "2026-08-02", CheckAnswer.Fails)]
    [InlineData("2026-08-03", null, CheckAnswer.Holds)]
    [InlineData("2026-08-02", null, CheckAnswer.NotKnown)]
    [InlineData(null, null, CheckAnswer.NotKnown)]
    public void There_is_time_where_the_group_ends_on_the_last_deliverable_day_or_before(string? earliest, string? latest, CheckAnswer answer)
    {
        var time = new DeliverableTime(s_today, Day(earliest), Day(latest), "x");

        Assert.Equal(answer, Check(s_candidate with { Deliverable = time }, s_group, "deliverable-time").Answer);

        static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text);
    }

    [Fact]
    public void A_booking_at_the_time_of_a_session_clashes_and_two_other_bookings_that_overlap_do_not_matter()
    {
        var who = new Booked(BookedKind.Person, "X1", "Somebody");
        var unpaidWork = new Booking { Who = who, On = new DateOnly(2026, 3, 30), Start = new TimeOnly(17, 0), Minutes = 61, What = "unpaid work" };
        var elsewhere = unpaidWork with { On = new DateOnly(2026, 3, 31) };

        var check = Check(s_candidate with { Bookings = [unpaidWork] }, s_group, "clash");
        Assert.Equal((CheckAnswer.Fails, true), (check.Answer, check.NeedsOverride));
        Assert.Equal("The person is booked for unpaid work on 30 March 2026 at 17:00 for 61 minutes and for this group on 30 March 2026 at 18:00.", check.Words);
        Assert.Equal(CheckAnswer.Holds, Check(s_candidate with { Bookings = [unpaidWork with { Minutes = 60 }, elsewhere, elsewhere] }, s_group, "clash").Answer);
    }

    private static DeliverableTime Ends(DateOnly on) => new(s_today, on, on, "x");

    private static GroupMember Member(string key, params string[] apart) => new(key, apart.ToHashSet(StringComparer.Ordinal));

    private static AllocationCheck Check(Candidate candidate, GroupOffer group, string key) => AllocationChecks.For(candidate, group).Single(check => check.Key == key);
}
