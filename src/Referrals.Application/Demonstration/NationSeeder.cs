using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Statistics;
using Referrals.Domain;
using Referrals.Statistics;

namespace Referrals.Application.Demonstration;

public sealed record NationRequest
{
    public required int Needs { get; init; }
    public int Years { get; init; } = 10;
    public int Seed { get; init; } = 2026;

    /// <summary>Told now and then how many needs are written.</summary>
    public Action<int>? OnProgress { get; init; }
}

/// <summary>How far a made-up need got, in the order of the steps.</summary>
public enum Fate
{
    /// <summary>Assessed, and no need.</summary>
    NotNeeding,
    NoReason,
    Approved,
    Referred,
    Accepted,
    Started,
    Completed,
}

/// <summary>What was written, and the truth of it as it was drawn: not read back from any row.</summary>
public sealed record NationSummary
{
    /// <summary>Null where it was done.</summary>
    public string? Refused { get; init; }

    public int People { get; init; }
    public int Needs { get; init; }

    /// <summary>People whose outcome falls into a financial year (by its first calendar year), by region and fate. A person has one outcome at most in such a year.</summary>
    public IReadOnlyDictionary<(int Year, string Region, Fate Fate), int> Truth { get; init; } = new Dictionary<(int, string, Fate), int>();

    public string Words => Refused ?? $"{People:N0} people with {Needs:N0} needs; {Truth.Where(t => t.Key.Fate >= Fate.Referred).Sum(t => t.Value):N0} referred, {Truth.Where(t => t.Key.Fate >= Fate.Started).Sum(t => t.Value):N0} started, {Truth.Where(t => t.Key.Fate == Fate.Completed).Sum(t => t.Value):N0} completed";
}

/// <summary>
/// Writes a nation of made-up people and years of their milestones into an empty database, some at a time: for finding out how fast figures are and that they are right. They
/// have no workflows and no tasks, so nothing is chased.
/// </summary>
public sealed class NationSeeder(DatabaseFactory factory, CatalogueSource catalogue, TimeProvider time)
{
    private const int Batch = 2_000;
    private const string Bbr = "building-better-relationships";

    private static readonly (int Weight, Fate Fate)[] s_fates = [(30, Fate.NotNeeding), (17, Fate.NoReason), (9, Fate.Approved), (9, Fate.Referred), (8, Fate.Accepted), (10, Fate.Started), (17, Fate.Completed)];

    public async Task<NationSummary> Run(NationRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using (var db = factory.CreateDbContext())
        {
            if (await db.Everybody().AnyAsync(cancellation))
                return new NationSummary { Refused = "There are people in the database. Only an empty one is filled." };
        }

        var now = time.GetUtcNow();
        var truth = new Dictionary<(int, string, Fate), int>();
        int people = 0, needs = 0;
        while (needs < request.Needs)
        {
            await using var db = factory.CreateDbContext();
            db.Trail.Responsible = Actor.Service("seed");
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            for (var i = 0; i < Batch && needs < request.Needs; i++)
                needs += Write(db, request, people++, now, request.Needs - needs, truth);
            await db.SaveChangesAsync(cancellation);
            request.OnProgress?.Invoke(needs);
        }

        return new NationSummary { People = people, Needs = needs, Truth = truth };
    }

    /// <summary>One person with everything of theirs. Gives how many needs.</summary>
    private int Write(ReferralsDbContext db, NationRequest request, int index, DateTimeOffset now, int room, Dictionary<(int, string, Fate), int> truth)
    {
        var random = SyntheticRandom.For(request.Seed, index);
        var today = LondonTime.DateOf(now);
        var pdu = random.Pick(catalogue.Current.Areas.Pdus);
        var sex = random.Chance(88) ? Sex.Male : Sex.Female;
        var person = new Person
        {
            Id = Ids.New(now),
            Crn = $"Y{index:0000000}",
            Forename = random.Pick(sex == Sex.Male ? SyntheticNames.Men : SyntheticNames.Women),
            Surname = random.Pick(SyntheticNames.Surnames),
            Sex = sex,
            DateOfBirth = today.AddDays(-random.Between(19 * 365, 62 * 365)),
            RegionCode = pdu.RegionCode,
            PduId = pdu.Id,
            PractitionerCode = $"P{pdu.Id:000}{random.Below(30):00}",
            Ethnicity = random.Chance(12) ? null : random.Pick(s_ethnicities),
            Disability = random.Chance(20) ? null : random.Chance(25),
            Flags = [new Flag(random.Chance(70) ? "ADVP" : "REG30", null, null, null)],
        };
        db.NewRows.Add(person);
        var rows = new Dictionary<Guid, NeedSnapshot>();
        // A second outcome, and with it a second supervision, comes more than a year after the first.
        var assessed = today.AddDays(-random.Between(30, (request.Years * 365) - 30));
        var number = 1;
        var opened = 0;
        do
        {
            var supervision = new Supervision
            {
                Id = Ids.New(now), PersonId = person.Id, EventNumber = number++, StartsOn = assessed.AddDays(-random.Between(10, 90)), EndsOn = assessed.AddDays(random.Between(300, 900)),
                Requirements = [new Requirement("LicenceCondition", random.Chance(30) ? "LC77" : "LC01", null)],
            };
            supervision.EndedOn = supervision.EndsOn < today ? supervision.EndsOn : null;
            db.NewRows.Add(supervision);
            var fate = opened == room ? Fate.NotNeeding : random.Weighted<Fate>(s_fates);
            var assessment = new Assessment
            {
                Id = Ids.New(now), PersonId = person.Id, AssessedOn = assessed, SignedOn = assessed, SaraPartner = (RiskLevel)random.Between(0, 3), Wanted = fate == Fate.NotNeeding ? "not-wanted" : "wanted",
                RecordedAt = LondonTime.At(assessed, new TimeOnly(12, 0)).ToUniversalTime(),
            };
            db.NewRows.Add(assessment);
            if (fate != Fate.NotNeeding)
            {
                opened++;
                Need(db, person, assessment, fate, now, today, ref random, rows);
            }

            var key = (assessed.Month < 4 ? assessed.Year - 1 : assessed.Year, pdu.RegionCode, fate);
            truth[key] = truth.GetValueOrDefault(key) + 1;
            assessed = assessed.AddDays(random.Between(400, 900));
        }
        while (assessed < today.AddDays(-30) && random.Chance(45));

        db.NewRows.Add(new PersonRow { PersonId = person.Id, Facts = RowText.Write(FactsOf.Person(person, null, catalogue.Current, need => rows[need.Id])) });
        return opened;
    }

