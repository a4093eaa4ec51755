using Sweep.Statistics.Adjustments;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.Adjustments;

public class JointSignFlipsTests
{
    [Fact]
    public void Each_step_counts_the_patterns_whose_largest_t_is_as_large()
    {
        var random = new RandomValues(71);
        for (int round = 0; round < 10; round++)
        {
            double[][] levels = [.. Enumerable.Range(0, 5).Select(i => random.Gaussians(8, .5 * i).Values.ToArray())];
            double[][] d = [.. levels[1..].Select(l => l.Zip(levels[0], (x, y) => x - y).ToArray())];
            var joint = new JointSignFlips([.. d.Select(x => Member(x))], .05, 0);
            double[] t = [.. d.Select(T)], single = joint.SingleStep(), stepDown = joint.StepDown();
            double[] expected = [.. t.Select(own => Share(d, f => f.Max() >= own))];
            Assert.Equal(expected, single, new Near());
            int[] order = [.. Enumerable.Range(0, 4).OrderByDescending(i => t[i])];
            double soFar = 0;
            for (int step = 0; step < 4; step++)
            {
                soFar = Math.Max(soFar, Share(d, f => order[step..].Max(i => f[i]) >= t[order[step]]));
                Assert.Equal(soFar, stepDown[order[step]], 1e-12);
            }
            Assert.Null(joint.Draws);
        }
    }

    [Fact]
    public void All_pairs_are_adjusted_over_the_sets_that_can_be_true_together()
    {
        var random = new RandomValues(72);
        for (int round = 0; round < 6; round++)
        {
            double[][] levels = [.. Enumerable.Range(0, 4).Select(i => random.Gaussians(7, .7 * i).Values.ToArray())];
            (int First, int Second)[] pairs = [.. LevelPairs.All(4)];
            double[][] d = [.. pairs.Select(p => levels[p.First].Zip(levels[p.Second], (x, y) => x - y).ToArray())];
            double[] t = [.. d.Select(T)], adjusted = new JointSignFlips([.. d.Select(x => Member(x))], .05, 0).AllPairs(4);
            var expected = new double[6];
            for (int set = 1; set < 64; set++)
            {
                int[] members = [.. Enumerable.Range(0, 6).Where(i => (set >> i & 1) == 1)];
                if (!IsTransitive(pairs, set))
                    continue;
                double p = Share(d, f => members.Max(i => f[i]) >= members.Max(i => t[i]));
                foreach (int i in members)
                    expected[i] = Math.Max(expected[i], p);
            }
            Assert.Equal(expected, adjusted, new Near());
        }
    }

    [Fact]
    public void Six_pairs_suffice_for_a_family_of_any_size()
    {
        var random = new RandomValues(73);
        double[] baseline = random.Gaussians(6).Values.ToArray();
        FamilyMember[] family = [.. Enumerable.Range(0, 40)
            .Select(i => Member([.. baseline.Select(b => 20 + .1 * random.Gaussian() - b)]))];
        Assert.All(new JointSignFlips(family, .05, 0).StepDown(), p => Assert.Equal(2 / 64.0, p));
        Assert.All(Holm.Adjust([.. family.Select(m => m.P)]), p => Assert.Equal(1, p));
    }

    [Fact]
    public void A_comparison_that_cannot_err_burdens_no_other()
    {
        var random = new RandomValues(74);
        double[] d = random.Gaussians(10, 1).Values.ToArray();
        double alone = Member(d).P;
        FamilyMember[] family = [Member(d), Member([.1, .1, .1, .1, .1]), new FamilyMember(null, [], 1)];
        foreach (double[] adjusted in new[] { new JointSignFlips(family, .05, 0).StepDown(), new JointSignFlips(family, .05, 0)
            .SingleStep() })
        {
            Assert.Equal(alone, adjusted[0]);
            Assert.InRange(adjusted[1], 2 / 32.0, 1);
            Assert.Equal(1, adjusted[2]);
        }
    }

    [Fact]
    public void Few_differences_among_ties_burden_no_clear_comparison()
    {
        // Five levels that differ from the baseline in six images of a few seeds each: without spread, and still not more extreme than
        // twenty clear pairs.
        var random = new RandomValues(79);
        FamilyMember Twenty(Func<int, double> difference)
        {
            double[] d = [.. Enumerable.Range(0, 20).Select(difference)];
            var blocks = new PairedBlocks([(.5, new Sample(d[..10])), (.5, new Sample(d[10..]))]);
            return new FamilyMember(blocks,
                [[.. Enumerable.Range(0, 10).Select(i => $"{i}")], [.. Enumerable.Range(10, 10).Select(i => $"{i}")]],
                StudentizedSignFlipTest.Test(blocks, 0).P);
        }
        FamilyMember[] family = [Twenty(_ => 1 + .5 * random.Gaussian()), .. Enumerable.Range(0, 5)
            .Select(k => Twenty(i => (i + 3 * k) % 20 < 6 ? 1e-4 * (random.Integer(2) * 2 - 1) : 0))];
        Assert.InRange(new JointSignFlips(family, .05, 0).StepDown()[0], 0, .001);
    }

