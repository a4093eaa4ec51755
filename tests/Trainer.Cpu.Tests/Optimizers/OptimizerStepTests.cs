using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Tests.Optimizers;

namespace Sweep.Trainer.Cpu.Tests.Optimizers;

public sealed unsafe class OptimizerStepTests
{
    // PyTorch 1.13.1: w = [1, -2, 0.5, 0, ..., 0, 3] (12 numbers), four steps, gradient of number i at step s = sin(1 + 0.9 s + i);
    // numbers 0, 1, 2 and 11 afterwards.
    [Fact]
    public void Sgd_is_PyTorchs() => Check(Sgd(), rate: 0.1, 0.8407077f, -1.9536765f, 0.7093496f, 2.8419654f);

    [Fact]
    public void Sgd_with_momentum_and_decay_is_PyTorchs() =>
        Check(Sgd(("momentum", 0.9), ("weightDecay", 0.01)), rate: 0.1, 0.4356239f, -2.1423779f, 0.8774421f, 2.8045340f);

    [Fact]
    public void Sgd_with_Nesterov_momentum_is_PyTorchs() =>
        Check(Sgd(("momentum", 0.9), ("weightDecay", 0.01), ("nesterov", 1)), rate: 0.1, 0.3305639f, -2.0727470f, 1.0464889f, 2.6539347f);

    [Fact]
    public void Adam_is_PyTorchs() => Check(Adam(), rate: 0.1, 0.6612819f, -2.1762638f, 0.6207884f, 3.0086153f);

    [Fact]
    public void Adam_with_decay_is_PyTorchs() =>
        Check(
        Adam(("beta1", 0.8), ("beta2", 0.95), ("epsilon", 1e-3), ("weightDecay", 0.1)), rate: 0.05,
        0.8311626f, -2.0422647f, 0.5605141f, 2.9407959f);

    [Fact]
    public void Weight_decay_spares_the_parameters_of_activations()
    {
        using var arena = new Arena();
        var block = new ParameterBlock(
        [
            new("act1.parameters", ParameterRole.Activation, [1, 2], 1),
            new("linear1.weight", ParameterRole.Weight, [1, 3], 3),
        ], arena);
        new Span<float>(block.Values, 5).Fill(1);
        using var sgd = Optimizer.Create(Sgd(("weightDecay", 0.1)), block);
        sgd.Step(block, rate: 0.5);
        Assert.Equal([0.95f, 0.95f, 0.95f, 1, 1], new ReadOnlySpan<float>(block.Values, 5).ToArray());
    }

    [Fact]
    public void Clipping_by_norm_takes_one_norm_over_all_tensors()
    {
        using var arena = new Arena();
        var block = new ParameterBlock(
            [new("linear1.weight", ParameterRole.Weight, [1, 2], 2), new("linear1.bias", ParameterRole.Bias, [1], 2)], arena);
        (block.Gradients[0], block.Gradients[1], block.Gradients[2]) = (3, -4, 12);
        var clipping = new OptimizerOptions { Clipping = new(ClippingKind.Norm, 1) };
        using var sgd = Optimizer.Create(TestOptimizers.Optional("sgd", clipping), block);
        sgd.Step(block, rate: 1);
        // PyTorch's clip_grad_norm_ of (3, -4, 12) to 1.
        Assert.Equal([-0.2307692130f, 0.3076922840f, -0.9230768521f], new ReadOnlySpan<float>(block.Values, 3).ToArray());
    }

    [Theory]
    [InlineData(WeightDecayTarget.Weights, 0.9f, 1f, 1f, 0.9f, 1f)]
    [InlineData(WeightDecayTarget.AllButActivations, 0.9f, 0.9f, 0.9f, 0.9f, 1f)]
    [InlineData(WeightDecayTarget.All, 0.9f, 0.9f, 0.9f, 0.9f, 0.9f)]
    public void Weight_decay_applies_to_what_the_trial_says(WeightDecayTarget target, params float[] expected)
    {
        using var arena = new Arena();
        var block = OneOfEachRole(arena);
        using var adamw = Optimizer.Create(TestOptimizers.Optional("adamw", new() { Decayed = target }), block);
        adamw.Step(block, rate: 1);
        Assert.Equal(expected, new ReadOnlySpan<float>(block.Values, 5).ToArray());
    }

