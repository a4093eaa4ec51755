using Sweep.Statistics;

namespace Sweep.Analysis.Comparisons;

/// <summary>What one dataset shows of two levels.</summary>
/// <param name="Dataset">Its name.</param>
/// <param name="BlockCount">Blocks averaged over.</param>
/// <param name="Difference">Mean of the blocks' mean differences, pairs left out in which both sides diverged; null where there is
/// none.</param>
/// <param name="Direction">Its sign, also where a side has no mean; 0 for a tie.</param>
/// <param name="Magnitude">Of the smallest pair of block means; 0 without difference.</param>
/// <param name="MayBeEquivalent">Whether no divergence forbids to call the levels equivalent.</param>
internal readonly record struct DatasetUnit(string Dataset, int BlockCount, double? Difference, int Direction, double Magnitude,
    bool MayBeEquivalent)
{
    /// <summary>Averages the blocks of a dataset.</summary>
    public static DatasetUnit Create(string dataset, IReadOnlyList<BlockMatching> blocks, bool largerIsBetter)
    {
        BlockSides[] sides = [.. blocks.Select(m => m.Design == ComparisonDesign.Paired ? m.Sides.Differing() : m.Sides)
            .Where(s => s.Level.Count > 0)];
        bool mayBeEquivalent = sides.Length == blocks.Count && !sides.Any(s => s.HasDivergence);
        int lost = sides.Count(s => !s.IsLevelMeasured) - sides.Count(s => !s.IsBaselineMeasured);
        if (sides.Length == 0 || sides.Any(s => !s.IsLevelMeasured || !s.IsBaselineMeasured))
            return new DatasetUnit(dataset, blocks.Count, null, Math.Sign(largerIsBetter ? -lost : lost), 0, mayBeEquivalent);
        double[] x = [.. sides.Select(s => s.Level.ToSample().Mean)], y = [.. sides.Select(s => s.Baseline.ToSample().Mean)];
        double difference = new Sample(x.Zip(y, RoundingError.Difference)).Mean;
        return new DatasetUnit(dataset, blocks.Count, difference, Math.Sign(difference),
            x.Zip(y, (a, b) => Math.Max(Math.Abs(a), Math.Abs(b))).Min(), mayBeEquivalent);
    }
}