    [Fact]
    public void Drawn_patterns_agree_with_counted_ones_over_blocks_and_missing_pairs()
    {
        var random = new RandomValues(75);
        FamilyMember[] Family(int extraKeys)
        {
            var own = new RandomValues(76);
            return [.. Enumerable.Range(0, 3).Select(i =>
            {
                (string Key, double Value)[][] blocks = [.. Enumerable.Range(0, 2).Select(b =>
                    Enumerable.Range(0, 6).Where(s => (s + i) % 5 != 0 || b == 0).Select(s => ($"{b}/{s}", own.Gaussian() + .4 * i))
                        .ToArray())];
                var paired = new PairedBlocks([.. blocks.Select(b => (.5, new Sample(b.Select(x => x.Value))))]);
                return new FamilyMember(paired, [.. blocks.Select(b => b.Select(x => x.Key).ToArray())],
                    StudentizedSignFlipTest.Test(paired, 0).P);
            }), .. Enumerable.Range(0, extraKeys).Select(k => new FamilyMember(Blocks([1]), [[$"extra{k}"]], 1))];
        }
        double[] counted = new JointSignFlips(Family(0), .05, 0).StepDown();
        var joint = new JointSignFlips(Family(5), .05, 3);
        Assert.Equal(JointSignFlips.DefaultDraws, joint.Draws);
        double[] drawn = joint.StepDown();
        for (int i = 0; i < 3; i++)
            Assert.Equal(counted[i], drawn[i], 5 * Math.Sqrt(.25 / JointSignFlips.DefaultDraws));
    }

    [Fact]
    public void Simultaneous_intervals_are_wider_than_those_of_a_comparison_alone_and_not_as_wide_as_Bonferronis()
    {
        var random = new RandomValues(77);
        double ofAlone = 0, ofBonferroni = 0;
        const int Rounds = 20, Size = 4;
        for (int round = 0; round < Rounds; round++)
        {
            double[] baseline = random.Gaussians(12).Values.ToArray();
            FamilyMember[] family = [.. Enumerable.Range(0, Size)
                .Select(i => Member([.. baseline.Select(b => 2 * i + random.Gaussian() - b)]))];
            var joint = new JointSignFlips(family, .05, 0);
            var at = joint.At(2);
            var blocks = family[2].Blocks!;
            double width = Width(InvertedInterval.Compute(blocks, .95, at.TwoSided)), alone = Width(Alone(blocks, .05)),
                bonferroni = Width(Alone(blocks, .05 / Size));
            ofAlone += width / alone / Rounds;
            ofBonferroni += width / bonferroni / Rounds;
            double mean = blocks.Value + .3;
            Assert.InRange(at.OneSided(mean), at.TwoSided(mean) / 2 - 1e-12, at.TwoSided(mean) + 1e-12);
        }
        Assert.InRange(ofAlone, 1.1, 2);
        Assert.InRange(ofBonferroni, .7, .99);

        static Interval Alone(PairedBlocks blocks, double alpha) =>
            InvertedInterval.Compute(blocks, 1 - alpha, m => StudentizedSignFlipTest.Test(blocks, 0, m).P);

        static double Width(Interval interval) => interval.Upper - interval.Lower;
    }

    [Fact]
    public void Of_a_single_comparison_the_simultaneous_p_is_its_own()
    {
        var member = Member(new RandomValues(78).Gaussians(9, .4).Values.ToArray());
        var at = new JointSignFlips([member], .05, 0).At(0);
        foreach (double mean in new[] { 0, .1, -.2, .7 })
            Assert.Equal(StudentizedSignFlipTest.Test(member.Blocks!, 0, mean).P, at.TwoSided(mean), 1e-12);
    }

    private static FamilyMember Member(double[] d)
    {
        var blocks = Blocks(d);
        return new FamilyMember(blocks, [[.. Enumerable.Range(0, d.Length).Select(i => $"{i}")]],
            StudentizedSignFlipTest.Test(blocks, 0).P);
    }

    private static PairedBlocks Blocks(double[] d) => new([(1, new Sample(d))]);

    private static double T(double[] d) => Math.Abs(new Sample(d).Mean) / Math.Sqrt(new Sample(d).Variance / d.Length) * (1 - 1e-9);

    // Over all patterns the share with what is asked of the t values of all comparisons.
    private static double Share(double[][] family, Func<double[], bool> holds)
    {
        int n = family[0].Length;
        int reached = Enumerable.Range(0, 1 << n).Count(pattern =>
            holds([.. family.Select(d => T([.. d.Select((x, i) => (pattern >> i & 1) == 1 ? -x : x)]) / (1 - 1e-9))]));
        return Math.ScaleB(reached, -n);
    }

    private static bool IsTransitive((int First, int Second)[] pairs, int set)
    {
        bool Has(int a, int b) => a == b || (set >> Array.IndexOf(pairs, (Math.Min(a, b), Math.Max(a, b))) & 1) == 1;
        return Enumerable.Range(0, 64).All(k => !(Has(k / 16, k / 4 % 4) && Has(k / 4 % 4, k % 4)) || Has(k / 16, k % 4));
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= 1e-12;

        public int GetHashCode(double value) => 0;
    }
}
