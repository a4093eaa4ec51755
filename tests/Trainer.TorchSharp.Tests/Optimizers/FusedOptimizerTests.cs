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

    public static TheoryData<string> Programs =>
        [.. TestOptimizers.Users.Keys, .. TestOptimizers.WithOptions.Keys, .. Trajectories.All.Keys, "sgd, some constants zero"];

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
    [InlineData("nadam", "beta1")]
    public void A_constant_of_one_trial_may_change_from_step_to_step(string name, string constant)
    {
        using var whole = torch.NewDisposeScope();
        var settings = TestOptimizers.Catalogue(name, (constant, 0));
        using var parameters = Parameters(2);
        using var optimizer = FusedOptimizer.Create([settings, settings], parameters, constant);
        ReferenceOptimizer[] references = [new(settings, Tensors), new(settings, Tensors)];
        double[][] weights = [Start(0), Start(1)];
        double[] course = [0.9, 0.7, 0.5, 0.3];
        Epoch(optimizer, parameters, 1, [0, 1], courses: new ConstantCourse(constant, [null, course]));
        for (int step = 0; step < StepsPerEpoch; step++)
        {
            references[0].Step(weights[0], Gradient(0, 1, step), Rate(0, 1, step));
            references[1].Step(weights[1], Gradient(1, 1, step), Rate(1, 1, step), constant, course[step]);
        }
        AssertClose(Layout(weights), parameters);
    }

    [Theory]
    [InlineData("adam", "m", "v")]
    [InlineData("nadam", "m", "v")]
    [InlineData("schedule-free-sgd", "z", "x")]
    public void States_written_into_a_new_optimizer_continue_the_training_to_the_bit(string name, params string[] states)
    {
        using var whole = torch.NewDisposeScope();
        OptimizerSettings[] settings = [Settings(name, 0), Settings(name, 1)];
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
        for (int trial = 0; trial < 2; trial++)
            ScalarTensors.Load(second.ScalarsOf(trial), ScalarTensors.Save(first.ScalarsOf(trial)).ToDictionary(t => t.Name));
        Epoch(second, moved, 2, [0, 1]);
        Assert.Equal(states, second.States.Select(s => s.Key));
        Assert.Equal(kept.Values.data<double>().ToArray(), moved.Values.data<double>().ToArray());
    }

    [Fact]
    public void A_state_that_the_network_is_judged_at_is_kept_although_no_step_reads_it()
    {
        using var whole = torch.NewDisposeScope();
        using var parameters = Parameters(1);
        var definition = new OptimizerDefinition("doubled", "", "", [], ["x"], ["w = w - rate*g", "x = 2*w"]) { Evaluated = "x" };
        using var optimizer = FusedOptimizer.Create([new(definition, new Dictionary<string, double>())], parameters);
        Epoch(optimizer, parameters, 1, [0]);
        double[] doubled = Array.ConvertAll(parameters.Values.data<double>().ToArray(), w => 2 * w);
        Assert.Equal(doubled, optimizer.States.Single().Value.data<double>().ToArray());
    }

    [Fact]
    public void An_epoch_has_the_steps_that_it_was_begun_with()
    {
        using var whole = torch.NewDisposeScope();
        using var parameters = Parameters(1);
        using var optimizer = FusedOptimizer.Create([Settings("sgd, momentum", 0)], parameters);
        Epoch(optimizer, parameters, 1, [0]);
        Assert.Throws<InvalidOperationException>(() => optimizer.Step(parameters.Parts));
    }

    public static TheoryData<string, bool> TrajectoryCases => [.. Trajectories.All.Keys.SelectMany(k => new[] { (k, true), (k, false) })];

    [Theory]
    [MemberData(nameof(TrajectoryCases))]
    public void The_catalogue_follows_the_trajectories_alone_and_beside_other_constants_in_both_precisions(string name, bool quadratic)
    {
        double[] expected = Trajectories.All[name].End(quadratic);
        foreach (int trials in new[] { 1, 3 })
        {
            AssertWithin(1e-9, expected, Follow(name, quadratic, trials, ScalarType.Float64));
            AssertWithin(1e-5, expected, Follow(name, quadratic, trials, ScalarType.Float32));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Clipping_by_norm_takes_one_norm_over_all_tensors_of_each_trial(int trials)
    {
        using var whole = torch.NewDisposeScope();
        ParameterDescription[] tensors =
            [new("linear1.weight", ParameterRole.Weight, [1, 2], 2), new("linear1.bias", ParameterRole.Bias, [1], 2)];
        using var parameters = new FusedParameters(tensors, trials, ScalarType.Float64, torch.CPU);
        var settings = TestOptimizers.Optional("sgd", new() { Clipping = new(ClippingKind.Norm, 1) });
        using var optimizer = FusedOptimizer.Create([.. Enumerable.Repeat(settings, trials)], parameters);
        optimizer.BeginEpoch([.. Enumerable.Repeat(new double[] { 1 }, trials)]);
        Tensor[] gradients = [torch.tensor([3.0, -4]), torch.tensor([12.0])];
        using var quiet = torch.no_grad();
        optimizer.Step(trials == 1 ? gradients : [torch.tensor([3.0, -4, 300, -400, 12, 1200])]);
        // PyTorch's clip_grad_norm_ of (3, -4, 12) to 1; a hundred times as much comes to about the same.
        double[] clipped = trials == 1
            ? parameters.Values.data<double>().ToArray()
            : parameters.Values.index_select(0, torch.tensor([0L, 1, 4])).data<double>().ToArray();
        AssertWithin(1e-9, [-0.2307692130, 0.3076922840, -0.9230768521], clipped);
    }

    // What the first trial is judged by; the others have other constants and rates.
    private static double[] Follow(string name, bool quadratic, int trials, ScalarType precision)
    {
        using var whole = torch.NewDisposeScope();
        var trajectory = Trajectories.All[name];
        using var parameters = new FusedParameters([Trajectories.Tensor], trials, precision, torch.CPU);
        using var quiet = torch.no_grad();
        double[] w = [.. Enumerable.Repeat(Trajectories.Start(), trials).SelectMany(x => x)];
        _ = parameters.Values.copy_(torch.tensor(w));
        var settings = Enumerable.Range(0, trials).Select(n => n == 0 ? trajectory.Settings : Varied(trajectory.Settings, n));
        using var optimizer = FusedOptimizer.Create([.. settings], parameters);
        double[] Rates(int trial) => [.. Enumerable.Repeat(trajectory.Rate * (1 + 0.5 * trial), Trajectories.Steps)];
        optimizer.BeginEpoch([.. Enumerable.Range(0, trials).Select(Rates)]);
        for (int t = 1; t <= Trajectories.Steps; t++)
        {
            using var scope = torch.NewDisposeScope();
            w = Doubles(parameters.Values);
            double[] gradient = [.. w.Chunk(3).SelectMany(own => Trajectories.Gradient(quadratic, t, own))];
            optimizer.Step([torch.tensor(gradient).to(precision)]);
        }
        string? state = trajectory.Settings.Definition.Evaluated;
        return Doubles(state is null ? parameters.Values : optimizer.States.Single(s => s.Key == state).Value)[..3];

        static double[] Doubles(Tensor values) => values.to(ScalarType.Float64).data<double>().ToArray();
    }

    private static void AssertWithin(double relative, double[] expected, double[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, relative * Math.Abs(pair.First)));

    private static void Check(OptimizerSettings[] settings, bool leave, bool sameRates = false)
    {
        using var whole = torch.NewDisposeScope();
        var parameters = Parameters(settings.Length);
        var optimizer = FusedOptimizer.Create(settings, parameters);
        int[] numbers = [.. Enumerable.Range(0, settings.Length)];
        var references = numbers.Select(n => new ReferenceOptimizer(settings[n], Tensors)).ToArray();
        double[][] weights = [.. numbers.Select(n => Tensors.SelectMany((t, i) => Start(n, i)).ToArray())];
        for (int epoch = 1; epoch <= 3; epoch++)
        {
            Epoch(optimizer, parameters, epoch, numbers, sameRates);
            foreach (int n in numbers)
            {
                for (int step = 0; step < StepsPerEpoch; step++)
                {
                    double[] gradient = [.. Tensors.SelectMany((_, i) => Gradient(n, i, epoch, step))];
                    references[n].Step(weights[n], gradient, Rate(sameRates ? 0 : n, epoch, step));
                }
            }
            int[] firsts = [.. Tensors.Select((_, i) => Tensors[..i].Sum(t => t.Count))];
            double[] expected = [.. Tensors.SelectMany((t, i) => numbers.SelectMany(n => weights[n].AsSpan(firsts[i], t.Count).ToArray()))];
            AssertClose(expected, parameters);
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
            "sgd, some constants zero" =>
                TestOptimizers.Catalogue("sgd", ("momentum", momentum[number]), ("weightDecay", decay[number])),
            _ => Varied(TestOptimizers.Users.GetValueOrDefault(name) ?? TestOptimizers.WithOptions.GetValueOrDefault(name)
                ?? Trajectories.All[name].Settings, number),
        };
    }

    private static OptimizerSettings Varied(OptimizerSettings settings, int number)
    {
        double factor = 1 - 0.1 * number;
        var constants = settings.Values.ToDictionary(v => v.Key, v => settings.Flags.ContainsKey(v.Key) ? v.Value : v.Value * factor);
        var options = settings.Options with
        {
            Clipping = settings.Options.Clipping is { } clipping ? clipping with { Maximum = clipping.Maximum * factor } : null,
            ActivationRateFactor = settings.Options.ActivationRateFactor * factor,
        };
        return new OptimizerSettings(settings.Definition, constants, options);
    }

    private static double Rate(int number, int epoch, int step) => 0.01 * (number + 1) / (epoch + 0.1 * step);

    private static double[] Start(int number) => [.. Tensors.SelectMany((_, i) => Start(number, i))];

    private static double[] Gradient(int number, int epoch, int step) =>
        [.. Tensors.SelectMany((_, i) => Gradient(number, i, epoch, step))];

    // (trials) of (tensors x elements), as fused parameters lie.
    private static double[] Layout(double[][] trials) => [.. Tensors.SelectMany((t, i) =>
        trials.SelectMany(w => w.AsSpan(Tensors[..i].Sum(b => b.Count), t.Count).ToArray()))];

    private static double[] Start(int number, int tensor) =>
        [.. Enumerable.Range(0, Tensors[tensor].Count).Select(i => Math.Cos(3 * i + number + 7 * tensor))];

    private static double[] Gradient(int number, int tensor, int epoch, int step) =>
        [.. Enumerable.Range(0, Tensors[tensor].Count).Select(i => Math.Sin(1 + 0.9 * (step + 5 * epoch) + i + 2 * number + 5 * tensor))];
}
