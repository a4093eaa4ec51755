using MathNet.Numerics.LinearAlgebra;
using Sweep.Planning.Expansion;
using Sweep.Statistics;
using Sweep.Statistics.Omnibus;

namespace Sweep.Analysis.Comparisons;

/// <summary>A level's mean over all blocks as if no cell were missing: from the additive model level + block, fitted to cell
/// means.</summary>
/// <param name="Level">The level.</param>
/// <param name="CellCount">Blocks in which it has outcomes.</param>
/// <param name="Mean">The fitted mean over all blocks, in the unit of the metric. Equal to the raw mean when no cell is missing. Null where
/// the level has outcomes in a block and no mean, since all of them diverged.</param>
/// <remarks>Searle, Speed and Milliken, Am. Stat. 34 (1980), 216-221, doi:10.1080/00031305.1980.10483031. A raw mean over the blocks that
/// a level happens to have would favour levels that miss the hard ones.</remarks>
public sealed record MarginalMean(string Level, int CellCount, double? Mean)
{
    /// <summary>Fits the model; null when some levels share no block with the others.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="cells">(blocks, levels): cell means, NaN where missing.</param>
    internal static IReadOnlyList<MarginalMean>? Fit(IReadOnlyList<string> levels, IReadOnlyList<double[]> cells)
    {
        double[][] used = [.. cells.Where(r => r.Any(v => !double.IsNaN(v)))];
        int[][] present = [.. used.Select(r => Enumerable.Range(0, r.Length).Where(j => !double.IsNaN(r[j])).ToArray())];
        if (used.Length == 0 || !LevelGraph.IsConnected(levels.Count, present))
            return null;
        if (present.All(p => p.Length == levels.Count)) // no level has a say in another's mean, not even by rounding
            return [.. levels.Select((level, i) => new MarginalMean(level, used.Length, new Sample(used.Select(r => r[i])).Mean))];
        // Normal equations after the blocks are eliminated: a graph Laplacian, singular in the common shift only. Adding 1 everywhere
        // fixes the shift so that the effects sum to zero.
        var matrix = Matrix<double>.Build.Dense(levels.Count, levels.Count, 1);
        var right = Vector<double>.Build.Dense(levels.Count);
        for (int b = 0; b < used.Length; b++)
        {
            double mean = present[b].Average(j => used[b][j]);
            foreach (int i in present[b])
            {
                right[i] += used[b][i] - mean;
                foreach (int j in present[b])
                    matrix[i, j] += (i == j ? 1 : 0) - 1.0 / present[b].Length;
            }
        }
        var effects = matrix.Cholesky().Solve(right);
        double blocks = new Sample(Enumerable.Range(0, used.Length).Select(b => present[b].Average(j => used[b][j] - effects[j]))).Mean;
        return [.. levels.Select((level, i) => new MarginalMean(level, present.Count(p => p.Contains(i)), blocks + effects[i]))];
    }
}
