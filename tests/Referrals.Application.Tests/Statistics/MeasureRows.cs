using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Administration;
using Referrals.Application.Data;
using Referrals.Application.Demonstration;
using Referrals.Application.Import.Sources;
using Referrals.Application.Needs;
using Referrals.Application.Statistics;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;
using Referrals.Statistics;
using static Referrals.Statistics.ReferralsAndCompletions;

namespace Referrals.Application.Tests.Statistics;

/// <summary>The rows as the service keeps them, and what it answers from them.</summary>
public sealed class MeasureRows
{
    private static readonly Question s_year = new() { Family = Families.ReferralsAndCompletions, Period = new StatisticsPeriod(new DateOnly(2025, 4, 1), new DateOnly(2026, 3, 31)), By = Breakdown.Region };

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_change_is_counted_as_soon_as_it_is_saved(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var measures = service.Get<MeasureService>();
        Assert.Empty((await measures.Count(s_year, Stop)).Rows);

        await service.Import(Cases.ReadyToDecide("X100001"), Cases.Man("X100002"));
        Assert.Equal((2, 2, 0), await Totals());
        await service.Answer(service.Holder, "X100001", "Referrals.Decide", new TaskAnswer { Outcome = Decide.AcceptRecommendation });
        Assert.Equal((2, 2, 1), await Totals());
        await service.Import(Cases.Man("X100003"));
        Assert.Equal((3, 3, 1), await Totals());
        // Transferred: the figures go with the person.
        await service.Import(Cases.Man("X100003") with { PersonalDetails = Cases.Details(pdu: "Manchester North", region: "Greater Manchester") });
        Assert.Equal(["E", "L"], (await measures.Count(s_year, Stop)).Rows.Select(r => r.Key));
        Assert.Equal((3, 3, 1), await Totals());

        async Task<(long, long, long)> Totals()
        {
            var total = (await measures.Count(s_year, Stop)).Total.Counts;
            return (total[Assessed], total[Needing], total[Referred]);
        }
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_figure_opens_within_role_and_area_and_says_what_lies_elsewhere(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(
            Cases.Man("X100001"), Cases.Man("X100002"),
            Cases.Man("X100003") with { PersonalDetails = Cases.Details("N50A001", "Manchester North", "Greater Manchester") });
        var measures = service.Get<MeasureService>();

        var lead = await measures.Behind(Service.RegionalLead, s_year, Needing, null, cancellation: Stop);
        var own = await measures.Behind(Service.RegionalLead, s_year, Needing, "E", cancellation: Stop);
        var other = await measures.Behind(Service.RegionalLead, s_year, Needing, "L", cancellation: Stop);
        var national = await measures.Behind(new Actor("nat", "Nat", Roles.NationalLead, null, null, null), s_year, Needing, null, cancellation: Stop);
        var administrator = await measures.Behind(new Actor("ad", "Ad", Roles.Administrator, null, null, null), s_year, Needing, null, cancellation: Stop);

        Assert.Equal((3L, 2, 1), (lead.Figure, lead.Within, lead.Elsewhere));
        Assert.Equal(["X100001", "X100002"], lead.Units.Select(u => u.Crn).Order());
        Assert.All(lead.Units, u => Assert.StartsWith("DA-", u.Reference, StringComparison.Ordinal));
        Assert.Equal((2L, 2, 0, 2), (own.Figure, own.Within, own.Elsewhere, own.Units.Count));
        Assert.Equal((1L, 0, 0), (other.Figure, other.Within, other.Units.Count));
        Assert.Equal((3L, 0, 0), (national.Figure, national.Within, national.Units.Count));
        Assert.Equal((3L, 3, 3), (administrator.Figure, administrator.Within, administrator.Units.Count));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task What_was_delivered_is_in_the_row(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        var group = await service.MakeGroup();
        await service.Place(group);
        Assert.Equal(Stands.Placed, (await Need()).Stands);
        await service.RunThrough(group, until: session => session.On > new DateOnly(2026, 5, 1));

        var delivery = Assert.Single((await Need()).Deliveries);
        var attended = await service.Read(db => db.Attendance.CountAsync());
        Assert.True(attended > 3);
        Assert.Equal((Delivering.Bbr, attended, 0), (delivery.Programme, delivery.Attended, delivery.UnacceptableAbsences));
        Assert.NotNull(delivery.LastSession);
        Assert.Equal(Stands.OnProgramme, (await Need()).Stands);
        var person = (await service.Get<StatisticsRows>().Read(Stop)).Single();
        Assert.False(person.LearningNeed);

        var family = Families.AttendanceAndDose;
        var table = await service.Get<MeasureService>().Count(new Question { Family = family, Period = new StatisticsPeriod(new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 31)), By = Breakdown.LearningNeed }, Stop);
        Assert.Equal(("no", attended), (Assert.Single(table.Rows).Key, table.Total.Counts["sessions"]));

        async Task<NeedFacts> Need() => (await service.Get<StatisticsRows>().Read(Stop)).Single().Needs.Single();
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Rows_made_anew_over_a_lived_in_database_are_the_same_to_the_byte(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Get<DemonstrationSeeder>().Run(new DemonstrationRequest { Cases = 40 }, Stop);
        var rows = service.Get<StatisticsRows>();
        var before = await All();
        var counted = await Table();

        Assert.Equal((before.Count, 0), await rows.Rebuild(Stop));
        Assert.True(before.Count > 60 && before.Values.Any(r => r.Contains("\"attended\":", StringComparison.Ordinal)));

        await service.Read(async db =>
        {
            await Attacks.Invariants.WhatIsCopiedFromThePersonIsTheirs(db);
            return 0;
        });
        await ChasesAndContinuityAreTheTruth(service);

        await EveryFigureOpensToAsMuchAsItSays(service);

        // A row that was tampered with is found, put right, and counted right again.
        await service.Read(db => db.Database.ExecuteSqlRawAsync("UPDATE PersonRows SET Facts = replace(Facts, '\"reference\":\"DA-', '\"reference\":\"DB-') WHERE PersonId = (SELECT PersonId FROM NeedSnapshots LIMIT 1)"));
        Assert.NotEqual(before, await All());
        Assert.Equal((before.Count, 1), await rows.Rebuild(Stop));
        Assert.Equal(before, await All());
        Assert.Equal(counted, await Table());

        Task<Dictionary<Guid, string>> All() => service.Read(db => db.PersonRows.AsNoTracking().ToDictionaryAsync(r => r.PersonId, r => r.Facts));

        async Task<IEnumerable<string>> Table() => (await service.Get<MeasureService>().Count(s_year with { By = Breakdown.Pdu, Period = new StatisticsPeriod(new DateOnly(2020, 1, 1), new DateOnly(2027, 1, 1)) }, Stop)).Rows.Select(r => $"{r.Key} {string.Join(' ', r.Counts)}").ToList();
    }

    /// <summary>Every figure of every table, of all families by all they are counted by: the list behind it adds up to it, as the reader who sees everything opens it.</summary>
    private static async Task EveryFigureOpensToAsMuchAsItSays(Service service)
    {
        var measures = service.Get<MeasureService>();
        var everything = new Actor("ad", "Ad", Roles.Administrator, null, null, null);
        var today = measures.Today;
        var period = new StatisticsPeriod(today.AddYears(-3), today);
        var opened = 0;
        foreach (var family in (MeasureFamily[])[.. Families.All, .. Step.All.Select(s => Timing.Family(s, today)), Demand.Family(today), .. Quality.Checks.Select(c => Quality.Family(c, today))])
        {
            foreach (var cohort in family.Cohorts)
            {
                foreach (var (index, by) in family.Breakdowns.Index())
                {
                    // By one, and by one more that changes from table to table.
                    foreach (var and in (Breakdown?[])[null, family.Breakdowns[(index + 1 + (opened % 3)) % family.Breakdowns.Count]])
                    {
                        if (and == by)
                            continue;
                        var question = new Question { Family = family, Cohort = cohort, Period = period, By = by, And = and };
                        var table = await measures.Count(question, Stop);
                        foreach (var row in table.Rows.Append(table.Total))
                        {
                            foreach (var (measure, count) in row.Counts.Where(c => c.Value > 0))
                            {
                                var list = await measures.Behind(everything, question, measure, row.Key == table.Total.Key ? null : row.Key, cancellation: Stop);
                                Assert.Equal((count, 0, 0), (list.Figure, list.Elsewhere, list.Withheld));
                                var units = list.Units.ToList();
                                for (var page = 2; units.Count < list.Within && list.Units.Count > 0; page++)
                                {
                                    list = await measures.Behind(everything, question, measure, row.Key == table.Total.Key ? null : row.Key, page, Stop);
                                    units.AddRange(list.Units);
                                }

                                Assert.Equal(list.Within, units.Count);
                                Assert.Equal(count, units.Sum(u => u.Adds));
                                opened++;
                            }
                        }
                    }
                }
            }
        }

        Assert.True(opened > 3_000, $"{opened} figures");
        foreach (var region in (string?[])[null, "E"])
        {
            var capacity = await measures.Capacity(region, Stop);
            foreach (var row in capacity.Counts.Rows.Append(capacity.Counts.Total))
            {
                var key = ReferenceEquals(row, capacity.Counts.Total) ? null : row.Key;
                var groups = await measures.PlacesBehind(everything, region, key, cancellation: Stop);
                Assert.Equal((capacity.PlacesOf(row), capacity.PlacesOf(row)), (groups.Figure, groups.Lines.Sum(l => l.Adds)));
                opened += groups.Lines.Count;
            }

            var continuity = await measures.CountContinuity(period, region, Stop);
            foreach (var row in continuity.Rows.Append(continuity.Total))
            {
                foreach (var (measure, count) in row.Counts)
                {
                    long listed = 0;
                    var sessions = await measures.SessionsBehind(everything, period, region, measure, row.Key == "total" ? null : row.Key, cancellation: Stop);
                    for (var page = 1; page <= 1 + (sessions.Within / MeasureService.PageSize); page++)
                        listed += (await measures.SessionsBehind(everything, period, region, measure, row.Key == "total" ? null : row.Key, page, Stop)).Lines.Sum(l => l.Adds);
                    Assert.Equal((count, count), (sessions.Figure, listed));
                }
            }
        }

        var report = service.Get<ChaseReport>();
        var rungs = await report.Sent(period.From, period.To, Stop);
        foreach (var rung in rungs)
        {
            foreach (var (measure, count) in ((string, int)[])[("sent", rung.Sent), ("asked", rung.Sent - rung.NotNeeded), ("soon", rung.Soon), ("not-soon", rung.Later + rung.StillOpen)])
            {
                var lines = await report.Behind(everything, period.From, period.To, measure, ChaseReport.RowOf(rung), cancellation: Stop);
                Assert.Equal(((long)count, count, 0, 0), (lines.Figure, lines.Within, lines.Elsewhere, lines.Withheld));
                Assert.Equal(Math.Min(count, MeasureService.PageSize), lines.Lines.Count);
                Assert.All(lines.Lines, l => Assert.True(measure != "soon" || l.Became == Moved.Soon));
            }
        }

        // A regional lead sees those of the region, a national lead none, and either how many there are.
        var all = await report.Behind(everything, period.From, period.To, "sent", null, cancellation: Stop);
        var lead = await report.Behind(Service.RegionalLead, period.From, period.To, "sent", null, cancellation: Stop);
        var national = await report.Behind(new Actor("nat", "Nat", Roles.NationalLead, null, null, null), period.From, period.To, "sent", null, cancellation: Stop);
        Assert.Equal((all.Figure, (int)all.Figure), (lead.Figure, lead.Within + lead.Elsewhere));
        Assert.True(lead.Within > 0 && lead.Lines.All(l => l.RegionCode is null or "E"));
        Assert.Equal((all.Figure, 0, 0), (national.Figure, national.Within, national.Lines.Count));
    }

    /// <summary>Chases and sessions of the lived-in database, read whole and counted by hand.</summary>
    private static async Task ChasesAndContinuityAreTheTruth(Service service)
    {
        var today = LondonTime.Today(service.Clock);
        var (from, to) = (today.AddDays(-40), today.AddDays(-5));
        var working = service.Get<CatalogueSource>().Current.WorkingDays;
        var chases = await service.Read(db => db.Chases.AsNoTracking().ToListAsync());
        var tasks = await service.Read(db => db.Tasks.AsNoTracking().ToDictionaryAsync(t => t.Id));
        var right = chases.Where(c => c.On >= from && c.On <= to).GroupBy(c => (tasks[c.TaskId].LadderKey, c.Rung)).Select(g =>
        {
            int soon = 0, later = 0, open = 0, unneeded = 0;
            foreach (var chase in g)
            {
                var task = tasks[chase.TaskId];
                if (task.ClosedAt is not { } closed)
                    open++;
                else if (task.Outcome == "no-longer-needed")
                    unneeded++;
                else if (chase.On.AddDays((closed - chase.At).Days) <= Enumerable.Range(1, 60).Select(day => chase.On.AddDays(day)).Where(working.IsWorkingDay).ElementAt(4))
                    soon++;
                else
                    later++;
            }

            return $"{g.Key.LadderKey}/{g.Key.Rung} {g.Count()} {soon} {later} {unneeded} {open}";
        }).Order(StringComparer.Ordinal).ToList();
        var told = await service.Get<ChaseReport>().Sent(from, to, Stop);
        Assert.True(right.Count > 2);
        Assert.Equal(right, told.Select(r => $"{r.LadderKey}/{r.Rung} {r.Sent} {r.Soon} {r.Later} {r.NotNeeded} {r.StillOpen}").Order(StringComparer.Ordinal));

        // As anybody sees them nothing small is left.
        var shown = await service.Get<ChaseReport>().Table(from, to, today, Stop);
        Assert.All(shown.Rows.SelectMany(r => r.Cells.Values), c => Assert.False(c.Count is > 0 and < 5));

        var sessions = await service.Read(db => db.Sessions.AsNoTracking().Where(s => s.GroupId != null && s.DeliveryId == null && s.HeldOn != null && s.On >= from && s.On <= to).ToListAsync());
        var groups = await service.Read(db => db.Groups.AsNoTracking().ToDictionaryAsync(g => g.Id));
        var pairs = sessions.GroupBy(s => s.GroupId!.Value).SelectMany(g => g.OrderBy(s => s.On).ThenBy(s => s.Start).ToList() is var held ? held.Zip(held.Skip(1), (one, next) => (groups[g.Key].RegionCode, groups[g.Key].PduId, Same: one.Facilitators?.Intersect(next.Facilitators ?? []).Any() == true)) : []).ToList();
        Assert.True(pairs.Count > 5);
        foreach (var region in (string?[])[null, "E"])
        {
            var counted = await service.Get<MeasureService>().CountContinuity(new StatisticsPeriod(from, to), region);
            var byHand = pairs.Where(p => region is null || p.RegionCode == region).GroupBy(p => region is null ? p.RegionCode : p.PduId.ToString(System.Globalization.CultureInfo.InvariantCulture)).Select(g => $"{g.Key} {g.Count()} {g.Count(p => p.Same)}").Order(StringComparer.Ordinal);
            Assert.Equal(byHand, counted.Rows.Where(r => r.Counts["sessions"] > 0).Select(r => $"{r.Key} {r.Counts["sessions"]} {r.Counts["same"]}").Order(StringComparer.Ordinal));
        }
    }

    /// <summary>HM Inspectorate of Probation, 2023: 60 cases with a domestic abuse flag six to seven months into supervision, 17 sufficiently assessed (28%), 45% needing an intervention and without.</summary>
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_caseload_shaped_like_the_sample_of_2023_gives_its_figures(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider, "2026-08-03T09:00Z");
        await service.Import([.. Enumerable.Range(0, 60).Select(Sampled)]);
        var measures = service.Get<MeasureService>();
        var period = new StatisticsPeriod(new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 2));

        var sufficient = await measures.Table(new Question { Family = Families.SufficientAssessment, Period = period, By = Breakdown.Region }, Stop);
        var without = await measures.Table(new Question { Family = Families.NeedingWithout, Period = period, By = Breakdown.Region }, Stop);
        var funnel = await measures.Count(new Question { Family = Families.Funnel, Period = period, By = Breakdown.Region }, Stop);

        Assert.Equal((60L, 17L), (sufficient.Total.Cells["flagged"].Count, sufficient.Total.Cells["sufficiently-assessed"].Count));
        Assert.Equal("28.3", sufficient.Total.Percentage(sufficient.Measures[1])!.Value.ToString());
        Assert.Equal((60L, 27L), (without.Total.Cells["flagged"].Count, without.Total.Cells["needing-without"].Count));
        Assert.Equal("45.0", without.Total.Percentage(without.Measures[1])!.Value.ToString());
        Assert.Equal((60L, 40L, 13L), (funnel.Total.Counts["flagged"], funnel.Total.Counts[Needing], funnel.Total.Counts[Started]));
        Assert.Contains("17 of 60 (28.3%)", Answers.Share(sufficient, Families.SufficientAssessment), StringComparison.Ordinal);
    }

