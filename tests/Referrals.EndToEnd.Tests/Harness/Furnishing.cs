using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Delivery;
using Referrals.Application.Inspections;
using Referrals.Application.PartnerLink;
using Referrals.Application.Publishing;
using Referrals.Domain;
using Referrals.Statistics;
using Referrals.Web.Access;

namespace Referrals.EndToEnd.Tests.Harness;

/// <summary>What somebody who opens every page needs besides the demonstration: things it has none of, and keys of what no page leads to.</summary>
internal static class Furnishing
{
    /// <summary>A publication, a sample with judgements, two people kept apart, a complete report and a concern passed on: whatever the demonstration has of these, one of each is there for certain.</summary>
    /// <returns>Where they are looked at.</returns>
    public static async Task<IReadOnlyList<string>> MakeAsync(IServiceProvider services)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var today = LondonTime.DateOf(now);
        var (publication, refusal) = await services.GetRequiredService<PublishingService>().Make(ActorOf(services, "ruth.calder"), new MakePublication
        {
            RequestId = Ids.New(now),
            Title = "Referrals and completions",
            Summary = "Seven weeks.",
            Contact = "statistics@example.org",
            Period = new StatisticsPeriod(today.AddDays(-60), today),
            By = [Breakdown.Region],
            ReleaseAt = now.AddDays(7),
        });
        Done(refusal);

        var (inspections, imogen) = (services.GetRequiredService<InspectionService>(), ActorOf(services, "imogen.sayer"));
        var (sample, refused) = await inspections.Draw(imogen, new DrawSample { RequestId = Ids.New(now), Title = "Domestic abuse, first six months", Started = new StatisticsPeriod(today.AddYears(-5), today), Size = 5 });
        Done(refused);
        foreach (var measure in InspectionMeasure.All.Take(2))
        {
            Done(await inspections.Judge(imogen, sample!.Value, 1, measure, JudgementAnswers.No, "Nothing was asked.", Ids.New(now)));
            Done(await inspections.Judge(imogen, sample.Value, 1, measure, JudgementAnswers.Yes, "It was, later.", Ids.New(now)));
        }

        await using var db = services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        var two = await db.People.Where(person => person.PractitionerCode == "N52A001").OrderBy(person => person.Crn).Take(2).ToListAsync();
        Done(await services.GetRequiredService<ProfileService>().KeepApart(ActorOf(services, "amara.osei"), two[0].Id, two[1].Crn, "Threats last year."));

        // Nobody's post-programme review is certain to have been held.
        var report = await db.Referrals.Where(referral => referral.StartedOn != null && referral.EndedOn == null && db.Needs.Any(need => need.Id == referral.NeedId && db.People.Any(person => person.Id == need.PersonId && person.RegionCode == "E")) && !db.Reports.Any(written => written.ReferralId == referral.Id)).OrderBy(referral => referral.Id).Select(referral => referral.Id).FirstAsync();
        await db.Referrals.Where(referral => referral.Id == report).ExecuteUpdateAsync(set => set.SetProperty(referral => referral.ReviewHeldOn, today));
        Done(await services.GetRequiredService<ReportService>().Save(ActorOf(services, "priya.nair"), report, [.. ReportQuestions.All.Select(question => new ReportAnswer(question.Key, "Took part in every session."))], complete: true, version: 0));

        var (work, grace) = (services.GetRequiredService<PartnerLinkService>(), ActorOf(services, "grace.adeyemi"));
        foreach (var duty in (await work.List(grace, DutyStage.Open)).Lines.Concat((await work.List(grace, DutyStage.Met)).Lines))
        {
            var (kept, passed) = (Ids.New(now), Ids.New(now));
            if (await work.TakeOn(grace, new TakeOn(duty.DutyId, duty.WorkerCode)) is null
                && await work.Raise(grace, duty.DutyId, kept, "Something was said.") is null
                && await work.Raise(grace, duty.DutyId, passed, "Something else.") is null
                && (await work.Recipients(grace, duty.DutyId)).FirstOrDefault(recipient => recipient.Code is "N52A001" or "N52P001" or "N52S001") is { } told
                && await work.Tell(grace, new PassOn { DutyId = duty.DutyId, ConcernId = passed, Words = "Take care.", To = [told.Code] }) is null)
            {
                return [$"/publications/{publication}", $"/people/{two[0].Id}/keep-apart", $"/reports/{report}/send"];
            }
        }

        throw new InvalidOperationException("No concern could be passed on.");
    }

    /// <summary>Keys by the first part of the addresses they stand in; some of each kind of work, and people of each area.</summary>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> KeysAsync(IServiceProvider services)
    {
        await using var db = services.GetRequiredService<DatabaseFactory>().CreateDbContext();
        var referrals = await Of(db.Referrals.Where(referral => referral.EndedOn == null && db.Needs.Any(need => need.Id == referral.NeedId && db.People.Any(person => person.Id == need.PersonId && person.RegionCode == "E"))).Select(referral => referral.Id));
        var tasks = await db.Tasks.Where(task => task.ClosedAt == null && task.PduId == 71).Select(task => new { task.Id, task.Kind }).ToListAsync();
        return new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["error"] = ["404"],
            ["groups"] = await Of(db.Groups.Where(group => group.RegionCode == "E" && group.ClosedOn == null).Select(group => group.Id)),
            ["handover"] = await Of(db.People.Where(person => person.PduId == 71).Select(person => person.Id)),
            ["passed-concerns"] = await Of(db.PassedConcerns.Select(concern => concern.Id)),
            ["people"] = [.. await Of(db.People.Where(person => person.RegionCode == "E").Select(person => person.Id)), .. await Of(db.People.Where(person => person.RegionCode != "E").Select(person => person.Id))],
            ["publications"] = await Of(db.Publications.Select(publication => publication.Id)),
            ["referrals"] = referrals,
            ["reports"] = referrals,
            ["sessions"] = await Of(db.Sessions.Where(session => session.HeldOn == null && session.CancelledOn == null && session.NotHeldReason == null && db.Groups.Any(group => group.Id == session.GroupId && group.RegionCode == "E" && group.ClosedOn == null)).Select(session => session.Id)),
            ["tasks"] = [.. tasks.GroupBy(task => task.Kind, StringComparer.Ordinal).SelectMany(kind => kind.Take(4)).Select(task => task.Id.ToString())],
            ["toolkits"] = await Of(db.Toolkits.Where(toolkit => toolkit.EndedOn == null).Select(toolkit => toolkit.Id)),
            ["waiting"] = referrals,
        };

        static async Task<IReadOnlyList<string>> Of(IQueryable<Guid> ids) => [.. (await ids.OrderBy(id => id).Take(15).ToListAsync()).Select(id => id.ToString())];
    }

    private static Actor ActorOf(IServiceProvider services, string username) => services.GetRequiredService<IDevelopmentDirectory>().Find(username)!.ToActor();

    private static void Done(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal.Words);
        }
    }
}
