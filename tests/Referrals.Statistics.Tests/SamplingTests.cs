using FsCheck;
using FsCheck.Fluent;

namespace Referrals.Statistics.Tests;

public sealed class SamplingTests
{
    private static readonly Arbitrary<(int[] Holds, int Size, int Seed)> s_draws =
        (from holds in Gen.Choose(0, 40).ArrayOf(6)
         from share in Gen.Choose(0, 100)
         from seed in Gen.Choose(0, int.MaxValue - 1)
         select (holds, holds.Sum() * share / 100, seed)).ToArbitrary();

    [Fact]
    public void Each_stratum_is_drawn_from_in_proportion_and_the_sample_is_as_large_as_was_asked() =>
        Prop.ForAll(s_draws, draw =>
        {
            var drawn = Sampling.Draw(Frame(draw.Holds), draw.Size, draw.Seed);

            Assert.Equal(draw.Size, drawn.Drawn.Select(d => d.Id).Distinct().Count());
            Assert.All(drawn.Strata, s => Assert.Equal(s.Drawn, drawn.Drawn.Count(d => d.Stratum == s.Key)));
            // No share is further than one person from what it would be in fractions.
            Assert.All(drawn.Strata, s => Assert.InRange(s.Drawn - ((double)s.Frame * draw.Size / draw.Holds.Sum()), -0.999999, 0.999999));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void The_same_seed_and_frame_give_the_same_sample_in_whatever_order_the_frame_is_read_and_another_seed_another() =>
        Prop.ForAll(s_draws, draw =>
        {
            var frame = Frame(draw.Holds);
            var (once, again) = (Sampling.Draw(frame, draw.Size, draw.Seed), Sampling.Draw([.. frame.AsEnumerable().Reverse()], draw.Size, draw.Seed));

            Assert.Equal(once.Drawn, again.Drawn);
            Assert.Equal(once.FrameChecksum, again.FrameChecksum);
            if (frame.Count > 0)
                Assert.NotEqual(once.FrameChecksum, Sampling.Draw([.. frame.Skip(1)], 0, draw.Seed).FrameChecksum);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Everybody_is_as_likely_to_be_drawn_as_anybody_else()
    {
        var frame = Frame([10, 20, 30]);
        var times = frame.ToDictionary(f => f.Id, _ => 0);
        for (var seed = 0; seed < 3000; seed++)
        {
            foreach (var (id, _) in Sampling.Draw(frame, 12, seed).Drawn)
                times[id]++;
        }

        // Each is expected 600 times; five standard deviations are 110.
        Assert.All(times.Values, t => Assert.InRange(t, 490, 710));
    }

    [Fact]
    public void What_is_left_over_goes_where_most_is_missing()
    {
        Assert.Equal([2, 2, 1], Sampling.Allocate([41, 39, 20], 5));
        Assert.Equal([1, 0, 0], Sampling.Allocate([1, 1, 1], 1));
        Assert.Equal([0, 0], Sampling.Allocate([0, 0], 0));
        Assert.Equal([7, 3], Sampling.Allocate([7, 3], 10));
    }

    /// <summary>Figures of the interval worked out apart, with another program.</summary>
    [Theory]
    [InlineData(17, 60, 0.185068, 0.407673)]
    [InlineData(27, 60, 0.330937, 0.575081)]
    [InlineData(0, 10, 0, 0.277533)]
    [InlineData(10, 10, 0.722467, 1)]
    public void The_interval_of_a_share_is_wilsons(int part, int whole, double low, double high)
    {
        var interval = ShareInterval.Of(part, whole)!;

        Assert.Equal((double)part / whole, interval.Share, 9);
        Assert.Equal(low, interval.Low, 5);
        Assert.Equal(high, interval.High, 5);
    }

    [Fact]
    public void Of_nobody_there_is_no_share() => Assert.Null(ShareInterval.Of(0, 0));

    private static List<(Guid Id, string Stratum)> Frame(int[] holds) =>
        [.. holds.SelectMany((count, stratum) => Enumerable.Range(0, count).Select(n => (new Guid(n, (short)stratum, 7, 1, 2, 3, 4, 5, 6, 7, 8), $"{(char)('A' + stratum)}")))];
}
