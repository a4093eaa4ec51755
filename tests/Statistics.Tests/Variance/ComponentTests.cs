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
        // R, nlme: Machines (Pinheiro and Bates): machine A, B, C, within it workers 1 to 6, three scores each
        var score = new Sample(52, 52.8, 53.1, 51.8, 52.8, 53.1, 60, 60.2, 58.4, 51.1, 52.3, 50.3, 50.9, 51.8, 51.4, 46.4, 44.8, 49.2, 62.1,
            62.6, 64, 59.7, 60, 59, 68.6, 65.8, 69.7, 63.2, 62.8, 62.2, 64.8, 65, 65.4, 43.7, 44.2, 43, 67.5, 67.2, 66.9, 61.5, 61.7, 62.3,
            70.8, 70.6, 71, 64.1, 66.2, 64, 72.1, 72, 71.1, 62, 61.4, 60.5);
        var workers = Enumerable.Range(0, 6).Select(w => (IReadOnlyList<Sample>)[.. Enumerable.Range(0, 3).Select(m =>
            new Sample(score.Values.Slice(18 * m + 3 * w, 3).ToArray()))]);
        var components = VarianceComponents.Estimate([.. workers]);
        Assert.Equal((12 * .67166666666667 + 24 * 1.0511111111111) / 36, components.Residual, 1e-9);
        Assert.Equal(.9615771 * .9615771, components.Residual, 1e-5);
        Assert.Equal(0, components.SharedSeed);
        Assert.Equal(3.729532 * 3.729532, components.Interaction, 1e-4); // (42.653 - .9246)/3
        Assert.Equal(4.781049 * 4.781049, components.Dataset, 1e-4); // (248.379 - 42.653)/9
        Assert.Equal(46.387703703704, components.Level, 1e-7); // (877.6317 - 42.653)/18
        Assert.Equal(2 * (components.Interaction / 6 + components.Residual / 18), components.VarianceOfDifference(6, 3), 1e-12);
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
}
