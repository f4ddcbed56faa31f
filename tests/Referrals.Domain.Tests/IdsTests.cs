namespace Referrals.Domain.Tests;

public sealed class IdsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Keys_made_at_one_instant_sort_in_the_order_they_were_made_as_keys_and_as_text()
    {
        var made = Enumerable.Range(0, 5_000).Select(_ => Ids.New(Noon)).ToArray();

        Assert.Equal(made, made.Order());
        Assert.Equal(made, made.OrderBy(id => id.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public void A_later_key_sorts_after_an_earlier_one_and_all_are_version_7()
    {
        var later = Ids.New(Noon.AddMilliseconds(1));
        var earlier = Ids.New(Noon);

        Assert.True(earlier.CompareTo(later) < 0);
        Assert.All([earlier, later], id => Assert.Equal((7, 2), (id.Version, id.Variant >> 2)));
    }

    [Fact]
    public void Keys_made_by_many_threads_are_all_different()
    {
        var made = Enumerable.Range(0, 8).AsParallel().SelectMany(_ => Enumerable.Range(0, 20_000).Select(_ => Ids.New(Noon))).ToArray();

        Assert.Equal(made.Length, made.Distinct().Count());
    }
}
