using Sweep.Statistics.Omnibus;

namespace Sweep.Statistics.Tests.Omnibus;

public class RankTestTests
{
    [Fact]
    public void Quade_agrees_with_R()
    {
        // quade.test(d)$statistic, $p.value with the data of its documentation; and Garcia and Herrera's table
        var result = QuadeTest.Test(ReferenceTables.Lotions);
        Assert.Equal(3.8292515841754, result.Statistic, 1e-11);
        Assert.Equal(.0151890200733, result.P, 1e-12);
        Assert.Equal((4, 24), (result.DegreesOfFreedom, result.ErrorDegreesOfFreedom));
        var gh = QuadeTest.Test(ReferenceTables.GarciaHerrera);
        Assert.Equal(10.9434041055, gh.Statistic, 1e-9);
        Assert.Equal(1, gh.P / 1.45515753069455e-07, 1e-9);
    }

    [Fact]
    public void Aligned_ranks_agree_with_R()
    {
        // R: al = m - rowMeans(m); r = matrix(rank(round(al, 9)), 30); 4*(sum(colSums(r)^2) - 5*900/4*151^2)/(sum(r^2) -
        // sum(rowSums(r)^2)/5) scmamp prints 41.6909: there rounding errors of the aligned values break their ties.
        Assert.Equal(41.729189997357, AlignedRanksTest.Test(ReferenceTables.GarciaHerrera).Statistic, 1e-9);
    }

    [Fact]
    public void Skillings_and_Mack_find_their_own_statistic()
    {
        // Technometrics 23 (1981): 15.49, 3 degrees of freedom; R: 15.49304879752927, p 0.00144029630249
        var result = SkillingsMackTest.Test(ReferenceTables.Assembly, seed: 1);
        Assert.Equal(15.49304879752927, result.Approximate.Statistic, 1e-10);
        Assert.Equal(.00144029630249, result.Approximate.P, 1e-12);
        Assert.InRange(result.PermutationP!.Value, 1e-4, .002);
        Assert.Equal(result, SkillingsMackTest.Test(ReferenceTables.Assembly, seed: 1) with { Approximate = result.Approximate });
    }

    [Fact]
    public void Without_missing_cells_it_is_Friedmans_test()
    {
        foreach (var table in new[] { ReferenceTables.Lotions, ReferenceTables.Tied, ReferenceTables.Demsar })
        {
            Assert.Equal(FriedmanTest.Test(table).TieCorrected.Statistic, SkillingsMackTest.Test(table, 0, draws: 0).Approximate.Statistic,
                1e-10);
        }
    }

    [Fact]
    public void Drawn_arrangements_agree_with_the_exact_law()
    {
        double[][] rows = [[84.5, 78.4, 83.1], [82.8, 79.1, 79.9], [79.1, 78, 77.8], [80.2, 76, 77.9]];
        var result = SkillingsMackTest.Test(new BlockTable(rows), seed: 7, draws: 20_000);
        Assert.Equal(.0416667, result.PermutationP!.Value, 5 * Math.Sqrt(.0417 * .96 / 20_000));
    }

