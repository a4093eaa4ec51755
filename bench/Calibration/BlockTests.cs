using System.Globalization;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.Power;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Calibration.Bench;

/// <summary>Which test over blocks is right where blocks differ: sign flips of the raw sum, of the studentized mean, and Student's t, side
/// by side on the same
/// draws. Units are standard deviations of the differences.</summary>
internal static class BlockTests
{
    private const int Draws = 999;
    private const double Alpha = .05;

    public static void Print(int studies)
    {
        Console.WriteLine($"Mean over blocks, {studies} studies each, alpha {Alpha}: share declared. Block effects have the deviation "
            + "tau and the mean 0 where power is not asked for.");
        Console.WriteLine("| design | tau | raw sign flip | studentized sign flip | Student's t |");
        Console.WriteLine("|---|---|---|---|---|");
        double[] taus = [0, .5, 1, 2, 5];
        double sized = TTestPower.DetectableNoncentrality(29, .8, Alpha) / Math.Sqrt(30);
        foreach (double tau in taus)
            Row("power .8 of 30 pairs: 6 blocks x 5", Even(6, 5) with { Tau = tau, Mean = sized });
        foreach (var (blocks, seeds) in new[] { (2, 3), (2, 10), (2, 30), (6, 3), (6, 5), (6, 10), (12, 5) })
        {
            foreach (double tau in new[] { 0, 1, 5.0 })
                Row($"{blocks} blocks x {seeds}", Even(blocks, seeds) with { Tau = tau });
        }
        foreach (var noise in new[] { Noise.T2, Noise.Skewed, Noise.Grid })
        {
            foreach (var (blocks, seeds) in new[] { (1, 8), (2, 10), (6, 5), (12, 3) })
            {
                foreach (double tau in blocks == 1 ? [0] : new[] { 0, 1, 5.0 })
                    Row($"{blocks} x {seeds}, {Name(noise)}", Even(blocks, seeds) with { Noise = noise, Tau = tau });
            }
            if (noise == Noise.T2)
                Row("power, 6 x 5, t2", Even(6, 5) with { Noise = noise, Tau = 1, Mean = 2 * sized });
        }
        foreach (var (seeds, deviations) in Uneven())
        {
            foreach (double tau in new[] { 0, 1, 5.0 })
                Row($"seeds {Text(seeds)}, deviations {Text(deviations)}", new BlockDesign(seeds, deviations) { Tau = tau });
        }
        Console.WriteLine();
        PrintIntervals(studies);
        PrintInteraction(studies);

        void Row(string name, BlockDesign design)
        {
            var p = design.Analyse(studies, (blocks, i) =>
            {
                var paired = new PairedBlocks([.. blocks.Select(b => (b.Weight, b.Differences))]);
                double raw = SignFlipTest.Test(new Sample(blocks.SelectMany(b =>
                    b.Differences.Values.ToArray().Select(d => b.Weight * d / b.Differences.Count))),
                    (ulong)i, draws: Draws).P;
                double t = paired.Estimate() is { HasSpread: true } mean ? mean.P : 1;
                return (Raw: raw, Studentized: StudentizedSignFlipTest.Test(paired, (ulong)i, draws: Draws).P, T: t);
            });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {design.Tau} | {Share(p, x => x.Raw)} | {Share(p, x => x.Studentized)} | {Share(p, x => x.T)} |"));
        }

        static Rate Share<T>(T[] results, Func<T, double> p) => new(results.Count(r => p(r) <= Alpha), results.Length);
    }

