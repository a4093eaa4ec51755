using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Estimates;

/// <summary>The interval that a test of "the mean is this" does not reject.</summary>
/// <remarks>Hypotheses are followed from the estimate outwards. A p-value of few patterns need not fall monotonically: then the interval
/// ends where p first falls to the level on the way to a value known to be rejected. So a value that the caller names lies inside if, and
/// only if, its own p exceeds the level: interval and verdict never contradict each other.</remarks>
public static class InvertedInterval
{
    private const int FewPairs = 10, MaxSteps = 40, MaxDoublings = 20;
    private const double ManyPrecision = 0.002; // of half an interval of Student's
    private const double NearShare = 0.1, EqualShare = 1e-9; // of the way to the end; of differences that are all equal

    /// <summary>As <see cref="Compute"/>; null where nothing bounds it on either side.</summary>
    /// <param name="blocks">Paired differences.</param>
    /// <param name="confidence">In (0,1).</param>
    /// <param name="p">The two-sided p of a mean.</param>
    /// <param name="ofPatterns">Whether p counts patterns, and so falls no further beyond all differences.</param>
    /// <param name="named">Values on the side of the ends which their p says.</param>
    public static Interval? ComputeIfBounded(PairedBlocks blocks, double confidence, Func<double, double> p, bool ofPatterns,
        params ReadOnlySpan<double> named)
    {
        var interval = Invert(blocks, confidence, p, ofPatterns, named);
        return double.IsInfinity(interval.Lower) && double.IsInfinity(interval.Upper) ? null : interval;
    }

    /// <summary>The interval of a weighted mean of block means.</summary>
    /// <param name="blocks">Paired differences.</param>
    /// <param name="confidence">In (0,1); the interval of an equivalence test at alpha has 1 - 2 alpha.</param>
    /// <param name="p">The two-sided p of the hypothesis that the mean is the given value.</param>
    /// <param name="named">Values that must lie on the side of the ends which their p says: 0, and the ends of the region of
    /// equivalence.</param>
    /// <returns>Unbounded on a side where so few pairs reject nothing.</returns>
    public static Interval Compute(PairedBlocks blocks, double confidence, Func<double, double> p, params ReadOnlySpan<double> named) =>
        Invert(blocks, confidence, p, ofPatterns: true, named);

    private static Interval Invert(PairedBlocks blocks, double confidence, Func<double, double> p, bool ofPatterns,
        params ReadOnlySpan<double> named)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(p);
        if (!(confidence > 0 && confidence < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies in (0,1).");
        double alpha = 1 - confidence + 1e-12; // 1 - .95 is not .05
        var estimate = blocks.Estimate();
        double half = estimate.HasSpread ? estimate.At(confidence).Upper - estimate.Value : 0;
        double lower = double.NegativeInfinity, upper = double.PositiveInfinity; // nearest values named that are rejected
        double insideLower = blocks.Value, insideUpper = blocks.Value; // farthest values named that are not
        foreach (double value in named)
        {
            bool isInside = value == blocks.Value || p(value) > alpha;
            if (value < blocks.Value)
                (lower, insideLower) = isInside ? (lower, Math.Min(insideLower, value)) : (Math.Max(lower, value), insideLower);
            else
                (upper, insideUpper) = isInside ? (upper, Math.Max(insideUpper, value)) : (Math.Min(upper, value), insideUpper);
        }
        double precision = blocks.PairCount <= FewPairs ? 0 : ManyPrecision * half;
        return new Interval(End(insideLower, lower, blocks.Minimum, -half), End(insideUpper, upper, blocks.Maximum, half), confidence);

        double End(double inside, double outside, double extreme, double reach)
        {
            if (double.IsInfinity(outside))
            {
                // Beyond all differences the observed pattern is the most extreme there is.
                double room = Math.Max(NearShare * Math.Abs(extreme - blocks.Value), EqualShare * Math.Max(1e-300, Math.Abs(extreme)));
                double farthest = extreme + Math.CopySign(room, outside);
                for (int doubling = 0; p(farthest) > alpha; doubling++)
                {
                    if (ofPatterns || doubling == MaxDoublings)
                        return outside;
                    farthest += farthest - blocks.Value;
                }
                outside = farthest;
            }
            if (reach != 0)
            {
                // Student's interval is near.
                foreach (double guess in new[] { blocks.Value + reach * (1 - NearShare), blocks.Value + reach * (1 + NearShare) })
                {
                    if ((guess - inside) * (outside - guess) > 0)
                        (inside, outside) = p(guess) > alpha ? (guess, outside) : (inside, guess);
                }
            }
            for (int step = 0; step < MaxSteps && Math.Abs(outside - inside) > precision; step++)
            {
                double middle = inside + (outside - inside) / 2;
                (inside, outside) = p(middle) > alpha ? (middle, outside) : (inside, middle);
            }
            return inside;
        }
    }
}
