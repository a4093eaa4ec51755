using Sweep.Statistics.Power;

namespace Sweep.Statistics.Tests.Power;

public class PowerTests
{
    [Theory]
    // R: power.t.test(n, delta = 1, sd = 1, type = "paired")$power
    [InlineData(5, .40132028519993)]
    [InlineData(8, .68083014955)]
    [InlineData(10, .8030962086906)]
    [InlineData(20, .98859129454457)]
    public void Paired_power_agrees_with_R(int pairs, double expected) => Assert.Equal(expected, TTestPower.Paired(1, pairs, .05), 1e-9);

    [Theory]
    // R: power.t.test(delta = d, sd = 1, power = .8, type = "paired")$n (R's root is found to 1e-4)
    [InlineData(.5, 33.367204)]
    [InlineData(.8, 14.302803)]
    [InlineData(1, 9.9378639)]
    [InlineData(1.5, 5.6861446)]
    public void Pairs_needed_agree_with_R(double effect, double expected) =>
        Assert.Equal(expected, TTestPower.PairsNeeded(effect, .8, .05), 3e-4);

    [Fact]
    public void The_detectable_effect_is_found_with_the_wanted_power()
    {
        double effect = TTestPower.DetectableNoncentrality(11, .8, .05) / Math.Sqrt(12);
        Assert.Equal(.8, TTestPower.Paired(effect, 12, .05), 1e-8);
        Assert.Equal(12, TTestPower.PairsNeeded(effect, .8, .05), 1e-5);
    }

    [Fact]
    public void Without_an_effect_power_is_half_of_alpha_and_no_number_suffices()
    {
        Assert.Equal(.025, TTestPower.Paired(0, 10, .05), 1e-10);
        Assert.Throws<ArgumentOutOfRangeException>(() => TTestPower.PairsNeeded(0, .8, .05));
        Assert.Equal(double.PositiveInfinity, TTestPower.PairsNeeded(1e-5, .8, .05));
        Assert.Equal(2, TTestPower.PairsNeeded(1000, .8, .05));
    }

    // 2^(1-n) is above .05/2 up to n = 6, so that six pairs decide nothing of a family of two, however large the effect.
    [Theory]
    [InlineData(5, .05, 0)]
    [InlineData(6, .05, .9)]
    [InlineData(6, .025, 0)]
    [InlineData(7, .025, .9)]
    public void The_deciding_test_has_no_power_below_its_resolution(int pairs, double alpha, double least)
    {
        double power = SignFlipPower.Compute(5, pairs, alpha);
        Assert.Equal(least == 0, power == 0);
        Assert.True(power >= least);
    }

    [Fact]
    public void As_many_pairs_are_needed_as_reach_the_level()
    {
        Assert.Equal(7, SignFlipPower.PairsNeeded(5, .8, .025));
        Assert.Equal(TTestPower.PairsNeeded(.5, .8, .025), SignFlipPower.PairsNeeded(.5, .8, .025));
    }

    [Fact]
    public void Power_grows_with_effect_pairs_and_alpha()
    {
        Assert.True(TTestPower.Paired(.5, 10, .05) < TTestPower.Paired(.6, 10, .05));
        Assert.True(TTestPower.Paired(.5, 10, .05) < TTestPower.Paired(.5, 11, .05));
        Assert.True(TTestPower.Paired(.5, 10, .05) < TTestPower.Paired(.5, 10, .06));
        Assert.Equal(TTestPower.Paired(.5, 10, .05), TTestPower.Paired(-.5, 10, .05));
    }
}
