using Sweep.Statistics.Variance;

namespace Sweep.Statistics.Tests.Variance;

public class ComponentTests
{
    [Fact]
    public void Machines_agree_with_R()
    {
        // R: anova(lm(score ~ Machine*Worker + Worker:rep)): residual 1.0511111, Worker:rep .6716667 (below it: no shared seed),
        // Machine:Worker 42.653, Worker 248.379, Machine 877.6317
        var (score, _, _) = StrataAnovaTests.Machines();
        var workers = Enumerable.Range(0, 6).Select(w => (IReadOnlyList<Sample>)[.. Enumerable.Range(0, 3).Select(m =>
            new Sample(score.Values.Slice(18 * m + 3 * w, 3).ToArray()))]);
        var components = VarianceComponents.Estimate([.. workers]);
        Assert.Equal(1.0511111111111, components.Residual, 1e-11);
        Assert.Equal(0, components.SharedSeed);
        Assert.Equal(13.867296296296, components.Interaction, 1e-11); // (42.653 - 1.0511111)/3
        Assert.Equal(22.858444444, components.Dataset, 1e-8); // (248.379 - 42.653)/9; nlme's REML stops at 22.858438
        Assert.Equal(46.387703703704, components.Level, 1e-11); // (877.6317 - 42.653)/18
        Assert.Equal(2 * (13.867296296296 / 6 + 1.0511111111111 / 18), components.OfDifference(6, 3), 1e-10);
        Assert.Equal(.3503703704 / (13.867296296 + .3503703704), components.SeedShare, 1e-8);
    }

    [Fact]
    public void Known_components_come_back()
    {
        var random = new RandomValues(9);
        var datasets = new List<IReadOnlyList<Sample>>();
        for (int d = 0; d < 400; d++)
        {
            int seeds = 3 + d % 3;
            double dataset = 3 * random.Gaussian();
            double[] shared = [.. Enumerable.Range(0, seeds).Select(_ => 1.5 * random.Gaussian())];
            datasets.Add([.. Enumerable.Range(0, 3).Select(_ =>
            {
                double interaction = .8 * random.Gaussian();
                return new Sample(shared.Select(s => dataset + interaction + s + .5 * random.Gaussian()));
            })]);
        }
        var components = VarianceComponents.Estimate(datasets);
        Assert.Equal(.25, components.Residual, .02);
        Assert.Equal(2.25, components.SharedSeed, .3);
        Assert.Equal(.64, components.Interaction, .1);
        Assert.Equal(9, components.Dataset, 1.5);
        Assert.Equal(0, components.Level, .01);
    }

    [Fact]
    public void Too_little_data_are_refused()
    {
        Assert.Throws<ArgumentException>(() => VarianceComponents.Estimate([[new(1, 2), new(1, 2)]]));
        Assert.Throws<ArgumentException>(() => VarianceComponents.Estimate([[new(1, 2), new(1, 2)], [new(1, 2), new(1, 2, 3)]]));
    }

    [Fact]
    public void A_two_by_two_grid_has_the_variances_of_Hutters_formula()
    {
        // [[1,2],[3,8]]: total 7.25 = 4 (rows) + 2.25 (columns) + 1 (both)
        var effects = FunctionalAnova.Decompose([2, 2], new Sample(1, 2, 3, 8));
        Assert.Equal([4, 2.25, 1], effects.Select(e => e.Variance));
        Assert.Equal(4 / 7.25, effects[0].Importance, 1e-14);
        Assert.Equal([[0], [1], [0, 1]], effects.Select(e => e.Factors));
    }

    [Fact]
    public void Variances_of_all_subsets_add_up_to_the_total()
    {
        var random = new RandomValues(10);
        var values = random.Gaussians(60);
        var effects = FunctionalAnova.Decompose([3, 4, 5], values);
        Assert.Equal(values.Variance * 59 / 60, effects.Sum(e => e.Variance), 1e-12);
        Assert.Equal(1, effects.Sum(e => e.Importance), 1e-12);
        Assert.Equal(7, effects.Count);
    }

    [Fact]
    public void Noise_is_taken_away()
    {
        var random = new RandomValues(14);
        double main = 0, interaction = 0;
        for (int round = 0; round < 300; round++)
        {
            // effect of the first factor -1, 0, 1 (variance 2/3), noise of variance 1 in every cell
            var values = new Sample(Enumerable.Range(0, 12).Select(i => i / 4 - 1 + random.Gaussian()));
            var effects = FunctionalAnova.Decompose([3, 4], values, noise: 1);
            main += effects[0].NetVariance / 300;
            interaction += (effects[2].Variance - 6 / 12.0) / 300;
        }
        Assert.Equal(2 / 3.0, main, .08);
        Assert.Equal(0, interaction, .04);
    }

    [Fact]
    public void A_factor_with_one_level_has_no_effect_and_a_wrong_shape_is_refused()
    {
        Assert.Equal(3, FunctionalAnova.Decompose([2, 1, 2], new Sample(1, 2, 3, 8)).Count);
        Assert.Throws<ArgumentException>(() => FunctionalAnova.Decompose([2, 2], new Sample(1, 2, 3)));
    }

    [Fact]
    public void Importances_add_up_to_one_whatever_the_noise()
    {
        // Variances 4, 2.25, 1 less 8/4 each: 2, .25 and nothing, of 2.25
        var effects = FunctionalAnova.Decompose([2, 2], new Sample(1, 2, 3, 8), noise: 8);
        Assert.Equal([2 / 2.25, .25 / 2.25, 0], effects.Select(e => e.Importance));
        Assert.All(FunctionalAnova.Decompose([2, 2], new Sample(1, 2, 3, 8), noise: 99), e => Assert.Equal(0, e.Importance));
    }
}
