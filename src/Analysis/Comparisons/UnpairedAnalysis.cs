using Sweep.Statistics;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Comparisons;

/// <summary>All numbers of an unpaired comparison, from strata of independent samples.</summary>
internal static class UnpairedAnalysis
{
    public static ComparisonResult Fill(ComparisonResult result, IReadOnlyList<BlockSides> sides, IReadOnlyList<Stratum> strata,
        bool isMeasured, ComparisonOptions options)
    {
        var mean = MeanEstimate.Combine([.. strata.Select(Difference)], [.. strata.Select(s => s.Weight)]);
        var mannWhitney = MannWhitneyTest.Test([.. strata.Select(s => (s.X, s.Y))]);
        var samples = new UnpairedSamples(strata, mean, mannWhitney, isMeasured);
        var procedure = TestCatalogue.Unpaired(options.Test).OfSamples!;
        Sample[] values = [.. strata.SelectMany(s => new[] { s.X, s.Y })];
        double deviation = PooledSpread.StandardDeviation(values);
        int degreesOfFreedom = PooledSpread.DegreesOfFreedom(values);
        double? effect = deviation > 0 ? mean.Value / deviation : null;
        bool mayBeEquivalent = options.Rope > 0 && mean.HasSpread && !sides.Any(s => s.HasDivergence);
        return result with
        {
            Design = ComparisonDesign.Unpaired,
            Direction = Math.Sign(procedure.Direction(samples)),
            UnpairedP = procedure.P(samples),
            MinimumUnpairedPValue = procedure.MinimumPValue([.. strata.Select(s => (s.X.Count, s.Y.Count))]),
            Difference = !isMeasured ? null : new DifferenceSummary(mean,
                mean.HasSpread ? mean.At(1 - options.Alpha) : null,
                mean.HasSpread ? mean.At(1 - 2 * options.Alpha) : null,
                HodgesLehmann: null,
                effect,
                degreesOfFreedom > 1 ? effect * StandardizedEffect.HedgesFactor(degreesOfFreedom) : null,
                Correlation: null,
                mannWhitney.ProbabilityOfSuperiority),
            Tests = new TestSummary
            {
                MannWhitney = mannWhitney.P,
                T = isMeasured && mean.HasSpread ? mean.P : null,
                Equivalence = mayBeEquivalent ? EquivalenceTest.Test(mean, options.Rope, options.Alpha).P : null,
            },
        };
    }

    // Means over blocks of equal values may differ in their last bits, which is no spread.
    private static MeanEstimate Difference(Stratum stratum) => MeanEstimate.FromDifference(Even(stratum.X), Even(stratum.Y));

    private static Sample Even(Sample values) => RoundingError.Removed(values, () => RoundingError.Magnitude(values, values));
}

/// <summary>What a test of independent samples may look at.</summary>
/// <param name="Strata">The samples of each block.</param>
/// <param name="Mean">The mean of the blocks' differences of means.</param>
/// <param name="Ranks">The test of ranks, which is always made.</param>
/// <param name="IsMeasured">Whether both sides have a mean: a side may have diverged altogether.</param>
internal sealed record UnpairedSamples(IReadOnlyList<Stratum> Strata, MeanEstimate Mean, MannWhitneyResult Ranks, bool IsMeasured);
