using Sweep.Statistics.Distributions;

namespace Sweep.Statistics.Tests.Distributions;

public class NormalTests
{
    [Theory]
    // R: pnorm(-c(1,5,10,30))
    [InlineData(1, 1.58655253931457e-01)]
    [InlineData(5, 2.86651571879194e-07)]
    [InlineData(10, 7.61985302416053e-24)]
    [InlineData(30, 4.90671392714819e-198)]
    public void Upper_tails_agree_with_R(double z, double expected) => Assert.Equal(1, Normal.UpperTail(z) / expected, 1e-12);

    [Theory]
    // R: qnorm(c(.025, 1e-10))
    [InlineData(.025, 1.95996398454005)]
    [InlineData(1e-10, 6.36134090240406)]
    public void Quantiles_agree_with_R(double tail, double expected) => Assert.Equal(expected, Normal.UpperQuantile(tail), 1e-12);
}
