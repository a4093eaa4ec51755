using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Omnibus;
using Sweep.Statistics.PostHoc;

namespace Sweep.Statistics.Tests.PostHoc;

public class RankContrastTests
{
    [Fact]
    public void Critical_differences_are_Demsars()
    {
        // JMLR 7 (2006), section 3.2.3: 1.25 at .05, 1.12 at .10, k = 4, N = 14; Bonferroni-Dunn 1.16
        Assert.Equal(1.25, RankContrasts.CriticalDifference(4, 14, .05), .005);
        Assert.Equal(1.12, RankContrasts.CriticalDifference(4, 14, .10), .005);
        Assert.Equal(1.16, RankContrasts.CriticalDifferenceFromControl(4, 14, .05), .0105); // he rounds 2.394 * .488 = 1.168 down
    }

    [Theory]
    // Demsar, Table 5(a), q/sqrt(2) for k = 2..10; his 2.850 is 2.8497 in R
    [InlineData(.05, new[] { 1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164 })]
    [InlineData(.10, new[] { 1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.780, 2.855, 2.920 })]
    public void Critical_values_are_Demsars(double alpha, double[] expected)
    {
        for (int k = 2; k <= 10; k++)
        {
            // N chosen so that the standard error is sqrt(k (k+1)/6), which is divided out
            double q = RankContrasts.CriticalDifference(k, 1, alpha) / Math.Sqrt(k * (k + 1) / 6.0);
            Assert.Equal(expected[k - 2], q, 1.05e-3);
        }
    }

    [Fact]
    public void Dunns_critical_values_are_Demsars()
    {
        // Table 5(b), .05; the printed 2.724 at k = 9 should be 2.734
        double[] expected = [1.960, 2.241, 2.394, 2.498, 2.576, 2.638, 2.690, 2.734, 2.773];
        for (int k = 2; k <= 10; k++)
            Assert.Equal(expected[k - 2], RankContrasts.CriticalDifferenceFromControl(k, 1, .05) / Math.Sqrt(k * (k + 1) / 6.0), 6e-4);
    }

    [Fact]
    public void Nemenyi_agrees_with_R()
    {
        // 1 v 6: ptukey(sqrt(2)*abs(dR)/SE, 7, Inf, lower = FALSE) = 0.214782677867; 1 v 3 from scikit-posthocs' tests
        double[] p = RankContrasts.Nemenyi(ReferenceTables.Tied);
        Assert.Equal(.214782677867, p[LevelPairs.IndexOf(0, 5, 7)], 1e-8);
        Assert.Equal(.8414506, p[LevelPairs.IndexOf(0, 2, 7)], 1e-6);
    }

    [Fact]
    public void Conover_agrees_with_R()
    {
        // 2*pt(-t, 12), t = |R1-R6|/sqrt(2 b (A - sum(R^2)/b)/((b-1)(k-1))): 0.0181601988474146
        Assert.Equal(.0181601988474146, RankContrasts.Conover(ReferenceTables.Tied)[LevelPairs.IndexOf(0, 5, 7)], 1e-12);
    }

    [Fact]
    public void Z_gives_Garcia_and_Herreras_raw_values()
    {
        // R: 2*pnorm(-abs(Ri - Rj)/SE)
        double[] expected = [.00484876272167895, .80649594050734, 4.48699107056528e-08, .0127630075326412, .0101123339213335, .00796348920655,
            .743971478075057, 1.73611802565934e-07, .024744672046399, .0028804846690271];
        double[] p = RankContrasts.Z(ReferenceTables.GarciaHerrera);
        for (int i = 0; i < p.Length; i++)
            Assert.Equal(1, p[i] / expected[i], 1e-10);
    }

    [Fact]
    public void Blocks_that_all_rank_alike_have_no_error() =>
        Assert.Throws<ArgumentException>(() => RankContrasts.Conover(new BlockTable(Enumerable.Repeat((double[])[1, 2, 3], 4))));
}
