using System.Diagnostics;
using Sweep.Planning;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp;
using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Training;

namespace Sweep.TorchSharp.Bench;

/// <summary>Some steps of one network on MNIST: AReLU, batch 128, SGD with momentum 0.9.</summary>
internal sealed class Workload(string architecture, DeviceDataset dataset, TorchDevice device, ScalarType precision, int steps) : IDisposable
{
    public static readonly string[] Names = ["mnist-conv", "mnist-linear", "small-resnet"];

    // Three residual blocks of 8, 16 and 32 channels.
    private static readonly Architecture SmallResnet = new(new SettingValue.Text("small-resnet"), (_, classes) =>
        {
            var net = new NetworkBuilder("small-resnet").Conv2d(8, 3, padding: 1, bias: false).BatchNorm().Activation();
            foreach (var (channels, stride) in new[] { (8, 1), (16, 2), (32, 2) })
            {
                int start = net.Here;
                net.Conv2d(channels, 3, stride, padding: 1, bias: false).BatchNorm().Activation().Conv2d(channels, 3, padding: 1, bias: false).BatchNorm();
                int body = net.Here;
                if (stride == 1)
                    net.Add(start).Activation();
                else
                    net.From(start).Conv2d(channels, 1, stride, bias: false).BatchNorm().Add(body).Activation();
            }
            return net.GlobalAveragePool().Flatten().Linear(classes).Build();
        });

    private readonly Dictionary<int, (ReplicaRun Run, Epochs Trained)> groups = [];
    private (TrialRun Run, Epochs Trained)? managed;

    /// <summary>Seconds per step of a group: of the processor's time there, elapsed on a GPU. The first call warms up as well.</summary>
    public double Torch(int replicas)
    {
        if (!groups.TryGetValue(replicas, out var group))
        {
            groups[replicas] = group = (new ReplicaRun([.. Enumerable.Range(0, replicas).Select(Replica)], dataset, device, precision), new Epochs());
            group.Run.TrainEpoch(group.Trained.Next(), default);
        }
        return Seconds(onGpu: device.IsCuda, () => group.Run.TrainEpoch(group.Trained.Next(), default)); // ends with the transfer of its losses: nothing is left under way
    }

    /// <summary>CPU seconds per step of the managed engine.</summary>
    public double Cpu()
    {
        if (managed is not { } own)
        {
            var replica = Replica(0);
            managed = own = (new TrialRun(replica.Trial, replica.Settings, dataset.Source, KernelSet.Best), new Epochs());
            own.Run.TrainEpoch(own.Trained.Next(), default);
        }
        return Seconds(onGpu: false, () => own.Run.TrainEpoch(own.Trained.Next(), default));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (run, _) in groups.Values)
            run.Dispose();
        managed?.Run.Dispose();
    }

    private double Seconds(bool onGpu, Action epoch)
    {
        var before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        epoch();
        return (onGpu ? Stopwatch.GetElapsedTime(start) : Environment.CpuUsage.TotalTime - before).TotalSeconds / steps;
    }

    private Replica Replica(int number)
    {
        var configuration = new Configuration(
        [
            new("dataset", new SettingValue.Text("mnist")), new("architecture", new SettingValue.Text("mnist-conv")), new("activation", new SettingValue.Text("arelu")),
            new("optimizer", new SettingValue.Group([new("name", new SettingValue.Text("sgd")), new("momentum", new SettingValue.Number(0.9))])),
            new("learningRate", new SettingValue.Number(0.01 / (number + 1))), new("batchSize", new SettingValue.Number(128)), new("trainSamples", new SettingValue.Number(128 * steps)),
        ]);
        var settings = TrialSettings.Read(configuration);
        var trial = new TrialDescription(new TrialId($"bench-{number}"), configuration, new Seed(number), new StreamKey((ulong)number + 1));
        return new Replica(number, trial, settings with
        {
            Architecture = architecture == "small-resnet" ? SmallResnet : Architecture.Read(new SettingValue.Text(architecture)),
        });
    }

    private sealed class Epochs
    {
        private int last;

        public int Next() => ++last;
    }
}
