using Sweep.Statistics;

namespace Sweep.Analysis.Comparisons;

/// <summary>Independent units of one block, or of several blocks that share pair keys and were averaged over.</summary>
/// <param name="Weight">Share in the overall mean: blocks in it over all blocks.</param>
/// <param name="X">Values of the level.</param>
/// <param name="Y">Values of the baseline; the i-th is the partner of the i-th of X when paired.</param>
internal sealed record Stratum(double Weight, Sample X, Sample Y)
{
    /// <summary>The key of each pair; none when unpaired.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The blocks it is of.</summary>
    public IReadOnlyList<string> Blocks { get; init; } = [];
}

/// <summary>Collapses before testing: trials that share a pair key in several blocks are not independent, so that they become one
/// unit.</summary>
internal static class Strata
{
    /// <summary>Strata of paired blocks: per key the mean over the blocks that have it. A lone stratum of a single pair is left out where
    /// others have more: it
    /// has no spread, and borrows none.</summary>
    public static List<Stratum> Paired(IReadOnlyList<BlockSides> blocks)
    {
        var strata = EveryPaired(blocks);
        int lone = strata.FindIndex(s => s.X.Count == 1);
        if (strata.Count == 1 || lone < 0 || strata.FindLastIndex(s => s.X.Count == 1) != lone)
            return strata;
        double covered = 1 - strata[lone].Weight;
        return [.. strata.Where((_, i) => i != lone).Select(s => s with { Weight = s.Weight / covered })];
    }

    /// <summary>The same with a lone pair.</summary>
    public static List<Stratum> EveryPaired(IReadOnlyList<BlockSides> blocks)
    {
        var strata = new List<Stratum>();
        foreach (var component in Components(blocks, arePaired: true))
        {
            double weight = (double)component.Count / blocks.Count;
            if (component is [var single]) // nothing to collapse: keys are unique within a block
            {
                if (single.Level.Count > 0)
                    strata.Add(new Stratum(weight, single.Level.ToSample(),
                        single.Baseline.ToSample()) { Keys = [.. single.Level.Select(s => s.Key)], Blocks = [single.Block] });
                continue;
            }
            var keys = component.SelectMany(b => b.Level).Select(s => s.Key).Distinct().Order(StringComparer.Ordinal).ToArray();
            Dictionary<string, double> x = Means(component.SelectMany(b => b.Level)), y = Means(component.SelectMany(b => b.Baseline));
            strata.Add(new Stratum(weight, new Sample(keys.Select(k => x[k])), new Sample(keys.Select(k => y[k]))) { Keys = keys,
                Blocks = [.. component.Select(b => b.Block)] });
        }
        return strata;
    }

    /// <summary>Strata of unpaired blocks: per key the mean over all blocks that share keys; keys missing in one of them are left out,
    /// since their mean would carry a block effect.</summary>
    public static List<Stratum> Unpaired(IReadOnlyList<BlockSides> blocks)
    {
        var strata = new List<Stratum>();
        foreach (var component in Components(blocks, arePaired: false))
        {
            var x = Complete(component.Select(b => b.Level).ToArray());
            var y = Complete(component.Select(b => b.Baseline).ToArray());
            if (x.Length > 0 && y.Length > 0)
                strata.Add(new Stratum((double)component.Count / blocks.Count, new Sample(x), new Sample(y)));
        }
        double covered = strata.Sum(s => s.Weight);
        return [.. strata.Select(s => s with { Weight = s.Weight / covered })];
    }

    private static double[] Complete(IReadOnlyList<IReadOnlyList<ScoredTrial>> sides) =>
    [
        .. sides.SelectMany(s => s).GroupBy(s => s.Key).Where(g => g.Count() == sides.Count)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Mean([.. g.Select(s => s.Value)])),
    ];

    private static Dictionary<string, double> Means(IEnumerable<ScoredTrial> scored) =>
        scored.GroupBy(s => s.Key).ToDictionary(g => g.Key, g => Mean([.. g.Select(s => s.Value)]));

    private static double Mean(double[] values) => values.Length == 1 ? values[0] : new Sample(values).Mean;

    // Connected components of the graph whose nodes are blocks and whose edges are shared keys, in order of their first block. Both sides
    // of a paired block have the same keys.
    private static List<List<BlockSides>> Components(IReadOnlyList<BlockSides> blocks, bool arePaired)
    {
        if (blocks.Count == 1)
            return [[blocks[0]]];
        int[] root = [.. Enumerable.Range(0, blocks.Count)];
        int Find(int i)
        {
            while (root[i] != i)
                i = root[i] = root[root[i]];
            return i;
        }

        var owner = new Dictionary<string, int>(blocks.Sum(b => b.Level.Count));
        void Join(IReadOnlyList<ScoredTrial> side, int block)
        {
            foreach (var scored in side)
            {
                if (!owner.TryAdd(scored.Key, block))
                    root[Math.Max(Find(block), Find(owner[scored.Key]))] = Math.Min(Find(block), Find(owner[scored.Key]));
            }
        }

        for (int b = 0; b < blocks.Count; b++)
        {
            Join(blocks[b].Level, b);
            if (!arePaired)
                Join(blocks[b].Baseline, b);
        }
        return [.. Enumerable.Range(0, blocks.Count).GroupBy(Find).OrderBy(g => g.Key).Select(g => g.Select(b => blocks[b]).ToList())];
    }
}
