using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Tests.Optimizers;

namespace Sweep.Trainer.Cpu.Tests.Optimizers;

public sealed unsafe class ProgramTests
{
    private const int Steps = 8;

    // Lengths with and without a rest beside whole vectors; the activation's come last in memory.
    private static readonly ParameterDescription[] Tensors =
    [
        new("act1.parameters", ParameterRole.Activation, [1, 3], 1), new("linear1.weight", ParameterRole.Weight, [7, 3], 3),
        new("linear1.bias", ParameterRole.Bias, [7], 3), new("linear2.weight", ParameterRole.Weight, [16, 4], 16),
    ];

    public static TheoryData<string> Programs =>
        [.. TestOptimizers.Users.Keys, .. TestOptimizers.WithOptions.Keys, .. Trajectories.All.Keys];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_compiled_program_agrees_with_the_naive_evaluation(string name)
    {
        var settings = Settings(name);
        using var arena = new Arena();
        var block = Block(arena);
        using var optimizer = Optimizer.Create(settings, block);
        var reference = new ReferenceOptimizer(settings, [.. block.Views.Select(v => v.Description)]);
        double[] weights = Numbers(block.Values, block.Count);
        for (int step = 1; step <= Steps; step++)
        {
            FillGradients(block, step);
            reference.Step(weights, Numbers(block.Gradients, block.Count), Rate(step));
            optimizer.Step(block, Rate(step));
        }
        Assert.All(Numbers(block.Values, block.Count).Zip(weights), pair => Assert.Equal(pair.Second, pair.First, 2e-5));
    }

    [Theory]
    [InlineData("sgd", "momentum")]
    [InlineData("adam", "beta1")]
    public void A_constant_may_change_from_step_to_step(string name, string constant)
    {
        var settings = TestOptimizers.Catalogue(name);
        using var arena = new Arena();
        var block = Block(arena);
        using var optimizer = Optimizer.Create(settings, block);
        var reference = new ReferenceOptimizer(settings, [.. block.Views.Select(v => v.Description)]);
        double[] weights = Array.ConvertAll(new ReadOnlySpan<float>(block.Values, block.Count).ToArray(), w => (double)w);
        for (int step = 1; step <= Steps; step++)
        {
            FillGradients(block, step);
            double[] gradient = Array.ConvertAll(new ReadOnlySpan<float>(block.Gradients, block.Count).ToArray(), g => (double)g);
            reference.Step(weights, gradient, Rate(step), moved: constant, value: 0.9 - 0.1 * step);
            optimizer.Set(constant, 0.9 - 0.1 * step);
            optimizer.Step(block, Rate(step));
        }
        Assert.All(weights.Select((w, i) => (w, block.Values[i])), pair => Assert.Equal(pair.w, pair.Item2, 2e-5));
    }

    [Fact]
    public void Adam_written_by_a_user_gives_the_bits_of_the_catalogues()
    {
        var adam = OptimizerCatalogue.Find("adam")!;
        var users = TestOptimizers.User(string.Join(';', adam.Update), [.. adam.States],
            ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-8), ("weightDecay", 0.1));
        Assert.Equal(Train(TestOptimizers.Catalogue("adam", ("weightDecay", 0.1)), Steps), Train(users, Steps));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void States_written_into_a_new_optimizer_continue_the_training_to_the_bit(string name)
    {
        var settings = Settings(name);
        using var arena = new Arena();
        var block = Block(arena);
        using var first = Optimizer.Create(settings, block);
        using var second = Optimizer.Create(settings, block);
        for (int step = 1; step <= Steps; step++)
        {
            FillGradients(block, step);
            if (step == 4)
            {
                second.StepCount = first.StepCount;
                foreach (var (from, to) in first.States.Zip(second.States))
                    from.Values.CopyTo(to.Values);
                ScalarTensors.Load(second.Scalars, ScalarTensors.Save(first.Scalars).ToDictionary(s => s.Name));
            }
            (step < 4 ? first : second).Step(block, Rate(step));
        }
        Assert.Equal(Steps, second.StepCount);
        Assert.Equal(Train(settings, Steps), Bits(block));
    }

    [Fact]
    public void An_element_does_not_depend_on_its_place()
    {
        using var arena = new Arena();
        var block = new ParameterBlock([new("linear1.weight", ParameterRole.Weight, [1, 21], 21)], arena);
        using var adam = Optimizer.Create(TestOptimizers.Catalogue("adam", ("weightDecay", 0.1)), block);
        for (int step = 1; step <= Steps; step++)
        {
            new Span<float>(block.Gradients, 21).Fill(MathF.Sin(step));
            adam.Step(block, Rate(step));
        }
        Assert.All(Bits(block), bits => Assert.Equal(Bits(block)[0], bits));
    }

    private static OptimizerSettings Settings(string name) => TestOptimizers.Users.GetValueOrDefault(name)
        ?? TestOptimizers.WithOptions.GetValueOrDefault(name) ?? Trajectories.All[name].Settings;

    private static double[] Numbers(float* values, int count) =>
        Array.ConvertAll(new ReadOnlySpan<float>(values, count).ToArray(), v => (double)v);

    private static double Rate(int step) => 0.02 / step;

    private static int[] Train(OptimizerSettings settings, int steps)
    {
        using var arena = new Arena();
        var block = Block(arena);
        using var optimizer = Optimizer.Create(settings, block);
        for (int step = 1; step <= steps; step++)
        {
            FillGradients(block, step);
            optimizer.Step(block, Rate(step));
        }
        return Bits(block);
    }

    private static ParameterBlock Block(Arena arena)
    {
        var block = new ParameterBlock(Tensors, arena);
        for (int i = 0; i < block.Count; i++)
            block.Values[i] = (float)Math.Cos(3 * i);
        return block;
    }

    private static void FillGradients(ParameterBlock block, int step)
    {
        for (int i = 0; i < block.Count; i++)
            block.Gradients[i] = (float)Math.Sin(1 + step * 0.9 + i);
    }

    private static int[] Bits(ParameterBlock block) =>
        Array.ConvertAll(new ReadOnlySpan<float>(block.Values, block.Count).ToArray(), BitConverter.SingleToInt32Bits);
}
