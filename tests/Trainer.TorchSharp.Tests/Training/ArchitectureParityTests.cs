using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Drawn;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Narrow networks of the catalogue in both engines, on color images of 32x32.</summary>
public sealed class ArchitectureParityTests
{
    private static readonly Dataset Images = TexturedShapes.Description.Format.Read(
        TexturedShapes.Description with { TrainCount = 40, TestCount = 16 }, [], CancellationToken.None);

    private static readonly TrialTrainer Torch = Together.Torch(dataset: Images), Cpu = Together.Cpu(Images);

    // Those that make masks have tests of their own.
    public static TheoryData<string> Families =>
        [.. ArchitectureCatalogue.All.Where(a => a.UsualTask is Classification).Select(a => a.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Three_steps_of_every_family(string family) => Together.Agree(Torch, Cpu, Invented.Trial(5,
        ("architecture", Narrow(family)), ("activation", Invented.Text("arelu")), ("epochs", Invented.Number(1)),
        ("learningRate", Invented.Number(0.0002)), ("trainSamples", Invented.Number(24)), ("batchSize", Invented.Number(8))));

    [Fact]
    public void Three_steps_where_only_the_stem_has_the_compared_activation() => Together.Agree(Torch, Cpu,
        Invented.Trial(5, ("architecture", Narrow("resnet", ("activationPlaces", Invented.Text("stem")))),
            ("epochs", Invented.Number(1)), ("trainSamples", Invented.Number(24)), ("batchSize", Invented.Number(8))));

    // Forty images by heart: a network that has learned nothing has a loss of ln 10 = 2.30.
    [Theory]
    [InlineData("resnet-18")]
    [InlineData("vgg")]
    [InlineData("shufflenet-v2")]
    public void A_narrow_network_learns_a_few_images_on_both_engines(string family)
    {
        var trial = Invented.Trial(5, ("architecture", Narrow(family)), ("activation", Invented.Text("relu")),
            ("optimizer", Invented.Text("adam")), ("learningRate", Invented.Number(0.005)), ("batchSize", Invented.Number(20)),
            ("trainSamples", Invented.Number(40)), ("epochs", Invented.Number(10)));
        foreach (var trainer in new[] { Torch, Cpu })
        {
            double[] losses = Together.Train(trainer, trial).Heard.Of(trial, MetricCatalogue.TrainLoss.Name);
            Assert.True(losses[^1] < 1.5, $"{family}: {string.Join(", ", losses)}");
        }
    }

    // A well-known member with as few channels as make sense.
    private static SettingValue.Group Narrow(string name, params (string Name, SettingValue Value)[] others)
    {
        var family = ArchitectureCatalogue.Find(name)!;
        var settings = family.Members[0] is SettingValue.Group group
            ? group.Settings.ToDictionary()
            : new Dictionary<string, SettingValue> { ["name"] = Invented.Text(name) };
        foreach (var setting in family.Settings)
        {
            switch (setting.Name)
            {
                case "width":
                    settings[setting.Name] = Invented.Number(8);
                    break;
                case "heads":
                    settings[setting.Name] = Invented.Number(2);
                    break;
                case "growth":
                    settings[setting.Name] = Invented.Number(4);
                    break;
                case "widthMultiplier":
                    settings[setting.Name] = Invented.Number(setting.Kind == SettingKind.Integer ? 1 : Math.Max(0.125, setting.Minimum));
                    break;
            }
        }
        foreach (var (setting, value) in others)
            settings[setting] = value;
        return new SettingValue.Group(settings);
    }
}
