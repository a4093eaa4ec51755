namespace Sweep.Statistics.SignificanceTests;

/// <summary>The studentized mean over strata as a function of the pattern of signs.</summary>
/// <remarks>With A the sum of all contributions, V its estimated variance, N pairs and K strata the statistic is U = A sqrt(N/((N - K) V +
/// A^2)): it grows with
/// A/sqrt(V), is bounded by sqrt(N), and in one stratum it is the sum itself over the root of the sum of squares. Patterns without any
/// variance lie just
/// beyond all others, in the order of A. Strata of zeros count neither in N nor in K: few differences are never more extreme than
/// many.</remarks>
internal sealed class SignFlipStrata
{
    private const double RelativeTolerance = 1e-12;
    private const double BeyondShare = 1e-3;
    private readonly double total, root;
    private readonly int pairs, strata; // with differences

    /// <summary>Strata of contributions, in any unit.</summary>
    public SignFlipStrata(IEnumerable<double[]> contributions)
    {
        double[][] given = [.. contributions];
        double largest = given.Max(c => c.Max(Math.Abs));
        Unit = largest > 0 ? Math.ScaleB(1, Math.ILogB(largest)) : 1; // squares neither overflow nor vanish
        All = [.. given.Select(c => new SignFlipStratum([.. c.Select(x => x / Unit)]))];
        foreach (var stratum in All.Where(s => s.Total > 0))
        {
            pairs += stratum.Count;
            strata++;
        }
        total = All.Sum(s => s.Total);
        root = Math.Sqrt(pairs);
        double sum = 0, variance = 0;
        foreach (var stratum in All)
        {
            sum += stratum.Total - 2 * stratum.Negative;
            variance += stratum.Variance(stratum.Negative);
        }
        Tolerance = RelativeTolerance * root * Math.Max(1, All.Count);
        Observed = Math.Abs(sum) <= RelativeTolerance * total ? 0 : Statistic(sum, variance);
    }

    /// <summary>What contributions are measured in here: a power of two.</summary>
    public double Unit { get; }

    /// <summary>The strata, in that unit.</summary>
    public IReadOnlyList<SignFlipStratum> All { get; }

    /// <summary>The statistic of the pattern that was observed; positive when the mean is.</summary>
    public double Observed { get; }

    /// <summary>What rounding may add to a statistic: patterns within it are as extreme.</summary>
    public double Tolerance { get; }

    /// <summary>The statistic of any pattern.</summary>
    /// <param name="sum">A: the sum of all contributions.</param>
    /// <param name="variance">V: its estimated variance.</param>
    public double Statistic(double sum, double variance) =>
        variance > 0 ? sum * Math.Sqrt(pairs / ((pairs - strata) * variance + sum * sum))
        : sum == 0 ? 0
        : Math.CopySign(root, sum) + BeyondShare * root * sum / total;
}
