using Sweep.Statistics.Power;

namespace Sweep.Statistics.Tests.Power;

/// <summary>Power of the e-process against an independent simulation: 20,000 studies with numpy 1.24 of bets on signs at the odds of the t
/// model, g = 2, at most 30 differences, alpha .05: effect .5 power .410, 1 .983; at alpha .05/3: .261, .947.</summary>
public sealed class SymmetryEProcessPowerTests
{
    [Theory]
    [InlineData(.5, .05, .410)]
    [InlineData(1, .05, .983)]
    [InlineData(-.5, .05 / 3, .261)]
    [InlineData(1, .05 / 3, .947)]
    public void Power_is_that_of_an_independent_simulation(double effect, double alpha, double expected) =>
        Assert.Equal(expected, SymmetryEProcessPower.Compute(effect, 30, alpha), .035);

    [Fact]
    public void What_is_detectable_is_found_with_the_wanted_power()
    {
        double effect = SymmetryEProcessPower.DetectableEffect(20, .8, .05);
        Assert.Equal(.8, SymmetryEProcessPower.Compute(effect, 20, .05), .005);
        Assert.Equal(double.PositiveInfinity, SymmetryEProcessPower.DetectableEffect(5, .8, .05));
    }

    [Fact]
    public void So_many_differences_as_are_needed_find_the_effect()
    {
        double needed = SymmetryEProcessPower.DifferencesNeeded(.8, .8, .05);
        Assert.InRange(SymmetryEProcessPower.Compute(.8, (int)needed, .05), .8, .85);
        Assert.InRange(SymmetryEProcessPower.Compute(.8, (int)needed - 1, .05), .7, .8);
        Assert.Equal(double.PositiveInfinity, SymmetryEProcessPower.DifferencesNeeded(1e-3, .8, .05));
    }
}
