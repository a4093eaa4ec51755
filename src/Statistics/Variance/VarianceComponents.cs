namespace Sweep.Statistics.Variance;

/// <summary>Where the spread of results comes from: levels, datasets, levels behaving differently on datasets, seeds shared by the levels
/// of a dataset, and what is left. It says whether to buy seeds or datasets.</summary>
/// <param name="Level">Variance between levels.</param>
/// <param name="Dataset">Variance between datasets.</param>
/// <param name="Interaction">Variance of level effects between datasets.</param>
/// <param name="SharedSeed">Variance that seeds cause to all levels alike: pairing removes it.</param>
/// <param name="Residual">Variance of single trials beyond that.</param>
/// <param name="LevelCount">a.</param>
/// <param name="DatasetCount">D.</param>
/// <param name="SeedsPerDataset">Harmonic mean.</param>
/// <remarks>Method of moments on unweighted cell means (Searle, Casella and McCulloch, Variance Components, 1992, chapters 4 and 5): with n
/// the harmonic mean of seeds, MS(interaction of cell means) has expectation interaction + residual/n; and so on. Equals the
/// expected-mean-squares table when all datasets have the same seeds. Where an estimate is negative, all are those of the largest
/// restricted likelihood (REML) of these mean squares with no component below 0: what the negative one would take from the others goes back
/// to them.</remarks>
public sealed record VarianceComponents(double Level, double Dataset, double Interaction, double SharedSeed, double Residual,
    int LevelCount,
    int DatasetCount, double SeedsPerDataset)
{
    /// <summary>Variance of the mean difference of two levels on new datasets: 2 (interaction/D + residual/(D n)).</summary>
    /// <param name="datasets">D, positive.</param>
    /// <param name="seeds">n, positive.</param>
    public double VarianceOfDifference(double datasets, double seeds) => 2 * (Interaction / datasets + Residual / (datasets * seeds));

    /// <summary>The share of that variance that more seeds could remove, in [0,1]; NaN when there is none at all.</summary>
    public double SeedShare => Residual / SeedsPerDataset / (Interaction + Residual / SeedsPerDataset);

    /// <summary>Estimates the components.</summary>
    /// <param name="datasets">Per dataset (levels, seeds): the i-th value of all levels has the same seed. At least two levels, two
    /// datasets, two seeds each.</param>
    /// <exception cref="ArgumentException">There is too little to estimate from, or a dataset is ragged.</exception>
    public static VarianceComponents Estimate(IReadOnlyList<IReadOnlyList<Sample>> datasets)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        if (datasets.Count < 2 || datasets[0].Count < 2)
            throw new ArgumentException("Variance components need at least two datasets and two levels.", nameof(datasets));
        int a = datasets[0].Count, d = datasets.Count;
        if (datasets.Any(s => s.Count != a || s.Any(l => l.Count != s[0].Count || l.Count < 2)))
            throw new ArgumentException("Every dataset has all levels, each with the same seeds, at least two.", nameof(datasets));

        double seedSquares = 0, residualSquares = 0, inverse = 0;
        int seedDf = 0, residualDf = 0;
        var cells = new double[d, a];
        for (int i = 0; i < d; i++)
        {
            int n = datasets[i][0].Count;
            for (int j = 0; j < a; j++)
                cells[i, j] = datasets[i][j].Mean;
            double[] seeds = [.. Enumerable.Range(0, n)
                .Select(s => Enumerable.Range(0, a).Average(j => datasets[i][j].Values[s] - cells[i, j]))];
            seedSquares += a * seeds.Sum(s => s * s);
            for (int j = 0; j < a; j++)
            {
                for (int s = 0; s < n; s++)
                    residualSquares += Math.Pow(datasets[i][j].Values[s] - cells[i, j] - seeds[s], 2);
            }
            seedDf += n - 1;
            residualDf += (a - 1) * (n - 1);
            inverse += 1.0 / n / d;
        }

        var rows = new Sample(Enumerable.Range(0, d).Select(i => Enumerable.Range(0, a).Average(j => cells[i, j])));
        var columns = new Sample(Enumerable.Range(0, a).Select(j => Enumerable.Range(0, d).Average(i => cells[i, j])));
        double crossed = 0;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < a; j++)
                crossed += Math.Pow(cells[i, j] - rows.Values[i] - columns.Values[j] + rows.Mean, 2);
        }
        double crossedMean = crossed / ((d - 1.0) * (a - 1));
        double residual = residualSquares / residualDf;
        double sharedSeed = (seedSquares / seedDf - residual) / a;
        double interaction = crossedMean - residual * inverse;
        double dataset = rows.Variance - crossedMean / a - sharedSeed * inverse;
        double level = columns.Variance - crossedMean / d;
        var moments = new VarianceComponents(level, dataset, interaction, sharedSeed, residual, a, d, 1 / inverse);
        if (level >= 0 && dataset >= 0 && interaction >= 0 && sharedSeed >= 0)
            return moments;
        double[] fitted = RestrictedLikelihood.Maximize(
        [
            new(columns.Variance, a - 1, [1, 0, 1.0 / d, 0, inverse / d]),
            new(rows.Variance, d - 1, [0, 1, 1.0 / a, inverse, inverse / a]),
            new(crossedMean, (d - 1.0) * (a - 1), [0, 0, 1, 0, inverse]),
            new(seedSquares / seedDf, seedDf, [0, 0, 0, a, 1]),
            new(residual, residualDf, [0, 0, 0, 0, 1]),
        ]);
        return moments with { Level = fitted[0], Dataset = fitted[1], Interaction = fitted[2], SharedSeed = fitted[3],
            Residual = fitted[4] };
    }
}