    [Theory]
    [InlineData("adamw", false)]
    [InlineData("lamb", true)]
    public void Without_a_word_of_the_trial_it_applies_to_what_is_usual(string name, bool sparesBiases)
    {
        using var arena = new Arena();
        var block = OneOfEachRole(arena);
        using var optimizer = Optimizer.Create(TestOptimizers.Optional(name, OptimizerOptions.Default), block);
        optimizer.Step(block, rate: 0.5);
        Assert.True(block.Values[0] < 1);
        Assert.Equal(sparesBiases, block.Values[1] == 1);
        Assert.Equal(1, block.Values[4]);
    }

    [Fact]
    public void Parameters_of_activations_have_the_rate_times_their_factor()
    {
        using var arena = new Arena();
        var block = OneOfEachRole(arena);
        new Span<float>(block.Gradients, 5).Fill(1);
        using var sgd = Optimizer.Create(TestOptimizers.Optional("sgd", new() { ActivationRateFactor = 0.25 }), block);
        sgd.Step(block, rate: 0.5);
        Assert.Equal([0.45f, 0.45f, 0.45f, 0.45f, 0.875f], new ReadOnlySpan<float>(block.Values, 5).ToArray());
    }

    public static TheoryData<string, bool> TrajectoryCases => [.. Trajectories.All.Keys.SelectMany(k => new[] { (k, true), (k, false) })];

    [Theory]
    [MemberData(nameof(TrajectoryCases))]
    public void The_catalogue_follows_the_trajectories(string name, bool quadratic)
    {
        var trajectory = Trajectories.All[name];
        using var arena = new Arena();
        var block = new ParameterBlock([Trajectories.Tensor], arena);
        using var optimizer = Optimizer.Create(trajectory.Settings, block);
        Span<float> w = new(block.Values, 3), g = new(block.Gradients, 3);
        Singles(Trajectories.Start()).CopyTo(w);
        for (int t = 1; t <= Trajectories.Steps; t++)
        {
            Singles(Trajectories.Gradient(quadratic, t, Array.ConvertAll(w.ToArray(), x => (double)x))).CopyTo(g);
            optimizer.Step(block, trajectory.Rate);
        }
        float[] judged = trajectory.Settings.Definition.Evaluated is { } state
            ? optimizer.States.Single(s => s.Name == state).Values[..3].ToArray()
            : w.ToArray();
        Assert.All(trajectory.End(quadratic).Zip(judged), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Abs(pair.First)));

        static float[] Singles(double[] values) => Array.ConvertAll(values, x => (float)x);
    }

    [Fact]
    public void A_number_of_the_trial_takes_no_memory_of_the_parameters()
    {
        using var arena = new Arena();
        using var nadam = Optimizer.Create(TestOptimizers.Catalogue("nadam"), OneOfEachRole(arena));
        Assert.Equal(["m", "v"], nadam.States.Select(s => s.Name));
        Assert.Equal(["product"], nadam.Scalars.Names);
    }

    // Weight, bias, factor of a normalisation, embedding and activation parameter, all 1.
    private static ParameterBlock OneOfEachRole(Arena arena)
    {
        var block = new ParameterBlock(
        [
            new("linear1.weight", ParameterRole.Weight, [1], 1), new("linear1.bias", ParameterRole.Bias, [1], 1),
            new("layernorm1.weight", ParameterRole.Scale, [1], 1), new("token1.token", ParameterRole.Embedding, [1], 1),
            new("act1.parameters", ParameterRole.Activation, [1], 1),
        ], arena);
        new Span<float>(block.Values, 5).Fill(1);
        return block;
    }

    private static OptimizerSettings Sgd(params (string, double)[] values) => TestOptimizers.Catalogue("sgd", values);

    private static OptimizerSettings Adam(params (string, double)[] values) => TestOptimizers.Catalogue("adam", values);

    private static void Check(OptimizerSettings settings, double rate, params float[] expected)
    {
        using var arena = new Arena();
        var block = new ParameterBlock([new("linear1.weight", ParameterRole.Weight, [1, 12], 12)], arena);
        (block.Values[0], block.Values[1], block.Values[2], block.Values[11]) = (1, -2, 0.5f, 3);
        using var optimizer = Optimizer.Create(settings, block);
        for (int step = 0; step < 4; step++)
        {
            for (int i = 0; i < 12; i++)
                block.Gradients[i] = (float)Math.Sin(1 + step * 0.9 + i);
            optimizer.Step(block, rate);
        }
        float[] actual = [block.Values[0], block.Values[1], block.Values[2], block.Values[11]];
        Assert.All(actual.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-6f));
    }
}
