using Sweep.Statistics.Adjustments;

namespace Sweep.Statistics.Tests.Adjustments;

public class PairAdjustmentTests
{
    // Garcia and Herrera, JMLR 9 (2008): all pairs of C4.5 (0), 1NN (1), naive Bayes (2), kernel (3), CN2 (4), from their raw table by
    // scmamp 0.2: adjustShaffer, adjustBergmannHommel (with its last step made monotone), R's p.adjust for Hommel
    private static readonly (int, int)[] Pairs = [(0, 3), (2, 3), (3, 4), (0, 1), (1, 3), (1, 2), (0, 4), (2, 4), (1, 4), (0, 2)];
    private static readonly double[] ShafferExpected =
        [4.48699e-7, 1.04167e-6, .0172829, .0290926, .0477809, .0477809, .0510520, .0742340, 1, 1];
    private static readonly double[] BergmannExpected =
        [4.48699e-7, 1.04167e-6, .0115219, .0290926, .0318540, .0318540, .0382890, .0382890, 1, 1];
    private static readonly double[] HommelExpected =
        [4.48699e-7, 1.56251e-6, .0201634, .0255260, .0319075, .0404493, .0494893, .0742340, .806496, .806496];

    // R: 2*pnorm(-abs(Ri - Rj)/sqrt(k*(k+1)/(6*N))) of the mean ranks of Garcia and Herrera's table
    private static readonly double[] Raw = [.00484876272167895, .80649594050734, 4.48699107056528e-08, .0127630075326412, .0101123339213335,
        .00796348920655, .743971478075057, 1.73611802565934e-07, .024744672046399, .0028804846690271];

    [Fact]
    public void Shaffer_agrees_with_scmamp() => AssertPairs(ShafferExpected, Shaffer.Adjust(Raw, 5));

    [Fact]
    public void Bergmann_Hommel_agrees_with_scmamp() => AssertPairs(BergmannExpected, BergmannHommel.Adjust(Raw, 5));

    [Fact]
    public void Hommel_agrees_with_R() => AssertPairs(HommelExpected, Hommel.Adjust(Raw));

    [Fact]
    public void At_five_percent_the_two_pairs_of_the_books_module_are_kept() =>
        // Perl's Statistics::Multtest and the paper: Benjamini-Hochberg leaves exactly C4.5 - naive Bayes and 1NN - CN2
        Assert.Equal([LevelPairs.IndexOf(0, 2, 5), LevelPairs.IndexOf(1, 4, 5)],
            BenjaminiHochberg.Adjust(Raw).Select((p, i) => (p, i)).Where(x => x.p > .05).Select(x => x.i));

    [Fact]
    public void Shaffer_takes_many_levels()
    {
        double[] p = [.. Enumerable.Range(0, LevelPairs.Count(200)).Select(i => i < 2 ? 1e-9 * (i + 1) : 0.5)];
        var adjusted = Shaffer.Adjust(p, 200);
        Assert.Equal(1e-9 * LevelPairs.Count(200), adjusted[0], 1e-15);
        Assert.Equal(2e-9 * LevelPairs.Count(199), adjusted[1], 1e-15); // one pair differs: at least one level differs from all others
    }

    [Fact]
    public void Numbers_of_true_pairs_are_Shaffers() =>
        // JASA 81 (1986), table 1: k = 5
        Assert.Equal([0, 1, 2, 3, 4, 6, 10], Shaffer.TrueCounts(5));

    [Fact]
    public void Bergmann_Hommel_is_sharper_than_Shaffer_and_Shaffer_than_Holm()
    {
        var random = new RandomValues(11);
        for (int round = 0; round < 50; round++)
        {
            double[] p = [.. Enumerable.Range(0, 15).Select(_ => Math.Pow(random.Uniform(), 3))];
            double[] bergmann = BergmannHommel.Adjust(p, 6), shaffer = Shaffer.Adjust(p, 6), holm = Holm.Adjust(p);
            for (int i = 0; i < p.Length; i++)
                Assert.True(p[i] <= bergmann[i] && bergmann[i] <= shaffer[i] + 1e-15 && shaffer[i] <= holm[i] + 1e-15);
        }
    }

    [Fact]
    public void It_is_the_closed_test_over_all_partitions()
    {
        // Three levels: partitions {all}, {01}{2}, {02}{1}, {12}{0}: adjusted = max(3 min p, p) made monotone
        double[] adjusted = BergmannHommel.Adjust([.01, .04, .03], 3);
        Assert.Equal([.03, .04, .03], adjusted.Select(a => Math.Round(a, 12)));
    }

    [Fact]
    public void Renaming_levels_moves_the_answers_only()
    {
        var random = new RandomValues(12);
        double[] p = [.. LevelPairs.All(6).Select(_ => random.Uniform() * .2)];
        int[] name = [3, 0, 5, 1, 4, 2];
        var moved = new double[p.Length];
        foreach (var (i, j) in LevelPairs.All(6))
            moved[Index(name[i], name[j])] = p[LevelPairs.IndexOf(i, j, 6)];
        double[] before = BergmannHommel.Adjust(p, 6), after = BergmannHommel.Adjust(moved, 6);
        foreach (var (i, j) in LevelPairs.All(6))
            Assert.Equal(before[LevelPairs.IndexOf(i, j, 6)], after[Index(name[i], name[j])]);

        static int Index(int a, int b) => LevelPairs.IndexOf(Math.Min(a, b), Math.Max(a, b), 6);
    }

    [Fact]
    public void Twelve_levels_are_possible_and_thirteen_refused()
    {
        double[] p = [.. LevelPairs.All(12).Select((_, i) => (i + 1) / 100.0)];
        Assert.Equal(.66, BergmannHommel.Adjust(p, 12)[0], 1e-12); // the partition of equal levels: 66 times the smallest p
        Assert.Throws<ArgumentOutOfRangeException>(() => BergmannHommel.Adjust(new double[78], 13));
        Assert.Throws<ArgumentException>(() => Shaffer.Adjust([.1, .2], 3));
    }

    private static void AssertPairs(double[] expected, double[] actual)
    {
        for (int i = 0; i < Pairs.Length; i++)
            Assert.Equal(1, actual[LevelPairs.IndexOf(Pairs[i].Item1, Pairs[i].Item2, 5)] / expected[i], 5e-6);
    }
}
