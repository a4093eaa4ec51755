using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Tests.Distributions;

public class StudentizedRangeTests
{
    [Theory]
    // SciPy's test data for stats.studentized_range, computed with mpmath to 11 digits
    [InlineData(1, 3, 10, .23510918942128056)]
    [InlineData(4, 3, 3, .8711786295203324)]
    [InlineData(4, 3, 10, .9566506502400175)]
    [InlineData(4, 10, 10, .7573606942645745)]
    [InlineData(4, 10, 20, .8079691517949077)]
    [InlineData(4, 20, 100, .6466699776044968)]
    [InlineData(10, 10, 10, .9991738325963548)]
    [InlineData(10, 20, 3, .9312318042339768)]
    [InlineData(1, 20, 120, 8.306675539750552e-8)]
    [InlineData(4, 3, double.PositiveInfinity, .98701233862680576)]
    [InlineData(1, 10, double.PositiveInfinity, .00051986945546412)]
    public void Both_tails_agree_with_mpmath(double q, int groups, double degreesOfFreedom, double expected)
    {
        Assert.Equal(1, StudentizedRange.LowerTail(q, groups, degreesOfFreedom) / expected, 1e-10);
        Assert.Equal(1 - expected, StudentizedRange.UpperTail(q, groups, degreesOfFreedom), 1e-11);
    }

    [Theory]
    // mpmath, 30 digits: 1 - k*quad(lambda z: npdf(z)*(ncdf(z)-ncdf(z-w))**(k-1), linspace(-12, w+14, 40))
    [InlineData(12, 5, 2.15196903650498796e-16)]
    [InlineData(3, 4, 0.146271481047659719)]
    public void Far_tails_keep_their_digits(double q, int groups, double expected) =>
        Assert.Equal(1, StudentizedRange.UpperTail(q, groups, double.PositiveInfinity) / expected, 1e-10);

    [Theory]
    // Two values: the range over the deviation is sqrt(2) |t|.
    [InlineData(3, 7)]
    [InlineData(30, 7)]
    [InlineData(2, 100)]
    [InlineData(120, 100)] // mpmath: 5.465720291573263e-95
    [InlineData(300, 30)] // 3.267279353131846e-49
    [InlineData(1e4, 10)] // 7.874992781254022e-35
    [InlineData(1e4, .5)]
    [InlineData(50, 1)]
    [InlineData(.3, 2.5)]
    [InlineData(8, 1000)]
    public void The_range_of_two_is_Students_t(double q, double degreesOfFreedom) =>
        Assert.Equal(1, StudentizedRange.UpperTail(q, 2, degreesOfFreedom) / StudentT.TwoSided(q / Math.Sqrt(2), degreesOfFreedom), 1e-10);

    [Theory]
    // Harter 1960, upper 5 % points; his 5.305 is rounded up from 5.3042 (R: qtukey(.95, 8, 10))
    [InlineData(2, 10, 3.151)]
    [InlineData(8, 10, 5.305)]
    [InlineData(20, 10, 6.467)]
    [InlineData(2, double.PositiveInfinity, 2.772)]
    [InlineData(8, double.PositiveInfinity, 4.286)]
    [InlineData(14, double.PositiveInfinity, 4.743)]
    [InlineData(20, double.PositiveInfinity, 5.012)]
    public void Quantiles_are_Harters(int groups, double degreesOfFreedom, double expected) =>
        Assert.Equal(expected, StudentizedRange.UpperQuantile(.05, groups, degreesOfFreedom), 8e-4);

    [Fact]
    public void What_is_no_argument_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentizedRange.UpperTail(1, 1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentizedRange.UpperTail(double.NaN, 3, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentizedRange.LowerTail(1, 3, 0));
        Assert.Equal(1, StudentizedRange.UpperTail(0, 3, 5));
    }

    [Fact]
    public void A_far_tail_of_three_agrees_with_brute_force() =>
        // Python, trapezoidal rule on 401 points of u = log s from the peak - 4 to + 2, 241 points of z about w/2, w = 60 e^u:
        // the density of u times 3*phi(z)*(2*Phi(z)*Phi(z-w) - Phi(z-w)**2)
        Assert.Equal(1, StudentizedRange.UpperTail(60, 3, 20) / 1.34299139284467e-20, 1e-10);

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(6.5)]
    public void At_infinity_there_is_no_tail(double degreesOfFreedom)
    {
        Assert.Equal(0, StudentizedRange.UpperTail(double.PositiveInfinity, 4, degreesOfFreedom));
        Assert.Equal(1, StudentizedRange.LowerTail(double.PositiveInfinity, 4, degreesOfFreedom));
        Assert.InRange(StudentizedRange.UpperTail(double.MaxValue, 4, degreesOfFreedom), 0, 1e-300);
    }
}
