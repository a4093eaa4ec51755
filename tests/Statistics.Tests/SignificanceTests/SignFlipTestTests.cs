using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.SignificanceTests;

public class SignFlipTestTests
{
    [Fact]
    public void The_sleep_data_have_four_patterns_of_1024()
    {
        // scipy.stats.permutation_test((d,), np.mean, permutation_type='samples', n_resamples=np.inf).pvalue * 1024 == 4
        var result = SignFlipTest.Test(ReferenceData.Sleep, seed: 0);
        Assert.Equal((4 / 1024.0, NullDistribution.Exact, 9), (result.P, result.NullDistribution, result.NonZeroCount));
    }

    [Fact]
    public void Darwins_plants_agree_with_Fisher()
    {
        // Fisher, The Design of Experiments, section 21: 863 of 2^15 patterns reach 314 in one direction, ties included; two-sided 1726
        var darwin = new Sample(49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48);
        Assert.Equal(863 / 32768.0, SignFlipTest.Test(darwin, 0, Alternative.Greater).P, 1e-15);
        Assert.Equal(1726 / 32768.0, SignFlipTest.Test(darwin, 0).P, 1e-15);
    }

    [Fact]
    public void The_fast_count_equals_the_slow_one()
    {
        var random = new RandomValues(17);
        for (int n = 1; n <= 12; n++)
        {
            // Values on a coarse grid, so that ties of sums are frequent.
            double[] d = [.. Enumerable.Range(0, n).Select(_ => (random.Integer(11) - 4) / 10.0)];
            double observed = d.Sum(), scale = d.Sum(Math.Abs);
            int two = 0, greater = 0;
            foreach (var flipped in NullPatterns.SignFlips([.. d.Select(Math.Abs)]))
            {
                double sum = flipped.Values.ToArray().Sum();
                two += Math.Abs(sum) >= Math.Abs(observed) - 1e-9 * scale ? 1 : 0;
                greater += sum >= observed - 1e-9 * scale ? 1 : 0;
            }
            double all = 1 << n;
            Assert.Equal(two / all, SignFlipTest.Test(new Sample(d), 0).P, 1e-15);
            Assert.Equal(greater / all, SignFlipTest.Test(new Sample(d), 0, Alternative.Greater).P, 1e-15);
        }
    }

    [Theory]
    [InlineData(1e11, 1e11)]
    [InlineData(1e11, -1e11)]
    [InlineData(1e11, -1.3e11, 1e11)]
    [InlineData(-1e12, 5e11, 5e11)]
    [InlineData(1e9, 1e9, -3e13)]
    [InlineData(1e300, 1e300)]
    public void A_few_giants_swallow_no_digit_of_the_rest(params double[] giants)
    {
        // Against all patterns: first by the sum of the giants, whose ties are exact, then by that of the others.
        double[] others = [.3, .1, -.2, .1, .7, .2, -.1, .4, .15];
        double observedGiants = giants.Sum(), observed = others.Sum();
        int two = 0, greater = 0, all = 1 << (giants.Length + others.Length);
        foreach (var g in NullPatterns.SignFlips([.. giants.Select(Math.Abs)]))
        {
            double giant = g.Values.ToArray().Sum();
            foreach (var o in NullPatterns.SignFlips([.. others.Select(Math.Abs)]))
            {
                double sum = o.Values.ToArray().Sum();
                greater += giant > observedGiants || (giant == observedGiants && sum >= observed - 1e-9) ? 1 : 0;
                double size = Math.Abs(giant), observedSize = Math.Abs(observedGiants);
                double along = giant == 0 ? Math.Abs(sum) : sum * Math.Sign(giant), observedAlong = observedGiants == 0
                    ? Math.Abs(observed) : observed * Math.Sign(observedGiants);
                two += size > observedSize || (size == observedSize && along >= observedAlong - 1e-9) ? 1 : 0;
            }
        }
        var contributions = new Sample([.. others, .. giants]);
        Assert.Equal((two / (double)all, NullDistribution.Exact),
            (SignFlipTest.Test(contributions, 0).P, SignFlipTest.Test(contributions, 0).NullDistribution));
        Assert.Equal(greater / (double)all, SignFlipTest.Test(contributions, 0, Alternative.Greater).P, 1e-15);
    }

