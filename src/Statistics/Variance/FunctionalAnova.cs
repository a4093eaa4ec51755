namespace Sweep.Statistics.Variance;

/// <summary>Importance of hyperparameters: how much of the variance of a metric over a full grid each factor explains alone, and each
/// combination of factors beyond that.</summary>
/// <remarks>Hutter, Hoos and Leyton-Brown, ICML 2014 (PMLR 32), 754-762; on a full grid no surrogate is needed. The effect of a subset U of the
/// factors is the mean over the others with all effects of smaller subsets taken away; its variance is the mean of its square. Noise of the
/// cells adds noise * product of (levels - 1) over U / cells to it, which is subtracted.</remarks>
public static class FunctionalAnova
{
    /// <summary>The largest number of factors.</summary>
    public const int MostFactors = 12;

    /// <summary>Decomposes the variance over a grid.</summary>
    /// <param name="shape">Levels per factor, each at least 1.</param>
    /// <param name="values">(shape, the last factor varying fastest): one value, such as a mean over seeds, per cell.</param>
    /// <param name="noise">Variance of each cell's value that is not of interest, such as seed variance over seeds; at least 0.</param>
    /// <returns>One effect per non-empty subset of factors with more than one level, in order of the subset's bits.</returns>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public static IReadOnlyList<FactorEffect> Decompose(IReadOnlyList<int> shape, Sample values, double noise = 0)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shape.Count, MostFactors);
        if (!(noise >= 0 && double.IsFinite(noise)))
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "The noise variance is at least 0.");
        if (shape.Any(l => l < 1) || shape.Aggregate(1L, (product, l) => product * l) != values.Count)
            throw new ArgumentException($"A grid of {string.Join(" x ", shape)} does not have {values.Count} values.", nameof(values));

        double[] centred = Array.ConvertAll(values.Values.ToArray(), v => v - values.Mean);
        var effects = new List<(int[] Factors, double Variance, double Net)>();
        for (int subset = 1; subset < 1 << shape.Count; subset++)
        {
            int[] factors = [.. Enumerable.Range(0, shape.Count).Where(f => (subset >> f & 1) == 1)];
            if (factors.Any(f => shape[f] == 1))
                continue;
            double[] effect = [.. centred];
            for (int f = 0; f < shape.Count; f++)
                Split(effect, shape, f, keepMean: !factors.Contains(f));
            double expected = noise * factors.Aggregate(1.0, (product, f) => product * (shape[f] - 1)) / values.Count;
            double variance = effect.Sum(v => v * v) / effect.Length;
            effects.Add((factors, variance, Math.Max(0, variance - expected)));
        }
        double explained = effects.Sum(e => e.Net);
        return [.. effects.Select(e => new FactorEffect(e.Factors, e.Variance, e.Net, explained > 0 ? e.Net / explained : 0))];
    }

    // Along one factor: leaves the mean, or what the mean leaves.
    private static void Split(double[] grid, IReadOnlyList<int> shape, int factor, bool keepMean)
    {
        int levels = shape[factor], stride = shape.Skip(factor + 1).Aggregate(1, (product, l) => product * l);
        for (int start = 0; start < grid.Length; start++)
        {
            if (start / stride % levels != 0)
                continue;
            double mean = 0;
            for (int level = 0; level < levels; level++)
                mean += grid[start + level * stride] / levels;
            for (int level = 0; level < levels; level++)
                grid[start + level * stride] = keepMean ? mean : grid[start + level * stride] - mean;
        }
    }
}

/// <summary>The effect of one factor, or of several together beyond their smaller combinations.</summary>
/// <param name="Factors">Indices into the shape.</param>
/// <param name="Variance">Mean square of the effect over the grid, noise included.</param>
/// <param name="NetVariance">The same less what noise is expected to add; at least 0.</param>
/// <param name="Importance">Net variance over the sum of all net variances: importances add up to 1, or are all 0.</param>
public sealed record FactorEffect(IReadOnlyList<int> Factors, double Variance, double NetVariance, double Importance);
