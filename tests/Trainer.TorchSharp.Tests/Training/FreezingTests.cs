using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Testing;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.TorchSharp.Runtime;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>What the last phase leaves as the phase before made it, on both engines.</summary>
public sealed class FreezingTests
{
    [Theory]
    [InlineData("all-but-head", "adamw")] // decoupled decay
    [InlineData("all-but-head", "adamw", "none")]
    [InlineData("all-but-head", "adam")]
    [InlineData("all-but-head", "lamb")] // norms over tensors
    [InlineData("all-but-activations", "adam")]
    [InlineData("all-but-activations", "adamw")]
    public void Both_engines_train_what_is_not_frozen_alike(string freeze, string optimizer, string averaging = "ema")
    {
        var trial = Trial(("freeze", Invented.Text(freeze)), ("optimizer", Invented.Text(optimizer)),
            ("averaging", Invented.Text(averaging)),
            ("gradientClipping", Together.Group(("name", Invented.Text("norm")), ("maximum", Invented.Number(0.5)))));
        double[] expected = Losses(Together.Cpu()), actual = Losses(Together.Torch());
        Assert.Equal(6, expected.Length); // of training and test, in each of three epochs
        Together.Close(expected, actual, 1e-3, $"{freeze} {optimizer} {averaging}");

        double[] Losses(ITrainer trainer) => [.. Together.Train(trainer, trial).Heard.Heard.SelectMany(h => h.Metrics.Values)
            .Where(v => v.Key.EndsWith("Loss", StringComparison.Ordinal)).Select(v => v.Value)];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)] // as one program, whose parameters are moved together
    public void Frozen_tensors_keep_every_bit(int trials)
    {
        using var temporary = new TemporaryFolder();
        using var trainer = Trainer(temporary);
        TrialDescription[] group = [.. Enumerable.Range(0, trials).Select(i => Trial(("freeze", First(2)),
            ("averaging", Invented.Text("ema")), ("optimizer", Invented.Text("adamw")),
            ("learningRate", Invented.Number(0.002 + 0.001 * i))))];
        var recorder = new Listener();
        Assert.All(trainer.Train(new FusedTrials(group)
        {
            Checkpoints = [.. group.Select(_ => CheckpointPlan.Default with { KeepsWeights = true })],
        }, recorder, default), o => Assert.IsType<TrialOutcome.Completed>(o));
        Assert.Empty(recorder.Notes);
        Assert.Equal(trials - 1, recorder.Details.Count); // one has trained the first phase for both
        var before = Read(Directory.GetFiles(temporary.FullName, "*.source.safetensors").Single());
        foreach (string file in Directory.GetFiles(temporary.FullName, "*.weights.safetensors"))
        {
            var after = Read(file);
            Assert.Equal(before.Keys.Where(n => n.StartsWith("act", StringComparison.Ordinal) ? n[3] < '3' : n[4] < '3').Order(),
                before.Keys.Where(name => before[name].SequenceEqual(after[name])).Order());
        }
    }

    [Fact]
    public void Trials_that_freeze_different_layers_do_not_train_as_one_program()
    {
        using var trainer = Together.Torch();
        Assert.Equal(trainer.FusionKeyOf(Trial(("freeze", First(1)))),
            trainer.FusionKeyOf(Trial(("freeze", First(1)), ("learningRate", Invented.Number(0.5)))));
        Assert.NotEqual(trainer.FusionKeyOf(Trial(("freeze", First(1)))), trainer.FusionKeyOf(Trial(("freeze", First(2)))));
        Assert.NotEqual(trainer.FusionKeyOf(Trial(("freeze", First(1)))), trainer.FusionKeyOf(Trial()));
    }

    private static SettingValue First(int layers) =>
        Together.Group(("name", Invented.Text("first-layers")), ("depth", Invented.Number(layers)));

    private static TrialTrainer Trainer(TemporaryFolder folder) => new(new TorchEngine([TorchDevice.Cpu], 4, null, _ => { }),
        (_, _) => Together.Small, TimeProvider.System, new CheckpointFolder(folder.FullName));

    private static Dictionary<string, float[]> Read(string path)
    {
        using var file = File.OpenRead(path);
        return SafeTensors.Read(file).Tensors.ToDictionary(t => t.Name, t => t.Values);
    }

    private static TrialDescription Trial(params (string, SettingValue)[] settings) => Invented.Trial(5,
    [
        ("learningRate", Invented.Number(0.003)), ("epochs", Invented.Number(2)),
        ("pretrain", Together.Group(("name", Invented.Text("mnist")), ("epochs", Invented.Number(1)),
            ("learningRate", Invented.Number(0.003)))), .. settings,
    ]);

    private sealed class Listener : ITrainingObserver
    {
        public List<string> Notes { get; } = [];

        public List<string> Details { get; } = [];

        public void EpochCompleted(TrialId trial, EpochMetrics metrics)
        {
            // Other tests look at numbers.
        }

        public void Noted(TrialId trial, string note) => Notes.Add(note);

        public void Mentioned(TrialId trial, string detail) => Details.Add(detail);
    }
}