    [Fact]
    public void Beside_giants_the_law_is_that_of_the_rest()
    {
        var random = new RandomValues(3);
        double[] many = [.. Enumerable.Range(0, 60).Select(_ => random.Gaussian() + .3)];
        var alone = SignFlipTest.Test(new Sample(many), 7, Alternative.Greater);
        var beside = SignFlipTest.Test(new Sample([.. many, 1e11, 1e11]), 7);
        Assert.Equal((NullDistribution.MonteCarlo, NullDistribution.MonteCarlo), (alone.NullDistribution, beside.NullDistribution));
        Assert.Equal(alone.P / 2, beside.P, 1e-15); // both giants as observed, or both turned with all others mirrored
    }

    [Fact]
    public void Forty_pairs_are_still_counted_exactly()
    {
        var result = SignFlipTest.Test(new Sample([.. Enumerable.Range(1, 40).Select(i => (double)i)]), 0);
        Assert.Equal((Math.ScaleB(1, -39), NullDistribution.Exact), (result.P, result.NullDistribution));
    }

    [Theory]
    // R: 2 * pbinom(35, 90, .5) and 2 * pbinom(80, 200, .5)
    [InlineData(90, 55, 0.04459752462791593)]
    [InlineData(200, 120, 0.00568515599675032)]
    public void On_a_grid_every_pattern_is_counted(int count, int plus, double expected)
    {
        double[] d = [.. Enumerable.Range(0, count).Select(i => i < plus ? .0001 : -.0001)];
        var result = SignFlipTest.Test(new Sample(d), seed: 3);
        Assert.Equal(NullDistribution.Exact, result.NullDistribution);
        Assert.Equal(1, result.P / expected, 1e-12);
    }

    [Theory]
    [InlineData(1e-4)] // accuracies on 10,000 images
    [InlineData(1 / 30000.0)] // means of three of them
    [InlineData(1)]
    public void The_grid_agrees_with_the_two_lists(double unit)
    {
        var random = new RandomValues(37);
        for (int round = 0; round < 30; round++)
        {
            int n = 12 + random.Integer(9);
            double[] levels = [.. Enumerable.Range(0, n).Select(_ => (9000 + random.Integer(300)) * unit)];
            double[] d = [.. levels.Select(l => l - (9000 + random.Integer(250)) * unit)];
            double irregular = Math.PI * 1e-9 * unit; // too small to change the order of sums, large enough to leave the grid
            double[] off = [.. d.Select((x, i) => x == 0 ? 0 : x + Math.Sign(x) * irregular * Math.Sqrt(i))];
            var onGrid = SignFlipTest.Test(new Sample(d), 0);
            var lists = SignFlipTest.Test(new Sample(off), 0);
            double atom = Math.ScaleB(1, 8 - n); // patterns that tie with the observed one fall on either side once off the grid
            Assert.Equal(onGrid.P, lists.P, Math.Max(atom, .25 * onGrid.P));
            Assert.Equal(SignFlipTest.Test(new Sample(d), 0, Alternative.TwoSided, 20_000, exactLimit: 0).P, onGrid.P, .02);
        }
    }

    [Theory]
    [InlineData(22)]
    [InlineData(34)]
    public void The_quick_bound_is_never_below_the_count_and_little_above_it(int pairs)
    {
        var random = new RandomValues(39);
        for (int round = 0; round < 8; round++)
        {
            var d = random.Gaussians(pairs, .1 * round);
            double exact = SignFlipTest.Test(d, 0).P;
            var bound = SignFlipTest.TestQuickly(d, 0);
            Assert.Equal(NullDistribution.UpperBound, bound.NullDistribution);
            Assert.InRange(bound.P, exact, Math.Min(1, 1.06 * exact + 1e-9));
        }
    }