    /// <summary>The first 27 need an intervention and have not started one, the next 13 have, the last 20 have a history and need none; 17 of all are sufficiently assessed.</summary>
    private static SourceCase Sampled(int n)
    {
        var crn = $"X7{n:00000}";
        var sufficient = n is < 8 or >= 35 and < 40 or >= 56;
        var told = (sufficient ? Cases.ReadyToDecide(crn) : Cases.Man(crn)) with
        {
            Sentences = new Dictionary<int, Sentence> { [1] = Cases.Order(start: $"2026-01-{(n % 28) + 1:00}") },
            Registrations = [new Registration(n < 40 ? "ADVP" : "REG30", null, null, null)],
        };
        if (n >= 40)
            told = told with { Section6 = Cases.Relationships() with { PerpetratorAgainstPartner = false, SaraPartner = RiskLevel.Low } };
        return n is >= 27 and < 40
            ? told with { History = [Past(MilestoneKinds.Referred, "2026-03-02"), Past(MilestoneKinds.Accepted, "2026-03-20"), Past(MilestoneKinds.FirstSession, "2026-04-14")] }
            : told;

        static HistoryItem Past(string milestone, string on) => new() { Milestone = milestone, On = DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture), Programme = Delivering.Bbr };
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Waiting_is_set_against_places_and_what_is_to_be_expected(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting("X100001");
        await service.Waiting("X100002");
        var group = await service.MakeGroup();
        await service.Place(group, "X100002");

        var people = await service.Get<StatisticsRows>().Read(Stop);
        var demand = Demand.Count(people, null, new Dictionary<GroupKey, long> { [GroupKey.Of("E")] = 11 }, new DateOnly(2026, 3, 2), (_, key) => key);
        var table = await service.Get<MeasureService>().Capacity(null, Stop);

        Assert.Equal((1L, 0L), (demand.Table.Total.Counts[Demand.Waiting], demand.Table.Total.Counts[Demand.EndingSoon]));
        // Their supervision ends on 4 January 2028.
        Assert.Equal(1, Demand.Count(people, null, new Dictionary<GroupKey, long>(), new DateOnly(2027, 9, 1), (_, key) => key).Table.Total.Counts[Demand.EndingSoon]);
        Assert.True(table.Counts.Total.Cells[Demand.Waiting].IsSuppressed);
        Assert.Null(table.Of(table.Counts.Total));
        Assert.Equal((await service.Read(db => db.Groups.SingleAsync())).Capacity - 1, table.PlacesOf(table.Counts.Total));
        Assert.Contains("Too few people wait to say how many", Answers.Capacity(table), StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
