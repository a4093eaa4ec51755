using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.SignificanceTests;

public class SignTestTests
{
    [Fact]
    public void Eleven_wins_of_fourteen_agree_with_R()
    {
        // binom.test(11, 14)$p.value
        var result = SignTest.Test(new Sample([.. Enumerable.Range(0, 14).Select(i => i < 11 ? 1.0 : -1.0)]));
        Assert.Equal(0.057373046875, result.P, 1e-14);
    }

    [Fact]
    public void Many_signs_meet_the_sum_of_fewer()
    {
        // R: 2 * pbinom(460, 1000, .5); 2 * pbinom(465, 1001, .5)
        Assert.Equal(0.0124441462771718, SignTest.Test(Signs(540, 460)).P, 1e-12);
        Assert.Equal(0.0268833816635908, SignTest.Test(Signs(536, 465)).P, 1e-12);
        static Sample Signs(int plus, int minus) => new([.. Enumerable.Repeat(1.0, plus), .. Enumerable.Repeat(-1.0, minus)]);
    }

    [Fact]
    public void Ties_are_left_out()
    {
        // binom.test(9, 9)$p.value with the sleep data, whose fifth difference is zero
        var result = SignTest.Test(ReferenceData.Sleep);
        Assert.Equal((9, 1, 0), (result.Wins, result.Ties, result.Losses));
        Assert.Equal(0.00390625, result.P, 1e-15);
    }

    [Fact]
    public void One_sided_tails_overlap_in_the_observed_count()
    {
        var d = new Sample(1, 1, 1, -1, -1);
        double greater = SignTest.Test(d, Alternative.Greater).P, less = SignTest.Test(d, Alternative.Less).P;
        Assert.Equal(1 + 10 / 32.0, greater + less, 1e-14); // P(X = 3) = C(5,3)/32 is counted twice
    }

    [Fact]
    public void Only_ties_show_nothing() => Assert.Equal(1, SignTest.Test(new Sample(0, 0)).P);
}
