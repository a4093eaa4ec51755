using Sweep.Statistics.Benchmarks;
using Sweep.Statistics.Estimates;
using Sweep.Statistics.Resampling;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Statistics.Tests.Benchmarks;

public class TaskScoreTests
{
    // rliable's unit tests: (runs, tasks) = [[1,2],[2,2],[1,1],[2,1]] and [[1,1],[2,2],[3,3]], here per task
    private static readonly Sample[] X = [new(1, 2, 1, 2), new(2, 2, 1, 1)];
    private static readonly Sample[] Y = [new(1, 2, 3), new(1, 2, 3)];
    // squares of 1..15 as 3 runs of 5 tasks
    private static readonly Sample[] Squares =
        [.. Enumerable.Range(1, 5).Select(t => new Sample(t * t, Math.Pow(t + 5, 2), Math.Pow(t + 10, 2)))];

    [Fact]
    public void Aggregates_are_rliables()
    {
        Assert.Equal((1.5, 2.0), (InterquartileMean.Compute(X), InterquartileMean.Compute(Y)));
        Assert.Equal(70.6666667, InterquartileMean.Compute(Squares), 1e-7);
        Assert.Equal(41, OptimalityGap.Compute(Squares, 100), 1e-12);
        Assert.Equal(1 / 3.0, ProbabilityOfImprovement.Compute(X, Y), 1e-15);
    }

    [Fact]
    public void A_profile_is_the_share_of_runs_above() =>
        Assert.Equal([1, .5, 0], PerformanceProfile.Compute(X, [0, 1, 2]));

    [Fact]
    public void Improvement_of_one_is_the_loss_of_the_other()
    {
        Assert.Equal(1, ProbabilityOfImprovement.Compute(X, Y) + ProbabilityOfImprovement.Compute(Y, X), 1e-15);
        Assert.Equal(.5, ProbabilityOfImprovement.Compute(X, X));
        Assert.Equal(-ProbabilityOfSuperiority.CliffsDelta(X[0], Y[0]), ProbabilityOfSuperiority.CliffsDelta(Y[0], X[0]), 1e-15);
        Assert.Throws<ArgumentException>(() => ProbabilityOfImprovement.Compute(X, [Y[0]]));
    }

    [Fact]
    public void Intervals_of_improvement_and_stochastic_order_draw_runs_within_their_task()
    {
        // numpy 1.24, 60,000 resamples of both methods within each task: 5 and 95 % of the mean A12 are .2958 and .7750; the mean violation
        // ratio is .25359, its standard deviation over resamples .2586 (on a common refinement of the quantiles)
        Sample[] x = [new(1, 2.5, 4, 2), new(5, 7, 7, 6, 9)], y = [new(1, 2, 3), new(6, 6, 7, 8)];
        Assert.Equal(.541666666667, ProbabilityOfImprovement.Compute(x, y), 1e-12);
        var interval = ProbabilityOfImprovement.Percentile(x, y, .9, seed: 4, draws: 20_000);
        Assert.Equal(.2958, interval.Lower, .02);
        Assert.Equal(.7750, interval.Upper, .02);
        var order = StochasticOrder.Test(x, y, .95, seed: 4, draws: 20_000);
        Assert.Equal(.253588516746, order.Violation, 1e-12);
        Assert.Equal(.2586, order.StandardError, .006);
        Assert.Equal(order.Violation + 1.6448536 * order.StandardError, order.UpperBound, 1e-6);
        Assert.Equal(1 - order.Violation, StochasticOrder.Test(y, x, .95, seed: 4, draws: 99).Violation, 1e-12);
        Assert.Throws<ArgumentException>(() => StochasticOrder.Test(x, [y[0]], .95, seed: 4));
        Assert.Throws<ArgumentException>(() => ProbabilityOfImprovement.Percentile([], [], .95, seed: 4));
    }

    [Fact]
    public void A12_ties_what_the_Mann_Whitney_test_ties()
    {
        Sample x = new(.1 + .2), y = new(.3);
        Assert.Equal((.5, .5), (ProbabilityOfSuperiority.A12(x, y), MannWhitneyTest.Test(x, y).ProbabilityOfSuperiority));
        Assert.Equal(0, ProbabilityOfSuperiority.CliffsDelta(x, y));
    }

    [Fact]
    public void A12_does_not_see_monotone_maps_and_counts_all_pairs()
    {
        var random = new RandomValues(50);
        Sample x = new(random.Gaussians(11, .4).Values.ToArray().Select(v => Math.Round(v, 1))),
            y = new(random.Gaussians(9).Values.ToArray().Select(v => Math.Round(v, 1)));
        double direct = (from a in x.Values.ToArray() from b in y.Values.ToArray() select a > b ? 1 : a == b ? .5 : 0).Average();
        Assert.Equal(direct, ProbabilityOfSuperiority.A12(x, y), 1e-14);
        Assert.Equal(direct, ProbabilityOfSuperiority.A12(Map(x), Map(y)), 1e-14);

        static Sample Map(Sample s) => new(s.Values.ToArray().Select(v => Math.Exp(v)));
    }

    [Fact]
    public void The_stratified_bootstrap_covers_the_interquartile_mean()
    {
        var random = new RandomValues(51);
        int covered = 0;
        for (int i = 0; i < 200; i++)
        {
            // two tasks around 0 and 0: the interquartile mean of a symmetric law is its centre
            var interval = StratifiedBootstrap.Percentile([random.Gaussians(15), random.Gaussians(15)], InterquartileMean.Compute, .9,
                (ulong)i, 400);
            covered += interval.Lower <= 0 && 0 <= interval.Upper ? 1 : 0;
        }
        Assert.InRange(covered / 200.0, .8, .97);
    }

    [Fact]
    public void The_violation_ratio_is_exact()
    {
        // by hand, and deepsig's grid of .001 gives .2110: (.02^2 + ... )/W2^2 = 4/19
        Sample a = new(.90, .91, .92, .93, .99), b = new(.88, .90, .91, .95, .96);
        Assert.Equal(4 / 19.0, StochasticOrder.Violation(a, b), 1e-12);
        Assert.Equal(15 / 19.0, StochasticOrder.Violation(b, a), 1e-12);
    }

    [Fact]
    public void Dominance_has_no_violation_and_equality_is_one_half()
    {
        Sample low = new(1, 2, 3), high = new(2, 3, 4, 5);
        Assert.Equal((0.0, 1.0, .5), (StochasticOrder.Violation(high, low), StochasticOrder.Violation(low, high),
            StochasticOrder.Violation(low, low)));
    }

    [Fact]
    public void The_upper_bound_falls_below_the_threshold_for_a_clearly_better_method()
    {
        var random = new RandomValues(52);
        Sample better = random.Gaussians(20, 1.5), worse = random.Gaussians(20);
        var result = StochasticOrder.Test(better, worse, .95, seed: 1);
        Assert.InRange(result.UpperBound, result.Violation, .2);
        Assert.True(StochasticOrder.Test(worse, better, .95, seed: 1).UpperBound > .5);
        Assert.Equal(result, StochasticOrder.Test(better, worse, .95, seed: 1));
    }
}
