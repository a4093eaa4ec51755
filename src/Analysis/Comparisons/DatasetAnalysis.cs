using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Bayes;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Comparisons;

/// <summary>Compares over datasets as units.</summary>
internal static class DatasetAnalysis
{
    private const double FarBelow = 0.9; // an interval with less than this share of the wanted level would be read as one that has it

    /// <summary>One comparison per contrast; null where fewer than two datasets have both sides.</summary>
    /// <param name="matchings">Per contrast its blocks.</param>
    /// <param name="datasetOf">The dataset of each block.</param>
    /// <param name="adjust">The adjustment of the family.</param>
    /// <param name="adjustment">Its name.</param>
    /// <param name="options">What was asked.</param>
    public static DatasetComparison?[] Compare(IReadOnlyList<IReadOnlyList<BlockMatching>> matchings,
        IReadOnlyDictionary<string, string> datasetOf,
        Func<double[], double[]> adjust, AdjustmentMethod adjustment, ComparisonOptions options)
    {
        DatasetComparison?[] compared = [.. matchings.Select(m => Compare(m, datasetOf, options))];
        if (options.Depth == ReportDepth.Full && compared.Length <= MaxHierarchical)
        {
            for (int i = 0; i < compared.Length; i++)
                compared[i] = compared[i] is { } c ? c with { Hierarchical = Hierarchical(matchings[i], datasetOf, options) } : null;
        }
        double[] adjusted = adjust([.. compared.Select(c => c?.SignedRank ?? 1)]);
        return [.. compared.Select((c, i) =>
            c is null ? null : c with { Decision = Decide(c, adjusted[i], compared.Length, adjustment, options) })];
    }

    private static DatasetComparison? Compare(IReadOnlyList<BlockMatching> matchings, IReadOnlyDictionary<string, string> datasetOf,
        ComparisonOptions options)
    {
        DatasetUnit[] units = [.. matchings.Where(m => m.Design != ComparisonDesign.None).GroupBy(m => datasetOf[m.Block])
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => DatasetUnit.Create(g.Key, [.. g], options.LargerIsBetter))];
        if (units.Length < 2)
            return null;
        // Where a side has no mean on a dataset its sign is known, and that no difference is larger.
        double beyond = 2 * units.Max(u => Math.Abs(u.Difference ?? 0));
        // the smallest of the pairs of means
        double magnitude = units.Where(u => u.Difference is not null).Select(u => u.Magnitude).DefaultIfEmpty().Min();
        var differences = RoundingError.Removed(new Sample(units.Select(u => u.Difference ?? u.Direction * (beyond > 0 ? beyond : 1))),
            () => magnitude);
        bool hasValues = Measurement.Create([.. matchings.Select(m => m.Sides)]).HasValues;
        bool isMeasured = hasValues && units.All(u => u.Difference is not null);
        var mean = MeanEstimate.FromSample(differences);
        bool hasSpread = isMeasured && mean.HasSpread;
        var sign = SignTest.Test(differences);
        var typical = HodgesLehmann.Estimate(differences, 1 - options.Alpha);
        return new DatasetComparison([.. units.Select(u =>
            new DatasetDifference(u.Dataset, u.BlockCount, hasValues ? u.Difference : null))], isMeasured ? mean : null,
            hasSpread ? mean.At(1 - options.Alpha) : null, isMeasured ? typical : null,
            options.LargerIsBetter ? sign.Wins : sign.Losses, sign.Ties, options.LargerIsBetter ? sign.Losses : sign.Wins,
            SignedRankTest.Test(differences, ZeroHandling.Pratt).P, SignFlipTest.Test(differences, options.Seed).P, sign.P,
            hasSpread ? mean.P : null,
            options.Rope > 0 && hasSpread && units.All(u => u.MayBeEquivalent) ? EquivalenceTest.Test(mean, options.Rope, options.Alpha).P
                : null,
            isMeasured ? SignedRankPosterior.Compute(differences, options.Rope, options.Seed, PosteriorDraws) : null,
            new Decision(Verdict.Undecided, TestCatalogue.SignedRank, P: null, AdjustedP: null, Limit: null,
                IsExploratory: true) { Direction = Math.Sign(typical.Estimate) })
        {
            TypicalInterval = isMeasured && typical.Interval.Level >= FarBelow * (1 - options.Alpha) ? typical.Interval : null,
        };
    }

    // Of each dataset its blocks' mean difference with an error; a single pair has none.
    private static HierarchicalResult? Hierarchical(IReadOnlyList<BlockMatching> matchings, IReadOnlyDictionary<string, string> datasetOf,
        ComparisonOptions options)
    {
        HierarchicalPosterior.Dataset[] known = [.. matchings.Where(m => m.Design == ComparisonDesign.Paired)
            .GroupBy(m => datasetOf[m.Block])
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
            {
                var strata = Strata.Paired([.. g.Select(m => m.Sides)]);
                return MeanEstimate.Combine([.. strata.Select(s =>
                    MeanEstimate.FromSample(PairedTest.DifferencesOf(s), options.Overlap))],
                    [.. strata.Select(s => s.Weight)]);
            })
            .Where(m => double.IsFinite(m.StandardError))
            .Select(m => new HierarchicalPosterior.Dataset(m.Value, m.StandardError, m.HasSpread ? m.DegreesOfFreedom : 1))];
        return known.Length >= HierarchicalPosterior.FewestDatasets && known.Any(k => k.StandardError > 0 || k.Mean != known[0].Mean)
            ? HierarchicalPosterior.Compute(known, options.Rope)
            : null;
    }

    private const int PosteriorDraws = 10_000;
    private const int MaxHierarchical = 40; // each takes a tenth of a second

    private static Decision Decide(DatasetComparison comparison, double adjusted, int familySize, AdjustmentMethod adjustment,
        ComparisonOptions options)
    {
        int direction = comparison.Decision.Direction;
        var verdict = familySize * comparison.Equivalence <= options.Alpha ? Verdict.Equivalent
            : adjusted <= options.Alpha && direction != 0 ? (direction > 0 == options.LargerIsBetter ? Verdict.Better : Verdict.Worse)
            : Verdict.Undecided;
        int count = comparison.Datasets.Count;
        double smallest = AttainablePValues.MinimumPairedPValue(count - comparison.Ties);
        var limit = verdict == Verdict.Undecided && smallest * familySize > options.Alpha
            ? new DecisionLimit(count, comparison.Ties, count, count, smallest, AttainablePValues.PairsNeeded(options.Alpha, 1),
                AttainablePValues.PairsNeeded(options.Alpha, familySize), familySize, options.Alpha) { Unit = "dataset",
                    Adjustment = adjustment }
            : null;
        // Looking again and again at growing seeds is paid for by the other target only.
        return new Decision(verdict, TestCatalogue.SignedRank, comparison.SignedRank, adjusted, limit, !options.IsPlanned
            || options.Looks is not null)
        {
            Direction = direction,
            Adjustment = adjustment,
            FamilySize = familySize,
        };
    }
}
