using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Tests.Optimizers;

public sealed class TrajectoryTests
{
    public static TheoryData<string, bool> Cases => [.. Trajectories.All.Keys.SelectMany(k => new[] { (k, true), (k, false) })];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_catalogue_follows_the_trajectories_in_double_precision(string name, bool quadratic)
    {
        var (settings, rate, _, _) = Trajectories.All[name];
        AssertClose(Trajectories.All[name].End(quadratic), Run(settings, rate, quadratic));
    }

    [Fact]
    public void Every_entry_of_the_catalogue_has_a_trajectory() =>
        Assert.Equal(OptimizerCatalogue.All.Select(o => o.Name).Order(), Trajectories.All.Values.Select(t => t.Settings.Definition.Name)
            .Distinct().Order());

    [Theory]
    [InlineData("lion", "lion")]
    [InlineData("lamb", "lamb, no bias correction")]
    [InlineData("rprop", "rprop")]
    [InlineData("adan", "adan")]
    public void So_do_programs_that_users_write_without_starts_of_states(string user, string name)
    {
        var trajectory = Trajectories.All[name];
        AssertClose(trajectory.Quadratic, Run(TestOptimizers.Users[user], trajectory.Rate, quadratic: true));
        AssertClose(trajectory.Independent, Run(TestOptimizers.Users[user], trajectory.Rate, quadratic: false));
    }

    [Theory]
    [InlineData("schedule-free-sgd")]
    [InlineData("schedule-free-adamw")]
    public void Steps_of_a_schedule_free_optimizer_weigh_as_the_square_of_the_highest_rate_so_far(string name)
    {
        var settings = TestOptimizers.Catalogue(name);
        var optimizer = new ReferenceOptimizer(settings, Trajectories.Tensor);
        double[] w = Trajectories.Start(), rates = [0, 0.1, 0.2, 0.1];
        double[] weights = [0, 0.01, 0.04, 0.04];
        List<double> z = [], x = [];
        for (int t = 1; t <= rates.Length; t++)
        {
            optimizer.Step(w, Trajectories.Gradient(quadratic: false, t, w), rates[t - 1]);
            z.Add(optimizer.StateOf("z")[0]);
            x.Add(optimizer.StateOf("x")[0]);
        }
        for (int t = 1; t < rates.Length; t++)
        {
            double average = Enumerable.Range(0, t + 1).Sum(i => weights[i] * z[i]) / weights[..(t + 1)].Sum();
            Assert.Equal(average, x[t], 1e-12);
        }
        Assert.Equal(0.5, x[0]);
    }

    private static double[] Run(OptimizerSettings settings, double rate, bool quadratic)
    {
        double[] w = Trajectories.Start();
        var optimizer = new ReferenceOptimizer(settings, Trajectories.Tensor);
        for (int t = 1; t <= Trajectories.Steps; t++)
            optimizer.Step(w, Trajectories.Gradient(quadratic, t, w), rate);
        return settings.Definition.Evaluated is { } state ? [.. optimizer.StateOf(state)] : w;
    }

    private static void AssertClose(double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9 * Math.Abs(pair.First)));
}
