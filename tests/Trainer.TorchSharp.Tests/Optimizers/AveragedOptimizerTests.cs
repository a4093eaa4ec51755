using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Tests.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Optimizers;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Tests.Optimizers;

/// <summary>Every optimizer beside an average of its weights: both read the new weights in one step.</summary>
public sealed class AveragedOptimizerTests
{
    private const int StepsPerEpoch = 3, Epochs = 3, Numbers = 5;

    private static readonly ParameterDescription[] Tensors =
        [new("linear1.weight", ParameterRole.Weight, [1, 3], 3), new("linear1.bias", ParameterRole.Bias, [2], 3)];

    private static readonly Averaging[] Averages = [Averaging.Read(Level("ema", "decay", 0.8))!, Averaging.Read(Level("swa", "start", 2))!];

    static AveragedOptimizerTests() => NativeTorch.Load(cuda: false);

    public static TheoryData<string> Optimizers =>
        [.. Trajectories.All.Where(t => t.Value.Settings.Definition.Evaluated is null).Select(t => t.Key)];

    [Fact]
    public void They_are_all_that_are_not_judged_at_a_state_of_their_own() =>
        Assert.Equal(OptimizerCatalogue.All.Where(o => o.Evaluated is null).Select(o => o.Name).Order(),
            Trajectories.All.Values.Select(t => t.Settings.Definition).Where(d => d.Evaluated is null).Select(d => d.Name).Distinct()
                .Order());

    // The second trial has other constants and another average.
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Weights_and_averages_are_those_of_each_step_however_gradients_are_clipped(string name)
    {
        foreach (var clipping in new GradientClipping?[] { null, new(ClippingKind.Norm, 0.7), new(ClippingKind.Value, 0.4) })
        {
            Check([Settings(name, clipping, 0)], clipping);
            Check([Settings(name, clipping, 0), Settings(name, clipping, 1)], clipping);
        }
    }

    private static void Check(OptimizerSettings[] plain, GradientClipping? clipping)
    {
        using var whole = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        using var parameters = new FusedParameters(Tensors, plain.Length, ScalarType.Float64, torch.CPU);
        double[][] weights = [.. plain.Select((_, n) => Each(i => Math.Cos(3 * i + n)))];
        _ = parameters.Values.copy_(torch.tensor(Layout(weights)));
        using var optimizer = FusedOptimizer.Create([.. plain.Select(Averaging.Extend)], parameters, Averaging.Constant);
        ReferenceOptimizer[] references = [.. plain.Select(p => new ReferenceOptimizer(p, Tensors))];
        double[][] averages = [.. weights.Select(w => w.ToArray())];
        for (int epoch = 1; epoch <= Epochs; epoch++)
        {
            double[][] courses = [.. plain.Select((_, n) => Averages[n].OfEpoch(epoch, StepsPerEpoch, Epochs))];
            optimizer.BeginEpoch([.. plain.Select((_, n) => Enumerable.Repeat(Rate(n), StepsPerEpoch).ToArray())],
                new ConstantCourse(Averaging.Constant, courses));
            for (int step = 0; step < StepsPerEpoch; step++)
            {
                double[][] gradients = [.. plain.Select((_, n) => Each(i => Math.Sin(1 + 0.9 * (step + 5 * epoch) + i + 2 * n)))];
                using (torch.NewDisposeScope())
                    optimizer.Step(Parts(gradients));
                for (int n = 0; n < plain.Length; n++)
                {
                    references[n].Step(weights[n], gradients[n], Rate(n));
                    averages[n] = [.. averages[n].Zip(weights[n], (a, w) => a + courses[n][step] * (w - a))];
                }
            }
        }
        AssertClose(Layout(weights), parameters.Values, $"weights, {plain.Length} trials, clipping {clipping}");
        AssertClose(Layout(averages), optimizer.Evaluated, $"averages, {plain.Length} trials, clipping {clipping}");
    }

    private static void AssertClose(double[] expected, Tensor actual, string what)
    {
        Assert.All(expected.Zip(actual.data<double>().ToArray()),
            pair => Assert.True(Math.Abs(pair.First - pair.Second) < 1e-11, $"{what}: {pair.Second}, expected {pair.First}"));
    }

    private static OptimizerSettings Settings(string name, GradientClipping? clipping, int number)
    {
        var own = Trajectories.All[name].Settings;
        var constants = own.Values.ToDictionary(v => v.Key, v => own.Flags.ContainsKey(v.Key) ? v.Value : v.Value * (1 - 0.1 * number));
        return new OptimizerSettings(own.Definition, constants, own.Options with { Clipping = clipping });
    }

    private static Tensor[] Parts(double[][] gradients) => gradients.Length > 1
        ? [torch.tensor(Layout(gradients))]
        : [torch.tensor(gradients[0][..3]), torch.tensor(gradients[0][3..])];

    // (trials) of (tensors x elements), as fused parameters lie.
    private static double[] Layout(double[][] trials) => [.. trials.SelectMany(w => w[..3]), .. trials.SelectMany(w => w[3..])];

    private static double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, Numbers).Select(value)];

    private static double Rate(int trial) => 0.01 * (trial + 1);

    private static SettingValue Level(string name, string setting, double value) => new SettingValue.Group(
        [new("name", new SettingValue.Text(name)), new(setting, new SettingValue.Number(value))]);
}
