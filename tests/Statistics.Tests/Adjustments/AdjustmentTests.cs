using Sweep.Statistics.Adjustments;

namespace Sweep.Statistics.Tests.Adjustments;

public class AdjustmentTests
{
    // Benjamini and Hochberg 1995, section 3.2: fifteen p-values of a myocardial infarction trial
    private static readonly double[] Infarction =
        [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .324, .4262, .5719, .6528, .759, 1];

    [Fact]
    public void Holm_agrees_with_R()
    {
        // p.adjust(c(.05,.03,.01,.5), "holm"); p.adjust(c(.01,.02,.03), "holm")
        AssertClose([.1, .09, .04, .5], Holm.Adjust([.05, .03, .01, .5]));
        AssertClose([.03, .04, .04], Holm.Adjust([.01, .02, .03]));
        AssertClose([.0015, .0056, .0247, .114, .2211], Holm.Adjust(Infarction)[..5]);
    }

    [Fact]
    public void Benjamini_Hochberg_agrees_with_R() =>
        AssertClose([.0015, .003, .0095, .035625, .0603, .0638571428571, .0638571428571, .0645, .0765],
            BenjaminiHochberg.Adjust(Infarction)[..9]);

    [Fact]
    public void Hommel_agrees_with_R()
    {
        // p.adjust(c(.05,.03,.01,.5), "hommel"); the fifteen p-values likewise
        AssertClose([.1, .075, .04, .5], Hommel.Adjust([.05, .03, .01, .5]));
        AssertClose([.0015, .0056, .0247, .0950, .1608, .1946, .2086, .2408, .3213, 1], Hommel.Adjust(Infarction)[..10]);
    }

    [Fact]
    public void Hommel_is_the_closed_test_of_Simes_tests()
    {
        var random = new RandomValues(71);
        for (int round = 0; round < 20; round++)
        {
            double[] p = [.. Enumerable.Range(0, 7).Select(_ => random.Uniform())];
            double[] hommel = Hommel.Adjust(p);
            for (int i = 0; i < p.Length; i++)
            {
                double closed = Enumerable.Range(1, 127).Where(set => (set >> i & 1) == 1).Max(set =>
                {
                    double[] members = [.. p.Where((_, j) => (set >> j & 1) == 1).Order()];
                    return members.Select((m, rank) => m * members.Length / (rank + 1)).Min();
                });
                Assert.Equal(closed, hommel[i], 1e-14);
            }
        }
    }

    [Fact]
    public void Garcia_and_Herreras_family_agrees_with_R()
    {
        // p.adjust of the ten raw p-values of JMLR 9 (2008), 2677-2694, in ascending order
        double[] raw = [4.48699e-8, 1.73612e-7, .00288048, .00484876, .00796349, .0101123, .0127630, .0247447, .743971, .806496];
        AssertClose([4.48699e-7, 1.562508e-6, .02304384, .03394132, .04778094, .0505615, .051052, .0742341, 1, 1], Holm.Adjust(raw));
        AssertClose([4.48699e-7, 8.6806e-7, .0096016, .0121219, .01592698, .016853833333, .018232857143, .030930875, .806496, .806496],
            BenjaminiHochberg.Adjust(raw));
    }

    [Fact]
    public void Adjusting_never_lowers_p_and_Holm_is_the_stricter()
    {
        var random = new RandomValues(61);
        double[] p = [.. Enumerable.Range(0, 30).Select(_ => random.Uniform())];
        double[] holm = Holm.Adjust(p), bh = BenjaminiHochberg.Adjust(p);
        for (int i = 0; i < p.Length; i++)
            Assert.True(p[i] <= bh[i] + 1e-15 && bh[i] <= holm[i] + 1e-15 && holm[i] <= 1);
    }

    [Fact]
    public void Answers_follow_their_p_values_through_any_order()
    {
        var random = new RandomValues(67);
        int[] order = random.Shuffled(Enumerable.Range(0, Infarction.Length));
        double[] expected = Holm.Adjust(Infarction), shuffled = Holm.Adjust([.. order.Select(i => Infarction[i])]);
        for (int i = 0; i < order.Length; i++)
            Assert.Equal(expected[order[i]], shuffled[i]);
    }

    [Fact]
    public void What_is_no_probability_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Holm.Adjust([.5, double.NaN]));
        Assert.Throws<ArgumentException>(() => BenjaminiHochberg.Adjust([-.1]));
    }

    [Fact]
    public void An_empty_family_has_no_answers() => Assert.Empty(Holm.Adjust([]));

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(1, actual[i] / expected[i], 1e-9);
    }
}
