using Sweep.Statistics.Adjustments;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>What a number of values can show at all: the smallest p an exact two-sided test can reach.</summary>
/// <remarks>All differences on one side is one sign pattern of 2^n, and its mirror image another: p = 2^(1-n). Under Holm the smallest of
/// m p-values must reach alpha/m.</remarks>
public static class AttainablePValues
{
    /// <summary>The smallest possible p of the sign, signed-rank and sign-flip tests with so many non-zero differences; 1 for
    /// none.</summary>
    public static double MinimumPairedPValue(int nonZeroPairs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nonZeroPairs);
        return Math.Min(1, Math.ScaleB(1, 1 - nonZeroPairs));
    }

    /// <summary>The smallest possible p of the Mann-Whitney test without ties: 2 / binomial(n + m, n).</summary>
    public static double MinimumUnpairedPValue(int countX, int countY) => MinimumUnpairedPValue([(countX, countY)]);

    /// <summary>The same over strata, within which labels are exchanged: 2 over the product of their binomials.</summary>
    public static double MinimumUnpairedPValue(IReadOnlyList<(int CountX, int CountY)> strata)
    {
        ArgumentNullException.ThrowIfNull(strata);
        double p = 2;
        foreach (var (countX, countY) in strata)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(countX, nameof(strata));
            ArgumentOutOfRangeException.ThrowIfNegative(countY, nameof(strata));
            for (int i = 1; i <= countX; i++)
                p *= (double)i / (countY + i);
        }
        return Math.Min(1, p);
    }

    /// <summary>How many pairs the smallest of <paramref name="familySize"/> p-values needs to survive Holm's adjustment.</summary>
    /// <param name="alpha">Family-wise error rate, in (0,1).</param>
    /// <param name="familySize">Number of comparisons adjusted for, from 1.</param>
    public static int PairsNeeded(double alpha, long familySize) => PairsNeeded(alpha, familySize, MinimumPairedPValue);

    /// <summary>The same for another test of pairs.</summary>
    /// <param name="alpha">Family-wise error rate, in (0,1).</param>
    /// <param name="familySize">Number of comparisons adjusted for, from 1.</param>
    /// <param name="minimumPValue">The smallest p that so many pairs can give.</param>
    public static int PairsNeeded(double alpha, long familySize, Func<int, double> minimumPValue)
    {
        if (!(alpha > 0 && alpha < 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha lies in (0,1).");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(familySize);
        ArgumentNullException.ThrowIfNull(minimumPValue);
        int n = 1;
        while (minimumPValue(n) * familySize > alpha)
            n++;
        return n;
    }
}
