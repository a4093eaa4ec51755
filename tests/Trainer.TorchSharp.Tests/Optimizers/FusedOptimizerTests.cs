using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Tests.Optimizers;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Optimizers;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Tests.Optimizers;

/// <summary>Programs as tensor operations come to what the naive evaluation of each trial and tensor comes to.</summary>
public sealed class FusedOptimizerTests
{
    private const int StepsPerEpoch = 4;

    private static readonly ParameterDescription[] Tensors =
    [
        new("linear1.weight", ParameterRole.Weight, [4, 3], 3), new("linear1.bias", ParameterRole.Bias, [4], 3),
        new("act1.parameters", ParameterRole.Activation, [1, 2], 1),
    ];

    static FusedOptimizerTests() => NativeTorch.Load(cuda: false);

    public static TheoryData<string> Programs => [.. TestOptimizers.Users.Keys, "sgd", "nesterov", "adam"];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_trial_alone(string name) => Check([Settings(name, 0)], leave: false);

    [Theory]
    [MemberData(nameof(Programs))]
    public void Trials_of_equal_constants_and_rates(string name) =>
        Check([Settings(name, 0), Settings(name, 0)], leave: false, sameRates: true);

    [Theory]
    [MemberData(nameof(Programs))]
    public void Trials_of_different_constants_and_rates_of_which_one_leaves(string name) =>
        Check([Settings(name, 0), Settings(name, 1), Settings(name, 2)], leave: true);

    // The constants are 0 in the settings, where one that does not change would be left out.
    [Theory]
    [InlineData("sgd", "momentum")]
    [InlineData("adam", "beta1")]
    public void A_constant_of_one_trial_may_change_from_step_to_step(string name, string constant)
    {
        using var whole = torch.NewDisposeScope();
        var settings = TestOptimizers.Catalogue(name, (constant, 0));
        using var parameters = Parameters(2);
        using var optimizer = FusedOptimizer.Create([settings, settings], parameters, constant);
        var references = Enumerable.Range(0, 2).Select(_ => Tensors.Select(t => new ReferenceOptimizer(settings, t.Count)).ToArray())
            .ToArray();
        double[][][] weights = [.. Enumerable.Range(0, 2).Select(n => Tensors.Select((t, i) => Start(n, i)).ToArray())];
        double[] course = [0.9, 0.7, 0.5, 0.3];
        Epoch(optimizer, parameters, 1, [0, 1], courses: new ConstantCourse(constant, [null, course]));
        for (int step = 0; step < StepsPerEpoch; step++)
        {
            for (int i = 0; i < Tensors.Length; i++)
            {
                bool decays = Tensors[i].Role != ParameterRole.Activation;
                references[0][i].Step(weights[0][i], Gradient(0, i, 1, step), Rate(0, 1, step), decays);
                references[1][i].Step(weights[1][i], Gradient(1, i, 1, step), Rate(1, 1, step), decays, constant, course[step]);
            }
        }
        AssertClose([.. Tensors.SelectMany((_, i) => Enumerable.Range(0, 2).SelectMany(n => weights[n][i]))], parameters);
    }

