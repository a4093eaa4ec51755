using Sweep.Statistics.Distributions;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;
using static Sweep.Statistics.Tests.SignificanceTests.StudentizedSignFlipTestTests;

namespace Sweep.Statistics.Tests.Estimates;

public class InvertedIntervalTests
{
    [Fact]
    public void Of_one_block_it_ends_at_means_of_subsets()
    {
        // Zero lies outside by the mean of those subsets that must turn: the ends are order statistics of the means of all subsets
        // (Hartigan, JASA 64 (1969),
        // 1303-1317, doi:10.1080/01621459.1969.10501057). With 8 differences and 95 % that is the sixth of 255 from either end: p = 2 *
        // 6/256 below it.
        var d = new RandomValues(61).Gaussians(8, .4);
        double[] means = [.. Enumerable.Range(1, 255)
            .Select(bits => Enumerable.Range(0, 8).Where(i => (bits >> i & 1) == 1).Average(i => d.Values[i])).Order()];
        var interval = Of(Equal(d), .95);
        Assert.Equal((means[5], means[^6]), (interval.Lower, interval.Upper), new Near(1e-9));
    }

    [Fact]
    public void Five_pairs_bound_nothing_at_95_percent_and_their_range_at_90()
    {
        var blocks = Equal(new Sample(1, 2, 3, 4, 7));
        Assert.Equal(new Interval(double.NegativeInfinity, double.PositiveInfinity, .95), Of(blocks, .95));
        var interval = Of(blocks, .9);
        Assert.Equal((1, 7), (interval.Lower, interval.Upper), new Near(1e-9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Of_a_t_test_it_is_students_however_far_beyond_the_differences_that_ends(int comparisons)
    {
        var sample = new Sample(1, 2, 3, 4, 7);
        var mean = MeanEstimate.FromSample(sample);
        var interval = InvertedInterval.ComputeIfBounded(Equal(sample), .95, value =>
            Math.Min(1, comparisons * StudentT.TwoSided((mean.Value - value) / mean.StandardError, 4)), ofPatterns: false, 0)!.Value;
        var expected = mean.At(1 - .05 / comparisons);
        Assert.Equal((expected.Lower, expected.Upper), (interval.Lower, interval.Upper), new Near(1e-8));
    }

    [Fact]
    public void Equal_differences_leave_a_point()
    {
        var interval = Of(Equal(new Sample(.3, .3, .3, .3, .3, .3)), .95);
        Assert.Equal((.3, .3), (interval.Lower, interval.Upper), new Near(1e-8));
    }

    [Fact]
    public void Zero_lies_outside_exactly_when_p_is_at_most_alpha()
    {
        var random = new RandomValues(62);
        int outside = 0;
        for (int round = 0; round < 300; round++)
        {
            int blockCount = 1 + random.Integer(3);
            var blocks = Equal([.. Enumerable.Range(0, blockCount).Select(_ =>
                new Sample(Enumerable.Range(0, 3 + random.Integer(4))
                    .Select(_ => Math.Round(random.Gaussian() + .8, round % 2 == 0 ? 1 : 12))))]);
            bool isSignificant = StudentizedSignFlipTest.Test(blocks, 0).P <= .05;
            var interval = Of(blocks, .95);
            Assert.Equal(isSignificant, interval.Lower > 0 || interval.Upper < 0);
            outside += isSignificant ? 1 : 0;
        }
        Assert.InRange(outside, 50, 250);
    }

    [Fact]
    public void It_is_near_Students_interval_where_blocks_differ()
    {
        var random = new RandomValues(63);
        var blocks = Equal(random.Gaussians(10, 50), random.Gaussians(10, -40), random.Gaussians(10, 3));
        Interval t = blocks.Estimate().At(.95), flips = Of(blocks, .95);
        Assert.Equal((t.Lower, t.Upper), (flips.Lower, flips.Upper), new Near(.25 * (t.Upper - t.Lower)));
    }

    private static Interval Of(PairedBlocks blocks, double confidence) =>
        InvertedInterval.Compute(blocks, confidence, value => StudentizedSignFlipTest.Test(blocks, 0, value).P, 0);

    private sealed class Near(double tolerance) : IEqualityComparer<(double Lower, double Upper)>
    {
        public bool Equals((double Lower, double Upper) x, (double Lower, double Upper) y) =>
            Math.Abs(x.Lower - y.Lower) <= tolerance && Math.Abs(x.Upper - y.Upper) <= tolerance;

        public int GetHashCode((double Lower, double Upper) obj) => 0;
    }
}
