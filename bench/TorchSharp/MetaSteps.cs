using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp;

namespace Sweep.TorchSharp.Bench;

/// <summary>Outer steps of MAML of the second order on random images of 28x28, AReLU and Adam: the CPU engine beside the TorchSharp engine
/// on the processor, one thread each, in turns.</summary>
internal sealed class MetaSteps : IDisposable
{
    private const int Ways = 5, Tasks = 4, Images = 1000;

    private readonly MetaSettings settings;
    private readonly IMetaSession cpu, torch;
    private readonly Random random = new(1); // images and tasks of a benchmark
    private int epoch;

    private MetaSteps(TorchEngine engine, string architecture, int shots, int queries, int innerSteps)
    {
        settings = new MetaSettings(MetaMethod.Maml, Ways, shots, queries, innerSteps, InnerRate: 0.01, Tasks);
        var configuration = new Configuration(
        [
            new("dataset", new SettingValue.Text("omniglot")), new("architecture", new SettingValue.Text(architecture)),
            new("activation", new SettingValue.Text("arelu")), new("optimizer", new SettingValue.Text("adam")),
            new("learningRate", new SettingValue.Number(0.001)),
        ]);
        var trial = TrialSettings.Read(configuration) with { Meta = settings, Normalization = Normalization.None };
        var shape = trial.Architecture.For(new TensorShape(1, 28, 28), new Classification(Ways)).WithActivation(trial.Activation.At);
        byte[] images = new byte[Images * 784];
        random.NextBytes(images);
        var split = new DatasetSplit(images, new byte[Images]);
        var description = new SessionDescription(new Dataset("random", 1, 28, 28, 2, split, split),
            [new SessionTrial(new StreamKey(1), trial, shape)]);
        (cpu, torch) = (Open(new CpuEngine()), Open(engine));

        IMetaSession Open(IEngine by)
        {
            var session = (IMetaSession)by.TakeDevice().Open(description);
            session.Load(0, description.Trials[0].Start());
            return session;
        }
    }

    /// <summary>Prints a line for each network and kind of task.</summary>
    public static void Print(TorchEngine engine, int rounds)
    {
        Console.WriteLine($"MAML, second order, {Ways} ways, {Tasks} tasks a step; CPU ms of a step, and the ratio of neighbouring "
            + $"measurements: median (quartiles) of {rounds} rounds");
        Console.WriteLine($"{"",-62} {"CPU engine",10} {"TorchSharp",10}   TorchSharp / CPU engine");
        foreach (var (architecture, steps) in new[] { ("mnist-conv", 20), ("few-shot-cnn-omniglot", 3) })
        {
            foreach (var (shots, queries, innerSteps) in new[] { (1, 15, 1), (1, 15, 5), (1, 1, 1), (5, 15, 1) })
            {
                using var pair = new MetaSteps(engine, architecture, shots, queries, innerSteps);
                pair.Measure($"{architecture}, shots {shots}, queries {queries}, inner steps {innerSteps}", rounds, steps);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cpu.Dispose();
        torch.Dispose();
    }

    private void Measure(string what, int rounds, int steps)
    {
        Step(cpu, steps); // warms up
        Step(torch, steps);
        List<double> managed = [], native = [];
        for (int round = 0; round < rounds; round++)
        {
            managed.Add(Seconds(cpu, steps));
            native.Add(Seconds(torch, steps));
        }
        var ratios = new Spread(native.Zip(managed, (slow, fast) => slow / fast));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what,-62} {1000 * new Spread(managed).Median,10:f2} {1000 * new Spread(native).Median,10:f2}   {ratios}"));
    }

    private double Seconds(IMetaSession session, int steps)
    {
        var before = Environment.CpuUsage.TotalTime;
        Step(session, steps);
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds / steps;
    }

    private void Step(IMetaSession session, int steps)
    {
        Episode[] episodes = [.. Enumerable.Range(0, steps * Tasks)
            .Select(_ => new Episode(Draw(settings.Shots), Draw(settings.Queries), []))];
        var losses = session.TrainEpisodes(new MetaEpoch($"{++epoch}", [episodes], [[.. Enumerable.Repeat(1e-6, steps)]]),
            CancellationToken.None);
        if (losses[0].FirstLost is not null)
            throw new InvalidOperationException("The training diverged: it ended early, which says nothing of its speed.");
    }

    private int[][] Draw(int each) =>
        [.. Enumerable.Range(0, Ways).Select(_ => Enumerable.Range(0, each).Select(_ => random.Next(Images)).ToArray())];
}
