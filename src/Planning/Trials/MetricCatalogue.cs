namespace Sweep.Planning.Trials;

/// <summary>The metrics that trainers report.</summary>
public static class MetricCatalogue
{
    /// <summary>Begins the names of what was measured in a phase before the last: "pretrain.testAccuracy".</summary>
    public const string PretrainPrefix = "pretrain.";

    /// <summary>How many of the largest outputs count for the accuracy among them.</summary>
    public const int TopCount = 5;

    private const string Test = "test", Validation = "validation";

    /// <summary>Mean of the batch losses of the epoch.</summary>
    public static MetricDefinition TrainLoss { get; } =
        new("trainLoss", "Mean loss of the batches of the epoch.", MetricUnit.Nats, LargerIsBetter: false)
        {
            Minimum = 0, Measure = epoch => epoch.TrainLoss,
        };

    /// <summary>Accuracy on the test split after the epoch.</summary>
    public static MetricDefinition TestAccuracy { get; } = Accuracy(Test);

    /// <summary>Mean loss on the test split after the epoch.</summary>
    public static MetricDefinition TestLoss { get; } = Loss(Test);

    /// <summary>Mean squared error on the test split after the epoch.</summary>
    public static MetricDefinition TestMse { get; } = MeanSquaredError(Test);

    /// <summary>Accuracy on the validation split after the epoch.</summary>
    public static MetricDefinition ValidationAccuracy { get; } = Accuracy(Validation);

    /// <summary>Mean loss on the validation split after the epoch.</summary>
    public static MetricDefinition ValidationLoss { get; } = Loss(Validation);

    /// <summary>Mean squared error on the validation split after the epoch.</summary>
    public static MetricDefinition ValidationMse { get; } = MeanSquaredError(Validation);

    /// <summary>CPU or device seconds spent training the epoch, evaluation excluded.</summary>
    public static MetricDefinition TrainSeconds { get; } = new("trainSeconds",
        "Processor or device time that training the epoch took, without evaluation.", MetricUnit.Seconds, LargerIsBetter: false)
    {
        Minimum = 0, Measure = epoch => epoch.TrainSeconds,
    };

    /// <summary>CPU or device seconds spent training, all epochs together.</summary>
    public static MetricDefinition TotalSeconds { get; } = OfTraining("totalSeconds",
        "Processor or device time that all epochs took, those of earlier phases too, without evaluation.", MetricUnit.Seconds,
        facts => facts.TotalSeconds);

    /// <summary>Learned numbers of the network.</summary>
    public static MetricDefinition Parameters { get; } =
        OfTraining("parameters", "Learned numbers of the network.", MetricUnit.Count, facts => facts.Parameters);

    /// <summary>Where early stopping found the best network.</summary>
    public static MetricDefinition BestEpoch { get; } = OfTraining("bestEpoch",
        "Epoch in which the metric of earlyStopping was best; absent without it.", MetricUnit.Count, facts => facts.BestEpoch);

