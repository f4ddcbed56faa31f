using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Audit;
using Referrals.Application.Data;
using Referrals.Application.People;
using Referrals.Application.Tasks;
using Referrals.Application.Tests.Attacks;
using Referrals.Application.Tests.Testing;
using Referrals.Application.Workflows;
using Referrals.Domain;

namespace Referrals.Application.Tests.Audit;

/// <summary>Every change leaves a line in its own commit, and no line can be changed, removed, put in or cut off unnoticed.</summary>
public sealed class AuditTests
{
    public static TheoryData<DatabaseProvider> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task A_change_is_written_down_with_who_what_whom_and_where(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        service.Get<Microsoft.Extensions.Options.IOptions<ExclusionOptions>>().Value.Source = ExclusionOptions.Listed;
        await service.Import(Cases.ReadyToDecide());
        var task = Assert.Single(await service.OpenTasks(Cases.Crn));
        using (Occasion.Begin(Service.Practitioner, "POST /tasks/{id:guid}", "ABCD-1234"))
        {
            Assert.Null(await service.Get<TaskService>().Complete(Service.Practitioner, new CompleteTask { TaskId = task.Id, RequestId = "1", Answer = new TaskAnswer { Outcome = "AcceptRecommendation" } }));
        }

        var person = await service.Person(Cases.Crn);
        var lines = await Lines(service);
        Assert.Equal((1, "import", AuditActs.Changed, Cases.Crn, "service"), (lines[0].Id, lines[0].Username, lines[0].What, lines[0].Crn, lines[0].Feature));
        var line = lines[^1];
        Assert.Equal(
            ("pat", "Pat Practitioner", Roles.Practitioner, "E", 70, AuditActs.Changed, person.Id, Cases.Crn, "POST /tasks/{id:guid}", "ABCD-1234"),
            (line.Username, line.Name, line.Role, line.RegionCode, line.PduId, line.What, line.PersonId, line.Crn, line.Feature, line.Reference));
        Assert.Contains(MilestoneKinds.Decided, line.Detail!.Split(' '));
        Assert.Equal(service.Clock.Now, line.At);
        Assert.Null((await Verify(service)).Problem);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_user_of_whom_nobody_says_whom_they_may_see_changes_nothing_and_sees_nobody(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide());
        var task = Assert.Single(await service.OpenTasks(Cases.Crn));
        var person = await service.Person(Cases.Crn);
        using (Occasion.Begin(Service.Practitioner, "test"))
        {
            Assert.IsType<NoSuchPerson>(await service.Get<TaskService>().Complete(Service.Practitioner, new CompleteTask { TaskId = task.Id, RequestId = "1", Answer = new TaskAnswer { Outcome = "AcceptRecommendation" } }));
            Assert.Null(await service.Get<PersonService>().Find(Service.Practitioner, person.Id));
            Assert.Empty(await service.Get<PersonService>().Search(Service.Practitioner, Cases.Crn));
            Assert.Empty((await service.Get<ToDoService>().Mine(Service.Practitioner)).Items);
        }

        Assert.Equal(["Decide"], await service.Waits(Cases.Crn));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_refusal_and_an_import_that_brings_nothing_new_leave_no_line(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.ReadyToDecide(), Cases.Man("X100002"));
        var before = await service.Get<AuditLog>().Head();

        await service.Import(Cases.ReadyToDecide(), Cases.Man("X100002"));
        Assert.NotNull(await service.Get<PersonService>().RecordEvent(Service.Practitioner, (await service.Person(Cases.Crn)).Id, new CaseEvent { Kind = MilestoneKinds.Died, On = new DateOnly(2027, 1, 1) }));

        Assert.Equal(2, before.Count);
        Assert.Equal(before, await service.Get<AuditLog>().Head());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Rows_of_a_case_saved_past_the_unit_of_work_are_written_down_too_and_not_saved_where_nobody_answers_for_them(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.Man());
        await using var db = service.Db();
        (await db.People.SingleAsync()).Surname = "Changed";

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
        Assert.Throws<InvalidOperationException>(() => db.SaveChanges());
        Assert.Equal("Tester", (await service.Person(Cases.Crn)).Surname);
        db.Trail.Responsible = Service.Spo;
        Assert.Throws<NotSupportedException>(() => db.SaveChanges());
        await db.SaveChangesAsync();

        Assert.Equal("Changed", (await service.Person(Cases.Crn)).Surname);
        Assert.Equal(("sam", Cases.Crn), (await Lines(service))[^1] is var line ? (line.Username, line.Crn) : default);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task A_line_is_durable_when_its_writer_returns_and_many_at_once_form_one_chain(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await using var other = new AuditWriter(new DatabaseFactory(service.Database), service.Clock);

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (i, _) =>
        {
            var writer = i % 2 == 0 ? service.Get<AuditWriter>() : other;
            await writer.Write([new AuditLine(Service.Practitioner, AuditActs.Viewed, null, $"X{i}", "test", null, null)]);
            Assert.True(await service.Read(db => db.AuditEntries.AnyAsync(e => e.Crn == $"X{i}", CancellationToken.None)));
        });

        Assert.Equal((200, null), await Verify(service) is var verdict ? (verdict.Checked, verdict.Problem) : default);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Whoever_cannot_be_written_down_is_told_so_and_the_next_is_written(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var writer = service.Get<AuditWriter>();
        await Unguarded(service, "DELETE FROM \"AuditHead\"");
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.Write([Line("X1")]));
        // Nor is anything changed.
        await Assert.ThrowsAsync<InvalidOperationException>(() => service.Import(Cases.Man()));
        Assert.Equal(0, await service.Read(db => db.People.CountAsync()));

        await Unguarded(service, $"INSERT INTO \"AuditHead\" (\"Id\", \"Count\", \"Hash\") VALUES (1, 0, '{AuditEntry.Beginning}')");
        await writer.Write([Line("X2")]);
        Assert.Equal("X2", Assert.Single(await Lines(service)).Crn);
    }