    [Fact]
    public void Numbers_on_no_grid_have_none()
    {
        var random = new RandomValues(38);
        Assert.Null(LatticeDistribution.TryCreate([.. Enumerable.Range(0, 20).Select(_ => random.Uniform())], 1 << 25));
        var grid = LatticeDistribution.TryCreate([.3, .5, .1, .7], 1 << 25)!;
        Assert.Equal((.1, 16), (Math.Round(grid.Unit, 12), grid.Total));
        // .3 .5 .1 .7: 16 patterns, signed sums of at least 1.0 are 1.6, 1.4 and 1.0
        Assert.Equal(3 / 16.0, grid.UpperTail(10));
        Assert.Equal((1.0, 0.0), (grid.UpperTail(-16), grid.UpperTail(17)));
    }

    [Fact]
    public void Drawn_patterns_agree_with_the_count_within_their_error()
    {
        var differences = new RandomValues(23).Gaussians(18, .35);
        double exact = SignFlipTest.Test(differences, 0).P;
        var drawn = SignFlipTest.Test(differences, seed: 99, Alternative.TwoSided, draws: 200_000, exactLimit: 0);
        Assert.Equal((NullDistribution.MonteCarlo, 200_000), (drawn.NullDistribution, drawn.Draws));
        Assert.Equal(exact, drawn.P, 5 * Math.Sqrt(exact * (1 - exact) / 200_000));
    }

    [Fact]
    public void Drawn_patterns_beyond_one_word_follow_the_normal_law()
    {
        // 90 differences of magnitude nearly 1 (on no grid), sum about 20: P(|S| >= 20) by R: 2 * pbinom(35, 90, .5)
        double[] d = [.. Enumerable.Range(0, 90).Select(i => (i < 55 ? 1.0 : -1.0) * (1 + 1e-6 * Math.Sqrt(i)))];
        var result = SignFlipTest.Test(new Sample(d), seed: 3);
        Assert.Equal(NullDistribution.MonteCarlo, result.NullDistribution);
        Assert.Equal(0.04459752463, result.P, .0095); // half of the atom at 20 belongs to either side once magnitudes differ
    }

    [Fact]
    public void A_drawn_p_is_never_zero_and_repeats_with_its_seed()
    {
        var differences = new Sample([.. Enumerable.Range(1, 60).Select(i => Math.Sqrt(i))]);
        var first = SignFlipTest.Test(differences, seed: 4, draws: 1000);
        Assert.Equal(1 / 1001.0, first.P);
        Assert.Equal(first, SignFlipTest.Test(differences, seed: 4, draws: 1000));
    }

    [Fact]
    public void Many_even_pairs_take_the_normal_law()
    {
        // 2100 differences of magnitude 1, sum 100: R: 2 * pnorm(-100/sqrt(2100))
        double[] d = [.. Enumerable.Range(0, 2100).Select(i => i < 1100 ? 1.0 : -1.0)];
        var result = SignFlipTest.Test(new Sample(d), seed: 3);
        Assert.Equal(NullDistribution.Normal, result.NullDistribution);
        Assert.Equal(0.0290963317413, result.P, 1e-9);
    }

