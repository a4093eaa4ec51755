using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.SignificanceTests;

public class StudentizedSignFlipTestTests
{
    [Fact]
    public void One_block_is_the_sign_flip_test_to_the_last_bit()
    {
        var random = new RandomValues(51);
        for (int n = 2; n <= 45; n++)
        {
            var d = random.Gaussians(n, .3);
            var (one, plain) = (StudentizedSignFlipTest.Test(Equal(d), 7),
                SignFlipTest.Test(new Sample(d.Values.ToArray().Select(x => x / n)), 7));
            Assert.Equal((plain.P, plain.NullDistribution, plain.NonZeroCount), (one.P, one.NullDistribution, one.NonZeroCount));
        }
    }

    [Fact]
    public void The_count_equals_that_over_all_patterns()
    {
        var random = new RandomValues(52);
        int[][] designs = [[3, 3], [2, 5], [5, 4, 3], [2, 2, 2, 2], [6, 6], [3, 3, 3, 3]];
        foreach (int[] sizes in designs)
        {
            for (int round = 0; round < 8; round++)
            {
                // on a grid, so that ties of sums and zeros are frequent; blocks differ in effect
                double[][] d = [.. sizes.Select(n =>
                    { int effect = random.Integer(7) - 2; return Enumerable.Range(0, n).Select(_ => (random.Integer(9) - 4 + effect) / 10.0)
                        .ToArray(); })];
                Assert.Equal(Counted(d), StudentizedSignFlipTest.Test(Equal([.. d.Select(x => new Sample(x))]), 0).P, 1e-13);
            }
        }
    }

    [Fact]
    public void It_agrees_with_R_on_blocks_that_differ()
    {
        // R: d <- list(c(5.1,4.9,5.2,5.0), c(-3.9,-4.1,-4.0,-4.2)); s <- as.matrix(expand.grid(rep(list(c(-1,1)), 8)))
        // t <- function(x) (mean(x[1:4]) + mean(x[5:8])) / sqrt((var(x[1:4]) + var(x[5:8]))/4)
        // a <- abs(apply(s, 1, function(e) t(e * unlist(d)))); mean(a >= abs(t(unlist(d))) * (1 - 1e-9))  # 0.015625; of the raw means
        // 0.515625
        var blocks = Equal(new Sample(5.1, 4.9, 5.2, 5.0), new Sample(-3.9, -4.1, -4.0, -4.2));
        Assert.Equal(4 / 256.0, StudentizedSignFlipTest.Test(blocks, 0).P, 1e-15);
    }

    [Fact]
    public void Effects_that_differ_between_blocks_are_no_noise()
    {
        // Issue 12: +5 and -4 pp at two learning rates, ten seeds each, seed deviation 0.1 pp
        var random = new RandomValues(53);
        double[] At(double effect) => [.. Enumerable.Range(0, 10).Select(_ => effect + .1 * random.Gaussian())];
        var blocks = Equal(new Sample(At(5)), new Sample(At(-4)));
        var result = StudentizedSignFlipTest.Test(blocks, 0);
        Assert.InRange(result.P, 0, .001);
        Assert.InRange(SignFlipTest.Test(new Sample(blocks.Contributions(0).SelectMany(c => c)), 0).P, .4, .7);
    }

    [Fact]
    public void Where_no_block_has_an_effect_every_attainable_p_has_its_own_probability()
    {
        double[][] magnitudes = [[.5, 1, 1.25, 2], [4, 4.5, 3.1], [1, 2.25, .3]];
        var p = NullPatterns.SignFlips([.. magnitudes.SelectMany(m => m)]).Select(s =>
        {
            double[] d = s.Values.ToArray();
            return StudentizedSignFlipTest.Test(Equal(new Sample(d[..4]), new Sample(d[4..7]), new Sample(d[7..])), 0).P;
        });
        NullPatterns.AssertValid([.. p]);
    }

    [Fact]
    public void Equal_differences_of_one_sign_give_the_smallest_p()
    {
        var blocks = Equal(new Sample(.02, .02, .02), new Sample(.05, .05, .05));
        Assert.Equal(2 / 64.0, StudentizedSignFlipTest.Test(blocks, 0).P);
        // Of opposite signs: without any spread, but four patterns have a mean as large.
        blocks = Equal(new Sample(-.02, -.02, -.02), new Sample(.05, .05, .05));
        Assert.Equal(4 / 64.0, StudentizedSignFlipTest.Test(blocks, 0).P);
    }

