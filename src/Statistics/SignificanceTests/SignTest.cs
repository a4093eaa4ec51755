using MathNet.Numerics;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Sign test: are wins and losses equally likely? Exact binomial; ties are left out.</summary>
/// <remarks>Arbuthnott 1710; Demsar, JMLR 7 (2006), section 3.1.4. The two-sided p is twice the smaller tail.</remarks>
public static class SignTest
{
    private const int MaxSummed = 1000;

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
            Alternative.Greater => BinomialUpperTail(wins, n),
            Alternative.Less => BinomialUpperTail(losses, n),
            _ => Math.Min(1, 2 * BinomialUpperTail(Math.Max(wins, losses), n)),
        };
        return new SignTestResult(wins, differences.Count - n, losses, p);
    }

    // P(X >= k) for n fair coins: summed from the far end while 2^-n is a number, else an incomplete beta function (DLMF 8.17.5).
    internal static double BinomialUpperTail(int k, int n)
    {
        if (k == 0)
            return 1;
        if (n > MaxSummed)
            return SpecialFunctions.BetaRegularized(k, n - k + 1.0, 0.5);
        double term = Math.ScaleB(1, -n), tail = term;
        for (int i = n; i > k; i--)
        {
            term *= i / (n - i + 1.0);
            tail += term;
        }
        return Math.Min(1, tail);
    }
}

/// <summary>Result of the sign test.</summary>
/// <param name="Wins">Positive differences.</param>
/// <param name="Ties">Zero differences, left out.</param>
/// <param name="Losses">Negative differences.</param>
/// <param name="P">The p-value.</param>
public sealed record SignTestResult(int Wins, int Ties, int Losses, double P);
