using System.Diagnostics;
using Sweep.Planning.Trials;
using Sweep.Trainer;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Training;

namespace Sweep.TorchSharp.Bench;

/// <summary>Some steps of one network on MNIST: AReLU, batch 128, SGD with momentum 0.9.</summary>
internal sealed class Workload(string architecture, Dataset dataset, TorchDevice device, TorchEngine torch, int steps) : IDisposable
{
    public static readonly string[] Names = ["mnist-conv", "mnist-linear", "small-resnet"];

    // Three residual blocks of 8, 16 and 32 channels.
    private static readonly Architecture SmallResnet = new(new SettingValue.Text("small-resnet"), (_, classes) =>
        {
            var net = new NetworkBuilder("small-resnet").Conv2d(8, 3, padding: 1, bias: false).BatchNorm().Activation();
            foreach (var (channels, stride) in new[] { (8, 1), (16, 2), (32, 2) })
            {
                int start = net.Here;
                net.Conv2d(channels, 3, stride, padding: 1, bias: false).BatchNorm().Activation()
                    .Conv2d(channels, 3, padding: 1, bias: false).BatchNorm();
                int body = net.Here;
                if (stride == 1)
                    net.Add(start).Activation();
                else
                    net.From(start).Conv2d(channels, 1, stride, bias: false).BatchNorm().Add(body).Activation();
            }
            return net.GlobalAveragePool().Flatten().Linear(classes).Build();
        });

    private readonly Dictionary<int, (Phase Phase, TrainingTrial[] Trials, Epochs Trained)> groups = [];
    private readonly CpuEngine cpu = new();
    private (Phase Phase, TrainingTrial[] Trials, Epochs Trained)? managed;

    /// <summary>Seconds per step of a group: of the processor's time there, elapsed on a GPU. The first call warms up as well.</summary>
    public double Torch(int count)
    {
        if (!groups.TryGetValue(count, out var group))
        {
            groups[count] = group = Open(torch, [.. Enumerable.Range(0, count).Select(Trial)]);
            Train(group);
        }
        return Seconds(onGpu: device.IsCuda, () => Train(group)); // ends with the transfer of its losses: nothing is left under way
    }

    /// <summary>CPU seconds per step of the managed engine.</summary>
    public double Cpu()
    {
        if (managed is not { } own)
        {
            managed = own = Open(cpu, [Trial(0)]);
            Train(own);
        }
        return Seconds(onGpu: false, () => Train(own));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (phase, _, _) in groups.Values)
            phase.Session.Dispose();
        managed?.Phase.Session.Dispose();
    }

    private (Phase, TrainingTrial[], Epochs) Open(IEngine engine, TrainingTrial[] trials)
    {
        using var taken = engine.TakeDevice();
        var phase = new Phase(number: 0, count: 1, trials, (_, _) => dataset, taken, default);
        for (int i = 0; i < trials.Length; i++)
            phase.Session.Load(i, phase.StartOf(trials[i]));
        return (phase, trials, new Epochs());
    }

    private static void Train((Phase Phase, TrainingTrial[] Trials, Epochs Trained) group) =>
        group.Phase.Session.TrainEpoch(group.Phase.Epoch(group.Trained.Next(), group.Trials, new EpochLog(new Nobody())), default);

    private double Seconds(bool onGpu, Action epoch)
    {
        var before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        epoch();
        return (onGpu ? Stopwatch.GetElapsedTime(start) : Environment.CpuUsage.TotalTime - before).TotalSeconds / steps;
    }

    private TrainingTrial Trial(int number)
    {
        var configuration = new Configuration(
        [
            new("dataset", new SettingValue.Text("mnist")), new("architecture", new SettingValue.Text("mnist-conv")),
                new("activation", new SettingValue.Text("arelu")),
            new("optimizer", new SettingValue.Group([new("name", new SettingValue.Text("sgd")),
                new("momentum", new SettingValue.Number(0.9))])),
            new("learningRate", new SettingValue.Number(0.01 / (number + 1))), new("batchSize", new SettingValue.Number(128)),
                new("trainSamples", new SettingValue.Number(128 * steps)),
        ]);
        var settings = TrialSettings.Read(configuration);
        var trial = new TrialDescription(new TrialId($"bench-{number}"), configuration, new Seed(number), new StreamKey((ulong)number + 1));
        return new TrainingTrial(number, trial, settings with
        {
            Architecture = architecture == "small-resnet" ? SmallResnet : Architecture.Read(new SettingValue.Text(architecture)),
        });
    }

    private sealed class Epochs
    {
        private int last;

        public int Next() => ++last;
    }

    private sealed class Nobody : ITrainingObserver
    {
        public void EpochCompleted(TrialId trial, EpochMetrics metrics)
        {
        }
    }
}
