using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Schedules;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>What does not go with meta learning, and what it needs of a dataset.</summary>
internal static class MetaRules
{
    private static readonly Evaluation Judged = new(0) { Accuracy = 0, AccuracyInterval = 0 };

    // What there is without tasks, too.
    private static readonly Evaluation Plain = Judged with { AccuracyInterval = null };

    // What an epoch of meta learning leaves to measure.
    private static readonly EpochResult Measured = new(0, Judged, Judged, 0) { Training = new TrainingFacts(0, 0, 0, 0) };

    /// <summary>The rules.</summary>
    public static IReadOnlyList<SettingRule> All { get; } =
    [
        Without("pretrain", "meta learning begins from weights that nothing was trained before"),
        Without("augmentation", "its samples go in as they are (meta.rotations turns classes)"),
        Without("mixing", "its tasks have classes of their own, which are not mixed"),
        Without("labelSmoothing", "its inner and outer losses are plain cross-entropies"),
        Without("averaging", "its networks are judged at their weights"),
        Without("validationSplit", "whole classes are held out for validation"),
        Without("trainSamples", "its tasks are drawn from all samples of the training classes"),
        Without("batchSize", "the sizes of its batches follow from meta.ways, shots and queries"),
        Without("fold", "whole classes are held out, not samples"),
        Without("labelNoise", "its tasks have classes of their own"),
        Without("earlyStopping", "it trains all of its epochs"),
        Without("budget", "it trains all of its epochs"),
        new(["meta", "dataset", "preprocessing"], DatasetProblem),
        new(["optimizer", "meta"], OptimizerProblem),
        new(["learningRate", "meta"], LearningRateProblem),
    ];

    /// <summary>Which metrics go with the setting.</summary>
    public static MetricRule Metrics { get; } = new(MetaSetting.Name, (name, level) =>
    {
        var metric = MetricCatalogue.Find(name);
        if (MetaSetting.WaysOf(level) is null)
        {
            return IsMeasured(metric) && metric.Measure(Measured with { Test = Plain, Validation = Plain }) is null
                ? $"{name} is of tasks of meta learning: set meta, or choose another metric, such as {MetricCatalogue.TestAccuracy.Name}."
                : null;
        }
        return IsMeasured(metric) || !metric.Tasks.Contains(TaskKind.Classification) ? null
            : $"{name} is of the classes of a dataset, and each task of meta learning has classes of its own. Choose another metric, such "
                + $"as {MetricCatalogue.DefaultOf(TaskKind.Classification, metric.NeedsValidationSplit).Name}.";
    });

    private static bool IsMeasured(MetricDefinition metric) => metric.Measure(Measured) is not null;

    // A setting that is left at its default.
    private static SettingRule Without(string setting, string reason) => new([setting, MetaSetting.Name], settings =>
        MetaSetting.WaysOf(settings.GetValueOrDefault(MetaSetting.Name)) is not null
        && settings.GetValueOrDefault(setting) is { } level
        && !level.Equals(TrainerVocabulary.Settings.First(s => s.Name == setting).Default)
            ? $"{setting} does not go with meta learning: {reason}. Leave it out."
            : null);

    private static string? DatasetProblem(IReadOnlyDictionary<string, SettingValue> settings)
    {
        if (Read(settings) is not { } meta || DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset")) is not { } dataset)
            return null;
        if (dataset.Classes is not { } classes)
        {
            return $"Meta learning learns tasks of classes, and {dataset.Name} has {dataset.Task.TargetName}: choose a dataset with "
                + "classes, or leave meta out.";
        }
        if (MetaSetting.Problem(meta, dataset.Name, classes, (dataset.TrainCount + dataset.TestCount) / classes) is { } problem)
            return problem;
        return meta.UsesRotations && PhaseDatasets.Last(settings) is { } seen && seen.Height != seen.Width
            ? $"meta.rotations needs square images, and those of {dataset.Name} are {seen.Height} x {seen.Width}: set it to false."
            : null;
    }

    private static string? OptimizerProblem(IReadOnlyDictionary<string, SettingValue> settings) => Quiet(() =>
        Read(settings) is not null && settings.GetValueOrDefault("optimizer") is { } level
        && OptimizerSettings.Read(level).Definition is { Evaluated: not null } optimizer
            ? $"'{optimizer.Name}' has networks judged at another state than their weights, which meta learning does not do: choose "
                + "another optimizer."
            : null);

    private static string? LearningRateProblem(IReadOnlyDictionary<string, SettingValue> settings) => Quiet(() =>
    {
        if (Read(settings) is null || settings.GetValueOrDefault("learningRate") is not { } level)
            return null;
        var rate = LearningRate.Read(level);
        return rate.MovesMomentum
            ? "The learning rate's schedule moves the momentum, which meta learning does not do: set cycleMomentum: "
                + "false in the schedule."
            : rate.Metric is { } metric && !IsMeasured(MetricCatalogue.Find(metric))
                ? $"The learning rate looks at {metric}, which is not measured in meta learning: choose "
                    + $"{MetricCatalogue.ValidationLoss.Name}."
            : null;
    });

    private static MetaSettings? Read(IReadOnlyDictionary<string, SettingValue> settings) =>
        settings.GetValueOrDefault(MetaSetting.Name) is { } level ? MetaSetting.Read(level) : null;

    // What is wrong with levels themselves is told by their own rules.
    private static string? Quiet(Func<string?> judge)
    {
        try
        {
            return judge();
        }
        catch (TrialSettingsException)
        {
            return null;
        }
    }
}