    [Fact]
    public void A_few_large_differences_among_many_small_ones_are_drawn()
    {
        // Three divergences decide the sum: it is as extreme in 2 of their 8 sign patterns. A normal law would say 0.083.
        double[] d = [.. Enumerable.Repeat(-.85, 3), .. Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? 1e-6 : -1e-6)];
        var result = SignFlipTest.Test(new Sample(d), seed: 3);
        Assert.Equal(NullDistribution.MonteCarlo, result.NullDistribution);
        Assert.InRange(result.P, .1, .3); // the small ones break ties among the extreme patterns: between 1/8 and 2/8
    }

    [Fact]
    public void Under_the_null_every_attainable_p_has_its_own_probability() =>
        NullPatterns.AssertValid([.. NullPatterns.SignFlips([.5, 1, 1, 2, 4, 4.5, 8, 3]).Select(s => SignFlipTest.Test(s, 0).P)]);

    [Fact]
    public void Order_sign_and_unit_do_not_matter()
    {
        var random = new RandomValues(31);
        double[] d = random.Gaussians(12, .4).Values.ToArray();
        double p = SignFlipTest.Test(new Sample(d), 0).P;
        Assert.Equal(p, SignFlipTest.Test(new Sample(random.Shuffled(d)), 0).P);
        Assert.Equal(p, SignFlipTest.Test(new Sample([.. d.Select(x => -1000 * x)]), 0).P);
    }

    [Fact]
    public void Zeros_flip_to_themselves_and_sharpen_nothing()
    {
        Assert.Equal(.125, SignFlipTest.Test(new Sample(1, 2, 3, 4), 0).P);
        Assert.Equal(.125, SignFlipTest.Test(new Sample(1, 2, 0, 3, 4, 0), 0).P);
        Assert.Equal(1, SignFlipTest.Test(new Sample(0, 0), 0).P);
    }

    [Fact]
    public void A_sum_of_zero_is_certain() => Assert.Equal(1, SignFlipTest.Test(new Sample(.1, .2, -.3), 0).P);

    [Theory]
    [InlineData(new[] { 1e13, 1, 2, -3, 4, 5 }, 5 / 32.0)] // the rest of 9 or more in the sense of the largest: 5 of 32 patterns
    [InlineData(new[] { -.5, -.2, .1, -.7, -.1, -.4, 1 - 1e13 }, 3 / 64.0)] // losses 1 2 3 4 5 6 1 against 1.5 2.2 2.9 4.7 5.1 6.4 1e13
    [InlineData(new[] { 1e300, 1, 2, -3, 4, 5 }, 5 / 32.0)]
    [InlineData(new[] { 1e13, 1.1e13, 1, 2, -3, 4, 5 }, 5 / 64.0)] // neither decides alone: both as seen, or both turned
    public void A_huge_difference_does_not_make_ties_of_all_others(double[] differences, double expected)
    {
        // Counted in Python with fractions.Fraction over itertools.product([-1, 1], repeat=n)
        var result = SignFlipTest.Test(new Sample(differences), 0);
        Assert.Equal((expected, NullDistribution.Exact, differences.Length), (result.P, result.NullDistribution, result.NonZeroCount));
    }

    [Fact]
    public void With_differences_that_dominate_each_alternative_is_counted()
    {
        // 100 and -40 each exceed all that are smaller; whole numbers, so that the slow count is exact
        double[][] cases = [[100, -40, 3, -2, 4, 5, 0], [-100, -40, 3, 2, 4, -5], [64, -32, 16, 8, -4, 2, 1], [-7], [7, -3]];
        foreach (double[] d in cases)
        {
            double observed = d.Sum();
            double[][] flipped = [.. NullPatterns.SignFlips([.. d.Select(Math.Abs)]).Select(s => s.Values.ToArray())];
            double Share(Func<double, bool> isExtreme) => flipped.Count(f => isExtreme(f.Sum())) / (double)flipped.Length;
            Assert.Equal(Share(s => Math.Abs(s) >= Math.Abs(observed)), SignFlipTest.Test(new Sample(d), 0).P);
            Assert.Equal(Share(s => s >= observed), SignFlipTest.Test(new Sample(d), 0, Alternative.Greater).P);
            Assert.Equal(Share(s => s <= observed), SignFlipTest.Test(new Sample(d), 0, Alternative.Less).P);
        }
    }

    [Fact]
    public void Equal_sums_of_decimals_are_ties_beside_a_huge_difference()
    {
        // In units of 1e-4: 20 -20 31 -11 and the huge one. Its partners reach a sum of 20 in 5 of 16 patterns.
        double[] d = [.7104 - .7084, .8241 - .8261, .9031 - .9, .5 - .5011, 1e9];
        int[] whole = [20, 20, 31, 11];
        int reached = Enumerable.Range(0, 16)
            .Count(bits => Enumerable.Range(0, 4).Sum(i => (bits >> i & 1) == 1 ? whole[i] : -whole[i]) >= 20);
        Assert.Equal(reached / 16.0, SignFlipTest.Test(new Sample(d), 0).P);
    }
}