    // Blocks that lend each other no spread: how often the interval misses, and how often a difference at the end of the region is called
    // equivalent.
    private static void PrintIntervals(int studies)
    {
        Console.WriteLine($"Few pairs in some blocks, {studies} studies each: intervals at 95 % that miss the mean, unbounded ones, and "
            + "\"equivalent\" although the mean is the end of the region (half its largest error)");
        Console.WriteLine("| design | tau | misses | unbounded | equivalent at the end |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (seeds, deviations) in Few())
        {
            foreach (double tau in new[] { 0, 1.0 })
            {
                double rope = 4 * deviations.Zip(seeds, (s, n) => s * s / n).Max() / deviations.Length;
                var design = new BlockDesign(seeds, deviations) { Tau = tau, Mean = rope };
                var seen = design.Analyse(studies, (drawn, i) =>
                {
                    var paired = new PairedBlocks([.. drawn.Select(b => (b.Weight, b.Differences))]);
                    double truth = paired.LeftOut is { } alone ? drawn.Where((_, b) => b != alone).Average(b => b.Mean) : rope;
                    var member = new FamilyMember(paired,
                        [.. drawn.Select((b, k) => b.Differences.Values.ToArray().Select((_, s) => $"{k}/{s}").ToArray())], 1);
                    var at = new JointSignFlips([member], Alpha, (ulong)i, Draws).At(0);
                    var interval = InvertedInterval.Compute(paired, 1 - Alpha, at.TwoSided, truth);
                    var inside = InvertedInterval.Compute(paired, 1 - 2 * Alpha, at.TwoSided, rope, -rope);
                    return (Misses: truth < interval.Lower
                        || truth > interval.Upper, IsUnbounded: double.IsInfinity(interval.Lower), IsEquivalent: inside.IsInside(rope)
                        && truth >= rope);
                });
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| seeds {Text(seeds)}, deviations {Text(deviations)} | {tau} | {Of(seen, s => s.Misses)} | "
                        + $"{Of(seen, s => s.IsUnbounded)} | {Of(seen, s => s.IsEquivalent)} |"));
            }
        }
        Console.WriteLine();
    }

    private static void PrintInteraction(int studies)
    {
        Console.WriteLine($"Effects that differ between blocks, {studies} studies each, alpha {Alpha}: share declared different, and of "
            + "opposite signs");
        Console.WriteLine("| design | tau | different | opposite signs |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var design in new[]
        {
            Even(2, 3), Even(2, 10), Even(6, 3), Even(6, 5), Even(6, 10), Even(12, 5), Even(6, 5) with { Noise = Noise.T2 },
                Even(6, 5) with { Noise = Noise.Skewed },
            Even(6, 5) with { Noise = Noise.Grid }, new BlockDesign([5, 5, 5, 5, 5, 5], [1, 1, 1, 1, 1, 10]),
                new BlockDesign([5, 15], [5, 1]), new BlockDesign([10, 10], [1, 5]),
            Even(6, 5) with { Tau = 1 }, Even(6, 10) with { Tau = .5 }, Even(2, 5) with { Tau = 1.5 },
        })
        {
            var seen = design.Analyse(studies, (blocks, i) =>
                BlockInteractionTest.Test([.. blocks.Select(b => b.Differences)], (ulong)i, 499));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| seeds {Text(design.Seeds)}, deviations {Text(design.Deviations)}, {Name(design.Noise)} | {design.Tau} "
                + $"| {Of(seen, s => s?.P <= Alpha)} | {Of(seen, s => s?.OppositeP <= Alpha)} |"));
        }
        Console.WriteLine();
    }

    private static Rate Of<T>(T[] results, Func<T, bool> counts) => new(results.Count(counts), results.Length);

    private static string Text<T>(IEnumerable<T> values) =>
        string.Join(" ", values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)));

    private static string Name(Noise noise) => noise switch
    {
        Noise.T2 => "t2",
        Noise.Skewed => "skewed",
        Noise.Grid => "on a grid of 1",
        _ => "normal",
    };

    private static IEnumerable<(int[] Seeds, double[] Deviations)> Uneven() =>
    [
        ([5, 5, 5, 5, 5, 5], [1, 2, 3, 4, 5, 6]), ([5, 5, 5, 5, 5, 5], [1, 1, 1, 1, 1, 10]), ([10, 10], [1, 5]), ([5, 15], [5, 1]),
            ([3, 10], [5, 1]), ([2, 10], [5, 1]),
        ([2, 2, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1]), ([2, 8, 8, 8], [1, 1, 1, 1]),
    ];

    private static IEnumerable<(int[] Seeds, double[] Deviations)> Few() =>
        [([1, 10], [5, 1]), ([1, 1, 1, 8], [10, 10, 10, 1]), ([2, 10], [5, 1]), ([1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1]),
            ([5, 5, 5], [1, 2, 3])];

    private static BlockDesign Even(int blocks, int seeds) =>
        new([.. Enumerable.Repeat(seeds, blocks)], [.. Enumerable.Repeat(1.0, blocks)]);
}
