using Sweep.Statistics.Omnibus;

namespace Sweep.Statistics.Tests.Omnibus;

public class FriedmanTestTests
{
    [Fact]
    public void Demsars_rounded_table_agrees_with_scipy()
    {
        // scipy.stats.friedmanchisquare(*columns): 10.952380952 p .0119862; the paper itself ranks row 13 from unrounded data (chi2 9.28)
        var result = FriedmanTest.Test(ReferenceTables.Demsar);
        Assert.Equal(10.9523810, result.TieCorrected.Statistic, 1e-7);
        Assert.Equal(.0119862, result.TieCorrected.P, 1e-7);
        Assert.Equal(9.857, result.Uncorrected.Statistic, 5e-4);
        Assert.Equal(3.987, result.ImanDavenportUncorrected.Statistic, 5e-4);
        Assert.Equal([2.9286, 1.9286], result.MeanRanks.Skip(2).Select(r => Math.Round(5 - r, 4))); // he ranks the largest first
    }

    [Fact]
    public void Demsars_unrounded_ranks_give_his_numbers()
    {
        // JMLR 7 (2006), section 3.2.3: row 13 ranked 4, 1, 2, 3; chi2 9.28, F_F 3.69; scipy: 9.2785714 p .0258075, F 3.6863130 p .0198230
        var rows = Enumerable.Range(0, 14)
            .Select(i => i == 12 ? (double[])[.972, .981, .976, .975] : ReferenceTables.Demsar.Row(i).ToArray());
        var result = FriedmanTest.Test(new BlockTable(rows));
        Assert.Equal(9.2785714, result.Uncorrected.Statistic, 1e-7);
        Assert.Equal(.0258075, result.Uncorrected.P, 1e-7);
        Assert.Equal(3.6863130, result.ImanDavenportUncorrected.Statistic, 1e-7);
        Assert.Equal(.0198230, result.ImanDavenportUncorrected.P, 1e-7);
        Assert.Equal((3, 39), (result.ImanDavenport.DegreesOfFreedom, result.ImanDavenport.ErrorDegreesOfFreedom));
        Assert.Equal(.9071429, result.TieCorrection, 1e-7);
        Assert.Equal(10.2283465, result.TieCorrected.Statistic, 1e-7);
        Assert.Equal(.0167216, result.TieCorrected.P, 1e-7);
    }

    [Fact]
    public void Garcia_and_Herreras_table_has_both_published_statistics()
    {
        // scmamp: 39.6467, F 14.3087; R: friedman.test(m): 39.9127516778523, p 4.51203305902e-08
        var result = FriedmanTest.Test(ReferenceTables.GarciaHerrera);
        Assert.Equal(39.6467, result.Uncorrected.Statistic, 5e-5);
        Assert.Equal(14.3087, result.ImanDavenportUncorrected.Statistic, 5e-5);
        Assert.Equal(39.9127516778523, result.TieCorrected.Statistic, 1e-10);
        Assert.Equal(1, result.TieCorrected.P / 4.51203305902e-08, 1e-9);
        Assert.Null(result.ExactP);
    }

    [Fact]
    public void Small_tables_are_counted_exactly()
    {
        // critdd's example: chi2 6.5, exact .0416667; transposed 7.4, exact .0329861 where chi-square says .0602
        double[][] rows = [[84.5, 78.4, 83.1], [82.8, 79.1, 79.9], [79.1, 78, 77.8], [80.2, 76, 77.9]];
        var result = FriedmanTest.Test(new BlockTable(rows));
        Assert.Equal(6.5, result.TieCorrected.Statistic, 1e-12);
        Assert.Equal(.0416667, result.ExactP!.Value, 1e-7);
        var transposed = FriedmanTest.Test(new BlockTable(Enumerable.Range(0, 3).Select(j => (double[])[.. rows.Select(r => r[j])])));
        Assert.Equal(7.4, transposed.TieCorrected.Statistic, 1e-12);
        Assert.Equal(.0329861, transposed.ExactP!.Value, 1e-7);
        Assert.Equal(.0602, transposed.TieCorrected.P, 1e-4);
    }

    [Fact]
    public void Four_levels_in_four_blocks_have_the_tabled_tail()
    {
        // P(chi2 >= 7.8) = .0363860 at k = 4, N = 4 (tables since Friedman 1937: .036); rank sums 5, 9, 11, 15
        var tabled = FriedmanTest.Test(new BlockTable([[1, 3, 2, 4], [1, 3, 2, 4], [1, 2, 3, 4], [2, 1, 4, 3]]));
        Assert.Equal(7.8, tabled.TieCorrected.Statistic, 1e-12);
        Assert.Equal(.0363860, tabled.ExactP!.Value, 1e-7);
    }

    [Fact]
    public void The_exact_tail_agrees_with_all_arrangements_of_tied_rows()
    {
        double[][] rows = [[1, 1, 2], [1, 2, 3], [3, 1, 1], [1, 3, 2]];
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        double observed = FriedmanTest.Test(new BlockTable(rows)).TieCorrected.Statistic;
        int reached = 0;
        for (int pattern = 0; pattern < 1296; pattern++)
        {
            int rest = pattern;
            var arranged = rows.Select(r => { var order = orders[rest % 6]; rest /= 6; return (double[])[.. order.Select(j => r[j])]; })
                .ToArray();
            reached += FriedmanTest.Test(new BlockTable(arranged)).TieCorrected.Statistic >= observed - 1e-9 ? 1 : 0;
        }
        Assert.Equal(reached / 1296.0, FriedmanTest.Test(new BlockTable(rows)).ExactP!.Value, 1e-12);
    }

    [Fact]
    public void Perfect_agreement_has_the_probability_of_one_arrangement()
    {
        var result = FriedmanTest.Test(new BlockTable(Enumerable.Repeat((double[])[1, 2, 3], 5)));
        Assert.Equal(double.PositiveInfinity, result.ImanDavenport.Statistic);
        Assert.Equal(Math.Pow(6, -4), result.ImanDavenport.P, 1e-15);
        Assert.Equal(Math.Pow(6, -4), result.ExactP!.Value, 1e-12);
    }

    [Fact]
    public void Equal_values_everywhere_show_nothing()
    {
        var result = FriedmanTest.Test(new BlockTable(Enumerable.Repeat((double[])[2, 2, 2], 4)));
        Assert.Equal((0.0, 1.0, 1.0), (result.TieCorrection, result.TieCorrected.P, result.ImanDavenport.P));
        Assert.Equal(1, result.ExactP!.Value, 1e-14);
    }

    [Fact]
    public void Missing_cells_and_ragged_rows_are_refused()
    {
        Assert.Contains("missing", Assert.Throws<ArgumentException>(() => FriedmanTest.Test(ReferenceTables.Assembly)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new BlockTable([[1, 2], [1, 2, 3]]));
        Assert.Throws<ArgumentException>(() => new BlockTable([[1, double.PositiveInfinity]]));
        Assert.Throws<ArgumentException>(() => new BlockTable([]));
        Assert.Throws<ArgumentException>(() => FriedmanTest.Test(new BlockTable([[1, 2]])));
    }
}
