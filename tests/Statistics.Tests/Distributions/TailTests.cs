using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Tests.Distributions;

public class TailTests
{
    [Theory]
    // R: pf(c(949.171, 3.6863130, 20.6), c(2, 3, 2), c(36, 39, 10), lower = FALSE)
    [InlineData(949.171, 2, 36, 7.17540309714534e-32)]
    [InlineData(3.6863130, 3, 39, 1.98230068804245e-02)]
    [InlineData(20.6, 2, 10, 2.84217094304040e-04)]
    public void F_agrees_with_R(double f, double numerator, double denominator, double expected) =>
        Assert.Equal(1, FisherF.UpperTail(f, numerator, denominator) / expected, 1e-9);

    [Theory]
    // R: pchisq(c(9.2785714, 300, .1), c(3, 10, 2), lower = FALSE)
    [InlineData(9.2785714, 3, 2.58074970426203e-02)]
    [InlineData(300, 10, 1.55467475438032e-58)]
    [InlineData(.1, 2, 9.51229424500714e-01)]
    public void Chi_square_agrees_with_R(double x, double degreesOfFreedom, double expected) =>
        Assert.Equal(1, ChiSquare.UpperTail(x, degreesOfFreedom) / expected, 1e-10);

    [Theory]
    // mpmath, 30 digits: the integral of 2 (v/2)^(v/2)/gamma(v/2) s^(v-1) exp(-v s^2/2) erfc((t s - d)/sqrt(2))/2 over s
    [InlineData(2.262157, 9, 3.16227766016838, 0.803096250886908375)]
    [InlineData(5, 4, .5, 0.00962814724231504857)]
    [InlineData(40, 3, 2, 0.000300707548976384497)] // R's pt(40, 3, 2, lower = FALSE) is 3e-9 off
    [InlineData(1, 30, 3, 0.976801898781968264)]
    public void The_noncentral_t_agrees_with_mpmath(double t, double degreesOfFreedom, double noncentrality, double expected) =>
        Assert.Equal(1, NoncentralT.UpperTail(t, degreesOfFreedom, noncentrality) / expected, 1e-11);

    [Theory]
    [InlineData(2, 5)]
    [InlineData(-1, 3.5)]
    [InlineData(15, 1)]
    public void Without_noncentrality_it_is_Students_t(double t, double degreesOfFreedom) =>
        Assert.Equal(1, NoncentralT.UpperTail(t, degreesOfFreedom, 0) / StudentT.UpperTail(t, degreesOfFreedom), 1e-10);

    [Fact]
    public void What_is_no_argument_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FisherF.UpperTail(1, 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => FisherF.UpperTail(double.NaN, 1, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChiSquare.UpperTail(1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NoncentralT.UpperTail(double.NaN, 3, 0));
    }
}
