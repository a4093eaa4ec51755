namespace Sweep.Analysis.Comparisons;

/// <summary>What a diverged trial counts where a number is needed: worse than every finite value it is compared with, never
/// dropped.</summary>
/// <param name="Value">The score, in the unit of the metric.</param>
/// <param name="IsDeclared">True when it is what guessing scores; false when it follows from the worst value observed.</param>
/// <remarks>What guessing scores, where that is known and worse than every finite value; a hundredth of it below the worst value where one
/// is no better. Else the worst value and once more the range of the values: then no difference of two finite values is larger than that of
/// a divergence from either, and none of a divergence is more than twice the range, so that one of many neither counts for nothing nor for
/// everything.</remarks>
public sealed record DivergenceScore(double Value, bool IsDeclared)
{
    private const double ShareOfChance = 0.01;
    private const double MinStep = 1e-6; // of the worst value: beyond what rounding may hide

    /// <summary>The score among some values.</summary>
    /// <param name="finite">The finite values that a divergence is compared with.</param>
    /// <param name="chance">What guessing scores; null where that is unknown.</param>
    /// <param name="largerIsBetter">The direction of the metric.</param>
    /// <returns>Null without any value and without a score of guessing: then there is no number.</returns>
    public static DivergenceScore? Create(IEnumerable<double> finite, double? chance, bool largerIsBetter)
    {
        ArgumentNullException.ThrowIfNull(finite);
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in finite)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        bool isEmpty = low > high;
        if (isEmpty && chance is null)
            return null;
        if (chance is { } guess && (isEmpty || (largerIsBetter ? guess < low : guess > high)))
            return new DivergenceScore(guess, IsDeclared: true);

        double worst = largerIsBetter ? low : high;
        double step = Math.Max(chance is { } c ? ShareOfChance * Math.Abs(c) : high - low, MinStep * Math.Abs(worst));
        if (step == 0)
            step = MinStep; // all values are zero
        double score = largerIsBetter ? worst - step : worst + step;
        return new DivergenceScore(Math.Clamp(score, -double.MaxValue, double.MaxValue), IsDeclared: false);
    }
}

/// <summary>What decides about the score of divergences, before any value is known.</summary>
/// <param name="Chance">What guessing scores; null where that is unknown.</param>
/// <param name="LargerIsBetter">The direction of the metric.</param>
internal readonly record struct DivergenceRule(double? Chance, bool LargerIsBetter)
{
    /// <summary>The rule for trials that are compared: the worst of what guessing scores on their datasets, if it is known of
    /// all.</summary>
    public static DivergenceRule Create(IEnumerable<Observation> observations, bool largerIsBetter)
    {
        double? chance = null;
        bool isFirst = true;
        foreach (var o in observations)
        {
            chance = isFirst ? o.Chance : o.Chance is { } a && chance is { } b ? (largerIsBetter ? Math.Min(a, b) : Math.Max(a, b)) : null;
            isFirst = false;
        }
        return new DivergenceRule(chance, largerIsBetter);
    }

    /// <summary>The score among scored trials; null where there is no number.</summary>
    public DivergenceScore? Score(IEnumerable<ScoredTrial> trials) =>
        DivergenceScore.Create(trials.Where(t => !t.IsDiverged).Select(t => t.Value), Chance, LargerIsBetter);
}
