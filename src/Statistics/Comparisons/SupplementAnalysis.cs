using Sweep.Statistics.Bayes;
using Sweep.Statistics.Distributions;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.Power;
using Sweep.Statistics.Resampling;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Comparisons;

/// <summary>Computes what a report adds to an overall comparison.</summary>
internal static class SupplementAnalysis
{
    private const int FewestForBootstrap = 10;

    /// <summary>Completes a comparison that was tested.</summary>
    /// <param name="result">The overall comparison, with design, difference and unused trials.</param>
    /// <param name="matchings">The blocks it uses.</param>
    /// <param name="familySize">Overall comparisons.</param>
    /// <param name="options">What was asked.</param>
    public static ComparisonResult Complete(ComparisonResult result, IReadOnlyList<BlockMatching> matchings, int familySize, ComparisonOptions options)
    {
        if (options.Depth == ReportDepth.Verdicts || result.Difference is not { } difference)
            return result;
        bool paired = result.Design == ComparisonDesign.Paired;
        double a12 = matchings.Average(m => Superiority.A12(m.Sides.Level.ToSample(), m.Sides.Baseline.ToSample()));
        return result with
        {
            Supplement = new ComparisonSupplement
            {
                PossiblePairCount = result.PairCount + result.Unused.Count,
                Divergence = paired ? Divergence(matchings) : null,
                A12 = a12,
                CliffsDelta = 2 * a12 - 1,
                BiasCorrected = paired ? Resampled(matchings, options, Bootstrap.BiasCorrected, pair => pair) : null,
                WinInterval = paired ? Resampled(matchings, options, Bootstrap.Percentile, pair => Win(pair, options.LargerIsBetter)) : null,
                Posterior = difference.Mean.HasSpread ? CorrelatedTPosterior.Of(difference.Mean, options.Rope) : null,
                Power = paired && difference.Mean.HasSpread ? Power(result, familySize, options) : null,
            },
        };
    }

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

    private delegate Interval Method(Sample sample, SampleStatistic statistic, double confidence, ulong seed, int draws);

    // Over collapsed units, each weighing the same: the mean of weighted values is the weighted mean.
    private static Interval? Resampled(IReadOnlyList<BlockMatching> matchings, ComparisonOptions options, Method method, Func<double, double> map)
    {
        if (options.BootstrapDraws == 0)
            return null;
        var strata = Strata.Paired([.. matchings.Select(m => m.Sides)]);
        int count = strata.Sum(s => s.X.Count);
        if (count < FewestForBootstrap)
            return null;
        var units = strata.SelectMany(s => PairedAnalysis.Differences(s).Values.ToArray().Select(d => s.Weight * count / s.X.Count * map(d)));
        return method(new Sample(units), Mean, 1 - options.Alpha, options.Seed, options.BootstrapDraws);
    }

    private static double Win(double difference, bool largerIsBetter) =>
        difference == 0 ? 0.5 : difference > 0 == largerIsBetter ? 1 : 0;

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum / values.Length;
    }

    private static PowerSummary Power(ComparisonResult result, int familySize, ComparisonOptions options)
    {
        var mean = result.Difference!.Mean;
        double error = mean.StandardError, deviation = error * Math.Sqrt(result.PairCount), inFamily = options.Alpha / familySize;
        double Detectable(double alpha) => error * TTestPower.DetectableNoncentrality(mean.DegreesOfFreedom, options.Power, alpha);
        // two one-sided tests, each missing with half of 1 - power
        double? equivalence = options.Rope > 0
            ? Math.Pow((Normal.UpperQuantile(options.Alpha) + Normal.UpperQuantile((1 - options.Power) / 2)) * deviation / options.Rope, 2)
            : null;
        return new PowerSummary(options.Power, options.Alpha, Detectable(options.Alpha), Detectable(inFamily),
            mean.Value == 0 ? double.PositiveInfinity : TTestPower.PairsNeeded(mean.Value / deviation, options.Power, inFamily), equivalence);
    }
}
