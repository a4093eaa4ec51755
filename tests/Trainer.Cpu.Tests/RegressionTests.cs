using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>Trainings on numbers, end to end.</summary>
public sealed class RegressionTests
{
    private static readonly float[] X = [.. Enumerable.Range(0, 40).Select(i => (float)Math.Sin(3 * i))];
    private static readonly float[] Y = [.. X.Select((x, i) => (float)(500 + 30 * x + 10 * Math.Cos(7 * i)))];

    [Fact]
    public void A_linear_network_learns_the_line_of_least_squares()
    {
        var line = new Dataset("line", 1, 1, 1, new Regression(1), Split(0, 30), Split(30, 10));
        var network = Invented.Group(("name", Invented.Text("line")), ("layers", new SettingValue.List(
            [Invented.Text("flatten"), Invented.Group(("linear", Invented.Text("classes")))])));
        var (outcome, recorder) = Train(line, Invented.Trial(0, ("architecture", network), ("optimizer", Invented.Text("sgd")),
            ("batchSize", Invented.Number(30)), ("learningRate", Invented.Number(0.3)), ("epochs", Invented.Number(120))));
        Assert.IsType<TrialOutcome.Completed>(outcome);

        double[] x = [.. X.Take(30).Select(v => (double)v)], y = [.. Y.Take(30).Select(v => (double)v)];
        double slope = x.Zip(y, (a, b) => (a - x.Average()) * (b - y.Average())).Sum() / x.Sum(a => Math.Pow(a - x.Average(), 2));
        double[] errors = [.. X.Skip(30).Zip(Y.Skip(30), (a, b) => y.Average() + slope * (a - x.Average()) - b)];
        double mean = Y.Skip(30).Average(v => (double)v), squares = errors.Sum(e => e * e);
        Assert.Equal(squares / 10, recorder.Of("testMse")[^1], 1e-3);
        Assert.Equal(errors.Average(Math.Abs), recorder.Of("testMae")[^1], 1e-4);
        Assert.Equal(1 - squares / Y.Skip(30).Sum(v => Math.Pow(v - mean, 2)), recorder.Of("testR2")[^1], 1e-5);
    }

    [Fact]
    public void Outputs_of_any_unit_are_learned_and_measured()
    {
        var (outcome, recorder) = Train(Invented.Numbers, Invented.NumberTrial(1, ("epochs", Invented.Number(30)),
            ("validationSplit", Invented.Number(0.25))));
        Assert.IsType<TrialOutcome.Completed>(outcome);
        Assert.True(recorder.Of("testR2")[^1] > 0.8, $"R2 {recorder.Of("testR2")[^1]}");
        Assert.Equal(["trainLoss", "testLoss", "testMse", "testMae", "testR2", "validationLoss", "validationMse", "validationMae",
            "validationR2", "trainSeconds"], recorder.Heard[0].Metrics.Values.Select(v => v.Key));
    }

    [Fact]
    public void A_rate_that_is_much_too_large_diverges() => Assert.IsType<TrialOutcome.Diverged>(
        Train(Invented.Numbers, Invented.NumberTrial(1, ("learningRate", Invented.Number(1e30)))).Outcome);

    [Fact]
    public void Targets_that_are_all_equal_have_the_deviation_one()
    {
        var split = new DatasetSplit(new SampleValues.Numbers([1, 2]), new Targets.Numbers([5, 5], 1));
        Assert.Equal([1], new Dataset("constant", 1, 1, 1, new Regression(1), split, split).TargetStatistics.Deviation);
    }

    private static DatasetSplit Split(int first, int count) =>
        new(new SampleValues.Numbers(X[first..(first + count)]), new Targets.Numbers(Y[first..(first + count)], 1));

    private static (TrialOutcome Outcome, Recorder Recorder) Train(Dataset dataset, TrialDescription trial) =>
        Recorder.Train(trial, default, new TrialTrainer(new CpuEngine(), (_, _) => dataset, TimeProvider.System));
}
