using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Estimates;

/// <summary>Paired differences in blocks, made ready for a statement about the weighted mean of the block means: every stratum has a spread
/// of its own.</summary>
/// <remarks>A block of a single pair has none. Where there are two or more of them they are collapsed into one stratum, whose spread
/// includes what sets these
/// blocks apart: on average it is never too small (Cochran, Sampling Techniques, 3rd ed. 1977, section 5A.12). A lone one among larger
/// blocks has no
/// partner to collapse with, and nothing is borrowed: it is left out.</remarks>
public sealed class PairedBlocks
{
    private readonly List<(double[] Shares, double[] Differences)> strata = [];
    private readonly double overlap;

    /// <summary>Prepares blocks.</summary>
    /// <param name="blocks">Weight and differences of each; weights are positive.</param>
    /// <param name="overlap">0 where differences are independent. Where those of a block come from trainings that share samples, as folds
    /// do: held-out samples over training samples (<see cref="MeanEstimate.FromSample(Sample, double)"/>).</param>
    public PairedBlocks(IReadOnlyList<(double Weight, Sample Differences)> blocks, double overlap = 0)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        this.overlap = overlap;
        if (blocks.Count == 0)
            throw new ArgumentException("There is at least one block.", nameof(blocks));
        int[] single = [.. Enumerable.Range(0, blocks.Count).Where(i => blocks[i].Differences.Count == 1)];
        LeftOut = single.Length == 1 && blocks.Count > 1 ? single[0] : null;
        double weights = 0;
        for (int i = 0; i < blocks.Count; i++)
            weights += i == LeftOut ? 0 : blocks[i].Weight;
        IsCollapsed = single.Length > 1;
        if (IsCollapsed)
            strata.Add(([.. single.Select(i => blocks[i].Weight / weights)], [.. single.Select(i => blocks[i].Differences.Values[0])]));
        for (int i = 0; i < blocks.Count; i++)
        {
            var (weight, differences) = blocks[i];
            if (i == LeftOut || (IsCollapsed && differences.Count == 1))
                continue;
            double share = weight / weights / differences.Count;
            strata.Add(([.. Enumerable.Repeat(share, differences.Count)], differences.Values.ToArray()));
        }
        PairCount = strata.Sum(s => s.Differences.Length);
        Minimum = strata.Min(s => s.Differences.Min());
        Maximum = strata.Max(s => s.Differences.Max());
        Value = strata.Count == 1 && !IsCollapsed ? blocks.Single(b => b.Differences.Values.Length == PairCount).Differences.Mean
            : strata.Sum(s => s.Differences.Zip(s.Shares).Sum(x => x.First * x.Second));
    }

    /// <summary>The index of the block that is left out, a lone one of a single pair among larger ones; null when none is.</summary>
    public int? LeftOut { get; }

    /// <summary>Whether blocks of a single pair were collapsed into one stratum.</summary>
    public bool IsCollapsed { get; }

    /// <summary>How many strata there are.</summary>
    public int StratumCount => strata.Count;

    /// <summary>Pairs in all strata.</summary>
    public int PairCount { get; }

    /// <summary>The weighted mean of the block means.</summary>
    public double Value { get; }

    /// <summary>The smallest difference.</summary>
    public double Minimum { get; }

    /// <summary>The largest difference.</summary>
    public double Maximum { get; }

    /// <summary>Differences and their shares in the mean, stratum by stratum.</summary>
    internal IReadOnlyList<(double[] Shares, double[] Differences)> Strata => strata;

    /// <summary>The mean with its error; degrees of freedom after Satterthwaite, doi:10.2307/3002019.</summary>
    public MeanEstimate Estimate()
    {
        double variance = 0, parts = 0;
        for (int i = 0; i < strata.Count; i++)
        {
            var (shares, differences) = strata[i];
            if (differences.Length == 1)
                return MeanEstimate.Create(Value, double.NaN, double.NaN);
            double part = differences.Length * new Sample(differences.Zip(shares, (d, s) => d * s)).Variance;
            if (!(IsCollapsed && i == 0)) // the blocks of a single pair share nothing
                part *= 1 + overlap * differences.Length;
            variance += part;
            parts += part == 0 ? 0 : part * part / (differences.Length - 1);
        }
        return MeanEstimate.Create(Value, variance, variance * variance / parts);
    }

    /// <summary>Brings what stands beside the differences of the blocks into the order of the strata.</summary>
    /// <param name="beside">Per block one item for each of its differences.</param>
    internal IEnumerable<T[]> InStrata<T>(IReadOnlyList<IReadOnlyList<T>> beside)
    {
        if (IsCollapsed)
            yield return [.. beside.Where(b => b.Count == 1).Select(b => b[0])];
        for (int i = 0; i < beside.Count; i++)
        {
            if (i != LeftOut && !(IsCollapsed && beside[i].Count == 1))
                yield return [.. beside[i]];
        }
    }

    /// <summary>The contributions of all pairs to the mean of differences that are smaller by <paramref name="shift"/>.</summary>
    internal IEnumerable<double[]> Contributions(double shift) =>
        strata.Select(s => s.Differences.Zip(s.Shares, (d, share) => share * (d - shift)).ToArray());
}
