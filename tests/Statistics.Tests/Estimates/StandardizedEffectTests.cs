using Sweep.Statistics.Estimates;

namespace Sweep.Statistics.Tests.Estimates;

public class StandardizedEffectTests
{
    [Fact]
    public void The_correction_agrees_with_R()
    {
        // gamma(4.5)/(sqrt(4.5)*gamma(4))
        Assert.Equal(.91387489, StandardizedEffect.HedgesFactor(9), 1e-8);
    }

    [Fact]
    public void The_correction_vanishes_with_many_degrees_of_freedom() =>
        // Hedges' approximation 1 - 3/(4 v - 1)
        Assert.Equal(1 - 3 / (4 * 5000.0 - 1), StandardizedEffect.HedgesFactor(5000), 1e-8);
}
