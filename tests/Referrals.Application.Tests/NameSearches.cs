using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Referrals.Application.Access;
using Referrals.Application.Data;
using Referrals.Application.People;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>Finding people by what was typed.</summary>
public sealed class NameSearches
{
    private static readonly string[] s_forenames =
    [
        "Stephen", "Katherine", "Mohammed", "Siân", "Aled", "Geoffrey", "Philippa", "Declan", "Chidi", "Zofia", "Anne-Marie", "Tobias", "Rhys", "Priyanka", "Jean-Luc", "Owain", "Callum", "Bronagh", "Idris", "Wojciech",
    ];

    private static readonly string[] s_surnames =
    [
        "Thompson", "O'Brien", "Smith-Jones", "Macdonald", "Nwosu", "Łukaszewicz", "Wright", "Knight", "Featherstone", "Llewellyn", "Begum", "Patel", "Szymański", "De Souza", "Rowbotham", "Greenhalgh", "Hussain", "Pickersgill",
        "Fitzwilliam", "Okonkwo", "Ramsbottom", "Cholmondeley", "Vasquez", "Quarmby", "Jellicoe",
    ];

    private static readonly (string Forename, string Surname)[] s_names = [.. s_forenames.SelectMany(f => s_surnames, (f, s) => (f, s))];

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Whatever_single_slip_was_made_in_a_name_the_person_is_among_the_first_ten(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await Add(service, [.. s_names.Select(n => Person(service, n.Forename, n.Surname, "E", 70))]);
        var people = service.Get<PersonService>();
        var slips =
            from name in Gen.Elements(s_names)
            from turned in Gen.Elements(true, false)
            let words = $"{name.Forename} {name.Surname}".Split(' ')
            from at in Gen.Choose(0, words.Length - 1)
            from letter in Gen.Choose(0, words[at].Length - 1)
            where words[at].Length > 2
            from kind in Gen.Choose(0, 4)
            from other in Gen.Elements("abcdefghijklmnopqrstuvwxyz".ToCharArray())
            let slipped = Slip(words[at], letter, kind, other)
            let typed = words.Select((w, i) => i == at ? slipped : w)
            select (Name: $"{name.Forename} {name.Surname}", Typed: string.Join(' ', turned ? typed.Reverse() : typed));

        Prop.ForAll(slips.ToArbitrary(), slip =>
        {
            var found = people.Search(Service.Practitioner, slip.Typed).GetAwaiter().GetResult();
            Assert.True(found.Take(10).Any(p => p.Name == slip.Name), $"'{slip.Typed}' found {string.Join(", ", found.Take(10).Select(p => p.Name))} and not {slip.Name}.");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Exact_comes_first_then_beginnings_then_one_slip_then_alike_and_each_says_how(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await Add(service, Person(service, "Catherine", "Reid", "E", 70), Person(service, "Stephen", "Reid", "E", 70), Person(service, "Stephen", "Reidson", "E", 70),
            Person(service, "Stephne", "Reid", "E", 70), Person(service, "Steven", "Read", "E", 70), Person(service, "Reid", "Stephen", "E", 70), Person(service, "Peter", "Reid", "E", 70));

        var found = await service.Get<PersonService>().Search(Service.Practitioner, "stephen REID");

        Assert.Equal(
            [("Stephen Reid", FoundBy.Name), ("Reid Stephen", FoundBy.Name), ("Stephen Reidson", FoundBy.Beginning), ("Stephne Reid", FoundBy.Spelling), ("Steven Read", FoundBy.Sound)],
            found.Select(p => (p.Name, p.By)));
    }

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, "kathryn", "Katherine Nwosu")]
    [InlineData(DatabaseProvider.Sqlite, "sian lukaszewicz", "Siân Łukaszewicz")]
    [InlineData(DatabaseProvider.Sqlite, "OBrien", "Declan O'Brien")]
    [InlineData(DatabaseProvider.Sqlite, "o brien declan", "Declan O'Brien")]
    [InlineData(DatabaseProvider.Sqlite, "mac donald", "Aled Macdonald")]
    [InlineData(DatabaseProvider.Sqlite, "smithjones", "Chidi Smith-Jones")]
    [InlineData(DatabaseProvider.Sqlite, "Aled James Macdonald", "Aled Macdonald")]
    [InlineData(DatabaseProvider.Sqlite, "A Macdonald", "Aled Macdonald")]
    [InlineData(DatabaseProvider.SqlServer, "kathryn", "Katherine Nwosu")]
    [InlineData(DatabaseProvider.SqlServer, "sian lukaszewicz", "Siân Łukaszewicz")]
    [InlineData(DatabaseProvider.SqlServer, "OBrien", "Declan O'Brien")]
    [InlineData(DatabaseProvider.SqlServer, "o brien declan", "Declan O'Brien")]
    [InlineData(DatabaseProvider.SqlServer, "mac donald", "Aled Macdonald")]
    [InlineData(DatabaseProvider.SqlServer, "smithjones", "Chidi Smith-Jones")]
    [InlineData(DatabaseProvider.SqlServer, "Aled James Macdonald", "Aled Macdonald")]
    [InlineData(DatabaseProvider.SqlServer, "A Macdonald", "Aled Macdonald")]
    public async Task Accents_apostrophes_spaces_middle_names_and_initials_do_not_hide_anybody(DatabaseProvider provider, string typed, string name)
    {
        await using var service = await Service.Start(provider);
        await Add(service, Person(service, "Katherine", "Nwosu", "E", 70), Person(service, "Siân", "Łukaszewicz", "E", 70), Person(service, "Declan", "O'Brien", "E", 70),
            Person(service, "Aled", "Macdonald", "E", 70), Person(service, "Chidi", "Smith-Jones", "E", 70));

        Assert.Equal([name], (await service.Get<PersonService>().Search(Service.Practitioner, typed)).Select(p => p.Name));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_CRN_is_found_as_it_is_typed_and_one_slip_away_only_where_nobody_has_it(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var (one, other, far) = (Person(service, "Aron", "One", "E", 70, "X718255"), Person(service, "Bela", "Other", "E", 70, "X718525"), Person(service, "Cai", "Far", "L", 1, "X718256"));
        await Add(service, one, other, far);
        var people = service.Get<PersonService>();

        foreach (var typed in (string[])["X718255", "x718255", " x 718 255 ", "X718255."])
            Assert.Equal([("X718255", FoundBy.Crn)], (await people.Search(Service.Practitioner, typed)).Select(p => (p.Crn, p.By)));
        Assert.Equal([("X718255", FoundBy.NearCrn), ("X718525", FoundBy.NearCrn)], (await people.Search(Service.Practitioner, "X718555")).Select(p => (p.Crn, p.By)));
        Assert.Equal([("X718255", FoundBy.NearCrn)], (await people.Search(Service.Practitioner, "X71255")).Select(p => (p.Crn, p.By)));
        Assert.Equal(["X718255"], (await people.Search(Service.Practitioner, "X718256")).Select(p => p.Crn));
        Assert.Empty(await people.Search(Service.Practitioner, "X999999"));
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Each_role_finds_those_it_reaches_and_nobody_else(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        var everybody = new[]
        {
            Person(service, "Aled", "Morgan", "E", 70), Person(service, "Bela", "Morgan", "E", 71), Person(service, "Cai", "Morgan", "L", 1), Person(service, "Dafydd", "Morgan", "E", null),
            Person(service, "Eira", "Morgan", null, null), Person(service, "Ffion", "Morgan", "L", 1, practitioner: "N01PRA1"),
        };
        await Add(service, everybody);
        foreach (var role in Roles.All)
        {
            var actor = Service.Practitioner with { Role = role };
            var reached = everybody.AsQueryable().Where(Reach.People(actor)).Select(p => p.Forename!).Order().ToArray();
            foreach (var typed in (string[])["Morgan", "Mrogan", "Morgane"])
                Assert.Equal(reached, (await service.Get<PersonService>().Search(actor, typed)).Select(p => p.Name.Split(' ')[0]).Order(StringComparer.Ordinal));
        }
    }

    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task A_new_name_or_area_is_found_at_once_and_the_old_one_no_longer(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await service.Import(Cases.Man());
        var people = service.Get<PersonService>();
        Assert.Single(await people.Search(Service.Practitioner, "Tster"));

        await service.Import(Cases.Man() with { PersonalDetails = Cases.Details("N50A001", "Manchester North", "Greater Manchester") with { Name = new() { Forename = "Aron", Surname = "Probert" } } });

        Assert.Empty(await people.Search(Service.Practitioner, "Tester"));
        Assert.Empty(await people.Search(Service.Practitioner, "Probert"));
        var administrator = Service.Practitioner with { Role = Roles.Administrator };
        Assert.Empty(await people.Search(administrator, "Tester"));
        Assert.Single(await people.Search(administrator, "Probret"));
        Assert.Equal(["aron", "probert"], await service.Read(db => db.PersonNames.Select(n => n.Word).OrderBy(w => w).ToListAsync()));
    }

    /// <summary>What a practitioner's search costs does not grow with the country: every table is entered by an index, at the region and the word.</summary>
    [Theory, MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Words_are_looked_up_by_index_and_nobody_is_read_through(DatabaseProvider provider)
    {
        await using var service = await Service.Start(provider);
        await using var db = service.Db();
        var search = new NameSearch(db, Service.Practitioner);
        string[] keys = ["smith", "smth"];
        foreach (var query in (IQueryable[])
            [
                search.Exactly(["jon", "smith"]),
                search.Nearly([("jon", ["jon", "john"]), ("smith", ["smith", "smyth"])]),
                db.NameSpellings.Where(s => keys.Contains(s.Key)).Select(s => s.Word),
            ])
        {
            var steps = await Plan(db, query);
            Assert.DoesNotContain(steps, s => s.StartsWith("SCAN P", StringComparison.OrdinalIgnoreCase) || s.StartsWith("SCAN n", StringComparison.Ordinal));
            Assert.Contains(steps, s => s.Contains("RegionCode=? AND Word", StringComparison.Ordinal) || s.Contains("(Key=?)", StringComparison.Ordinal));
        }
    }

    private static async Task<List<string>> Plan(ReferralsDbContext db, IQueryable query)
    {
        await using var command = (SqliteCommand)query.CreateDbCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {command.CommandText}";
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var steps = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            steps.Add(reader.GetString(3));
        return steps;
    }

    private static string Slip(string word, int at, int kind, char other) => kind switch
    {
        0 => word.Remove(at, 1),
        1 => word.Insert(at, other.ToString()),
        2 => $"{word[..at]}{other}{word[(at + 1)..]}",
        3 => word.Insert(at, word[at].ToString()),
        _ when at + 1 < word.Length => $"{word[..at]}{word[at + 1]}{word[at]}{word[(at + 2)..]}",
        _ => word,
    };

    private static Person Person(Service service, string forename, string surname, string? region, int? pdu, string? crn = null, string? practitioner = null) => new()
    {
        Id = Ids.New(service.Clock.Now),
        Crn = crn ?? $"T{Interlocked.Increment(ref s_next)}",
        Forename = forename,
        Surname = surname,
        RegionCode = region,
        PduId = pdu,
        PractitionerCode = practitioner,
    };

    private static int s_next = 1;

    private static async Task Add(Service service, params Person[] people)
    {
        await using var db = service.Db();
        db.Trail.Responsible = Actor.Service("test");
        db.AddRange(people);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
