using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Cpu.Meta;
using Sweep.Trainer.Cpu.Samples;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Cpu.Tests.Meta;

public sealed class EpisodeTaskTests
{
    [Theory]
    [InlineData("tanh")]
    [InlineData("rrelu")]
    public void The_hessian_is_that_of_the_loss_with_the_same_random_numbers(string activation)
    {
        var description = new NetworkBuilder("case").Conv2d(6, 3).Activation().Dropout(0.5).Flatten().Linear(3).Build();
        var task = EpisodeCase.Of(description, new(1, 8, 8),
            new MetaSettings(MetaMethod.Maml, Ways: 3, Shots: 7, Queries: 1, InnerSteps: 1, InnerRate: 0.1, TasksPerStep: 1), activation);
        using var networks = new EpisodeNetworks(task.Meta, task.Shape, KernelSet.Best);
        float[] values = [.. task.Support.Concat(task.Query).Select(v => (float)v)];
        var samples = SplitSamples.Create(new DatasetSplit(new SampleValues.Numbers(values), new Targets.Classes(new ushort[24])),
            task.Shape.Input);
        var own = new EpisodeTask(networks, new EpisodeSamples(samples, samples), new StreamKey(3));
        own.Begin(task.Episode, "1/0");
        float[] numbers = [.. task.Start.Select(v => (float)v)], gradient = new float[numbers.Length], other = new float[numbers.Length];

        own.SupportGradient(numbers, step: 1, gradient);
        own.SupportProduct(numbers, step: 1, gradient, other);

        var reference = new ReferenceTask(new ReferenceNetwork(task.Shape, new ReferenceMode.Training(new StreamKey(3), "1/0/support/1")),
            task.Support, task.Query, ways: 3, task.Shape.Input.Count);
        double[] expected = new double[numbers.Length];
        reference.SupportProduct(task.Start, step: 1, [.. gradient.Select(g => (double)g)], expected);
        double largest = expected.Max(Math.Abs);
        Assert.All(expected.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * largest));
        largest = gradient.Max(Math.Abs);
        own.SupportGradient(numbers, step: 2, other);
        Assert.Contains(gradient.Zip(other), pair => Math.Abs(pair.First - pair.Second) > 0.1 * largest);
    }
}
