using Referrals.Application.Delivery;
using Referrals.Application.Jobs;
using Referrals.Application.Tests.Testing;
using Referrals.Domain;

namespace Referrals.Application.Tests;

/// <summary>Readers who come between each other.</summary>
public sealed class WaitingBoardTests
{
    private static readonly DateOnly s_today = new(2026, 3, 2);
    private readonly StandingClock _clock = new(Service.At("2026-03-02T09:00Z"));
    private readonly Catalogue _catalogue = CatalogueReader.Read(Path.Combine(AppContext.BaseDirectory, "workflows", "catalogue")).Require();
    private readonly Guid _one = Ids.New(Service.At("2026-03-02T09:00Z")), _other = Ids.New(Service.At("2026-03-02T09:00Z"));

    [Fact]
    public void A_reader_of_one_says_nothing_of_another_whom_it_knew()
    {
        var board = new WaitingBoard(_clock);
        board.Keep([new(_one, 6)], Read(_one), s_today, _catalogue);
        var found = board.Find([new(_one, 6), new(_other, 1)], s_today, _catalogue);
        Assert.Equal([_one], found.Keys);
        // Meanwhile somebody slower has read an older state of the first.
        board.Keep([new(_one, 5)], new Dictionary<Guid, WaitingKnown>(), s_today, _catalogue);
        board.Keep([new(_other, 1)], Read(_other), s_today, _catalogue);

        Assert.NotNull(found[_one]);
        Assert.All(board.Find([new(_one, 6), new(_other, 1)], s_today, _catalogue), f => Assert.Equal(f.Key, f.Value?.NeedId));
    }

    [Fact]
    public void Another_version_day_or_catalogue_is_read_again_and_what_nobody_asks_about_is_forgotten()
    {
        var board = new WaitingBoard(_clock);
        board.Keep([new(_one, 6), new(_other, 1)], Read(_one), s_today, _catalogue);
        Assert.Null(board.Find([new(_other, 1)], s_today, _catalogue)[_other]);
        Assert.Empty(board.Find([new(_one, 7)], s_today, _catalogue));
        Assert.Empty(board.Find([new(_one, 6)], s_today.AddDays(1), _catalogue));
        _clock.Now = _clock.Now.AddMinutes(59);
        Assert.Single(board.Find([new(_one, 6)], s_today, _catalogue));
        _clock.Now = _clock.Now.AddMinutes(2);
        board.Keep([], Read(), s_today, _catalogue);
        Assert.Equal([_one], board.Find([new(_one, 6), new(_other, 1)], s_today, _catalogue).Keys);
    }

    private static Dictionary<Guid, WaitingKnown> Read(params IEnumerable<Guid> ids) => ids.ToDictionary(id => id, id => new WaitingKnown
    {
        Referral = new Referral { Id = id, ProgrammeKey = "p", ReferredBy = "x" }, Person = new Person { Id = id, Crn = "X1" }, NeedId = id, Reference = "DA", SessionsDone = new HashSet<string>(),
        Wants = new GroupNeeds("E", null, null, null, null), HasBegun = false, Facts = new WaitingFacts { Today = s_today, WaitingSince = s_today, MissedPlaces = 0 },
    });
}