    [Fact]
    public void Levels_that_never_meet_are_refused() =>
        Assert.Contains("share no block", Assert.Throws<ArgumentException>(() => SkillingsMackTest.Test(
            new BlockTable([[1, 2, double.NaN, double.NaN], [double.NaN, double.NaN, 1, 2]]), 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_order_of_blocks_and_levels_changes_nothing()
    {
        var random = new RandomValues(3);
        double[][] rows = [.. Enumerable.Range(0, 9).Select(_ => random.Gaussians(4).Values.ToArray())];
        int[] order = [2, 0, 3, 1];
        BlockTable table = new(rows), moved = new(random.Shuffled(rows).Select(r => (double[])[.. order.Select(j => r[j])]));
        Assert.Equal(FriedmanTest.Test(table).TieCorrected.Statistic, FriedmanTest.Test(moved).TieCorrected.Statistic, 1e-12);
        Assert.Equal(FriedmanTest.Test(table).ExactP!.Value, FriedmanTest.Test(moved).ExactP!.Value, 1e-12);
        Assert.Equal(QuadeTest.Test(table).Statistic, QuadeTest.Test(moved).Statistic, 1e-12);
        Assert.Equal(AlignedRanksTest.Test(table).Statistic, AlignedRanksTest.Test(moved).Statistic, 1e-12);
        Assert.Equal(SkillingsMackTest.Test(table, 0, 0).Approximate.Statistic, SkillingsMackTest.Test(moved, 0, 0).Approximate.Statistic,
            1e-10);
    }

    [Fact]
    public void Ranks_within_blocks_do_not_see_monotone_maps_of_a_block()
    {
        var random = new RandomValues(5);
        double[][] rows = [.. Enumerable.Range(0, 8).Select(_ => random.Gaussians(3).Values.ToArray())];
        var mapped = rows.Select((r, i) => (double[])[.. r.Select(v => Math.Exp(v) * (i + 1) + i)]);
        Assert.Equal(FriedmanTest.Test(new BlockTable(rows)).TieCorrected, FriedmanTest.Test(new BlockTable(mapped)).TieCorrected);
    }

    [Fact]
    public void Shifting_blocks_changes_neither_Quade_nor_aligned_ranks()
    {
        var random = new RandomValues(6);
        double[][] rows = [.. Enumerable.Range(0, 8).Select(_ => random.Gaussians(3).Values.ToArray())];
        BlockTable table = new(rows), shifted = new(rows.Select((r, i) => (double[])[.. r.Select(v => v + 16 * i)]));
        Assert.Equal(QuadeTest.Test(table).Statistic, QuadeTest.Test(shifted).Statistic, 1e-10);
        Assert.Equal(AlignedRanksTest.Test(table).Statistic, AlignedRanksTest.Test(shifted).Statistic, 1e-10);
    }

    [Fact]
    public void Under_the_null_p_keeps_its_level()
    {
        var random = new RandomValues(8);
        const int Tables = 2000;
        int friedman = 0, quade = 0, aligned = 0;
        for (int t = 0; t < Tables; t++)
        {
            var table = new BlockTable(Enumerable.Range(0, 16).Select(_ => random.Gaussians(4).Values.ToArray()));
            friedman += FriedmanTest.Test(table).ImanDavenport.P <= .05 ? 1 : 0;
            quade += QuadeTest.Test(table).P <= .05 ? 1 : 0;
            aligned += AlignedRanksTest.Test(table).P <= .05 ? 1 : 0;
        }
        double slack = 3.3 * Math.Sqrt(.05 * .95 / Tables);
        Assert.All([friedman, quade, aligned], r => Assert.InRange(r / (double)Tables, .05 - slack - .01, .05 + slack));
    }

    [Fact]
    public void Quade_ties_equal_ranges_of_decimals()
    {
        // In whole numbers, whose ranges 2 2 4 3 2 are exact: R: quade.test(m)$statistic, $p.value
        double[][] whole = [[7091, 7093, 7091], [8398, 8398, 8400], [5200, 5203, 5204], [8439, 8442, 8442], [9191, 9193, 9192]];
        foreach (double unit in new[] { 1.0, 10_000.0 })
        {
            var result = QuadeTest.Test(new BlockTable(whole.Select(r => (double[])[.. r.Select(v => v / unit)])));
            Assert.Equal(4.867924528301887, result.Statistic, 1e-10);
            Assert.Equal(.0413953931824641, result.P, 1e-12);
        }
    }

    [Fact]
    public void One_huge_value_ties_no_other_ranges_or_aligned_values()
    {
        // Ranks do not see how large the largest is.
        double[][] Rows(double outlier) => [[1, 2, 4], [3, 1, 6], [2, 5, 6.5], [4, 9, outlier], [2, 8, 3.5]];
        BlockTable mild = new(Rows(1e4)), huge = new(Rows(1e14));
        Assert.Equal(QuadeTest.Test(mild), QuadeTest.Test(huge));
        Assert.Equal(FriedmanTest.Test(mild).TieCorrected, FriedmanTest.Test(huge).TieCorrected);
        Assert.Equal(AlignedRanksTest.Test(mild), AlignedRanksTest.Test(new BlockTable(Rows(1e9))));
    }

    [Fact]
    public void A_block_of_ties_links_no_levels_for_Skillings_and_Mack()
    {
        // V is the sum of a Laplacian of levels 1 and 2 and one of 3 and 4: rank 2 (R: qr(V)$rank). The sums of three to five equal signs
        // give 25/5 + 9/3 = 8; R: pchisq(8, 2, lower.tail = FALSE) = exp(-4)
        const double No = double.NaN;
        var result = SkillingsMackTest.Test(new BlockTable(
            [[1, 2, No, No], [3, 4, No, No], [1, 2, No, No], [2, 3, No, No], [1, 5, No, No], [No, No, 1, 2], [No, No, 1, 3], [No, No, 1, 3],
                [No, 5, 5, No]]), 0, draws: 0);
        Assert.Equal(8, result.Approximate.Statistic, 1e-10);
        Assert.Equal(2, result.Approximate.DegreesOfFreedom);
        Assert.Equal(.018315638888734, result.Approximate.P, 1e-12);
        Assert.Equal(1, SkillingsMackTest.Test(new BlockTable([[2, 2, 2], [3, 3, 3]]), 0, draws: 0).Approximate.P);
    }
}
