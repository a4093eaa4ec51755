using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Bayes;
using Sweep.Statistics.Benchmarks;
using Sweep.Statistics.Distributions;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.Power;
using Sweep.Statistics.Resampling;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Comparisons;

/// <summary>Computes what a report adds to an overall comparison.</summary>
internal static class SupplementAnalysis
{
    private const int FewestForBootstrap = 10;

    /// <summary>Completes a comparison that was tested.</summary>
    /// <param name="result">The overall comparison, with design, difference and unused trials.</param>
    /// <param name="matchings">The blocks it uses.</param>
    /// <param name="familySize">Overall comparisons.</param>
    /// <param name="adjustment">The adjustment of the family.</param>
    /// <param name="options">What was asked.</param>
    public static ComparisonResult Complete(ComparisonResult result, IReadOnlyList<BlockMatching> matchings, int familySize,
        AdjustmentMethod adjustment, ComparisonOptions options)
    {
        if (options.Depth == ReportDepth.Verdicts || result.Design == ComparisonDesign.None)
            return result;
        bool paired = result.Design == ComparisonDesign.Paired;
        var pairs = paired && options.BootstrapDraws > 0 ? MatchedPairs.Create([.. matchings.Select(m => m.Sides)]) : null;
        var units = pairs is { Measured.IsComplete: true } ? Units(pairs.Differing) : null;
        var winUnits = pairs is null ? null : Units(pairs.All);
        MeanEstimate? mean = result.Difference is { Mean: { HasSpread: true } spread } ? spread : null;
        bool draws = options.Depth == ReportDepth.Full && options.BootstrapDraws > 0;
        var (x, y) = draws ? (Directed(matchings.Select(m => m.Sides.Level), options),
            Directed(matchings.Select(m => m.Sides.Baseline), options)) : ([], []);
        double a12 = matchings.Average(m => ProbabilityOfSuperiority.A12(m.Sides.Level.ToSample(), m.Sides.Baseline.ToSample()));
        return result with
        {
            Supplement = new ComparisonSupplement
            {
                PossiblePairCount = result.PairCount + result.LostPairs,
                Divergence = paired && options.Overlap == 0 ? Divergence(matchings) : null,
                A12 = a12,
                CliffsDelta = 2 * a12 - 1,
                ProbabilityOfImprovement = options.LargerIsBetter ? a12 : 1 - a12,
                ImprovementInterval = draws ? ProbabilityOfImprovement.Percentile(x, y, 1 - options.Alpha, options.Seed,
                    options.BootstrapDraws) : null,
                StochasticOrder = draws ? StochasticOrder.Test(x, y, 1 - options.Alpha, options.Seed, options.BootstrapDraws) : null,
                BootstrapInterval = units is null ? null : StratifiedMeanBootstrap.Studentized(units, 1 - options.Alpha, options.Seed,
                    options.BootstrapDraws),
                WinInterval = winUnits is null ? null : StratifiedMeanBootstrap.Percentile(Wins(winUnits, options.LargerIsBetter),
                    1 - options.Alpha, options.Seed, options.BootstrapDraws),
                Posterior = mean is { } located ? CorrelatedTPosterior.Compute(located, options.Rope) : null,
                Power = paired && mean is not null && options.Overlap == 0 ? Power(result, familySize, adjustment, options) : null,
            },
        };
    }

    // So that larger is better.
    private static Sample[] Directed(IEnumerable<IReadOnlyList<ScoredTrial>> sides, ComparisonOptions options) =>
        [.. sides.Select(s => options.LargerIsBetter ? s.ToSample() : new Sample(s.Select(v => -v.Value)))];

    private static McNemarResult Divergence(IReadOnlyList<BlockMatching> matchings)
    {
        int onlyLevel = 0, onlyBaseline = 0;
        foreach (var sides in matchings.Select(m => m.Sides))
        {
            for (int i = 0; i < sides.Level.Count; i++)
            {
                var (level, baseline) = (sides.Level[i].IsDiverged, sides.Baseline[i].IsDiverged);
                onlyLevel += level && !baseline ? 1 : 0;
                onlyBaseline += baseline && !level ? 1 : 0;
            }
        }
        return McNemarTest.Test(onlyLevel, onlyBaseline);
    }

