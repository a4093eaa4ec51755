using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Estimates;

namespace Sweep.Analysis.Comparisons;

/// <summary>What a family of comparisons may say together: adjusted p-values, equivalence and intervals that share one error
/// rate.</summary>
/// <remarks>
/// <para>With a region of equivalence a comparison can be wrong in either of two ways, as the difference is zero or lies outside the
/// region; never in both.
/// Each comparison has the same share of the error rate for whichever it is, in a single step: to have shown one difference leaves the
/// others' equivalence
/// as doubtful as before, so that nothing is gained for later steps. Without a region the adjustment goes step by step.</para>
/// <para>Intervals are those of the single step. Where a later step has shown what the single step has not, the interval ends at
/// zero.</para>
/// </remarks>
internal sealed class FamilyError
{
    private readonly double?[] equivalence;
    private readonly PairedTest?[] tests;
    private readonly SequentialSummary?[] looks;
    private readonly JointSignFlips? joint;
    private readonly ComparisonOptions options;

    /// <summary>Adjusts a family.</summary>
    /// <param name="family">The comparisons, tested.</param>
    /// <param name="p">Per comparison the p of the test that decides; null where nothing was tested.</param>
    /// <param name="equivalence">Per comparison the p of the equivalence test; null where there is none.</param>
    /// <param name="adjustment">An effective one.</param>
    /// <param name="levels">How many levels there are, for adjustments of all their pairs.</param>
    /// <param name="options">What was asked.</param>
    public FamilyError(IReadOnlyList<ComparisonResult> family, double?[] p, double?[] equivalence, AdjustmentMethod adjustment, int levels,
        ComparisonOptions options)
    {
        (this.equivalence, this.options) = (equivalence, options);
        tests = [.. family.Select(r => r.Test)];
        looks = [.. family.Select(r => r.Sequential)];
        double[] whole = [.. p.Select(x => x ?? 1)];
        bool isSingleStep = options.Rope > 0;
        if (adjustment == AdjustmentMethod.MaxT && p.Length > 1)
        {
            joint = new JointSignFlips([.. tests.Select((t, i) => t?.AsMember(whole[i]) ?? new FamilyMember(null, [], 1))], options.Alpha,
                options.Seed);
            Adjusted = isSingleStep ? joint.SingleStep() : options.Baseline is null ? joint.AllPairs(levels) : joint.StepDown();
        }
        else
        {
            Adjusted = FamilyAdjustments.Adjust(whole, adjustment, levels);
        }
    }

    /// <summary>Per comparison the adjusted p.</summary>
    public double[] Adjusted { get; }

    /// <summary>The adjusted p of the equivalence test; null where there is none.</summary>
    public double? Equivalence(int i) => equivalence[i] is not { } p ? null
        : joint is null ? Bonferroni(p)
        : Math.Max(p, PairedTest.EquivalenceOf(tests[i]!.Estimate, options.Rope, joint.At(i).OneSided));

    /// <summary>What the intervals of a comparison are.</summary>
    public IntervalKind Kind(int i) => looks[i] is not null ? IntervalKind.Repeated
        : tests[i] is null || options.AreMany ? IntervalKind.StudentT
        : IntervalKind.Inverted;

    /// <summary>The simultaneous interval at 1 - alpha; null where nothing bounds it.</summary>
    public Interval? Interval(int i, DifferenceSummary difference)
    {
        double confidence = 1 - options.Alpha;
        if (Kind(i) == IntervalKind.StudentT)
            return Students(difference, 1 - options.Alpha / tests.Length, confidence);
        if (looks[i] is { } taken)
            return taken.Test?.Interval(options.Alpha, tests.Length, atZero: Adjusted[i]);
        var test = tests[i]!;
        var at = joint?.At(i);
        return test.Inverted(confidence, mean => mean == 0 ? Adjusted[i] : at?.TwoSided(mean) ?? Bonferroni(test.Near(mean)), 0);
    }

    /// <summary>The interval of this comparison alone where looks are planned; otherwise as it was computed before.</summary>
    public Interval? Plain(int i, DifferenceSummary difference) => looks[i] is not { } taken ? difference.PlainInterval
        : taken.Test?.Interval(options.Alpha, comparisons: 1, atZero: taken.P);

    /// <summary>The simultaneous interval of the equivalence tests, at 1 - 2 alpha; null without region, and where nothing bounds
    /// it.</summary>
    public Interval? EquivalenceInterval(int i, DifferenceSummary difference)
    {
        double confidence = 1 - 2 * options.Alpha;
        if (options.Rope == 0 || equivalence[i] is null)
            return null;
        if (looks[i] is { } taken)
            return taken.Test?.EquivalenceInterval(options.Alpha, options.Rope, tests.Length, atEnds: Equivalence(i)!.Value);
        if (Kind(i) == IntervalKind.StudentT)
            return Students(difference, 1 - 2 * options.Alpha / tests.Length, confidence);
        var test = tests[i]!;
        var at = joint?.At(i);
        return test.Inverted(confidence, mean => Math.Min(1, Math.Abs(mean) == options.Rope ? 2 * AtEnd(mean)
            : at is null ? Bonferroni(test.Near(mean)) : 2 * at.OneSided(mean)), -options.Rope, options.Rope);

        // as the verdict has it
        double AtEnd(double end) => at is null ? Bonferroni(test.At(end)) / 2 : Math.Max(test.At(end) / 2, at.OneSided(end));
    }

    private static Interval? Students(DifferenceSummary difference, double confidence, double named) =>
        difference.Mean.HasSpread ? difference.Mean.At(confidence) with { Level = named } : null;

    private double Bonferroni(double p) => Math.Min(1, tests.Length * p);
}
