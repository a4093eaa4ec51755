using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Training;

namespace Sweep.TorchSharp.Bench;

/// <summary>Outer steps of MAML of the second order on random images of 28x28, AReLU: the CPU engine beside the TorchSharp engine's
/// gradients, one thread each, in turns.</summary>
internal sealed class MetaSteps : IDisposable
{
    private const int Ways = 5, Tasks = 4;
    private const double InnerRate = 0.4;

    private readonly MetaSettings settings;
    private readonly IMetaSession session;
    private readonly FusedNetwork alone, together; // a task at a time, and all of a step as trials of one program
    private readonly Random random = new(1);       // images and tasks of a benchmark
    private int epoch;

    private MetaSteps(string architecture, int shots, int queries, int innerSteps)
    {
        settings = new MetaSettings(MetaMethod.Maml, Ways, shots, queries, innerSteps, InnerRate, Tasks);
        var configuration = new Configuration(
        [
            new("dataset", new SettingValue.Text("omniglot")), new("architecture", new SettingValue.Text(architecture)),
            new("activation", new SettingValue.Text("arelu")), new("optimizer", new SettingValue.Text("adam")),
            new("learningRate", new SettingValue.Number(0.001)),
        ]);
        var trial = TrialSettings.Read(configuration) with { Meta = settings, Normalization = Normalization.None };
        var shape = trial.Network(new TensorShape(1, 28, 28), new Classification(Ways));
        byte[] images = new byte[1000 * 784];
        random.NextBytes(images);
        var split = new DatasetSplit(images, new byte[1000]);
        var one = new SessionTrial(new StreamKey(1), trial, shape);
        session = (IMetaSession)new CpuEngine().Open(new SessionDescription(new Dataset("random", 1, 28, 28, 2, split, split), [one]));
        var start = one.Start();
        session.Load(0, start);
        (alone, together) = (Network(shape, 1, start), Network(shape, Tasks, start));
    }

    /// <summary>Prints a line for each network and kind of task.</summary>
    public static void Print(int rounds)
    {
        Console.WriteLine($"MAML, second order, {Ways} ways, AReLU, {Tasks} tasks a step; ms of a step, and ratios of neighbouring "
            + $"measurements: median (quartiles) of {rounds} rounds");
        Console.WriteLine($"{"",-52} {"CPU engine",10} {"TorchSharp",10}   {"ratio",-22} tasks together");
        foreach (var (architecture, steps) in new[] { ("mnist-conv", 20), ("few-shot-cnn-omniglot", 3) })
        {
            foreach (var (shots, queries, innerSteps) in new[] { (1, 15, 1), (1, 15, 5), (1, 1, 1), (5, 15, 1) })
            {
                using var pair = new MetaSteps(architecture, shots, queries, innerSteps);
                pair.Measure($"{architecture}, {shots} shots, {queries} queries, {innerSteps} inner steps", rounds, steps);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        alone.Dispose();
        together.Dispose();
    }

    private void Measure(string what, int rounds, int steps)
    {
        List<double> cpu = [], one = [], fused = [];
        for (int round = -1; round < rounds; round++) // the first warms up
        {
            double[] seconds = [Seconds(Cpu, steps), Seconds(() => Torch(alone), steps), Seconds(() => Torch(together), steps)];
            if (round < 0)
                continue;
            cpu.Add(seconds[0]);
            one.Add(seconds[1]);
            fused.Add(seconds[2]);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-52} {1000 * new Spread(cpu).Median,10:f2} "
            + $"{1000 * new Spread(one).Median,10:f2}   {Ratio(one),-22} {Ratio(fused)}"));

        Spread Ratio(List<double> slower) => new(slower.Zip(cpu, (s, f) => s / f));
    }

    private static double Seconds(Action step, int count)
    {
        var before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < count; i++)
            step();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds / count;
    }

    private void Cpu()
    {
        int[][] Draw(int each) =>
            [.. Enumerable.Range(0, Ways).Select(_ => Enumerable.Range(0, each).Select(_ => random.Next(1000)).ToArray())];
        Episode[] episodes = [.. Enumerable.Range(0, Tasks).Select(_ => new Episode(Draw(settings.Shots), Draw(settings.Queries), []))];
        session.TrainEpisodes(new MetaEpoch($"{++epoch}", [episodes], [[1e-6]]), CancellationToken.None);
    }

    // The gradients alone, with the images where they are needed.
    private void Torch(FusedNetwork network)
    {
        for (int task = 0; task < Tasks; task += network.TrialCount)
        {
            using var scope = torch.NewDisposeScope();
            MetaGradient.Compute(network, Batch(settings.Shots), Batch(settings.Queries), InnerRate, settings.InnerSteps,
                new FusedStreams([.. Enumerable.Range(0, network.TrialCount).Select(i => new StreamKey((ulong)i))], "1"));
        }

        (Tensor, Tensor) Batch(int each)
        {
            var classes = torch.arange(Ways).repeat_interleave(each).unsqueeze(1).expand(Ways * each, network.TrialCount);
            return (torch.rand([Ways * each, network.TrialCount, 28, 28]), classes);
        }
    }

    private static FusedNetwork Network(ShapedNetwork shape, int trials, IReadOnlyList<NamedTensor> start)
    {
        var network = new FusedNetwork([.. Enumerable.Repeat(shape, trials)], ScalarType.Float32, torch.CPU);
        var values = start.ToDictionary(t => t.Name, t => t.Values);
        using var quiet = torch.no_grad();
        for (int tensor = 0; tensor < network.Parameters.Descriptions.Count; tensor++)
        {
            float[] own = values[network.Parameters.Descriptions[tensor].Name];
            for (int trial = 0; trial < trials; trial++)
            {
                var leaf = network.Parameters.Leaves[tensor].select(0, trial);
                leaf.copy_(torch.tensor(own).view(leaf.shape));
            }
        }
        return network;
    }
}
