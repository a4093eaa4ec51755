using Sweep.Statistics.Bayes;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Comparisons;

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
    public static DatasetComparison?[] Compare(IReadOnlyList<IReadOnlyList<BlockMatching>> matchings, IReadOnlyDictionary<string, string> datasetOf,
        Func<double[], double[]> adjust, FamilyAdjustment adjustment, ComparisonOptions options)
    {
        DatasetComparison?[] compared = [.. matchings.Select(m => Compare(m, datasetOf, options))];
        if (options.Depth == ReportDepth.Full && compared.Length <= MostHierarchical)
        {
            for (int i = 0; i < compared.Length; i++)
                compared[i] = compared[i] is { } c ? c with { Hierarchical = Hierarchical(matchings[i], datasetOf, options) } : null;
        }
        double[] adjusted = adjust([.. compared.Select(c => c?.SignedRank ?? 1)]);
        return [.. compared.Select((c, i) => c is null ? null : c with { Decision = Decide(c, adjusted[i], compared.Length, adjustment, options) })];
    }

    private static DatasetComparison? Compare(IReadOnlyList<BlockMatching> matchings, IReadOnlyDictionary<string, string> datasetOf, ComparisonOptions options)
    {
        double magnitude = double.PositiveInfinity; // the smallest of the pairs of means
        DatasetDifference[] datasets = [.. matchings.Where(m => m.Design != ComparisonDesign.None).GroupBy(m => datasetOf[m.Block])
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new DatasetDifference(g.Key, g.Count(), new Sample(g.Select(MeanDifference)).Mean))];
        if (datasets.Length < 2)
            return null;
        var differences = RoundingError.Removed(new Sample(datasets.Select(d => d.Difference)), () => magnitude);
        var mean = MeanEstimate.OfMean(differences);
        var sign = SignTest.Test(differences);
        var typical = HodgesLehmann.Estimate(differences, 1 - options.Alpha);
        return new DatasetComparison(datasets, mean, mean.HasSpread ? mean.At(1 - options.Alpha) : null, typical,
            options.LargerIsBetter ? sign.Wins : sign.Losses, sign.Ties, options.LargerIsBetter ? sign.Losses : sign.Wins,
            SignedRankTest.Test(differences, ZeroHandling.Pratt).P, SignFlipTest.Test(differences, options.Seed).P, sign.P,
            mean.HasSpread ? mean.P : null,
            options.Rope > 0 && mean.HasSpread ? EquivalenceTest.Test(mean, options.Rope, options.Alpha).P : null,
            SignedRankPosterior.Of(differences, options.Rope, options.Seed, PosteriorDraws),
            new Decision(Verdict.Undecided, DecidingTest.SignedRank, P: null, AdjustedP: null, Limit: null, IsExploratory: true))
        {
            TypicalInterval = typical.Interval.Level >= FarBelow * (1 - options.Alpha) ? typical.Interval : null,
        };

        double MeanDifference(BlockMatching matching)
        {
            double x = matching.Sides.Level.ToSample().Mean, y = matching.Sides.Baseline.ToSample().Mean;
            magnitude = Math.Min(magnitude, Math.Max(Math.Abs(x), Math.Abs(y)));
            return RoundingError.Difference(x, y);
        }
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
                return MeanEstimate.Combine([.. strata.Select(s => MeanEstimate.OfMean(PairedAnalysis.Differences(s)))],
                    [.. strata.Select(s => s.Weight)]);
            })
            .Where(m => double.IsFinite(m.StandardError))
            .Select(m => new HierarchicalPosterior.Dataset(m.Value, m.StandardError, m.HasSpread ? m.DegreesOfFreedom : 1))];
        return known.Length >= HierarchicalPosterior.FewestDatasets && known.Any(k => k.StandardError > 0 || k.Mean != known[0].Mean)
            ? HierarchicalPosterior.Of(known, options.Rope)
            : null;
    }

    private const int PosteriorDraws = 10_000;
    private const int MostHierarchical = 40; // each takes a tenth of a second

    private static Decision Decide(DatasetComparison comparison, double adjusted, int familySize, FamilyAdjustment adjustment, ComparisonOptions options)
    {
        double typical = comparison.HodgesLehmann.Estimate;
        var verdict = comparison.Equivalence <= options.Alpha ? Verdict.Equivalent
            : adjusted <= options.Alpha && typical != 0 ? (typical > 0 == options.LargerIsBetter ? Verdict.Better : Verdict.Worse)
            : Verdict.Undecided;
        int count = comparison.Datasets.Count;
        double smallest = Resolution.SmallestPairedP(count - comparison.Ties);
        var limit = verdict == Verdict.Undecided && smallest * familySize > options.Alpha
            ? new DecisionLimit(count, comparison.Ties, count, count, smallest, Resolution.PairsNeeded(options.Alpha, 1),
                Resolution.PairsNeeded(options.Alpha, familySize), familySize, options.Alpha) { Unit = "dataset", Adjustment = adjustment }
            : null;
        // Looking again and again at growing seeds is paid for by the other target only.
        return new Decision(verdict, DecidingTest.SignedRank, comparison.SignedRank, adjusted, limit, !options.IsPlanned || options.Looks is not null)
        {
            Direction = Math.Sign(typical),
        };
    }
}
