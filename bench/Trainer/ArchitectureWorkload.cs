using Sweep.Planning.Trials;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Formats;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Bench;

/// <summary>Steps of one network with ReLU on random images: SGD with momentum 0.9.</summary>
internal sealed class ArchitectureWorkload : IDisposable
{
    private readonly IEngineDevice device;
    private readonly IEngineSession session;
    private readonly Dataset dataset;
    private readonly int batch;
    private int epochs;

    /// <summary>Opens a session with its start weights.</summary>
    public ArchitectureWorkload(IEngine engine, Architecture architecture, TensorShape input, LearningTask task, int batch)
    {
        this.batch = batch;
        dataset = NoiseDataset.Create(new DatasetDescription
        {
            Name = "noise", Summary = "", Citation = "", TrainCount = batch, TestCount = batch, Task = task, Format = new CifarFormat(),
            Channels = input.Channels, Height = input.Height, Width = input.Width,
        }, batch);
        var key = new StreamKey(1);
        var settings = TrialSettings.Read(new Configuration(
        [
            new("dataset", new SettingValue.Text("mnist")), new("architecture", architecture.Level),
            new("activation", new SettingValue.Text("relu")),
            new("optimizer", new SettingValue.Group([new("name", new SettingValue.Text("sgd")),
                new("momentum", new SettingValue.Number(0.9))])),
            new("learningRate", new SettingValue.Number(0.01)), new("batchSize", new SettingValue.Number(batch)),
        ]));
        Network = settings.Network(input, task);
        device = engine.TakeDevice();
        var trial = new SessionTrial(key, settings, Network);
        session = device.Open(new SessionDescription(dataset, [trial]));
        session.Load(0, trial.Start());
    }

    /// <summary>What is trained.</summary>
    public ShapedNetwork Network { get; }

    /// <summary>The CPU engine's compiled network; null on another engine.</summary>
    public CpuNetwork? Compiled => (session as CpuSession)?.Network;

    /// <summary>CPU seconds of one of so many training steps.</summary>
    public double Train(int steps)
    {
        int[] samples = [.. Enumerable.Range(0, steps * batch).Select(i => i % batch)];
        double[] rates = new double[steps];
        return CpuTime.Of(() => session.TrainEpoch(new TrainingEpoch($"{++epochs}", [samples], [rates]), default)) / steps;
    }

    /// <summary>CPU seconds of one of so many batches in evaluation.</summary>
    public double Evaluate(int batches) => CpuTime.Of(() =>
        session.Evaluate([[.. Enumerable.Range(0, batches * batch).Select(i => i % batch)]], default)) / batches;

    public void Dispose()
    {
        session.Dispose();
        device.Dispose();
    }
}
