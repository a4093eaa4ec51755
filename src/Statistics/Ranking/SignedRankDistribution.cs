using System.Collections.Concurrent;

namespace Sweep.Statistics.Ranking;

/// <summary>The distribution of the sum of positive ranks when each rank is positive or negative with probability one half,
/// independently.</summary>
/// <remarks>Dynamic programming over doubled ranks: exact with ties. Probabilities, not counts, so that nothing overflows.</remarks>
internal sealed class SignedRankDistribution
{
    /// <summary>The most values whose distribution is counted; beyond it is taken as normal.</summary>
    public const int ExactLimit = 200;

    private const int MaxCached = 64; // some 40 kB at most each
    private static readonly ConcurrentDictionary<int, SignedRankDistribution> UntiedDistributions = new();

    private readonly double[] probabilities; // (sum + 1), of the doubled sum

    public SignedRankDistribution(ReadOnlySpan<int> doubledRanks)
    {
        int sum = 0;
        foreach (int rank in doubledRanks)
            sum += rank;
        probabilities = new double[sum + 1];
        probabilities[0] = 1;
        int reached = 0;
        foreach (int rank in doubledRanks)
        {
            reached += rank;
            for (int s = reached; s >= 0; s--)
                probabilities[s] = (probabilities[s] + (s >= rank ? probabilities[s - rank] : 0)) / 2;
        }
    }

    /// <summary>The distribution for ranks 1..n without ties; computed once per n of at most <see cref="MaxCached"/>.</summary>
    public static SignedRankDistribution Untied(int n) => n <= MaxCached ? UntiedDistributions.GetOrAdd(n, MakeUntied) : MakeUntied(n);

    private static SignedRankDistribution MakeUntied(int n)
    {
        var ranks = new int[n];
        for (int i = 0; i < n; i++)
            ranks[i] = 2 * (i + 1);
        return new SignedRankDistribution(ranks);
    }

    /// <summary>P(doubled sum &lt;= value).</summary>
    public double LowerTail(int doubledSum)
    {
        double tail = 0;
        for (int s = 0; s <= Math.Min(doubledSum, probabilities.Length - 1); s++)
            tail += probabilities[s];
        return Math.Min(1, tail);
    }

    /// <summary>The smallest whole rank sum q, from 1, with P(sum &lt;= q) above the given probability, and P(sum &lt; q).</summary>
    public (int RankSum, double Below) Quantile(double tail)
    {
        double below = probabilities[0] + probabilities[1];
        for (int sum = 1; ; sum++)
        {
            double within = probabilities[2 * sum] + (2 * sum + 1 < probabilities.Length ? probabilities[2 * sum + 1] : 0);
            if (below + within > tail)
                return (sum, below);
            below += within;
        }
    }

    /// <summary>P(doubled sum &gt;= value): the distribution is symmetric, so the upper tail is a lower one.</summary>
    public double UpperTail(int doubledSum) => LowerTail(probabilities.Length - 1 - doubledSum);
}
