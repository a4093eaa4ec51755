using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Analysis.Comparisons;

/// <summary>The test that decides a paired comparison: its p for any difference, hence interval and equivalence, which never contradict
/// it.</summary>
internal sealed class PairedTest
{
    private const int FewPairs = 24; // counting their patterns takes less than a millisecond
    private readonly ComparisonOptions options;
    private readonly PairedProcedure procedure;
    private readonly IReadOnlyList<Stratum> strata;
    private readonly int tied; // pairs in which both sides diverged: a rank each, and no size
    private readonly Lazy<SimultaneousPValues> flips;

    private PairedTest(MatchedPairs pairs, ComparisonOptions options)
    {
        (strata, tied, this.options) = (pairs.Differing, pairs.BothDivergedCount, options);
        Differences = DifferencesOf(strata);
        Blocks = new PairedBlocks([.. strata.Select((s, i) => (s.Weight, Differences[i]))], options.Overlap);
        Pooled = Pool(Differences);
        Mean = Blocks.Estimate();
        flips = new Lazy<SimultaneousPValues>(() => new JointSignFlips([AsMember(1)], options.Alpha, options.Seed).At(0));
        SignFlip = StudentizedSignFlipTest.Test(Blocks, options.Seed, options.AreMany);
        procedure = TestCatalogue.Paired(options.Test).OfPairs!;
        P = procedure.P(this, 0);
    }

    /// <summary>The test of pairs that did not all diverge on both sides; null where they did, which shows nothing.</summary>
    public static PairedTest? Create(MatchedPairs pairs, ComparisonOptions options) =>
        pairs.Differing.Count == 0 ? null : new PairedTest(pairs, options);

    /// <summary>Differences of each stratum.</summary>
    public Sample[] Differences { get; }

    /// <summary>All differences.</summary>
    public Sample Pooled { get; }

    /// <summary>The strata that the mean is taken over.</summary>
    public PairedBlocks Blocks { get; }

    /// <summary>The weighted mean of the blocks' mean differences.</summary>
    public MeanEstimate Mean { get; }

    /// <summary>The sign-flip test, whether it decides or not.</summary>
    public SignFlipResult SignFlip { get; }

    /// <summary>The p of the test that decides; null where it does not apply.</summary>
    public double? P { get; }

    /// <summary>The difference whose sign the test sees.</summary>
    public double Estimate => procedure.Estimate(this);

    /// <summary>As a member of a family that flips together.</summary>
    public FamilyMember AsMember(double p) => new(Blocks, [.. strata.Select(s => s.Keys)], p);

    /// <summary>Two-sided p of another difference than 0; 1 where the test does not apply.</summary>
    public double At(double difference) => (difference == 0 ? P : procedure.P(this, difference)) ?? 1;

    /// <summary>The same within the error of fewer drawn patterns, where counting them takes long: for ends of intervals.</summary>
    public double Near(double difference) => procedure.Near is { } near ? near(this, difference) : At(difference);

    /// <summary>The sign-flip test of another difference than 0.</summary>
    public SignFlipResult SignFlipAt(double difference) =>
        difference == 0 ? SignFlip : StudentizedSignFlipTest.Test(Blocks, options.Seed, options.AreMany, difference);

    /// <summary>Its p within the error of fewer drawn patterns, where counting them takes long.</summary>
    public double SignFlipNear(double difference) =>
        SignFlip.NullDistribution == NullDistribution.Normal || (Blocks.StratumCount == 1 && Blocks.PairCount <= FewPairs)
            ? SignFlipAt(difference).P
            : flips.Value.TwoSided(difference);

    /// <summary>The differences from another one than 0; pairs in which both sides diverged are ties.</summary>
    public Sample Shifted(double difference) => new([.. Pooled.Values.ToArray().Select(d => d - difference), .. new double[tied]]);

    /// <summary>The interval that the test of this comparison alone does not reject, the named values as their own p says; null where
    /// nothing bounds it.</summary>
    /// <remarks>Of hundreds of comparisons Student's interval, which costs nothing.</remarks>
    public Interval? Interval(double confidence, params double[] named) => options.AreMany ? (Mean.HasSpread ? Mean.At(confidence) : null)
        : Inverted(confidence, d => named.Contains(d) ? At(d) : Near(d), named);

    /// <summary>The interval of the differences whose p exceeds 1 - confidence; null where nothing bounds it.</summary>
    public Interval? Inverted(double confidence, Func<double, double> p, params ReadOnlySpan<double> named) =>
        P is null ? null : InvertedInterval.ComputeIfBounded(Blocks, confidence, p, procedure.CountsSigns, named);

    /// <summary>p of "the difference lies outside the region of equivalence": the larger of two one-sided tests at its ends. Null without
    /// region, for a single
    /// pair, and where the test does not apply.</summary>
    public double? Equivalence() =>
        options.Rope == 0 || P is null || Pooled.Count < 2 ? null : EquivalenceOf(Estimate, options.Rope, end => At(end) / 2);

    /// <summary>The larger of two one-sided p-values at the ends of a region.</summary>
    /// <param name="estimate">The difference.</param>
    /// <param name="rope">Half-width of the region.</param>
    /// <param name="outside">p, at an end, of lying on that side of it on which the estimate lies.</param>
    public static double EquivalenceOf(double estimate, double rope, Func<double, double> outside) =>
        Math.Abs(estimate) < rope ? Math.Max(outside(rope), outside(-rope)) : 1 - outside(Math.CopySign(rope, estimate));

    /// <summary>The differences of each stratum. Blocks of a single pair lend each other their spread: rounding is none.</summary>
    public static Sample[] DifferencesOf(IReadOnlyList<Stratum> strata)
    {
        Sample[] differences = [.. strata.Select(DifferencesOf)];
        int[] single = [.. Enumerable.Range(0, differences.Length).Where(i => differences[i].Count == 1)];
        if (single.Length < 2)
            return differences;
        var even = RoundingError.Removed(new Sample(single.Select(i => differences[i].Mean)),
            () => strata.Min(s => RoundingError.Magnitude(s.X, s.Y)));
        for (int i = 0; i < single.Length; i++)
            differences[single[i]] = new Sample(even.Values[i]);
        return differences;
    }

    /// <summary>Differences of partners; what rounding alone keeps from zero is zero, what it alone keeps from being equal is
    /// equal.</summary>
    public static Sample DifferencesOf(Stratum stratum)
    {
        var differences = new double[stratum.X.Count];
        for (int i = 0; i < differences.Length; i++)
            differences[i] = RoundingError.Difference(stratum.X.Values[i], stratum.Y.Values[i]);
        return RoundingError.Removed(new Sample(differences), () => RoundingError.Magnitude(stratum.X, stratum.Y));
    }

    /// <summary>All of them together.</summary>
    public static Sample Pool(Sample[] differences)
    {
        var pooled = new double[differences.Sum(d => d.Count)];
        int next = 0;
        foreach (var sample in differences)
        {
            sample.Values.CopyTo(pooled.AsSpan(next));
            next += sample.Count;
        }
        return new Sample(pooled);
    }
}