    /// <summary>All of them, in the order in which tables show them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        TrainLoss,
        TestAccuracy, TestLoss, AccuracyInterval(Test), .. Others(Test), TestMse, .. OtherErrors(Test),
        ValidationAccuracy, ValidationLoss, AccuracyInterval(Validation), .. Others(Validation), ValidationMse, .. OtherErrors(Validation),
        TrainSeconds,
        TotalSeconds,
        Parameters,
        OfTraining("multiplyAdds", "Multiply-adds of convolutions and linear layers for a sample, forward.", MetricUnit.Count,
            facts => facts.MultiplyAdds),
        OfTraining("peakMemory", "Memory of the training, without its samples: exact on the CPU engine, an estimate on the other.",
            MetricUnit.Bytes, facts => facts.PeakMemory),
        BestEpoch,
    ];

    /// <summary>The names of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(m => m.Name)];

    /// <summary>The definition of a metric, also of one measured in an earlier phase. A metric that is not in the catalogue, which another
    /// program may have stored, has no unit and no bounds, and less of it is better.</summary>
    public static MetricDefinition Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string measured = name.StartsWith(PretrainPrefix, StringComparison.Ordinal) ? name[PretrainPrefix.Length..] : name;
        return All.FirstOrDefault(m => m.Name == measured) ?? RecordedMetrics.Find(name)
            ?? new MetricDefinition(name, "", MetricUnit.None, LargerIsBetter: false);
    }

    /// <summary>What a comparison looks at unless a metric is named.</summary>
    /// <param name="task">What is learned.</param>
    /// <param name="onValidation">Whether levels are chosen by it, instead of judged.</param>
    public static MetricDefinition DefaultOf(TaskKind task, bool onValidation = false) => (task, onValidation) switch
    {
        (TaskKind.Regression, false) => TestMse,
        (TaskKind.Regression, true) => ValidationMse,
        (_, false) => TestAccuracy,
        (_, true) => ValidationAccuracy,
    };

    private static MetricDefinition Accuracy(string split) =>
        Share(split, "Accuracy", "Accuracy", e => e.Accuracy, TaskKind.Classification, TaskKind.Segmentation) with
        {
            ChanceScore = classes => 1.0 / classes,
        };

    private static MetricDefinition AccuracyInterval(string split) => Share(split, "AccuracyInterval",
        "Half width of the 95 % confidence interval of the mean accuracy over the tasks of meta learning", e => e.AccuracyInterval,
        TaskKind.Classification) with { LargerIsBetter = false };

    private static MetricDefinition Loss(string split) =>
        On(split, "Loss", "Mean loss", e => e.Loss, Enum.GetValues<TaskKind>()) with { Unit = MetricUnit.Nats, Minimum = 0 };

    private static IEnumerable<MetricDefinition> Others(string split) =>
    [
        Share(split, "Top5Accuracy", "Share of samples whose class is among the five of the largest outputs",
            e => e.Classes?.TopFiveAccuracy, TaskKind.Classification) with
        {
            MinimumClasses = TopCount + 1, ChanceScore = classes => Math.Min(1, (double)TopCount / classes),
        },
        Share(split, "BalancedAccuracy", "Mean over the classes of the accuracy on each,", e => e.Classes?.BalancedAccuracy,
            TaskKind.Classification) with { ChanceScore = classes => 1.0 / classes },
        Share(split, "MacroF1", "Mean over the classes of the F1 score of each,", e => e.Classes?.MacroF1, TaskKind.Classification),
        Share(split, "CalibrationError", "Expected calibration error, of 15 bins of the largest probability,",
            e => e.Classes?.CalibrationError, TaskKind.Classification) with { LargerIsBetter = false },
        Share(split, "Dice", "Dice coefficient of the masks", e => e.Dice, TaskKind.Segmentation),
    ];

    private static MetricDefinition MeanSquaredError(string split) =>
        On(split, "Mse", "Mean squared error, in squares of the targets' units,", e => e.Numbers?.MeanSquaredError,
            TaskKind.Regression) with { Minimum = 0 };

    private static IEnumerable<MetricDefinition> OtherErrors(string split) =>
    [
        On(split, "Mae", "Mean absolute error, in the targets' units,", e => e.Numbers?.MeanAbsoluteError, TaskKind.Regression) with
        {
            Minimum = 0,
        },
        On(split, "R2", "Coefficient of determination, mean over the outputs,", e => e.Numbers?.R2, TaskKind.Regression) with
        {
            LargerIsBetter = true, Maximum = 1,
        },
    ];

    private static MetricDefinition Share(string split, string name, string what, Func<Evaluation, double?> value,
        params TaskKind[] tasks) => On(split, name, what, value, tasks) with
        {
            Unit = MetricUnit.Fraction, LargerIsBetter = true, Minimum = 0, Maximum = 1,
        };

    private static MetricDefinition On(string split, string name, string what, Func<Evaluation, double?> value, params TaskKind[] tasks) =>
        new(split + name, $"{what} on the {split} split after the epoch.", MetricUnit.None, LargerIsBetter: false)
        {
            Tasks = tasks,
            NeedsValidationSplit = split == Validation,
            IsOfTest = split == Test,
            Measure = epoch => (split == Validation ? epoch.Validation : epoch.Test) is { } evaluation ? value(evaluation) : null,
        };

    private static MetricDefinition OfTraining(string name, string description, MetricUnit unit, Func<TrainingFacts, double?> value) =>
        new(name, description, unit, LargerIsBetter: false)
        {
            Minimum = 0, IsOfTraining = true, Measure = epoch => epoch.Training is { } facts ? value(facts) : null,
        };
}
