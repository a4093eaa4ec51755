using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Schedules;
using Sweep.Trainer.Settings;
using Sweep.Trainer.Transforms;

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
            UserDefinitions = OwnDataset.Definitions(locator: null),
        },
        new("architecture", "the network", SettingKind.Choice)
        {
            IsRequired = true, UserDefinitions = [UserNetwork.Definition],
            Choices = [.. ArchitectureCatalogue.All.Select(a => new SettingChoice(a.Name, a.Description, a.AllSettings))],
        },
        new("activation", "the activation at every placeholder of the network", SettingKind.Choice)
        {
            IsRequired = true, UserDefinitions = [FormulaDefinition.Create(ActivationDefinition.Check), ActivationNetworkLevel.Definition],
            Choices = [.. ActivationCatalogue.All.Select(Activation)],
        },
        Placement.Definition,
        Optimizer("how parameters follow their gradients") with { IsRequired = true },
        .. OptimizerOptions.Settings,
        LearningRateSetting("step size of the optimizer, constant over the training unless it has a schedule") with { IsRequired = true },
        new("initialization", "how weights start", SettingKind.Choice)
        {
            Default = Initialization.PyTorch.Level, Choices = Initialization.Choices,
        },
        new("epochs", "passes over the training images", SettingKind.Integer) { Minimum = 1, Maximum = 100_000,
            Default = new SettingValue.Number(1) },
        new("batchSize", "images per optimizer step", SettingKind.Integer) { Minimum = 1, Maximum = 65536,
            Default = new SettingValue.Number(128) },
        new("validationSplit", "part of the training images kept apart for validation", SettingKind.Number)
        {
            Minimum = 0, Maximum = 1, ExcludesMaximum = true, Default = new SettingValue.Number(0),
        },
        new("trainSamples", "images to train on, drawn by the seed; all if absent", SettingKind.Integer) { Minimum = 1 },
        Pretrain(),
        Freezing.Definition,
        HeadSetting.Definition,
        new("precision", "arithmetic of activations and gradients; what is learned stays in single precision", SettingKind.Choice)
        {
            Default = new SettingValue.Text(PrecisionNames.Float32), OmitWhenDefault = true,
            Choices = [new(PrecisionNames.Float32, "single precision"),
                new(PrecisionNames.BFloat16, "brain floating point; TorchSharp engine only")],
        },
        Preprocessing.Definition,
        NormalizationSetting.Definition,
        Augmentation.Definition,
        Mixing.Definition,
        SoftTargets.Smoothing,
        PixelLossSetting.Definition,
        Averaging.Definition,
        .. CrossValidation.Settings,
        LabelNoise.Definition,
        EarlyStopping.Definition,
        TrainingBudget.Definition,
        MetaSetting.Definition,
    ];

    /// <summary>What would fail in training and can be known before.</summary>
    public static IReadOnlyList<SettingRule> Rules => TrainerRules.All;

    /// <summary>The vocabulary for reading specs.</summary>
    /// <param name="locator">Finds users' own files, which are read with the spec; null where there are none to be read, as for stored
    /// specs, which have what is known of them.</param>
    public static SpecVocabulary Create(DatasetLocator? locator = null) =>
        new([.. Settings.Select(s => s.Name == "dataset" ? s with { UserDefinitions = OwnDataset.Definitions(locator) } : s)])
    {
        EpochsSetting = "epochs",
        EarlierPhaseSetting = "pretrain",
        BudgetSetting = TrainingBudget.Definition.Name,
        EndingSettings = [EarlyStopping.Definition.Name, TrainingBudget.Definition.Name],
        ValidationSetting = "validationSplit",
        EpisodesSetting = MetaSetting.Name,
        MetricRules = [new("dataset", MetricProblem), MetaRules.Metrics],
        TaskSetting = new("dataset", level => DatasetCatalogue.Describe(level)?.Task.Kind),
    };

    private static string? MetricProblem(string name, SettingValue level)
    {
        var metric = MetricCatalogue.Find(name);
        if (DatasetCatalogue.Describe(level) is not { Task: var task } dataset
            || task.Lack(metric, $"the dataset {dataset.Name}") is not { } lack)
            return null;
        return $"{name} {lack}" + (metric.Tasks.Contains(task.Kind) ? ": it would always be 1. Choose another metric."
            : $". Choose a dataset with {string.Join(" or ", metric.Tasks.Select(LearningTask.TargetsOf))}, or another metric, such as "
                + $"{MetricCatalogue.DefaultOf(task.Kind, metric.NeedsValidationSplit).Name}.");
    }

    private static SettingDefinition Optimizer(string description) => new("optimizer", description, SettingKind.Choice)
    {
        UserDefinitions = [UserOptimizer.Definition],
        Choices = [.. OptimizerCatalogue.All.Select(o => new SettingChoice(o.Name, o.Description, o.Constants))],
    };

    private static SettingDefinition LearningRateSetting(string description) => new("learningRate", description, SettingKind.Number)
    {
        Minimum = 0, ExcludesMinimum = true, Settings = LearningRate.Settings,
    };

    // A phase before: what it leaves out is as in the trial itself.
    private static SettingDefinition Pretrain()
    {
        const string none = "none";
        SettingDefinition[] own =
        [
            new("epochs", "passes over its training images", SettingKind.Integer) { Minimum = 1, Maximum = 100_000, IsRequired = true },
            Optimizer("its optimizer; that of the trial if absent"),
            LearningRateSetting("its step size; that of the trial if absent"),
            new("batchSize", "its images per step; those of the trial if absent", SettingKind.Integer) { Minimum = 1, Maximum = 65536 },
            new("trainSamples", "its images to train on; all if absent", SettingKind.Integer) { Minimum = 1 },
            Preprocessing.Definition with
            {
                Description = "fixed changes of its images; those of the trial if absent", Default = null, OmitWhenDefault = false,
            },
        ];
        return new("pretrain", "a phase before on another dataset, whose weights the training starts from", SettingKind.Choice)
        {
            Default = new SettingValue.Text(none), OmitWhenDefault = true,
            UserDefinitions = OwnDataset.Refused("A phase before is on a dataset of the catalogue, not on files of your own."),
            Choices = [new(none, "no such phase"), .. DatasetCatalogue.All.Select(d => new SettingChoice(d.Name, d.Summary, own))],
        };
    }

    // Each parameter is a setting of the activation: { name: arelu, alpha: 0.5 }.
    private static SettingChoice Activation(ActivationDefinition activation) => new(activation.Name, activation.Description,
    [
        .. activation.Parameters.Select(p =>
            new SettingDefinition(p.Name, p.IsLearnable ? "initial value; learnt from there" : "constant", SettingKind.Number)
        {
            Default = new SettingValue.Number(p.Initial),
        }),
        .. activation.Variants.Select(v => v.Setting),
    ]);
}
