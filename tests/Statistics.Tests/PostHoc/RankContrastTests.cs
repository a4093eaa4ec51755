using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Omnibus;
using Sweep.Statistics.PostHoc;

namespace Sweep.Statistics.Tests.PostHoc;

public class RankContrastTests
{
    [Fact]
    public void Critical_differences_are_Demsars()
    {
        // JMLR 7 (2006), section 3.2.3: 1.25 at .05, 1.12 at .10, k = 4, N = 14
        Assert.Equal(1.25, RankContrasts.CriticalDifference(4, 14, .05), .005);
        Assert.Equal(1.12, RankContrasts.CriticalDifference(4, 14, .10), .005);
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
    public void Nemenyi_agrees_with_R()
    {
        // 1 v 6: ptukey(sqrt(2)*abs(dR)/SE, 7, Inf, lower = FALSE) = 0.214782677867; 1 v 3 from scikit-posthocs' tests
        double[] p = RankContrasts.Nemenyi(ReferenceTables.Tied);
        Assert.Equal(.214782677867, p[LevelPairs.IndexOf(0, 5, 7)], 1e-8);
        Assert.Equal(.8414506, p[LevelPairs.IndexOf(0, 2, 7)], 1e-6);
    }
}
