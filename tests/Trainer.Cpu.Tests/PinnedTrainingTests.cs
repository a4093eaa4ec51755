using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Drawn;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.Cpu.Tests;

/// <summary>What trainings gave when they were pinned, they give today: to the last bit.</summary>
/// <remarks>Results in stores were computed with these numbers, and new trials are paired with them.</remarks>
public sealed class PinnedTrainingTests
{
    private const int TrainImages = 120, TestImages = 70, BatchSize = 50; // batches of 50, 50 and 20: none a multiple of all vector widths

    private static readonly string[] Networks = ["mnist-conv", "mnist-linear"];
    private static readonly TensorShape Digits = new(1, 28, 28);

    private static readonly (string Name, (string, SettingValue)[] Settings)[] Optimizers =
    [
        ("sgd", [("optimizer", Group("sgd")), ("learningRate", Invented.Number(0.05))]),
        ("adam", [("optimizer", Group("adam")), ("learningRate", Invented.Number(0.002))]),
    ];

    private static readonly (string Name, (string, SettingValue)[] Settings)[] Others =
    [
        ("sgd momentum 0.9", [("optimizer", Group("sgd", ("momentum", 0.9)))]),
        ("sgd momentum 0.9 weightDecay 0.001", [("optimizer", Group("sgd", ("momentum", 0.9), ("weightDecay", 0.001)))]),
        ("sgd momentum 0.9 weightDecay 0.001 nesterov", [("optimizer", Nesterov())]),
        ("adam with other constants",
            [("optimizer", Group("adam", ("beta1", 0.8), ("beta2", 0.99), ("epsilon", 1e-6), ("weightDecay", 0.001)))]),
        ("initialization he", [("initialization", Invented.Text("he"))]),
        ("initialization gain-corrected", [("initialization", Invented.Text("gain-corrected"))]),
        ("validationSplit 0.25", [("validationSplit", Invented.Number(0.25))]),
        ("trainSamples 77", [("trainSamples", Invented.Number(77))]),
        ("batchSize 7", [("batchSize", Invented.Number(7))]),
        ("learningRate 1e6", [("learningRate", Invented.Number(1e6))]),
        ("rrelu and a validation split", [("activation", Invented.Text("rrelu")), ("validationSplit", Invented.Number(0.25))]),
        ("prelu with another slope", [("activation", Group("prelu", ("slope", 0.125)))]),
        ("formula per layer", [("activation", Formula("layer"))]),
        ("formula per channel", [("activation", Formula("channel"))]),
    ];

    [Fact]
    public void Trainings_have_their_pinned_metrics()
    {
        SkipOnOtherMachines();
        var dataset = SyntheticDigits.Generate(TrainImages, TestImages, CancellationToken.None);
        var trainer = new TrialTrainer(new CpuEngine(KernelSet.Supported.Single(set => set.Name == "AVX2")), (_, _) =>
            dataset, TimeProvider.System);
        var combinations =
            from network in Networks
            from activation in ActivationCatalogue.Formulas
            from optimizer in Optimizers
            select (Name: $"{network}, {activation.Name}, {optimizer.Name}",
                Trial: Trial(network, [("activation", Invented.Text(activation.Name)), .. optimizer.Settings]));
        var others =
            from network in Networks
            from other in Others
            select (Name: $"{network}, {other.Name}", Trial: Trial(network, other.Settings));
        PinnedValues.Check(PinFile("cpu-training.txt"),
            [.. combinations.Concat(others).AsParallel().AsOrdered()
                .Select(c => (c.Name, Describe(Recorder.Train(c.Trial, default, trainer))))]);
    }

    [Fact]
    public void The_reference_has_its_pinned_losses_and_gradients()
    {
        SkipOnOtherMachines();
        var cases =
            from network in Networks
            from activation in ActivationCatalogue.Formulas
            select (Name: $"{network}, {activation.Name}",
                Case: new NetworkCase(Architecture.Read(Invented.Text(network)).Describe(Digits, 10), Digits, samples: 2, activation.Name));
        PinnedValues.Check(PinFile("cpu-reference.txt"), [.. cases.AsParallel().AsOrdered().Select(c =>
        {
            var (loss, gradients, _, _) = c.Case.Reference();
            return (c.Name, $"{Bits(loss)} {Bits(gradients.Sum(gradient => gradient * gradient))}");
        })]);
    }

    private static void SkipOnOtherMachines() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() && KernelSet.Supported.Any(set => set.Name == "AVX2"),
            "The pinned bits are those of Linux with AVX2 and FMA; other machines round otherwise.");

    // The others are computed from the same logits.
    private static readonly string[] Pinned =
        ["trainLoss", "testAccuracy", "testLoss", "testDice", "validationAccuracy", "validationLoss", "validationDice"];

    private static string PinFile(string name) => RepositoryRoot.Find("tests", "Trainer.Cpu.Tests", "Pins", name);

    private static TrialDescription Trial(string network, (string, SettingValue)[] settings) => Invented.Trial(5,
    [
        ("dataset", Invented.Text(SyntheticDigits.Description.Name)), ("architecture", Invented.Text(network)),
        ("activation", Invented.Text("arelu")), ("optimizer", Group("sgd")), ("learningRate", Invented.Number(0.005)),
        ("epochs", Invented.Number(2)), ("batchSize", Invented.Number(BatchSize)), .. settings,
    ]);

    private static string Describe((TrialOutcome Outcome, Recorder Recorder) training) => training.Outcome switch
    {
        TrialOutcome.Completed => string.Join(' ', training.Recorder.Heard.SelectMany(heard => heard.Metrics.Values)
            .Where(value => Pinned.Contains(value.Key)).Select(value => Bits(value.Value))),
        TrialOutcome.Diverged diverged => string.Create(CultureInfo.InvariantCulture,
            $"diverged in epoch {diverged.Epoch}, step {diverged.Step}"),
        var other => other.ToString(),
    };

    private static string Bits(double value) => BitConverter.DoubleToUInt64Bits(value).ToString("x16", CultureInfo.InvariantCulture);

    private static SettingValue.Group Group(string name, params (string Name, double Value)[] constants) =>
        new([new("name", Invented.Text(name)), .. constants.Select(c => KeyValuePair.Create(c.Name, Invented.Number(c.Value)))]);

    private static SettingValue.Group Nesterov() =>
        new([.. Group("sgd", ("momentum", 0.9), ("weightDecay", 0.001)).Settings, new("nesterov", new SettingValue.Flag(true))]);

    private static SettingValue.Group Formula(string scope) => new(
    [
        new("name", Invented.Text("mine")), new("formula", Invented.Text("if(x > 0, x*a, b*tanh(x))")), new("per", Invented.Text(scope)),
        new("parameters", new SettingValue.Group([new("a", Invented.Number(1.25)), new("b", Invented.Number(0.5))])),
    ]);
}
