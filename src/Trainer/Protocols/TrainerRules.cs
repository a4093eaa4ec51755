using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Schedules;
using Sweep.Trainer.Settings;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Protocols;

/// <summary>What would fail in training and can be known before: the catalogue knows datasets, settings need each other.</summary>
internal static class TrainerRules
{
    private const string PhaseBefore = "In the phase before: ";

    /// <summary>The rules.</summary>
    public static IReadOnlyList<SettingRule> All { get; } =
    [
        new(["trainSamples", "validationSplit", "dataset", "fold", "foldsOf"], settings => SplitProblem(settings, "",
            settings.GetValueOrDefault("dataset"), Number(settings, "trainSamples"), CrossValidation.Read(settings))),
        new(["pretrain", "validationSplit"], settings =>
            settings.GetValueOrDefault("pretrain") is SettingValue.Group { Settings: var phase }
                ? SplitProblem(settings, PhaseBefore, phase["name"], Number(phase, "trainSamples")) : null),
        new(["optimizer"], settings => OptimizerProblem(settings.GetValueOrDefault("optimizer"))),
        new(["learningRate", "epochs", "budget"], LearningRateProblem),
        new(["learningRate", "optimizer", "validationSplit", "dataset", "meta"], settings => ScheduleProblem(settings,
            settings.GetValueOrDefault("learningRate"), settings.GetValueOrDefault("optimizer"),
            DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset")))),
        new(["pretrain", "learningRate", "optimizer", "validationSplit"], PretrainScheduleProblem),
        new(["averaging", "epochs", "budget", "optimizer"], AveragingProblem),
        .. NetworkRules.All,
        .. TransferRules.All,
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
        .. CrossValidation.Rules, .. EarlyStopping.Rules, .. TrainingBudget.Rules, .. LabelNoise.Rules,
        .. MetaRules.All,
    ];

    private static string? SplitProblem(IReadOnlyDictionary<string, SettingValue> settings, string where, SettingValue? level,
        double? samples, CrossValidation? folds = null) => DatasetCatalogue.Describe(level) is { } dataset
        && SampleSplit.Problem(folds?.Counts(dataset.TrainCount, dataset.TestCount).Train ?? dataset.TrainCount,
            Number(settings, "validationSplit") ?? 0, samples) is { } problem
            ? $"{where}{problem} The dataset is {dataset.Name}."
            : null;

    private static string? PreprocessingProblem(SettingValue? level, SettingValue? dataset) => Told(() =>
        level is not null && Preprocessing.Read(level) is { } preprocessing && DatasetCatalogue.Describe(dataset) is { } description
        && preprocessing.Problem(description.Form, description.MostSamples) is { } problem
            ? $"{problem} The dataset is {description.Name}."
            : null);

    private static string? AugmentationProblem(IReadOnlyDictionary<string, SettingValue> settings) => Told(() =>
        settings.GetValueOrDefault("augmentation") is { } level && Augmentation.Read(level) is { } augmentation
            ? PhaseDatasets.All(settings).Select(dataset => augmentation.Problem(dataset.Form) is { } problem
                ? $"{problem} The dataset is {dataset.Name}."
                : null).FirstOrDefault(problem => problem is not null)
            : null);

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

    // Of a phase; what is wrong with its rate or its optimizer alone is told by other rules.
    private static string? ScheduleProblem(IReadOnlyDictionary<string, SettingValue> settings, SettingValue? rate, SettingValue? optimizer,
        DatasetDescription? dataset)
    {
        try
        {
            return rate is null || optimizer is null ? null : LearningRate.Read(rate).Problem(OptimizerSettings.Read(optimizer).Definition,
                hasValidation: Number(settings, "validationSplit") > 0
                    || MetaSetting.WaysOf(settings.GetValueOrDefault(MetaSetting.Name)) is not null, dataset?.Task);
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

    private static string? AveragingProblem(IReadOnlyDictionary<string, SettingValue> settings) => Told(() =>
    {
        if (settings.GetValueOrDefault("averaging") is not { } level || Averaging.Read(level) is not { } averaging)
            return null;
        if (settings.GetValueOrDefault("optimizer") is { } optimizer && OptimizerProblem(optimizer) is null)
            Averaging.Extend(OptimizerSettings.Read(optimizer));
        return Epochs(settings) is { } epochs ? averaging.Problem((int)epochs) : null;
    });

    private static string? PretrainProblem(IReadOnlyDictionary<string, SettingValue> settings) =>
        settings.GetValueOrDefault("pretrain") is SettingValue.Group phase
        && DatasetCatalogue.Describe(phase.Settings["name"]) is { } before
        && DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset")) is { } dataset
        && before.Task.GetType() != dataset.Task.GetType()
            ? $"{before.Name} has {before.Task.TargetName}, {dataset.Name} has {dataset.Task.TargetName}, and no network makes both: "
                + $"choose two datasets with {before.Task.TargetName} or two with {dataset.Task.TargetName}."
            : null;

    // Null where a budget says how many there are.
    private static double? Epochs(IReadOnlyDictionary<string, SettingValue> settings) =>
        TrainingBudget.Of(settings) is null ? Number(settings, "epochs") : null;

    private static double? Number(IReadOnlyDictionary<string, SettingValue> settings, string name) =>
        settings.GetValueOrDefault(name) is SettingValue.Number number ? number.Value : null;

    private static string? OptimizerProblem(SettingValue? level) => Told(() =>
    {
        if (level is not null)
            OptimizerSettings.Read(level);
        return null;
    });

    private static string? LearningRateProblem(IReadOnlyDictionary<string, SettingValue> settings) => Told(() =>
    {
        if (settings.GetValueOrDefault("learningRate") is { } level)
            LearningRate.Read(level).CheckEpochs(Epochs(settings));
        return null;
    });

    private static string? ActivationProblem(IReadOnlyDictionary<string, SettingValue> settings) => Told(() =>
        settings.GetValueOrDefault("activation") is { } level && ActivationLevel.Read(level) is { Network: not null } activation
        && settings.GetValueOrDefault("initialization") is { } start
        && Initialization.Read(start).Definition is { NeedsActivation: true } law
            ? $"'{law.Name}' needs an activation that is a formula of x: the gain of '{activation.Name}', a network, depends on weights "
                + "that are still to be drawn. Use 'he' or 'pytorch' with it."
            : null);

    // What is wrong with levels themselves is a problem too.
    private static string? Told(Func<string?> judge)
    {
        try
        {
            return judge();
        }
        catch (TrialSettingsException wrong)
        {
            return wrong.Message;
        }
    }
}
