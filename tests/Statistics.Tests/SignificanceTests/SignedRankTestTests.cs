using Sweep.Statistics.Ranking;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.SignificanceTests;

public class SignedRankTestTests
{
    private static readonly Sample Demsar = ReferenceData.Differences(ReferenceData.DemsarC45M, ReferenceData.DemsarC45);

    [Fact]
    public void Demsars_example_has_his_rank_sums()
    {
        // JMLR 7 (2006), section 3.1.3: R+ = 93, R- = 12, N = 14, ties and zeros included
        var result = SignedRankTest.Test(Demsar, ZeroHandling.Split);
        Assert.Equal((93.0, 12.0, 14, 2), (result.PositiveRankSum, result.NegativeRankSum, result.Count, result.ZeroCount));
    }

    [Theory]
    // All 2^12 sign patterns counted in Python over scipy.stats.rankdata(abs(d)) of the rounded differences
    [InlineData(ZeroHandling.Wilcox, 0.00732421875, 6.5)]
    [InlineData(ZeroHandling.Pratt, 0.0078125, 10.5)]
    [InlineData(ZeroHandling.Split, 0.0078125, 12)]
    public void Demsars_example_is_exact_with_ties_and_zeros(ZeroHandling zeros, double p, double smallerSum)
    {
        var result = SignedRankTest.Test(Demsar, zeros);
        Assert.Equal((p, smallerSum, NullDistribution.Exact), (result.P, result.NegativeRankSum, result.NullDistribution));
    }

    [Theory]
    // scipy.stats.wilcoxon(d, zero_method=..., correction=False, mode='approx')
    [InlineData(ZeroHandling.Wilcox, 0.01075713311978963)]
    [InlineData(ZeroHandling.Pratt, 0.010791957881997143)]
    public void The_normal_approximation_agrees_with_scipy(ZeroHandling zeros, double p)
    {
        var result = SignedRankTest.Test(Demsar, zeros, Alternative.TwoSided, exactLimit: 0);
        Assert.Equal(NullDistribution.Normal, result.NullDistribution);
        Assert.Equal(p, result.P, 1e-12);
    }

    [Fact]
    public void The_depression_example_agrees_with_R()
    {
        // wilcox.test(x, y, paired = TRUE[, alternative = "greater"]): V = 40, p = 0.0390625 [0.01953125]
        var differences = ReferenceData.Differences(ReferenceData.DepressionBefore, ReferenceData.DepressionAfter);
        Assert.Equal(40, SignedRankTest.Test(differences).PositiveRankSum);
        Assert.Equal(0.0390625, SignedRankTest.Test(differences).P, 1e-15);
        Assert.Equal(0.01953125, SignedRankTest.Test(differences, alternative: Alternative.Greater).P, 1e-15);
    }

    [Fact]
    public void Critical_values_are_the_printed_ones()
    {
        // Wilcoxon tables, two-sided .05 for n = 6..25 and .01 for n = 8..25; R: qsignrank(alpha/2, n) - 1
        int[] five = [0, 2, 3, 5, 8, 10, 13, 17, 21, 25, 29, 34, 40, 46, 52, 58, 65, 73, 81, 89];
        int[] one = [0, 1, 3, 5, 7, 9, 12, 15, 19, 23, 27, 32, 37, 42, 48, 54, 61, 68];
        for (int n = 6; n <= 25; n++)
            AssertCritical(n, five[n - 6], .025);
        for (int n = 8; n <= 25; n++)
            AssertCritical(n, one[n - 8], .005);

        static void AssertCritical(int n, int critical, double tail)
        {
            var law = SignedRankDistribution.Untied(n);
            Assert.True(law.LowerTail(2 * critical) <= tail && law.LowerTail(2 * critical + 2) > tail, $"n = {n}");
        }
    }

    [Fact]
    public void The_tail_at_8_is_the_printed_one() =>
        Assert.Equal(.0390625, SignedRankDistribution.Untied(8).LowerTail(10), 1e-15); // P(T <= 5 | n = 8); R: psignrank(5, 8)

    [Fact]
    public void Swapping_the_sides_keeps_p_and_swaps_the_rank_sums()
    {
        var mirrored = new Sample([.. Demsar.Values.ToArray().Select(d => -d)]);
        SignedRankResult a = SignedRankTest.Test(Demsar), b = SignedRankTest.Test(mirrored);
        Assert.Equal((a.P, a.PositiveRankSum, a.NegativeRankSum), (b.P, b.NegativeRankSum, b.PositiveRankSum));
    }

    [Fact]
    public void Order_of_pairs_and_unit_do_not_matter()
    {
        var random = new RandomValues(5);
        var scaled = new Sample([.. random.Shuffled(Demsar.Values.ToArray()).Select(d => d * 100)]);
        Assert.Equal(SignedRankTest.Test(Demsar).P, SignedRankTest.Test(scaled).P, 1e-15);
    }

    [Theory]
    [InlineData(ZeroHandling.Wilcox)]
    [InlineData(ZeroHandling.Pratt)]
    public void Under_the_null_p_is_at_most_alpha_with_probability_at_most_alpha(ZeroHandling zeros)
    {
        // Every sign pattern of fixed magnitudes, a tie and a zero among them, is equally likely under the null.
        double[] magnitudes = [0, 1, 1, 2, 3.5, 4, 7, 7, 9];
        var ps = NullPatterns.SignFlips(magnitudes).Select(s => SignedRankTest.Test(s, zeros).P).ToArray();
        NullPatterns.AssertValid(ps);
    }

    [Fact]
    public void The_approximation_meets_the_exact_law_at_many_pairs()
    {
        var differences = new RandomValues(11).Gaussians(150, .15);
        double exact = SignedRankTest.Test(differences).P;
        double approximate = SignedRankTest.Test(differences, ZeroHandling.Pratt, Alternative.TwoSided, exactLimit: 0).P;
        Assert.InRange(approximate / exact, .97, 1.03);
    }

    [Fact]
    public void Only_zeros_show_nothing() => Assert.Equal(1, SignedRankTest.Test(new Sample(0, 0, 0)).P);

    [Theory]
    // All sign patterns counted in Python over scipy.stats.rankdata(abs(d)); R with the outlier at 100: wilcox.test(d)$p.value
    [InlineData(new[] { 1, 2, 3, 4, 5, 6, -7.0 }, .1484375)]
    [InlineData(new[] { 1, 2, 3, -4, 5, 6, -.5 }, .109375)]
    public void A_huge_difference_ranks_first_and_ties_no_others(double[] others, double expected)
    {
        foreach (double outlier in new[] { 100, 1e4, 1e10, 1e300 })
            Assert.Equal(expected, SignedRankTest.Test(new Sample([outlier, .. others])).P, 1e-15);
    }

    [Fact]
    public void Equal_differences_of_decimals_are_ties_beside_a_huge_one()
    {
        // .0020 twice, apart in the last bits: ranks 1.5 1.5 3 4
        var result = SignedRankTest.Test(new Sample(.7104 - .7084, .8241 - .8261, .0031, 1e12));
        Assert.Equal((8.5, 1.5), (result.PositiveRankSum, result.NegativeRankSum));
    }
}
