using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>The setting <c>earlyStopping</c>: a training ends when a metric has not improved for some epochs.</summary>
/// <remarks>Prechelt, Neural Networks 11 (1998), 761-767, doi:10.1016/S0893-6080(98)00010-0: the criterion UP with patience.</remarks>
/// <param name="Patience">Epochs in a row without improvement that end the training, at least 1.</param>
/// <param name="Metric">Its name; null for the accuracy, or the squared error, on the validation split.</param>
/// <param name="MinDelta">An improvement is larger than this, in the unit of the metric.</param>
/// <param name="RestoresBest">Whether the network of the best epoch is judged and kept at the end; else that of the last.</param>
public sealed record EarlyStopping(int Patience, string? Metric, double MinDelta, bool RestoresBest)
{
    private const string None = "none", Named = "patience";

    /// <summary>What specs may say.</summary>
    public static SettingDefinition Definition { get; } = new("earlyStopping", "when a training ends before its last epoch",
        SettingKind.Choice)
    {
        Default = new SettingValue.Text(None), OmitWhenDefault = true, IsNamedByKeys = true,
        Choices =
        [
            new(None, "it never does"),
            new(Named, "when a metric has not improved for some epochs; the name may be left out: { patience: 5 }",
            [
                new("patience", "epochs in a row without improvement", SettingKind.Integer)
                {
                    Minimum = 1, Maximum = 100_000, IsRequired = true,
                },
                new("metric", "what improves; absent, the accuracy or the squared error on the validation split", SettingKind.Choice)
                {
                    Choices = [.. MetricCatalogue.All.Where(m => m.NeedsValidationSplit || m == MetricCatalogue.TrainLoss)
                        .Select(m => new SettingChoice(m.Name, m.Description))],
                },
                new("minDelta", "an improvement is larger than this", SettingKind.Number)
                {
                    Minimum = 0, Default = new SettingValue.Number(0),
                },
                new("restoreBest", "whether the network of the best epoch is judged and kept at the end", SettingKind.Flag)
                {
                    Default = new SettingValue.Flag(true),
                },
            ]),
        ],
    };

    /// <summary>What cannot be known of the setting alone.</summary>
    internal static IReadOnlyList<SettingRule> Rules { get; } =
    [
        new(["earlyStopping", "validationSplit", "dataset"], settings =>
            settings.GetValueOrDefault("earlyStopping") is { } level && Read(level) is { } stopping
                ? stopping.Problem((settings.GetValueOrDefault("validationSplit") as SettingValue.Number)?.Value > 0,
                    Data.Catalogue.DatasetCatalogue.Describe(settings.GetValueOrDefault("dataset"))?.Task)
                : null),
    ];

    /// <summary>Reads a level: none, or { name: patience, patience, ... }.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="TrialSettingsException">An unknown setting, or a value out of range.</exception>
    public static EarlyStopping? Read(SettingValue level)
    {
        var (choice, reader) = SettingsReader.OfChoice(level, Definition);
        if (choice.Name == None)
            return null;
        string? metric = reader.Has("metric") ? reader.Name("metric") : null;
        if (metric is not null && choice.Settings[1].Choices.All(c => c.Name != metric))
            throw TrialSettingsException.Unknown("metric of earlyStopping", metric, choice.Settings[1].Choices.Select(c => c.Name));
        return new EarlyStopping(reader.Integer("patience", 1), metric, reader.Number("minDelta", from: 0), reader.Flag("restoreBest"));
    }

    /// <summary>The metric, of a task.</summary>
    public MetricDefinition MetricOf(LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Metric is { } name ? MetricCatalogue.Find(name) : MetricCatalogue.DefaultOf(task.Kind, onValidation: true);
    }

    /// <summary>Why a training cannot be stopped so; null when it can.</summary>
    /// <param name="hasValidation">Whether samples are kept apart for validation.</param>
    /// <param name="task">What is learned; null where that is not known.</param>
    public string? Problem(bool hasValidation, LearningTask? task)
    {
        if (task is null)
            return null;
        var metric = MetricOf(task);
        return metric.NeedsValidationSplit && !hasValidation
            ? $"earlyStopping goes by {metric.Name}, and validationSplit is zero: set validationSplit, such as 0.1."
            : task.Lack(metric, "this dataset") is { } lack ? $"earlyStopping goes by {metric.Name}. It {lack}." : null;
    }

    /// <summary>Where a training stands.</summary>
    /// <param name="values">The metric after each epoch so far.</param>
    /// <param name="largerIsBetter">Of the metric.</param>
    /// <returns>The epoch of the last improvement, from 1, 0 for none; whether the training ends here.</returns>
    public (int Best, bool IsOver) Follow(IReadOnlyList<double> values, bool largerIsBetter)
    {
        ArgumentNullException.ThrowIfNull(values);
        int best = 0;
        for (int epoch = 1; epoch <= values.Count; epoch++)
        {
            double value = values[epoch - 1], gain = best == 0 ? double.PositiveInfinity
                : largerIsBetter ? value - values[best - 1] : values[best - 1] - value;
            if (double.IsFinite(value) && gain > MinDelta)
                best = epoch;
        }
        return (best, values.Count - best >= Patience);
    }
}