    [Fact]
    public void A_mean_of_zero_is_certain()
    {
        Assert.Equal(1, StudentizedSignFlipTest.Test(Equal(new Sample(.1, .3), new Sample(-.3, -.1)), 0).P);
        Assert.Equal(1, StudentizedSignFlipTest.Test(Equal(new Sample(0, 0), new Sample(0, 0)), 0).P);
    }

    [Fact]
    public void Thirty_clear_pairs_are_counted_though_not_all_patterns_could_be()
    {
        var random = new RandomValues(54);
        var blocks = Equal([.. Enumerable.Range(0, 6).Select(_ => random.Gaussians(5, 4))]);
        var result = StudentizedSignFlipTest.Test(blocks, 0);
        Assert.Equal((NullDistribution.Exact, Math.ScaleB(1, -29)), (result.NullDistribution, result.P));
    }

    [Fact]
    public void Drawn_patterns_agree_with_the_count()
    {
        var random = new RandomValues(55);
        for (int round = 0; round < 4; round++)
        {
            Sample[] d = [.. Enumerable.Range(0, 3).Select(_ => random.Gaussians(5, .5))];
            double exact = Counted([.. d.Select(x => x.Values.ToArray())]);
            // the same blocks with two that are longer than can be counted, but weigh next to nothing
            var many = new PairedBlocks([.. d.Select(x => (1.0, x)), (1e-9, random.Gaussians(30)), (1e-9, random.Gaussians(30))]);
            var drawn = StudentizedSignFlipTest.Test(many, 3);
            Assert.Equal((NullDistribution.MonteCarlo, (int?)StudentizedSignFlipTest.DefaultDraws), (drawn.NullDistribution, drawn.Draws));
            Assert.Equal(exact, drawn.P, 5 * Math.Sqrt(.25 / StudentizedSignFlipTest.DefaultDraws));
        }
    }

    [Fact]
    public void Unit_sign_and_order_do_not_matter()
    {
        var random = new RandomValues(56);
        Sample[] d = [random.Gaussians(4, .5), random.Gaussians(5, .1), random.Gaussians(3, -.2)];
        double p = StudentizedSignFlipTest.Test(Equal(d), 0).P;
        Sample Times(Sample s, double unit) => new(s.Values.ToArray().Select(x => unit * x));
        Assert.Equal(p, StudentizedSignFlipTest.Test(Equal([.. d.Reverse()]), 0).P, 1e-15);
        Assert.All(new[] { -1, 1e-3, 1e200, -1e-200 }, unit =>
            Assert.Equal(p, StudentizedSignFlipTest.Test(Equal([.. d.Select(s => Times(s, unit))]), 0).P, 1e-15));
    }

    [Fact]
    public void Many_pairs_over_several_blocks_follow_Students_t()
    {
        var random = new RandomValues(57);
        var blocks = Equal([.. Enumerable.Range(0, 60).Select(_ => random.Gaussians(5, .1))]);
        var result = StudentizedSignFlipTest.Test(blocks, 0);
        Assert.Equal(NullDistribution.StudentT, result.NullDistribution);
        Assert.Equal(blocks.Estimate().P, result.P, 1e-15);
    }

    internal static PairedBlocks Equal(params Sample[] blocks) => new([.. blocks.Select(b => (1.0 / blocks.Length, b))]);

    // The definition: t of each pattern; where no pattern has a variance, those of the larger mean lie beyond.
    private static double Counted(double[][] blocks)
    {
        double[] all = [.. blocks.SelectMany(b => b)];
        (double Mean, double T) Of(double[] d)
        {
            int next = 0;
            double mean = 0, variance = 0;
            foreach (double[] b in blocks)
            {
                var part = new Sample(d[next..(next += b.Length)]);
                mean += part.Mean;
                variance += part.Variance / part.Count;
            }
            return (Math.Abs(mean) < 1e-9 ? 0 : Math.Abs(mean), Math.Abs(mean) < 1e-9 ? 0 : variance < 1e-20 ? double.PositiveInfinity
                : Math.Abs(mean) / Math.Sqrt(variance));
        }
        var observed = Of(all);
        int reached = Enumerable.Range(0, 1 << all.Length).Count(pattern =>
        {
            var flipped = Of([.. all.Select((x, i) => (pattern >> i & 1) == 1 ? -x : x)]);
            return double.IsInfinity(observed.T) ? double.IsInfinity(flipped.T) && flipped.Mean >= observed.Mean - 1e-9
                : flipped.T >= observed.T * (1 - 1e-9);
        });
        return Math.ScaleB(reached, -all.Length);
    }
}