    // Two trials that average over different weights, by steps and by epochs; the third epoch's weights are the last.
    [Fact]
    public void Averages_are_those_of_the_weights_of_each_step()
    {
        using var whole = torch.NewDisposeScope();
        SettingValue Level(string name, string setting, double value) => new SettingValue.Group(
            [new("name", new SettingValue.Text(name)), new(setting, new SettingValue.Number(value))]);
        Averaging[] averages = [Averaging.Read(Level("ema", "decay", 0.8))!, Averaging.Read(Level("swa", "start", 2))!];
        var settings = averages.Select((_, n) => Averaging.Extend(Settings("adam", n))).ToArray();
        using var parameters = Parameters(2);
        using var optimizer = FusedOptimizer.Create(settings, parameters, Averaging.Constant);
        var references = Enumerable.Range(0, 2).Select(n => Tensors.Select(t => new ReferenceOptimizer(Settings("adam", n), t.Count))
            .ToArray()).ToArray();
        double[][][] weights = [.. Enumerable.Range(0, 2).Select(n => Tensors.Select((t, i) => Start(n, i)).ToArray())];
        double[][][] expected = [[.. Tensors.Select(_ => Array.Empty<double>())], [.. Tensors.Select(t => new double[t.Count])]];
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            Epoch(optimizer, parameters, epoch, [0, 1], courses: new ConstantCourse(Averaging.Constant,
                [.. averages.Select(a => a.OfEpoch(epoch, StepsPerEpoch, epochs: 3))]));
            for (int step = 0; step < StepsPerEpoch; step++)
            {
                for (int i = 0; i < Tensors.Length; i++)
                {
                    bool decays = Tensors[i].Role != ParameterRole.Activation;
                    for (int n = 0; n < 2; n++)
                        references[n][i].Step(weights[n][i], Gradient(n, i, epoch, step), Rate(n, epoch, step), decays);
                    expected[0][i] = epoch == 1 && step == 0 ? [.. weights[0][i]]
                        : [.. expected[0][i].Zip(weights[0][i], (a, w) => 0.8 * a + 0.2 * w)];
                    if (epoch > 1 && step == StepsPerEpoch - 1)
                        expected[1][i] = [.. expected[1][i].Zip(weights[1][i], (a, w) => a + w / 2)];
                }
            }
        }
        AssertClose([.. Tensors.SelectMany((_, i) => weights.SelectMany(w => w[i]))], parameters);
        double[] average = optimizer.Evaluated.data<double>().ToArray();
        Assert.All(Tensors.SelectMany((_, i) => expected.SelectMany(e => e[i])).Zip(average),
            pair => Assert.Equal(pair.First, pair.Second, 1e-11));
    }

    [Fact]
    public void States_written_into_a_new_optimizer_continue_the_training_to_the_bit()
    {
        using var whole = torch.NewDisposeScope();
        OptimizerSettings[] settings = [Settings("adam", 0), Settings("adam", 1)];
        using FusedParameters kept = Parameters(2), moved = Parameters(2);
        using var one = FusedOptimizer.Create(settings, kept);
        using var first = FusedOptimizer.Create(settings, moved);
        using var second = FusedOptimizer.Create(settings, moved);
        Epoch(one, kept, 1, [0, 1]);
        Epoch(one, kept, 2, [0, 1]);
        Epoch(first, moved, 1, [0, 1]);
        second.StepCount = first.StepCount;
        foreach (var (from, to) in first.States.Zip(second.States))
            _ = to.Value.copy_(from.Value);
        Epoch(second, moved, 2, [0, 1]);
        Assert.Equal(["m", "v"], second.States.Select(s => s.Key));
        Assert.Equal(kept.Values.data<double>().ToArray(), moved.Values.data<double>().ToArray());
    }

    [Fact]
    public void An_epoch_has_the_steps_that_it_was_begun_with()
    {
        using var whole = torch.NewDisposeScope();
        using var parameters = Parameters(1);
        using var optimizer = FusedOptimizer.Create([Settings("sgd", 0)], parameters);
        Epoch(optimizer, parameters, 1, [0]);
        Assert.Throws<InvalidOperationException>(() => optimizer.Step(parameters.Parts));
    }

    private static void Check(OptimizerSettings[] settings, bool leave, bool sameRates = false)
    {
        using var whole = torch.NewDisposeScope();
        var parameters = Parameters(settings.Length);
        var optimizer = FusedOptimizer.Create(settings, parameters);
        int[] numbers = [.. Enumerable.Range(0, settings.Length)];
        var references = numbers.Select(n => Tensors.Select(t => new ReferenceOptimizer(settings[n], t.Count)).ToArray()).ToArray();
        double[][][] weights = [.. numbers.Select(n => Tensors.Select((t, i) => Start(n, i)).ToArray())];
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            Epoch(optimizer, parameters, epoch, numbers, sameRates);
            foreach (int n in numbers)
            {
                for (int step = 0; step < StepsPerEpoch; step++)
                {
                    double rate = Rate(sameRates ? 0 : n, epoch, step);
                    for (int i = 0; i < Tensors.Length; i++)
                    {
                        bool decays = Tensors[i].Role != ParameterRole.Activation;
                        references[n][i].Step(weights[n][i], Gradient(n, i, epoch, step), rate, decays);
                    }
                }
            }
            AssertClose([.. Tensors.SelectMany((_, i) => numbers.SelectMany(n => weights[n][i]))], parameters);
            if (!leave || epoch != 1)
                continue;
            int[] stay = [0, 2];
            var (oldParameters, oldOptimizer) = (parameters, optimizer);
            parameters = oldParameters.Select(stay);
            optimizer = oldOptimizer.Select(oldParameters, parameters, stay);
            numbers = stay;
            oldOptimizer.Dispose();
            oldParameters.Dispose();
        }
        optimizer.Dispose();
        parameters.Dispose();
    }

    private static void Epoch(FusedOptimizer optimizer, FusedParameters parameters, int epoch, int[] numbers, bool sameRates = false,
        params ConstantCourse[] courses)
    {
        double[] Rates(int number) => [.. Enumerable.Range(0, StepsPerEpoch).Select(s => Rate(sameRates ? 0 : number, epoch, s))];
        optimizer.BeginEpoch([.. numbers.Select(Rates)], courses);
        using var quiet = torch.no_grad();
        for (int step = 0; step < StepsPerEpoch; step++)
        {
            using var scope = torch.NewDisposeScope();
            var tensors = Tensors.Select((_, i) => torch.tensor(numbers.SelectMany(n => Gradient(n, i, epoch, step)).ToArray()));
            optimizer.Step(parameters.Parts.Count == Tensors.Length ? [.. tensors] : [torch.cat([.. tensors])]);
        }
    }

    private static FusedParameters Parameters(int trials)
    {
        var parameters = new FusedParameters(Tensors, trials, ScalarType.Float64, torch.CPU);
        using var quiet = torch.no_grad();
        double[] starts = [.. Tensors.SelectMany((_, i) => Enumerable.Range(0, trials).SelectMany(n => Start(n, i)))];
        _ = parameters.Values.copy_(torch.tensor(starts));
        return parameters;
    }

    private static void AssertClose(double[] expected, FusedParameters parameters)
    {
        double[] actual = parameters.Values.data<double>().ToArray();
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-11));
    }

    // Trials of one program with constants of their own.
    private static OptimizerSettings Settings(string name, int number)
    {
        double[] momentum = [0.9, 0, 0.5], decay = [0.1, 0, 0.02];
        return name switch
        {
            "sgd" => TestOptimizers.Catalogue("sgd", ("momentum", momentum[number]), ("weightDecay", decay[number])),
            "nesterov" => TestOptimizers.Catalogue("sgd", ("momentum", 0.9 - 0.1 * number), ("nesterov", 1)),
            "adam" => TestOptimizers.Catalogue("adam", ("beta1", momentum[number]), ("weightDecay", decay[number])),
            _ => Varied(TestOptimizers.Users[name], number),
        };
    }

    private static OptimizerSettings Varied(OptimizerSettings settings, int number) =>
        new(settings.Definition, settings.Values.ToDictionary(v => v.Key, v => v.Value * (1 - 0.1 * number)));

    private static double Rate(int number, int epoch, int step) => 0.01 * (number + 1) / (epoch + 0.1 * step);

    private static double[] Start(int number, int tensor) =>
        [.. Enumerable.Range(0, Tensors[tensor].Count).Select(i => Math.Cos(3 * i + number + 7 * tensor))];

    private static double[] Gradient(int number, int tensor, int epoch, int step) =>
        [.. Enumerable.Range(0, Tensors[tensor].Count).Select(i => Math.Sin(1 + 0.9 * (step + 5 * epoch) + i + 2 * number + 5 * tensor))];
}
