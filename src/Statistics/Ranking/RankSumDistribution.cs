namespace Sweep.Statistics.Ranking;

/// <summary>The distribution of the sum of the ranks of m items drawn at random from all ranked items.</summary>
/// <remarks>Dynamic programming over doubled ranks: exact with ties. Index 0 of <see cref="Probabilities"/> is the smallest possible
/// sum.</remarks>
internal sealed class RankSumDistribution
{
    private RankSumDistribution(int minimum, double[] probabilities) => (Minimum, Probabilities) = (minimum, probabilities);

    /// <summary>The smallest possible doubled sum.</summary>
    public int Minimum { get; }

    /// <summary>Probability of each doubled sum from <see cref="Minimum"/> on.</summary>
    public double[] Probabilities { get; }

    public static RankSumDistribution Create(ReadOnlySpan<int> doubledRanks, int drawn)
    {
        var sorted = doubledRanks.ToArray();
        Array.Sort(sorted);
        int minimum = sorted.Take(drawn).Sum(), maximum = sorted.TakeLast(drawn).Sum();

        // ways[j, s]: number of subsets of j items with doubled sum s, as double: 1e29 at most where this is used
        var ways = new double[drawn + 1, maximum + 1];
        ways[0, 0] = 1;
        foreach (int rank in sorted)
        {
            for (int j = drawn; j >= 1; j--)
            {
                for (int s = maximum; s >= rank; s--)
                    ways[j, s] += ways[j - 1, s - rank];
            }
        }

        double total = 0;
        for (int s = minimum; s <= maximum; s++)
            total += ways[drawn, s];
        var probabilities = new double[maximum - minimum + 1];
        for (int i = 0; i < probabilities.Length; i++)
            probabilities[i] = ways[drawn, minimum + i] / total;
        return new RankSumDistribution(minimum, probabilities);
    }

    /// <summary>The distribution of the sum of two independent sums.</summary>
    public RankSumDistribution Plus(RankSumDistribution other)
    {
        var sum = new double[Probabilities.Length + other.Probabilities.Length - 1];
        for (int i = 0; i < Probabilities.Length; i++)
        {
            for (int j = 0; j < other.Probabilities.Length; j++)
                sum[i + j] += Probabilities[i] * other.Probabilities[j];
        }
        return new RankSumDistribution(Minimum + other.Minimum, sum);
    }

    /// <summary>P(doubled sum &gt;= value).</summary>
    public double UpperTail(int doubledSum)
    {
        double tail = 0;
        for (int i = Probabilities.Length - 1; i >= Math.Max(0, doubledSum - Minimum); i--)
            tail += Probabilities[i];
        return Math.Min(1, tail);
    }

    /// <summary>P(doubled sum &lt;= value).</summary>
    public double LowerTail(int doubledSum)
    {
        double tail = 0;
        for (int i = 0; i < Math.Min(Probabilities.Length, doubledSum - Minimum + 1); i++)
            tail += Probabilities[i];
        return Math.Min(1, tail);
    }
}
