using System.Numerics;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Adjustments;

/// <summary>The studentized means of a family of comparisons under sign patterns that they share.</summary>
internal sealed class SignFlippedFamily
{
    /// <summary>What rounding may add to a statistic, which is of the order of 1.</summary>
    public const double Tolerance = 1e-10;

    private const int ChunkSize = 256;
    private readonly SignFlipStrata?[] strata;
    private readonly int[][][] keys; // (comparisons, strata, pairs)
    private readonly int keyCount;

    public SignFlippedFamily(IReadOnlyList<FamilyMember> members, double alpha, int maxCounted, ulong seed, int draws)
    {
        var indices = new Dictionary<string, int>(StringComparer.Ordinal);
        Members = members;
        strata = [.. members.Select(m => m.Blocks is null ? null : new SignFlipStrata(m.Blocks.Contributions(0)))];
        keys = [.. members.Select(m => m.Blocks is null ? [] : m.Blocks.InStrata(m.Keys).Select(s => s.Select(Index).ToArray()).ToArray())];
        keyCount = indices.Count;
        Patterns = new SignPatterns(keyCount, maxCounted, seed, draws);
        Observed = [.. strata.Select(s => Math.Abs(s?.Observed ?? 0))];
        Burdens = [.. strata.Select(s =>
            s is not null && AttainablePValues.MinimumPairedPValue(s.All.Sum(x => x.Magnitudes.Length)) <= alpha)];

        int Index(string key)
        {
            if (!indices.TryGetValue(key, out int index))
                indices.Add(key, index = indices.Count);
            return index;
        }
    }

    public IReadOnlyList<FamilyMember> Members { get; }

    public SignPatterns Patterns { get; }

    /// <summary>Per comparison the statistic that was observed, without its sign; 0 where nothing was tested.</summary>
    public double[] Observed { get; }

    /// <summary>Per comparison whether it can reach the level at all: only then it can err.</summary>
    public bool[] Burdens { get; }

    /// <summary>Walks through all patterns, chunk by chunk, with the statistics as if each mean were what it was estimated to be.</summary>
    /// <param name="use">Takes the first pattern, how many there are, and the statistics (comparisons, patterns), signed.</param>
    public void ForEachChunkCentred(Action<int, int, double[][]> use) =>
        ForEachChunk([.. Members.Select(m => m.Blocks is { } blocks ? new SignFlipStrata(blocks.Contributions(blocks.Value)) : null)], use);

    /// <summary>Per comparison in how many patterns it was reached, counted chunk by chunk.</summary>
    /// <param name="size">How many numbers are counted.</param>
    /// <param name="count">Adds to them for a chunk: statistics, patterns, counts.</param>
    public long[] Reached(int size, Action<double[][], int, long[]> count)
    {
        var reached = new long[size];
        ForEachChunk(strata, (_, patterns, statistics) =>
        {
            var own = new long[size];
            count(statistics, patterns, own);
            lock (reached)
            {
                for (int i = 0; i < size; i++)
                    reached[i] += own[i];
            }
        });
        return reached;
    }

    /// <summary>The sums of signs times values in each stratum of a comparison: (strata, patterns).</summary>
    /// <param name="comparison">One that was tested.</param>
    /// <param name="values">Per stratum one for each pair.</param>
    public double[][] SignedSums(int comparison, IReadOnlyList<double[]> values)
    {
        var sums = new double[values.Count][];
        var signs = new double[ChunkSize];
        for (int s = 0; s < sums.Length; s++)
        {
            sums[s] = new double[Patterns.Count];
            for (int first = 0; first < Patterns.Count; first += ChunkSize)
            {
                var part = sums[s].AsSpan(first, Math.Min(ChunkSize, Patterns.Count - first));
                for (int i = 0; i < values[s].Length; i++)
                {
                    Patterns.Fill(keys[comparison][s][i], first, signs.AsSpan(0, part.Length));
                    for (int k = 0; k < part.Length; k++)
                        part[k] += signs[k] * values[s][i];
                }
            }
        }
        return sums;
    }

    // Chunks are independent of each other.
    private void ForEachChunk(SignFlipStrata?[] strata, Action<int, int, double[][]> use)
    {
        int chunks = (Patterns.Count + ChunkSize - 1) / ChunkSize;
        Parallel.For(0, chunks, () => new Chunk(this, strata), (i, _, chunk) =>
        {
            int first = i * ChunkSize, count = Math.Min(ChunkSize, Patterns.Count - first);
            use(first, count, chunk.Fill(first, count));
            return chunk;
        }, _ => { });
    }

    private sealed class Chunk(SignFlippedFamily family, SignFlipStrata?[] strata)
    {
        // (keys, patterns), (comparisons, patterns)
        private readonly double[][] signs = Rows(family.keyCount), statistics = Rows(strata.Length);
        private readonly double[] sum = new double[ChunkSize], variance = new double[ChunkSize], stratumSum = new double[ChunkSize];

        public double[][] Fill(int first, int count)
        {
            for (int key = 0; key < signs.Length; key++)
                family.Patterns.Fill(key, first, signs[key].AsSpan(0, count));
            for (int i = 0; i < statistics.Length; i++)
            {
                if (strata[i] is { } own)
                    Fill(own, family.keys[i], count, statistics[i]);
            }
            return statistics;
        }

        private void Fill(SignFlipStrata strata, int[][] keys, int count, double[] to)
        {
            Array.Clear(sum);
            Array.Clear(variance);
            for (int s = 0; s < keys.Length; s++)
            {
                var stratum = strata.All[s];
                Array.Clear(stratumSum);
                for (int i = 0; i < keys[s].Length; i++)
                    AddTo(stratumSum, stratum.Contributions[i], signs[keys[s][i]]);
                for (int k = 0; k < count; k++)
                {
                    sum[k] += stratumSum[k];
                    variance[k] += stratum.Variance((stratum.Total - stratumSum[k]) / 2);
                }
            }
            for (int k = 0; k < count; k++)
                to[k] = strata.Statistic(sum[k], variance[k]);
        }

        private static void AddTo(double[] to, double factor, double[] values)
        {
            for (int i = 0; i < to.Length; i += Vector<double>.Count)
                (new Vector<double>(to, i) + factor * new Vector<double>(values, i)).CopyTo(to, i);
        }

        private static double[][] Rows(int count) => [.. Enumerable.Range(0, count).Select(_ => new double[ChunkSize])];
    }
}
