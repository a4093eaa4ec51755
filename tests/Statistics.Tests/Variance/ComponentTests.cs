using Sweep.Statistics.Variance;

namespace Sweep.Statistics.Tests.Variance;

public class ComponentTests
{
    [Fact]
    public void Machines_agree_with_R()
    {
        // R: anova(lm(score ~ Machine*Worker + Worker:rep)): residual 1.0511111 (24 df), Worker:rep .6716667 (12 df), Machine:Worker
        // 42.653, Worker 248.379, Machine 877.6317. Worker:rep is below the residual: both are pooled, as R's lme(score ~ Machine, random =
        // ~1|Worker/Machine) does: standard deviations .9615771 of the residual, 3.729532 of Machine:Worker, 4.781049 of Worker.
        var (score, _, _) = StrataAnovaTests.Machines();
        var workers = Enumerable.Range(0, 6).Select(w => (IReadOnlyList<Sample>)[.. Enumerable.Range(0, 3).Select(m =>
            new Sample(score.Values.Slice(18 * m + 3 * w, 3).ToArray()))]);
        var components = VarianceComponents.Estimate([.. workers]);
        Assert.Equal((12 * .67166666666667 + 24 * 1.0511111111111) / 36, components.Residual, 1e-9);
        Assert.Equal(.9615771 * .9615771, components.Residual, 1e-5);
        Assert.Equal(0, components.SharedSeed);
        Assert.Equal(3.729532 * 3.729532, components.Interaction, 1e-4); // (42.653 - .9246)/3
        Assert.Equal(4.781049 * 4.781049, components.Dataset, 1e-4); // (248.379 - 42.653)/9
        Assert.Equal(46.387703703704, components.Level, 1e-7); // (877.6317 - 42.653)/18
        Assert.Equal(2 * (components.Interaction / 6 + components.Residual / 18), components.OfDifference(6, 3), 1e-12);
    }

    /// <summary>Against the restricted likelihood of all values maximized over its covariance matrix by brute force: levels, datasets,
    /// level x dataset and seeds of a dataset random, every component at least 0 (numpy 1.24, scipy.optimize.minimize with L-BFGS-B, then
    /// Nelder-Mead; each gives six digits).</summary>
    [Fact]
    public void Negative_components_go_back_to_the_others_as_in_REML()
    {
        double[][][] values =
        [
            [[70, 72, 71], [71, 73, 70.5], [69.8, 72.4, 72]],
            [[80, 79, 81], [80.5, 80, 79], [79.2, 80.6, 80]],
            [[60.3, 62, 61], [61, 60.2, 62.4], [60.1, 61.9, 61.2]],
            [[75, 74.4, 76], [75.2, 75.9, 74], [74.1, 75.3, 75.8]],
        ];
        Equal(0, 63.519712, 0, .205556, .606667, values);
        // level x dataset of +-3 and +-2 on the second level, then levels of equal means: only the level's own component is negative
        double[] moved = [3, -3, 2, -2];
        double[][][] crossed = [.. values.Select((d, i) => (double[][])[.. d.Select((l, j) =>
            l.Select(v => j == 1 ? v + moved[i] : v).ToArray())])];
        double all = crossed.SelectMany(d => d).SelectMany(l => l).Average();
        double[] means = [.. Enumerable.Range(0, 3).Select(j => crossed.SelectMany(d => d[j]).Average())];
        Equal(0, 51.808405, 2.170949, .115, .878333, [.. crossed.Select(d => (double[][])[.. d.Select((l, j) =>
            l.Select(v => v - means[j] + all).ToArray())])]);

        static void Equal(double level, double dataset, double interaction, double seed, double residual, double[][][] values)
        {
            var found = VarianceComponents.Estimate([.. values.Select(d => (IReadOnlyList<Sample>)[.. d.Select(l => new Sample(l))])]);
            double[] expected = [level, dataset, interaction, seed, residual];
            double[] components = [found.Level, found.Dataset, found.Interaction, found.SharedSeed, found.Residual];
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], components[i], 5e-6);
        }
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
