using Sweep.Statistics.Distributions;
using Sweep.Statistics.Sequential;

namespace Sweep.Statistics.Tests.Sequential;

public class GroupSequentialTests
{
    [Theory]
    // Jennison and Turnbull, Group Sequential Methods (2000), tables 2.1 and 2.3, alpha = .05
    [InlineData(BoundaryShape.Pocock, new[] { 1.960, 2.178, 2.289, 2.361, 2.413, 2.453, 2.485, 2.512, 2.535, 2.555 })]
    [InlineData(BoundaryShape.OBrienFleming, new[] { 1.960, 1.977, 2.004, 2.024, 2.040, 2.053, 2.063, 2.072, 2.080, 2.087 })]
    public void Constants_are_the_tabled_ones(BoundaryShape shape, double[] expected)
    {
        for (int looks = 1; looks <= expected.Length; looks++)
            Assert.Equal(expected[looks - 1], GroupSequentialDesign.EquallySpaced(shape, looks).Constant(.05), 5.5e-4);
    }

    [Fact]
    public void Two_looks_are_a_bivariate_normal_probability()
    {
        // scipy: 1 - stats.mvn.mvnun([-2.178]*2, [2.178]*2, [0,0], [[1,.5**.5],[.5**.5,1]])[0] = 0.05003307083915254
        Assert.Equal(.05003307083915254, GroupSequentialDesign.EquallySpaced(BoundaryShape.Pocock, 2).CrossingProbability(2.178), 1e-9);
    }

    [Fact]
    public void Nominal_levels_rise_after_OBrien_and_Fleming_and_stay_after_Pocock()
    {
        var strict = GroupSequentialDesign.EquallySpaced(BoundaryShape.OBrienFleming, 5).NominalLevels(.05);
        Assert.Equal(strict.Order(), strict);
        Assert.Equal(5.1e-6, strict[0], 1e-7); // 2.040 sqrt(5) = 4.56
        Assert.Equal(.0413, strict[4], 1e-4);
        Assert.All(GroupSequentialDesign.EquallySpaced(BoundaryShape.Pocock, 5).NominalLevels(.05), p => Assert.Equal(.0158, p, 1e-4));
    }

    [Theory]
    [InlineData(BoundaryShape.Pocock)]
    [InlineData(BoundaryShape.OBrienFleming)]
    public void The_sequential_p_is_alpha_exactly_on_the_boundary(BoundaryShape shape)
    {
        var design = new GroupSequentialDesign(shape, [.2, .35, .7, 1]);
        var levels = design.NominalLevels(.03);
        for (int look = 0; look < 4; look++)
            Assert.Equal(.03, design.SequentialP(levels[look], look), 1e-8);
        Assert.Equal((1.0, 1.0), (design.SequentialP(1, 0), design.SequentialP(1, 3)));
        Assert.True(design.SequentialP(0, 0) < 1e-50);
    }

    [Fact]
    public void The_error_rate_over_all_looks_is_kept()
    {
        // normal scores under the null, smallest sequential p over five looks
        var random = new RandomValues(20);
        foreach (var shape in new[] { BoundaryShape.OBrienFleming, BoundaryShape.Pocock })
        {
            var design = GroupSequentialDesign.EquallySpaced(shape, 5);
            var levels = design.NominalLevels(.05);
            const int Studies = 20_000;
            int wrong = 0;
            for (int study = 0; study < Studies; study++)
            {
                double sum = 0;
                bool crossed = false;
                for (int look = 0; look < 5; look++)
                {
                    sum += random.Gaussian();
                    crossed |= Normal.TwoSided(sum / Math.Sqrt(look + 1)) <= levels[look];
                }
                wrong += crossed ? 1 : 0;
            }
            Assert.Equal(.05, wrong / (double)Studies, 4 * Math.Sqrt(.05 * .95 / Studies));
        }
    }

    [Fact]
    public void Looks_that_do_not_ascend_to_one_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new GroupSequentialDesign(BoundaryShape.Pocock, [.5, .9]));
        Assert.Throws<ArgumentException>(() => new GroupSequentialDesign(BoundaryShape.Pocock, [.5, .5, 1]));
        Assert.Throws<ArgumentException>(() => new GroupSequentialDesign(BoundaryShape.Pocock, []));
    }

    [Theory]
    // R, the recursion by the trapezoidal rule on 3,001 points that reach 13 standard deviations
    [InlineData(1e-20, 1.708696144e-19)]
    [InlineData(1e-25, 1.78554921e-24)]
    public void Far_sequential_p_keep_their_digits(double p, double expected) =>
        Assert.Equal(1, GroupSequentialDesign.EquallySpaced(BoundaryShape.Pocock, 20).SequentialP(p, 5) / expected, 1e-4);

    [Fact]
    public void Far_crossings_after_OBrien_and_Fleming_keep_their_digits()
    {
        // as above; nearly all of it is the last look: R: 2*pnorm(-11) = 3.821319148997e-28
        var design = GroupSequentialDesign.EquallySpaced(BoundaryShape.OBrienFleming, 8);
        Assert.Equal(1, design.CrossingProbability(11) / 3.821581046e-28, 1e-5);
    }

    [Theory]
    [InlineData(BoundaryShape.Pocock)]
    [InlineData(BoundaryShape.OBrienFleming)]
    public void A_crossing_lies_between_that_of_one_look_and_the_sum_over_all(BoundaryShape shape)
    {
        var design = GroupSequentialDesign.EquallySpaced(shape, 5);
        for (double c = 1; c <= 36; c += 1.75)
        {
            double[] looks = [.. Enumerable.Range(1, 5)
                .Select(k => Normal.TwoSided(shape == BoundaryShape.Pocock ? c : c / Math.Sqrt(k / 5.0)))];
            Assert.InRange(design.CrossingProbability(c), looks.Max() * (1 - 1e-6), looks.Sum() * (1 + 1e-6));
        }
    }
}