    // The differences to draw from, after collapsing; null where there are too few, or a block of one pair among others has nothing to draw
    // from. Blocks of one pair each are drawn themselves, as the error of their mean has it, if they weigh the same.
    private static List<(double Weight, Sample Differences)>? Units(IReadOnlyList<Stratum> strataOfPairs)
    {
        List<(double Weight, Sample Differences)> strata =
            [.. strataOfPairs.Select(s => (s.Weight, PairedTest.DifferencesOf(s)))];
        if (strata.Sum(s => s.Differences.Count) < FewestForBootstrap)
            return null;
        if (strata.All(s => s.Differences.Count == 1 && s.Weight == strata[0].Weight))
            return [(1, new Sample(strata.Select(s => s.Differences.Mean)))];
        return strata.Exists(s => s.Differences.Count == 1) ? null : strata;
    }

    private static List<(double Weight, Sample Wins)> Wins(List<(double Weight, Sample Differences)> units, bool largerIsBetter) =>
        [.. units.Select(u => (u.Weight, new Sample(u.Differences.Values.ToArray().Select(d => Win(d, largerIsBetter)))))];

    private static double Win(double difference, bool largerIsBetter) =>
        difference == 0 ? 0.5 : difference > 0 == largerIsBetter ? 1 : 0;

    private static PowerSummary Power(ComparisonResult result, int familySize, AdjustmentMethod adjustment, ComparisonOptions options)
    {
        var mean = result.Difference!.Mean;
        double inFamily = options.Alpha / familySize;
        if (result.Sequential is { Rule: StoppingRule.EProcess, Looks.Count: var seeds })
            return EProcessPower(mean, seeds, result.DecidingPairs, inFamily, options);
        double error = mean.StandardError, deviation = error * Math.Sqrt(result.PairCount - result.BothDivergedCount);
        // Joint flips ask of the pairs no more than a single comparison does; their level is at least alpha over the family.
        double Smallest(int pairs) => options.MinimumPairedPValue(pairs) / (adjustment == AdjustmentMethod.MaxT ? familySize : 1);
        double Detectable(double alpha, double smallest) => smallest <= alpha // as the limit of the verdict
            ? error * TTestPower.DetectableNoncentrality(mean.DegreesOfFreedom, options.Power, alpha)
            : double.PositiveInfinity;
        // two one-sided tests, each missing with half of 1 - power
        double? equivalence = options.Rope > 0
            ? Math.Pow((Normal.UpperQuantile(options.Alpha) + Normal.UpperQuantile((1 - options.Power) / 2)) * deviation / options.Rope, 2)
            : null;
        return new PowerSummary(options.Power, options.Alpha,
            Detectable(options.Alpha, options.MinimumPairedPValue(result.DecidingPairs)),
                Detectable(inFamily, Smallest(result.DecidingPairs)),
            mean.Value == 0 ? double.PositiveInfinity
                : SignFlipPower.PairsNeeded(mean.Value / deviation, options.Power, inFamily, Smallest), equivalence);
    }

    // Its pairs are seeds, each the mean over blocks. Nothing is drawn for equivalence.
    private static PowerSummary EProcessPower(MeanEstimate mean, int seeds, int bets, double inFamily, ComparisonOptions options)
    {
        double deviation = mean.StandardError * Math.Sqrt(seeds);
        return new PowerSummary(options.Power, options.Alpha, Detectable(options.Alpha), Detectable(inFamily),
            mean.Value == 0 || seeds == 0 ? double.PositiveInfinity : SymmetryEProcessPower.DifferencesNeeded(mean.Value / deviation,
                options.Power, inFamily),
            PairsForEquivalence: null);

        double Detectable(double alpha) => deviation * SymmetryEProcessPower.DetectableEffect(bets, options.Power, alpha);
    }
}
