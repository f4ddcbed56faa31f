using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.Extracts;
using Referrals.Application.PartnerLink;
using Referrals.Application.SubjectAccess;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>The subject access export and the extract for evaluators.</summary>
public sealed class WhatLeavesOfPeople
{
    private const string Other = "X100002";

    private static readonly Actor s_administrator = new("ada", "Ada Admin", Roles.Administrator, null, null, null);
    private static readonly Actor s_lin = new("lin", "Lin Link", Roles.PartnerLinkWorker, "N01LNK1", "E", null);

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Of_every_table_it_is_said_how_it_leads_to_a_person_or_why_it_holds_nothing_of_one(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await using var db = service.Db();
        var tables = db.Model.GetEntityTypes().ToList();

        Assert.Empty(tables.Where(t => SubjectAccessService.Treatment(t) is (null, null)).Select(t => $"{t.ClrType.Name}: say in SubjectAccessService how it leads to a person, or that it does not"));
        Assert.Empty(SubjectAccessService.OfNobody.Keys.Except(tables.Select(t => t.ClrType.Name)));
        // Nothing that carries a person's key is said to be of nobody.
        Assert.Empty(tables.Where(t => SubjectAccessService.OfNobody.ContainsKey(t.ClrType.Name) && t.GetProperties().Any(p => p.Name is "PersonId" or "NeedId" or "Crn")).Select(t => t.ClrType.Name));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_export_holds_every_row_of_the_person_and_none_of_anybody_else_or_of_a_partner(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        await service.Waiting(Other);
        await service.Place(await service.MakeGroup());
        var work = service.Get<PartnerLinkService>();
        var duty = Assert.Single((await work.List(s_lin, DutyStage.Open)).Lines).DutyId;
        Assert.Null(await work.TakeOn(s_lin, new TakeOn(duty, null)));
        Assert.Null(await work.Save(s_lin, new SaveDetails { DutyId = duty, Version = (await work.Find(s_lin, duty))!.Partner!.Version, Name = "Zzwall", Contact = "Zzwall", SafeContact = "Zzwall", Notes = "Zzwall" }));
        Assert.Null(await work.Raise(s_lin, duty, Ids.New(service.Clock.Now), "Zzwall heard something"));

        var export = (await service.Get<SubjectAccessService>().Export(s_administrator, Cases.Crn))!;

        Assert.DoesNotContain("Zzwall", export, StringComparison.Ordinal);
        Assert.DoesNotContain("partner-link", export, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("PartnerLink", export, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("N01LNK1", export, StringComparison.Ordinal);
        Assert.DoesNotContain(Other, export, StringComparison.Ordinal);
        using var read = JsonDocument.Parse(export);
        var held = read.RootElement.GetProperty("held");
        var person = await service.Person(Cases.Crn);
        Assert.Equal(Cases.Crn, held.GetProperty("Person")[0].GetProperty("Crn").GetString());
        Assert.Equal(await service.Read(db => db.Milestones.CountAsync(m => m.PersonId == person.Id)), held.GetProperty("Milestone").GetArrayLength());
        Assert.Equal(await service.Read(db => db.Decisions.CountAsync(d => db.Needs.Any(n => n.Id == d.NeedId && n.PersonId == person.Id))), held.GetProperty("Decision").GetArrayLength());
        foreach (var table in new[] { "Assessment", "Supervision", "Need", "Referral", "Decision", "CaseTask", "WorkflowInstance", "JournalRow", "Place", "DeliveryProfile", "NeedSnapshot", "AuditEntry" })
            Assert.True(held.GetProperty(table).GetArrayLength() > 0, $"Nothing of {table}");
        Assert.Equal(1, await service.Read(db => db.AuditEntries.CountAsync(a => a.Username == "ada" && a.What == "exported" && a.Crn == Cases.Crn)));
        Assert.Null(await service.Get<SubjectAccessService>().Export(s_administrator, "X999999"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => service.Get<SubjectAccessService>().Export(Service.Spo, Cases.Crn));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task The_extract_names_nobody_tells_no_day_and_keeps_one_persons_needs_together(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Waiting();
        await service.Waiting(Other);
        var settings = service.Get<IOptions<ExtractOptions>>().Value;

        var (_, refusal) = await service.Get<ExtractService>().Write(s_administrator, new(2026, 1, 1), new(2026, 12, 31), new StringWriter());
        Assert.IsType<NoExtractKey>(refusal);

        settings.Key = "a secret of this test that is long enough";
        var first = await Written();
        var again = await Written();
        settings.Key = "another secret of this test, as long as it";
        var otherKey = await Written();

        Assert.Equal(first, again);
        var (header, lines) = (first.Split('\n')[0].Split(','), first.TrimEnd('\n').Split('\n')[1..]);
        Assert.Equal(ExtractService.Columns.Select(c => c.Name), header);
        Assert.Equal(2, lines.Length);
        Assert.Equal(2, lines.Select(l => l.Split(',')[0]).Distinct().Count());
        Assert.Empty(lines.Select(l => l.Split(',')[0]).Intersect(otherKey.Split('\n').Select(l => l.Split(',')[0])));
        var person = await service.Person(Cases.Crn);
        foreach (var telling in new[] { person.Crn, Other, person.Surname!, person.Forename!, person.Id.ToString("N"), person.Id.ToString(), person.PractitionerCode!, "Birmingham", person.Needs[0].Reference, person.DateOfBirth!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) })
            Assert.DoesNotContain(telling, first, StringComparison.OrdinalIgnoreCase);
        foreach (var day in lines.SelectMany(l => l.Split(',')).Where(f => DateOnly.TryParseExact(f, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)))
            Assert.EndsWith("-01", day, StringComparison.Ordinal);
        Assert.Equal(ExtractService.Columns.Count + 1, service.Get<ExtractService>().Dictionary().TrimEnd('\n').Split('\n').Length);
        Assert.Contains("date: first day of the month", service.Get<ExtractService>().Dictionary(), StringComparison.Ordinal);
        Assert.Equal(3, await service.Read(db => db.AuditEntries.CountAsync(a => a.What == "exported" && a.Detail!.StartsWith("extract for evaluators"))));

        async Task<string> Written()
        {
            var csv = new StringWriter();
            Assert.Null((await service.Get<ExtractService>().Write(s_administrator, new(2026, 1, 1), new(2026, 12, 31), csv)).Refusal);
            return csv.ToString();
        }
    }

    [Theory]
    [InlineData("2026-03-04", DateGrain.Week, "2026-03-02")]
    [InlineData("2026-03-01", DateGrain.Week, "2026-02-23")]
    [InlineData("2026-03-31", DateGrain.Month, "2026-03-01")]
    [InlineData("2026-12-31", DateGrain.Quarter, "2026-10-01")]
    public void A_date_is_the_first_day_of_what_holds_it(string day, DateGrain grain, string first) =>
        Assert.Equal(DateOnly.Parse(first, CultureInfo.InvariantCulture), ExtractService.Coarse(DateOnly.Parse(day, CultureInfo.InvariantCulture), grain));

    [Theory]
    [InlineData(null, 10, null)]
    [InlineData(18, 10, "under 20")]
    [InlineData(20, 10, "20 to 29")]
    [InlineData(69, 10, "60 to 69")]
    [InlineData(69, 20, "60 to 69")]
    [InlineData(70, 5, "70 or over")]
    public void Ages_are_in_bands(int? age, int wide, string? band) => Assert.Equal(band, ExtractService.Band(age, wide));
}