    private void Need(ReferralsDbContext db, Person person, Assessment assessment, Fate fate, DateTimeOffset now, DateOnly today, ref SyntheticRandom random, Dictionary<Guid, NeedSnapshot> rows)
    {
        var id = Ids.New(now);
        var on = assessment.AssessedOn;
        var need = new Need { Id = id, PersonId = person.Id, Reference = $"DA-{person.Crn}-{person.Needs.Count + 1}", OpenedOn = on, AssessmentId = assessment.Id };
        db.NewRows.Add(need);
        Milestone(MilestoneKinds.NeedOpened, on);
        if (fate != Fate.NoReason || random.Chance(50))
        {
            on = Later(on, 25, ref random);
            (need.RecommendedOn, need.RecommendedKey) = (on, Bbr);
            Milestone(MilestoneKinds.Recommended, on);
        }

        if (fate == Fate.Approved)
        {
            on = Later(on, 20, ref random);
            (need.ClosedOn, need.ClosedAs, need.ReasonCode) = (on, ClosedAs.Unmet, random.Pick(catalogue.Current.Reasons(ReasonUses.UnmetNeed, today)).Code);
            Milestone(MilestoneKinds.ClosedUnmet, on);
        }

        if (fate >= Fate.Referred)
        {
            on = Later(on, 20, ref random);
            Milestone(MilestoneKinds.Decided, on);
            on = Later(on, 10, ref random);
            var referral = new Referral { Id = Ids.New(now), NeedId = id, PersonId = person.Id, RegionCode = person.RegionCode, ProgrammeKey = random.Chance(80) ? Bbr : "stepwise-relationships", ReferredOn = on, ReferredBy = "seed" };
            db.NewRows.Add(referral);
            Milestone(MilestoneKinds.Referred, on, referral.ProgrammeKey);
            if (fate >= Fate.Accepted)
            {
                referral.AcceptedOn = on = Later(on, 30, ref random);
                Milestone(MilestoneKinds.Accepted, on, referral.ProgrammeKey);
            }

            if (fate >= Fate.Started)
            {
                referral.StartedOn = on = Later(on, 120, ref random);
                referral.CommencementRecordedOn = random.Chance(85) ? on : null;
                Milestone(MilestoneKinds.FirstSession, on, referral.ProgrammeKey);
            }

            if (fate == Fate.Completed)
            {
                on = Later(on, 180, ref random);
                (referral.EndedOn, referral.EndedAs) = (on, "completed");
                (need.ClosedOn, need.ClosedAs) = (on, ClosedAs.Met);
                Milestone(MilestoneKinds.LastSession, on, referral.ProgrammeKey);
                Milestone(MilestoneKinds.Completed, on, referral.ProgrammeKey);
                Milestone(MilestoneKinds.Met, on, referral.ProgrammeKey);
            }
        }

        var row = new NeedSnapshot { NeedId = id, PersonId = person.Id, Reference = need.Reference };
        Projection.Write(row, need, person, catalogue.Current);
        rows.Add(id, row);
        db.NewRows.Add(row);

        // What has not happened yet is told for today: a fate is a fate.
        DateOnly Later(DateOnly from, int atMost, ref SyntheticRandom drawn)
        {
            var then = from.AddDays(drawn.Between(1, atMost));
            return then > today ? today : then;
        }

        void Milestone(string kind, DateOnly day, string? programme = null) => db.NewRows.Add(new Milestone
        {
            Id = Ids.New(now), PersonId = person.Id, NeedId = id, Kind = kind, On = day, RecordedAt = LondonTime.At(day, new TimeOnly(12, 0)).ToUniversalTime(), By = "seed", Source = MilestoneSources.Product, ProgrammeKey = programme,
        });
    }

    private static readonly string[] s_ethnicities = ["White: British", "White: British", "White: British", "Asian or Asian British", "Black or Black British", "Mixed"];
}
