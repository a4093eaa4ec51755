using Sweep.Planning;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Schedules;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>The settings that specs may use, their defaults and their ranges: what <see cref="TrialSettings"/> reads.</summary>
public static class TrainerVocabulary
{
    /// <summary>All settings, in the order in which people should read them.</summary>
    public static IReadOnlyList<SettingDefinition> Settings { get; } =
    [
        new("dataset", "what is learned", SettingKind.Choice)
        {
            IsRequired = true, Choices = [.. DatasetCatalogue.All.Select(d => new SettingChoice(d.Name, d.Summary))],
        },
        new("architecture", "the network", SettingKind.Choice)
        {
            IsRequired = true, Choices = [.. ArchitectureCatalogue.All.Select(a => new SettingChoice(a.Name, a.Description))],
        },
        new("activation", "the activation at every placeholder of the network", SettingKind.Choice)
        {
            IsRequired = true, UserDefinitions = [FormulaDefinition.Create(ActivationDefinition.Check)], Choices = [.. ActivationCatalogue.All.Select(Activation)],
        },
        new("optimizer", "how parameters follow their gradients", SettingKind.Choice)
        {
            IsRequired = true, UserDefinitions = [UserOptimizer.Definition],
            Choices = [.. OptimizerCatalogue.All.Select(o => new SettingChoice(o.Name, o.Description, o.Constants))],
        },
        new("learningRate", "step size of the optimizer, constant over the training unless it has a schedule", SettingKind.Number)
        {
            IsRequired = true, Minimum = 0, ExcludesMinimum = true, Settings = LearningRate.Settings,
        },
        new("initialization", "how weights start", SettingKind.Choice)
        {
            Default = new SettingValue.Text(InitializationNames.PyTorch),
            Choices =
            [
                new(InitializationNames.PyTorch, "weights and biases uniform within 1/sqrt(fan-in), PyTorch's default"),
                new(InitializationNames.He, "weights normal with variance 2/fan-in, biases zero"),
                new(InitializationNames.GainCorrected, "weights normal, scaled so that the activation keeps the signal's size, biases zero"),
            ],
        },
        new("epochs", "passes over the training images", SettingKind.Integer) { Minimum = 1, Maximum = 100_000, Default = new SettingValue.Number(1) },
        new("batchSize", "images per optimizer step", SettingKind.Integer) { Minimum = 1, Maximum = 65536, Default = new SettingValue.Number(128) },
        new("validationSplit", "part of the training images kept apart for validation", SettingKind.Number)
        {
            Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(0),
        },
        new("trainSamples", "images to train on, drawn by the seed; all if absent", SettingKind.Integer) { Minimum = 1 },
        new("precision", "arithmetic of activations and gradients; what is learned stays in single precision", SettingKind.Choice)
        {
            Default = new SettingValue.Text(PrecisionNames.Float32), OmitWhenDefault = true,
            Choices = [new(PrecisionNames.Float32, "single precision"), new(PrecisionNames.BFloat16, "brain floating point; TorchSharp engine only")],
        },
    ];

    /// <summary>What would fail in training and can be known before: the catalogue knows datasets, settings need each other.</summary>
    public static IReadOnlyList<SettingRule> Rules { get; } =
    [
        new(["trainSamples", "validationSplit", "dataset"], SplitProblem),
        new(["optimizer"], settings => Problem(settings, "optimizer", level => OptimizerSettings.Read(level))),
        new(["learningRate", "epochs"], settings => Problem(settings, "learningRate",
            level => LearningRate.Read(level).CheckEpochs(Number(settings, "epochs")))),
    ];

    /// <summary>The vocabulary for reading specs.</summary>
    public static SpecVocabulary Create() => new(Settings)
    {
        EpochsSetting = "epochs",
        ValidationSetting = "validationSplit",
    };

    private static string? SplitProblem(IReadOnlyDictionary<string, SettingValue> settings) =>
        settings.GetValueOrDefault("dataset") is { } level && DatasetCatalogue.Find(level.Label) is { } dataset
        && Number(settings, "validationSplit") is var split && Number(settings, "trainSamples") is var samples
        && SampleOrder.Problem(dataset.TrainCount, split ?? 0, samples) is { } problem
            ? $"{problem} The dataset is {dataset.Name}."
            : null;

    private static double? Number(IReadOnlyDictionary<string, SettingValue> settings, string name) =>
        settings.GetValueOrDefault(name) is SettingValue.Number number ? number.Value : null;

    private static string? Problem(IReadOnlyDictionary<string, SettingValue> settings, string name, Action<SettingValue> read)
    {
        try
        {
            if (settings.GetValueOrDefault(name) is { } level)
                read(level);
            return null;
        }
        catch (TrialSettingsException wrong)
        {
            return wrong.Message;
        }
    }

    // Each parameter is a setting of the activation: { name: arelu, alpha: 0.5 }.
    private static SettingChoice Activation(ActivationDefinition activation) => new(activation.Name, activation.Description,
    [
        .. activation.Parameters.Select(p => new SettingDefinition(p.Name, p.IsLearnable ? "initial value; learnt from there" : "constant", SettingKind.Number)
        {
            Default = new SettingValue.Number(p.Initial),
        }),
    ]);
}
