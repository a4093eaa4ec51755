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
    private const string PhaseBefore = "In the phase before: ";

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
            IsRequired = true, UserDefinitions = [FormulaDefinition.Create(ActivationDefinition.Check), ActivationLevel.Network],
            Choices = [.. ActivationCatalogue.All.Select(Activation)],
        },
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
    ];

    /// <summary>What would fail in training and can be known before: the catalogue knows datasets, settings need each other.</summary>
    public static IReadOnlyList<SettingRule> Rules { get; } =
    [
        new(["trainSamples", "validationSplit", "dataset"], settings => SplitProblem(settings, "", settings.GetValueOrDefault("dataset"),
            Number(settings, "trainSamples"))),
        new(["pretrain", "validationSplit"], settings =>
            settings.GetValueOrDefault("pretrain") is SettingValue.Group { Settings: var phase }
                ? SplitProblem(settings, PhaseBefore, phase["name"], Number(phase, "trainSamples")) : null),
        new(["optimizer"], settings => Problem(settings, "optimizer", level => OptimizerSettings.Read(level))),
        new(["learningRate", "epochs"], settings => Problem(settings, "learningRate",
            level => LearningRate.Read(level).CheckEpochs(Number(settings, "epochs")))),
        new(["learningRate", "optimizer", "validationSplit", "dataset"], settings => ScheduleProblem(settings,
            settings.GetValueOrDefault("learningRate"), settings.GetValueOrDefault("optimizer"),
            DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset")))),
        new(["pretrain", "learningRate", "optimizer", "validationSplit"], PretrainScheduleProblem),
        new(["averaging", "epochs", "optimizer"], AveragingProblem),
        .. NetworkRules.All,
        new(["activation", "initialization"], ActivationProblem),
        new(["preprocessing", "dataset"], settings =>
            PreprocessingProblem(settings.GetValueOrDefault("preprocessing"), settings.GetValueOrDefault("dataset"))),
        new(["pretrain", "preprocessing"], settings => settings.GetValueOrDefault("pretrain") is SettingValue.Group { Settings: var phase }
            ? PreprocessingProblem(phase.GetValueOrDefault("preprocessing") ?? settings.GetValueOrDefault("preprocessing"), phase["name"])
            : null),
        new(["augmentation", "dataset", "preprocessing", "pretrain"], AugmentationProblem),
        new(["mixing", "dataset"], SoftTargetProblem),
        new(["labelSmoothing", "dataset"], SoftTargetProblem),
        new(["loss", "dataset"], LossProblem),
        new(["pretrain", "dataset"], PretrainProblem),
    ];

    /// <summary>The vocabulary for reading specs.</summary>
    /// <param name="locator">Finds users' own files, which are read with the spec; null where there are none to be read, as for stored
    /// specs, which have what is known of them.</param>
    public static SpecVocabulary Create(DatasetLocator? locator = null) =>
        new([.. Settings.Select(s => s.Name == "dataset" ? s with { UserDefinitions = OwnDataset.Definitions(locator) } : s)])
    {
        EpochsSetting = "epochs",
        EarlierPhaseSetting = "pretrain",
        ValidationSetting = "validationSplit",
        MetricRules = [new("dataset", MetricProblem)],
        TaskSetting = new("dataset", level => DatasetCatalogue.Describe(level)?.Task.Kind),
    };

    private static string? SplitProblem(IReadOnlyDictionary<string, SettingValue> settings, string where, SettingValue? level,
        double? samples) => DatasetCatalogue.Describe(level) is { } dataset
        && SampleSplit.Problem(dataset.TrainCount, Number(settings, "validationSplit") ?? 0, samples) is { } problem
            ? $"{where}{problem} The dataset is {dataset.Name}."
            : null;

    private static string? PreprocessingProblem(SettingValue? level, SettingValue? dataset)
    {
        try
        {
            return level is not null && Preprocessing.Read(level) is { } preprocessing
                && DatasetCatalogue.Describe(dataset) is { } description
                && preprocessing.Problem(description.Form, description.MostSamples) is { } problem
                    ? $"{problem} The dataset is {description.Name}."
                    : null;
        }
        catch (TrialSettingsException wrong)
        {
            return wrong.Message;
        }
    }

    private static string? AugmentationProblem(IReadOnlyDictionary<string, SettingValue> settings)
    {
        try
        {
            return settings.GetValueOrDefault("augmentation") is { } level && Augmentation.Read(level) is { } augmentation
                ? PhaseDatasets.All(settings).Select(dataset => augmentation.Problem(dataset.Form) is { } problem
                    ? $"{problem} The dataset is {dataset.Name}."
                    : null).FirstOrDefault(problem => problem is not null)
                : null;
        }
        catch (TrialSettingsException wrong)
        {
            return wrong.Message;
        }
    }

    private static string? SoftTargetProblem(IReadOnlyDictionary<string, SettingValue> settings) =>
        DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset")) is { } dataset
        && SoftTargets.Problem(settings.GetValueOrDefault("mixing") is { } level && Mixing.Read(level) is not null,
            Number(settings, "labelSmoothing") > 0, dataset.Task) is { } problem
            ? $"{problem} The dataset is {dataset.Name}."
            : null;

    private static string? LossProblem(IReadOnlyDictionary<string, SettingValue> settings) =>
        settings.GetValueOrDefault("loss") is { } loss
        && DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset")) is { } dataset
        && PixelLossSetting.Problem(PixelLossSetting.Read(loss.Label), dataset.Task) is { } problem
            ? $"{problem} The dataset is {dataset.Name}."
            : null;

    private static string? MetricProblem(string name, SettingValue level)
    {
        if (DatasetCatalogue.Describe(level) is not { } dataset)
            return null;
        var metric = MetricCatalogue.Find(name);
        string wanted = string.Join(" or ", metric.Tasks.Select(LearningTask.TargetsOf));
        return !metric.Tasks.Contains(dataset.Task.Kind)
            ? $"{name} is measured on {wanted}, and the dataset {dataset.Name} has {dataset.Task.TargetName}. Choose a dataset "
                + $"with {wanted}, or another metric, such as "
                + $"{MetricCatalogue.DefaultOf(dataset.Task.Kind, metric.NeedsValidationSplit).Name}."
            : dataset.Classes < metric.MinimumClasses
                ? $"{name} needs {metric.MinimumClasses} classes or more, and the dataset {dataset.Name} has {dataset.Classes}: it would "
                    + "always be 1. Choose another metric."
                : null;
    }

    // Of a phase; what is wrong with its rate or its optimizer alone is told by other rules.
    private static string? ScheduleProblem(IReadOnlyDictionary<string, SettingValue> settings, SettingValue? rate, SettingValue? optimizer,
        DatasetDescription? dataset)
    {
        try
        {
            return rate is null || optimizer is null ? null : LearningRate.Read(rate).Problem(OptimizerSettings.Read(optimizer).Definition,
                hasValidation: Number(settings, "validationSplit") > 0, dataset?.Task);
        }
        catch (TrialSettingsException)
        {
            return null; // told by the rules of the rate and the optimizer
        }
    }

    // What the phase takes over from the training is judged with the training.
    private static string? PretrainScheduleProblem(IReadOnlyDictionary<string, SettingValue> settings)
    {
        if (settings.GetValueOrDefault("pretrain") is not SettingValue.Group phase)
            return null;
        var rate = phase.Settings.GetValueOrDefault("learningRate");
        var optimizer = phase.Settings.GetValueOrDefault("optimizer");
        return (rate ?? optimizer) is not null && ScheduleProblem(settings, rate ?? settings.GetValueOrDefault("learningRate"),
            optimizer ?? settings.GetValueOrDefault("optimizer"), DatasetCatalogue.Describe(phase.Settings["name"])) is { } problem
                ? PhaseBefore + problem
                : null;
    }

    private static string? AveragingProblem(IReadOnlyDictionary<string, SettingValue> settings)
    {
        OptimizerSettings? optimizer = null;
        Problem(settings, "optimizer", level => optimizer = OptimizerSettings.Read(level)); // what is wrong with it is told by its own rule
        string? problem = null;
        return Problem(settings, "averaging", level =>
        {
            if (Averaging.Read(level) is not { } averaging)
                return;
            problem = Number(settings, "epochs") is { } epochs ? averaging.Problem((int)epochs) : null;
            if (optimizer is not null)
                Averaging.Extend(optimizer);
        }) ?? problem;
    }

    private static string? PretrainProblem(IReadOnlyDictionary<string, SettingValue> settings) =>
        settings.GetValueOrDefault("pretrain") is SettingValue.Group phase
        && DatasetCatalogue.Describe(phase.Settings["name"]) is { } before
        && DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset")) is { } dataset
        && before.Task.GetType() != dataset.Task.GetType()
            ? $"{before.Name} has {before.Task.TargetName}, {dataset.Name} has {dataset.Task.TargetName}, and no network makes both: "
                + $"choose two datasets with {before.Task.TargetName} or two with {dataset.Task.TargetName}."
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

    private static string? ActivationProblem(IReadOnlyDictionary<string, SettingValue> settings)
    {
        if (settings.GetValueOrDefault("activation") is not { } level)
            return null;
        try
        {
            var activation = ActivationLevel.Read(level);
            return activation.Network is not null && settings.GetValueOrDefault("initialization") is { } start
                && Initialization.Read(start).Definition is { NeedsActivation: true } law
                    ? $"'{law.Name}' needs an activation that is a formula of x: the gain of '{activation.Name}', a network, depends on "
                        + "weights that are still to be drawn. Use 'he' or 'pytorch' with it."
                    : null;
        }
        catch (TrialSettingsException wrong)
        {
            return wrong.Message;
        }
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
    ]);
}
