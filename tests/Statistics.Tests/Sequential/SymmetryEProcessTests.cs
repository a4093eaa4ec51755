using Sweep.Statistics.Sequential;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.Sequential;

/// <summary>Bets on signs: what they win, and that nobody wins on average where signs are fair coins.</summary>
public sealed class SymmetryEProcessTests
{
    /// <summary>Brute force from the definition: the t e-process of all differences against that of the same with the last sign
    /// turned.</summary>
    [Fact]
    public void Each_sign_is_bet_on_at_the_odds_of_the_t_model()
    {
        double[] differences = ReferenceData.Sleep.Values.ToArray();
        var process = new SymmetryEProcess(effectVariance: 1);
        double expected = 0;
        for (int n = 1; n <= differences.Length; n++)
        {
            process.Add(differences[n - 1]);
            double seen = Math.Exp(TEProcess.LogE(new Sample(differences[..n]), 1));
            double mirrored = Math.Exp(TEProcess.LogE(new Sample([.. differences[..(n - 1)], -differences[n - 1]]), 1));
            expected += differences[n - 1] == 0 ? 0 : Math.Log(2 * seen / (seen + mirrored));
        }
        // the fifth difference is zero: it is no bet, and the model without it has fewer values
        Assert.Equal(9, process.Count);
        Assert.Equal(LogE(1, [.. differences.Where(d => d != 0)]), process.LogE, 1e-14);
        Assert.InRange(process.LogE, expected - .15, expected + .15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Without_zeros_the_bets_are_those_of_the_t_model_exactly(double effectVariance)
    {
        double[] differences = [.4, -.1, 1.3, .8, 2.2, -.6, .9];
        double expected = 0;
        for (int n = 2; n <= differences.Length; n++)
        {
            double seen = Math.Exp(TEProcess.LogE(new Sample(differences[..n]), effectVariance));
            double mirrored = Math.Exp(TEProcess.LogE(new Sample([.. differences[..(n - 1)], -differences[n - 1]]), effectVariance));
            expected += Math.Log(2 * seen / (seen + mirrored));
        }
        Assert.Equal(expected, LogE(effectVariance, differences), 1e-13);
    }

    /// <summary>Over all 2^n sign patterns of any sizes E has mean 1: with the sizes given, that is validity whatever the
    /// distribution.</summary>
    [Theory]
    [InlineData(new double[] { 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(new[] { .3, 5, .01, 2, 2, 1e9, 4, .3, 1e-9, 7 })]
    [InlineData(new[] { 1e200, 3e-200, 1, 5e200, 2e199 })]
    public void A_bet_on_fair_coins_wins_nothing_on_average(double[] sizes)
    {
        double mean = 0;
        int patterns = 1 << sizes.Length;
        for (int pattern = 0; pattern < patterns; pattern++)
            mean += Math.Exp(LogE(2, Signed(sizes, pattern))) / patterns;
        Assert.Equal(1, mean, 1e-10);
    }

    /// <summary>The looks count too: over all patterns, the share in which E ever reaches 1/alpha is at most alpha.</summary>
    [Theory]
    [InlineData(.05)]
    [InlineData(.2)]
    public void Two_point_differences_are_called_different_in_at_most_alpha_of_all_patterns(double alpha)
    {
        double[] sizes = [.. Enumerable.Repeat(1.0, 14)];
        int reached = 0;
        for (int pattern = 0; pattern < 1 << sizes.Length; pattern++)
        {
            var process = new SymmetryEProcess();
            reached += Signed(sizes, pattern).Any(d => { process.Add(d); return process.P <= alpha; }) ? 1 : 0;
        }
        Assert.InRange(Math.ScaleB(reached, -sizes.Length), alpha / 4, alpha);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(12)]
    public void No_differences_give_a_p_below_that_of_the_exact_test(int count)
    {
        double exact = AttainablePValues.MinimumPairedPValue(count), bound = SymmetryEProcess.MinimumPValue(count);
        double equal = Math.Exp(-LogE(2, [.. Enumerable.Repeat(.013, count)]));
        Assert.InRange(bound, exact, equal);
        Assert.InRange(equal, bound, 1.02 * bound);
        var random = new Random(count);
        for (int i = 0; i < 2000; i++) // growing sizes win the most
        {
            double[] lucky = [.. Enumerable.Range(0, count).Select(_ => Math.Exp(.3 * random.NextDouble())).Order()];
            Assert.InRange(Math.Exp(-LogE(2, lucky)), bound, 1);
        }
    }

    [Fact]
    public void Five_equal_differences_prove_nothing_and_six_do()
    {
        Assert.Equal(.0819, Math.Exp(-LogE(2, .5, .5, .5, .5, .5)), 1e-4); // the exact minimum is .0625
        Assert.Equal(.0410, Math.Exp(-LogE(2, .5, .5, .5, .5, .5, .5)), 1e-4);
    }

    [Fact]
    public void The_unit_does_not_matter_however_large_or_small()
    {
        double[] differences = [.4, -.1, 1.3, .8];
        foreach (double unit in new[] { 1e-200, -1e-3, 1e200 })
            Assert.Equal(LogE(2, differences), LogE(2, [.. differences.Select(d => unit * d)]), 1e-13);
    }

    [Fact]
    public void A_one_sided_process_bets_on_its_side_only()
    {
        double[] falling = [-1, -1.2, -.8, -1.1, -.9];
        var greater = new SymmetryEProcess(Alternative.Greater);
        var less = new SymmetryEProcess(Alternative.Less);
        foreach (double d in falling)
        {
            greater.Add(d);
            less.Add(d);
        }
        Assert.Equal(0, greater.LogE);
        Assert.Equal(LogE(2, falling), less.LogE, 1e-14);
        Assert.Equal(-1, less.Direction);
    }

    [Fact]
    public void What_is_not_a_number_is_no_difference()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SymmetryEProcess().Add(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SymmetryEProcess(effectVariance: 0));
    }

    private static double[] Signed(double[] sizes, int pattern) => [.. sizes.Select((s, i) => (pattern >> i & 1) == 1 ? s : -s)];

    private static double LogE(double effectVariance, params double[] differences)
    {
        var process = new SymmetryEProcess(effectVariance: effectVariance);
        foreach (double d in differences)
            process.Add(d);
        return process.LogE;
    }
}
