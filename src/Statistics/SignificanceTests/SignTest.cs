using MathNet.Numerics;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Sign test: are wins and losses equally likely? Exact binomial; ties are left out.</summary>
/// <remarks>Arbuthnott 1710; Demsar, JMLR 7 (2006), section 3.1.4. The two-sided p is twice the smaller tail.</remarks>
public static class SignTest
{
    /// <summary>Tests whether positive and negative differences are equally likely.</summary>
    public static SignTestResult Test(Sample differences, Alternative alternative = Alternative.TwoSided)
    {
        ArgumentNullException.ThrowIfNull(differences);
        int wins = 0, losses = 0;
        foreach (double d in differences.Values)
        {
            if (d > 0)
                wins++;
            else if (d < 0)
                losses++;
        }
        int n = wins + losses;
        double p = alternative switch
        {
            Alternative.Greater => AtLeast(wins, n),
            Alternative.Less => AtLeast(losses, n),
            _ => Math.Min(1, 2 * AtLeast(Math.Max(wins, losses), n)),
        };
        return new SignTestResult(wins, differences.Count - n, losses, p);
    }

    // P(X >= k) for n fair coins is an incomplete beta function: DLMF 8.17.5.
    private static double AtLeast(int k, int n) => k == 0 ? 1 : SpecialFunctions.BetaRegularized(k, n - k + 1.0, 0.5);
}

/// <summary>Result of the sign test.</summary>
/// <param name="Wins">Positive differences.</param>
/// <param name="Ties">Zero differences, left out.</param>
/// <param name="Losses">Negative differences.</param>
/// <param name="P">The p-value.</param>
public sealed record SignTestResult(int Wins, int Ties, int Losses, double P);