    [Theory]
    [InlineData("UPDATE \"AuditEntries\" SET \"Username\" = 'nobody' WHERE \"Id\" = 3")]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Id\" = 6")]
    [InlineData("UPDATE \"AuditHead\" SET \"Count\" = 3")]
    [InlineData("DELETE FROM \"AuditHead\"")]
    public async Task The_database_itself_refuses_to_change_or_remove_a_line(string statement)
    {
        foreach (var provider in Providers.Select(p => p.Data))
        {
            if (provider == DatabaseProvider.SqlServer && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("REFERRALS_TEST_SQLSERVER")))
                continue;
            await using var service = await Six(provider);
            await using var db = service.Db();
            Assert.Contains("audit log", (await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(statement))).Message, StringComparison.Ordinal);
            Assert.Equal(6, (await Verify(service)).Checked);
        }
    }

    public static TheoryData<string, long?, string> Tamperings => new()
    {
        { "UPDATE \"AuditEntries\" SET \"Username\" = 'somebody.else' WHERE \"Id\" = 3", 3, "changed after" },
        { "UPDATE \"AuditEntries\" SET \"At\" = \"At\" + 1 WHERE \"Id\" = 1", 1, "changed after" },
        { "UPDATE \"AuditEntries\" SET \"Detail\" = 'x' WHERE \"Id\" = 6", 6, "changed after" },
        { "UPDATE \"AuditEntries\" SET \"Crn\" = \"Username\", \"Username\" = \"Crn\" WHERE \"Id\" = 2", 2, "changed after" },
        { "DELETE FROM \"AuditEntries\" WHERE \"Id\" = 4", 4, "gone" },
        { "DELETE FROM \"AuditEntries\" WHERE \"Id\" = 1", 1, "gone" },
        { "DELETE FROM \"AuditEntries\" WHERE \"Id\" = 6", 6, "gone" },
        { "DELETE FROM \"AuditEntries\"", 1, "gone" },
        { "DELETE FROM \"AuditEntries\" WHERE \"Id\" = 6; UPDATE \"AuditHead\" SET \"Count\" = 5", 5, "written last" },
        { "UPDATE \"AuditEntries\" SET \"Id\" = \"Id\" + 100 WHERE \"Id\" >= 4", null, "put in" },
        { "INSERT INTO \"AuditEntries\" SELECT 7, \"At\", \"Crn\", \"Detail\", \"Feature\", \"Hash\", \"Name\", \"PduId\", \"PersonId\", \"PreviousHash\", \"Reference\", \"RegionCode\", \"Role\", \"Username\", \"What\" FROM \"AuditEntries\" WHERE \"Id\" = 6", 7, "put in" },
        { "DELETE FROM \"AuditHead\"", 0, "gone" },
    };

    [Theory, MemberData(nameof(Tamperings))]
    public async Task Whoever_gets_past_the_triggers_is_found_out(string statement, long? brokenAt, string problem)
    {
        await using var service = await Six(DatabaseProvider.Sqlite);
        await Unguarded(service, statement.Replace("INSERT INTO \"AuditEntries\" SELECT 7", $"INSERT INTO \"AuditEntries\" ({await Columns(service)}) SELECT 7", StringComparison.Ordinal));

        var verdict = await Verify(service);

        Assert.Contains(problem, verdict.Problem, StringComparison.Ordinal);
        Assert.Null(verdict.Head);
        if (brokenAt is { } line)
            Assert.Equal(line, verdict.BrokenAt);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_log_cut_off_or_written_anew_together_with_its_head_is_found_out_by_an_anchor_kept_elsewhere(DatabaseProvider provider)
    {
        await using var service = await Six(provider);
        var log = service.Get<AuditLog>();
        var anchor = await log.Head();
        Assert.True(AuditAnchor.TryParse(anchor.ToString(), out var read));
        Assert.Equal(anchor, read);
        var fifth = (await Lines(service))[4];

        await Unguarded(service, $"DELETE FROM \"AuditEntries\" WHERE \"Id\" = 6; UPDATE \"AuditHead\" SET \"Count\" = 5, \"Hash\" = '{fifth.Hash}'");
        Assert.Null((await log.Verify([])).Problem);
        Assert.Contains("taken off the end", (await log.Verify([anchor])).Problem, StringComparison.Ordinal);

        // Another line where the sixth was.
        await service.Get<AuditWriter>().Write([Line("X999999")]);
        Assert.Null((await log.Verify([])).Problem);
        Assert.Contains("written anew", (await log.Verify([anchor])).Problem, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Two_processes_and_an_import_append_to_one_chain_and_tell_of_nothing_that_it_does_not_hold(DatabaseProvider provider)
    {
        await using var attack = await Attack.Begin(provider, cases: 60);
        var file = await attack.Copy();
        using var one = Node.Start();
        using var two = Node.Start();
        using var importing = Node.Start();
        await Task.WhenAll(
            one.Do("look", file, "2026-03-03T09:00:00Z", "300"),
            two.Do("look", file, "2026-03-03T09:00:00Z", "300"),
            importing.Do("import", file, "2026-03-03T09:00:00Z", attack.CasesFile));
        var said = await Task.WhenAll(one.Finish(), two.Finish(), importing.Finish());

        await attack.Holds(file);
        await using var db = Attack.Open(file);
        var held = await db.AuditEntries.Where(e => e.What == AuditActs.Viewed).Select(e => e.Username + "/" + e.Detail).ToListAsync();
        Assert.Equal(said[0].Concat(said[1]).Where(line => line != "done").Select(line => $"node-{line}").Order(StringComparer.Ordinal), held.Order(StringComparer.Ordinal));
        Assert.Equal(60, await db.AuditEntries.CountAsync(e => e.What == AuditActs.Changed));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Only_an_auditor_finds_anything_in_the_log_and_only_who_holds_the_case_sees_who_looked(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.Man());
        var person = await service.Person(Cases.Crn);
        var log = service.Get<AuditLog>();
        var toni = Service.ProgrammeTeam;
        await service.Get<AuditWriter>().Write(
        [
            Line(Cases.Crn) with { Actor = toni, PersonId = person.Id },
            Line(Cases.Crn) with { Actor = toni, PersonId = person.Id },
            Line(Cases.Crn) with { Actor = new Actor("lin", "Lin Link", Roles.PartnerLinkWorker, "N01LNK1", "E", null), PersonId = person.Id },
        ]);

        var auditor = new Actor("aud", "Aud Itor", Roles.Auditor, null, null, null);
        Assert.Equal([4, 3, 2, 1], (await log.Search(auditor, new AuditQuestion { Crn = Cases.Crn })).Lines.Select(l => l.Id));
        Assert.Equal([3, 2], (await log.Search(auditor, new AuditQuestion { Username = "toni", From = new DateOnly(2026, 3, 2), To = new DateOnly(2026, 3, 2) })).Lines.Select(l => l.Id));
        Assert.Empty((await log.Search(auditor, new AuditQuestion { From = new DateOnly(2026, 3, 3) })).Lines);
        foreach (var other in Roles.All.Where(role => role != Roles.Auditor))
            Assert.Empty((await log.Search(auditor with { Role = other }, new AuditQuestion())).Lines);

        foreach (var holder in new[] { Service.Practitioner, Service.Spo })
            Assert.Equal(["Toni Team"], (await log.WhoLooked(holder, person.Id, new DateOnly(2026, 1, 1)))!.Select(l => l.Name));
        foreach (var other in new[] { toni, Service.RegionalLead, auditor, Service.Practitioner with { StaffCode = "N01PRA2" }, Service.Spo with { PduId = 71 } })
            Assert.Null(await log.WhoLooked(other, person.Id, new DateOnly(2026, 1, 1)));
    }

    private static AuditLine Line(string crn) => new(Service.Practitioner, AuditActs.Viewed, null, crn, "test", null, null);

    private static async Task<Service> Six(DatabaseProvider provider)
    {
        var service = await Service.Start(provider);
        for (var i = 1; i <= 6; i++)
            await service.Get<AuditWriter>().Write([Line($"X10000{i}")]);
        return service;
    }

    private static Task<AuditVerdict> Verify(Service service) => service.Get<AuditLog>().Verify([]);

    private static Task<List<AuditEntry>> Lines(Service service) => service.Read(db => db.AuditEntries.AsNoTracking().OrderBy(e => e.Id).ToListAsync());

    private static async Task<string> Columns(Service service)
    {
        await using var db = service.Db();
        return string.Join(", ", new[] { "Id", "At", "Crn", "Detail", "Feature", "Hash", "Name", "PduId", "PersonId", "PreviousHash", "Reference", "RegionCode", "Role", "Username", "What" }.Select(c => $"\"{c}\""));
    }

    /// <summary>As somebody with the whole database in their hands.</summary>
    private static async Task Unguarded(Service service, string statement)
    {
        await using var db = service.Db();
        if (db.Database.IsSqlite())
        {
            foreach (var trigger in await db.Database.SqlQuery<string>($"SELECT name AS Value FROM sqlite_master WHERE type = 'trigger'").ToListAsync())
            {
#pragma warning disable EF1002 // The name of a trigger, as the database itself tells it.
                await db.Database.ExecuteSqlRawAsync($"DROP TRIGGER \"{trigger}\"");
#pragma warning restore EF1002
            }
        }
        else
        {
            await db.Database.ExecuteSqlRawAsync("DISABLE TRIGGER ALL ON \"AuditEntries\"; DISABLE TRIGGER ALL ON \"AuditHead\"");
        }

        await db.Database.ExecuteSqlRawAsync(statement);
    }
}
