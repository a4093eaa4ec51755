namespace Sweep.Statistics.Omnibus;

/// <summary>The exact distribution of Friedman's statistic: every arrangement of the ranks within each block is equally likely.</summary>
/// <remarks>Dynamic programming over the vector of rank sums. Since levels are exchangeable, vectors that are permutations of each other
/// are one state. Ties are kept as they are, so the distribution is conditional on them.</remarks>
internal static class FriedmanDistribution
{
    // k -> the largest N that is counted; the work grows with states * k! per block
    private static readonly Dictionary<int, int> MaxBlocks = new() { [2] = 200, [3] = 40, [4] = 10, [5] = 6, [6] = 4 };

    /// <summary>P(statistic at least as large as observed); null where there are too many arrangements.</summary>
    /// <param name="doubledRanks">(blocks, levels): doubled mid-ranks.</param>
    public static double? UpperTail(int[][] doubledRanks)
    {
        int k = doubledRanks[0].Length;
        if (!MaxBlocks.TryGetValue(k, out int most) || doubledRanks.Length > most)
            return null;
        long observed = Squares(Enumerable.Range(0, k).Select(j => doubledRanks.Sum(r => r[j])));

        var distribution = new Dictionary<RankSums, double> { [new RankSums(new int[k])] = 1 };
        foreach (int[] ranks in doubledRanks)
        {
            int[][] arrangements = [.. Arrangements(ranks)];
            var next = new Dictionary<RankSums, double>();
            foreach (var (sums, probability) in distribution)
            {
                foreach (int[] arrangement in arrangements)
                {
                    var state = sums.Plus(arrangement);
                    next[state] = next.GetValueOrDefault(state) + probability / arrangements.Length;
                }
            }
            distribution = next;
        }
        return Math.Min(1, distribution.Where(s => Squares(s.Key.Values) >= observed).Select(s => s.Value).Order().Sum());
    }

    private static long Squares(IEnumerable<int> sums) => sums.Sum(s => (long)s * s);

    // All permutations, tied ones as often as they occur.
    private static IEnumerable<int[]> Arrangements(int[] ranks)
    {
        if (ranks.Length == 1)
            return [ranks];
        return ranks.SelectMany((first, i) => Arrangements([.. ranks[..i], .. ranks[(i + 1)..]]).Select(rest => (int[])[first, .. rest]));
    }

    // Sorted rank sums, compared by value.
    private readonly struct RankSums(int[] sorted) : IEquatable<RankSums>
    {
        public IReadOnlyList<int> Values => sorted;

        private ReadOnlySpan<int> Sums => sorted;

        public RankSums Plus(int[] arrangement)
        {
            var sums = new int[arrangement.Length];
            for (int j = 0; j < sums.Length; j++)
                sums[j] = Sums[j] + arrangement[j];
            Array.Sort(sums);
            return new RankSums(sums);
        }

        public bool Equals(RankSums other) => Sums.SequenceEqual(other.Sums);

        public override bool Equals(object? obj) => obj is RankSums other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (int sum in Sums)
                hash.Add(sum);
            return hash.ToHashCode();
        }
    }
}
