using System.Globalization;
using Sweep.Statistics;
using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Calibration.Bench;

/// <summary>Adjustments of a family side by side: family-wise error and power of sign flips, alone and joint. Levels are drawn in one
/// block; a level's values have
/// deviation 1, so that differences of independent levels have sqrt(2).</summary>
internal static class FamilyTests
{
    private const double Alpha = .05;
    private static readonly double Large = 1.2 * Math.Sqrt(2); // d_z 1.2

    public static void Print(int studies)
    {
        Console.WriteLine($"Families of 4 levels, {studies} studies each, alpha {Alpha}: mean share of the true differences that are "
            + "found, any false one in brackets");
        Console.WriteLine("| against one baseline | pairs | Holm | single step | step-down |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (name, effects) in new[] { ("one of three differs", new[] { 0, Large, 0, 0 }),
            ("all three differ", [0, Large, Large, Large]) })
        {
            foreach (int pairs in new[] { 6, 8, 10 })
                Baseline(name, pairs, new LevelNoise(effects, [1, 1, 1, 1], IsSkewed: false));
        }
        Baseline("none differs", 10, new LevelNoise([0, 0, 0, 0], [1, 1, 1, 1], IsSkewed: false));
        Baseline("none differs, lognormal", 10, new LevelNoise([0, 0, 0, 0], [1, 1, 1, 1], IsSkewed: true));
        Baseline("none differs, a noisy baseline", 10, new LevelNoise([0, 0, 0, 0], [5, 1, 1, 1], IsSkewed: false));
        Console.WriteLine();
        Console.WriteLine("| all pairs | pairs | Bergmann-Hommel | step-down | sets of equal levels |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (int pairs in new[] { 6, 8, 10 })
        {
            AllPairs("one level differs", pairs, new LevelNoise([0, 0, 0, Large], [1, 1, 1, 1], IsSkewed: false));
            AllPairs("two of each", pairs, new LevelNoise([0, 0, Large, Large], [1, 1, 1, 1], IsSkewed: false));
        }
        AllPairs("none differs", 8, new LevelNoise([0, 0, 0, 0], [1, 1, 1, 1], IsSkewed: false));
        AllPairs("none differs, lognormal", 10, new LevelNoise([0, 0, 0, 0], [1, 1, 1, 1], IsSkewed: true));
        AllPairs("one far away, lognormal", 10, new LevelNoise([0, 0, 0, 3 * Large], [1, 1, 1, 1], IsSkewed: true));
        Console.WriteLine();
        PrintIntervals(studies);

        void Baseline(string name, int pairs, LevelNoise noise) => Row(name, pairs, noise, [.. Enumerable.Range(1, 3).Select(j => (0, j))],
            p => Holm.Adjust(p), joint => joint.SingleStep(), joint => joint.StepDown());

        void AllPairs(string name, int pairs, LevelNoise noise) => Row(name, pairs, noise, [.. LevelPairs.All(4)],
            p => BergmannHommel.Adjust(p, 4), joint => joint.StepDown(), joint => joint.AllPairs(4));

        void Row(string name, int pairs, LevelNoise noise, (int First, int Second)[] family, Func<double[], double[]> plain,
            params Func<JointSignFlips, double[]>[] joint)
        {
            bool[] differ = [.. family.Select(f => noise.Effects[f.First] != noise.Effects[f.Second])];
            var seen = new (double Found, bool IsFalse)[studies][];
            Parallel.For(0, studies, i =>
            {
                var members = noise.Draw(new Random(52_000 + i), pairs, family);
                var flips = new JointSignFlips(members, Alpha, (ulong)i);
                seen[i] = [.. new[] { plain([.. members.Select(m => m.P)]) }.Concat(joint.Select(adjust => adjust(flips))).Select(p => (
                    p.Where((_, k) => differ[k]).Select(x => x <= Alpha ? 1.0 : 0).DefaultIfEmpty().Average(),
                        p.Where((x, k) => !differ[k] && x <= Alpha).Any()))];
            });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {pairs} |")
                + string.Concat(Enumerable.Range(0, joint.Length + 1).Select(k => string.Create(CultureInfo.InvariantCulture,
                    $" {(differ.Any(d => d) ? seen.Average(s => s[k].Found).ToString("0.000", CultureInfo.InvariantCulture) : "-")} "
                        + $"({new Rate(seen.Count(s => s[k].IsFalse), studies)}) |"))));
        }
    }

    // Better, worse and equivalent share one error: half of the levels have no effect, the others that of the end of the region.
    private static void PrintIntervals(int studies)
    {
        const int Levels = 11, Pairs = 10;
        Console.WriteLine($"Ten comparisons with one baseline, {Pairs} pairs, {studies} studies each: any false \"equivalent\", any "
            + "false \"better\" or \"worse\", either, and any simultaneous interval that misses");
        Console.WriteLine("| true differences | rope | equivalent, each alone | equivalent | better or worse | either | interval misses |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (double rope in new[] { 1.0, 2.0, 3.0 })
        {
            foreach (int atEnd in new[] { 10, 5 })
            {
                double[] effects = [0, .. Enumerable.Range(0, Levels - 1).Select(i => i < atEnd ? rope : 0)];
                var noise = new LevelNoise(effects, [.. Enumerable.Repeat(1.0, Levels)], IsSkewed: false);
                (int, int)[] family = [.. Enumerable.Range(1, Levels - 1).Select(j => (0, j))];
                var seen = new (bool Alone, bool Equivalent, bool Different, bool Misses)[studies];
                Parallel.For(0, studies, i =>
                {
                    var members = noise.Draw(new Random(53_000 + i), Pairs, family);
                    var joint = new JointSignFlips(members, Alpha, (ulong)i);
                    double[] single = joint.SingleStep();
                    for (int k = 0; k < members.Length; k++)
                    {
                        double truth = effects[k + 1], mean = members[k].Blocks!.Value;
                        var at = joint.At(k);
                        bool isInside = Math.Abs(mean) < rope;
                        seen[i].Alone |= truth == rope && isInside
                            && Math.Max(Alone(members[k], rope), Alone(members[k], -rope)) <= 2 * Alpha;
                        seen[i].Equivalent |= truth == rope && isInside && Math.Max(at.OneSided(rope), at.OneSided(-rope)) <= Alpha;
                        seen[i].Different |= truth == 0 && single[k] <= Alpha;
                        seen[i].Misses |= at.TwoSided(truth) <= Alpha;
                    }
                });
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {atEnd} at the end of the region, {10 - atEnd} none | {rope} | {Share(s => s.Alone)} | {Share(s => s.Equivalent)} "
                    + $"| {Share(s => s.Different)} | {Share(s => s.Equivalent || s.Different)} | {Share(s => s.Misses)} |"));

                Rate Share(Func<(bool Alone, bool Equivalent, bool Different, bool Misses), bool> counts) =>
                    new(seen.Count(counts), studies);
            }
        }
        Console.WriteLine();

        static double Alone(FamilyMember member, double mean) => StudentizedSignFlipTest.Test(member.Blocks!, 0, mean).P;
    }

    private sealed record LevelNoise(double[] Effects, double[] Deviations, bool IsSkewed)
    {
        public FamilyMember[] Draw(Random random, int pairs, (int First, int Second)[] family)
        {
            double[][] values = [.. Effects.Select((effect, level) =>
                Enumerable.Range(0, pairs).Select(_ => effect + Deviations[level] * Value(random)).ToArray())];
            string[] keys = [.. Enumerable.Range(0, pairs).Select(s => s.ToString(CultureInfo.InvariantCulture))];
            return
            [
                .. family.Select(f =>
                {
                    var blocks = new PairedBlocks([(1, new Sample(values[f.Second].Zip(values[f.First], (x, y) => x - y)))]);
                    return new FamilyMember(blocks, [keys], StudentizedSignFlipTest.Test(blocks, 0).P);
                }),
            ];
        }

        private double Value(Random random)
        {
            double gaussian = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return IsSkewed ? Math.Exp(1.5 * gaussian) : gaussian;
        }
    }
}
