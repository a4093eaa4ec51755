using Sweep.Statistics;
using Sweep.Statistics.Omnibus;
using Sweep.Statistics.PostHoc;

namespace Sweep.Analysis.Comparisons;

/// <summary>Arranges scores as tables of units by levels and tests them.</summary>
internal static class OmnibusAnalysis
{
    private const int MaxPermutedUnits = 500; // beyond, chi-square is as good and drawing would take seconds
    private const int MaxLevels = 300; // of Skillings and Mack's test, which inverts a matrix of so many rows; it takes long beyond

    /// <summary>Tests a table; null for fewer than two levels or no row with two of them.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="rows">(units, levels): scores, NaN where missing.</param>
    /// <param name="options">What was asked.</param>
    public static OmnibusSummary? Compute(IReadOnlyList<string> levels, IEnumerable<double[]> rows, ComparisonOptions options)
    {
        double[][] usable = [.. rows.Where(r => r.Count(v => !double.IsNaN(v)) > 1)];
        if (levels.Count < 2 || usable.Length == 0)
            return null;
        // the best level has rank 1
        double[][] directed = [.. usable.Select(r => Array.ConvertAll(r, v => options.LargerIsBetter ? -v : v))];
        double[][] complete = [.. directed.Where(r => !r.Any(double.IsNaN))];
        var table = complete.Length > 1 ? new BlockTable(complete) : null;
        var friedman = table is null ? null : FriedmanTest.Test(table);
        bool connected = LevelGraph.IsConnected(levels.Count,
            directed.Select(r => Enumerable.Range(0, r.Length).Where(j => !double.IsNaN(r[j])).ToArray()));
        // What no table shows is not waited for: where rows are complete, Friedman's test speaks for all.
        bool isFull = options.Depth == ReportDepth.Full;
        return new OmnibusSummary(levels, usable.Length, complete.Length, friedman?.MeanRanks ?? [], friedman,
            connected && levels.Count <= MaxLevels && (isFull || friedman is null || complete.Length < usable.Length)
                ? SkillingsMackTest.Test(new BlockTable(directed), options.Seed, directed.Length <= MaxPermutedUnits ? 1_999 : 0) : null,
            table is null ? null : QuadeTest.Test(table), table is null ? null : AlignedRanksTest.Test(table),
            table is null ? null : RankContrasts.CriticalDifference(levels.Count, complete.Length, options.Alpha),
            table is null || !isFull ? [] : RankContrasts.Nemenyi(table));
    }

    /// <summary>One row per pair key, averaged over the blocks that share it, from blocks in which at least two levels have it.</summary>
    public static IEnumerable<double[]> ByKey(IReadOnlyList<string> levels, IReadOnlyList<IReadOnlyList<ScoredTrial>[]> blocks)
    {
        var rows = new Dictionary<string, (double Sum, int Count)[]>();
        foreach (var block in blocks)
        {
            for (int level = 0; level < levels.Count; level++)
            {
                foreach (var scored in block[level])
                {
                    if (!rows.TryGetValue(scored.Key, out var row))
                        rows[scored.Key] = row = new (double, int)[levels.Count];
                    row[level] = (row[level].Sum + scored.Value, row[level].Count + 1);
                }
            }
        }
        // A key that some level has in fewer blocks than others would mix block effects into the row.
        return rows.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r =>
        {
            var row = r.Value;
            int most = row.Max(c => c.Count);
            return Array.ConvertAll(row, c => c.Count == most ? c.Sum / c.Count : double.NaN);
        });
    }

    /// <summary>One row per dataset: means over the blocks of it in which every level has an outcome.</summary>
    public static IEnumerable<double[]> ByDataset(IReadOnlyList<string> levels,
        IReadOnlyList<(string Dataset, IReadOnlyList<ScoredTrial>[] Levels)> blocks) =>
        blocks.Where(b => b.Levels.All(l => l.Count > 0)).GroupBy(b => b.Dataset).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (double[])[.. Enumerable.Range(0, levels.Count).Select(l =>
                new Sample(g.Select(b => new Sample(b.Levels[l].Select(s => s.Value)).Mean)).Mean)]);
}
