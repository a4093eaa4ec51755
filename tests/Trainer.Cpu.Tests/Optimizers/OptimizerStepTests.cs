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
        Assert.Equal(3, block.DecayedCount);
        new Span<float>(block.Values, 5).Fill(1);
        using var sgd = Optimizer.Create(Sgd(("weightDecay", 0.1)), block);
        sgd.Step(block, rate: 0.5);
        Assert.Equal([0.95f, 0.95f, 0.95f, 1, 1], new ReadOnlySpan<float>(block.Values, 5).ToArray());
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
