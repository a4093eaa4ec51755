namespace Sweep.Planning.Trials;

/// <summary>The metrics that trainers report.</summary>
public static class MetricCatalogue
{
    /// <summary>Begins the names of what was measured in a phase before the last: "pretrain.testAccuracy".</summary>
    public const string PretrainPrefix = "pretrain.";

    /// <summary>Mean of the batch losses of the epoch.</summary>
    public static MetricDefinition TrainLoss { get; } =
        Loss("trainLoss", "Mean loss of the batches of the epoch.") with { Measure = epoch => epoch.TrainLoss };

    /// <summary>Accuracy on the test split after the epoch.</summary>
    public static MetricDefinition TestAccuracy { get; } =
        Accuracy("testAccuracy", "Accuracy on the test split after the epoch.") with { Measure = epoch => epoch.Test.Accuracy };

    /// <summary>Mean loss on the test split after the epoch.</summary>
    public static MetricDefinition TestLoss { get; } =
        Loss("testLoss", "Mean loss on the test split after the epoch.") with { Measure = epoch => epoch.Test.Loss };

    /// <summary>Dice coefficient of the masks on the test split after the epoch.</summary>
    public static MetricDefinition TestDice { get; } =
        Dice("testDice", "Dice coefficient of the masks on the test split after the epoch.") with { Measure = epoch => epoch.Test.Dice };

    /// <summary>Accuracy on the validation split after the epoch.</summary>
    public static MetricDefinition ValidationAccuracy { get; } =
        Accuracy("validationAccuracy", "Accuracy on the validation split after the epoch.") with
        {
            NeedsValidationSplit = true, Measure = epoch => epoch.Validation?.Accuracy,
        };

    /// <summary>Mean loss on the validation split after the epoch.</summary>
    public static MetricDefinition ValidationLoss { get; } =
        Loss("validationLoss", "Mean loss on the validation split after the epoch.") with
        {
            NeedsValidationSplit = true, Measure = epoch => epoch.Validation?.Loss,
        };

    /// <summary>Dice coefficient of the masks on the validation split after the epoch.</summary>
    public static MetricDefinition ValidationDice { get; } =
        Dice("validationDice", "Dice coefficient of the masks on the validation split after the epoch.") with
        {
            NeedsValidationSplit = true, Measure = epoch => epoch.Validation?.Dice,
        };

    /// <summary>CPU or device seconds spent training the epoch, evaluation excluded.</summary>
    public static MetricDefinition TrainSeconds { get; } = new("trainSeconds",
        "Processor or device time that training the epoch took, without evaluation.", MetricUnit.Seconds, LargerIsBetter: false)
    {
        Minimum = 0, Measure = epoch => epoch.TrainSeconds,
    };

    /// <summary>All of them, in the order in which tables show them.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
        [TrainLoss, TestAccuracy, TestLoss, TestDice, ValidationAccuracy, ValidationLoss, ValidationDice, TrainSeconds];

    /// <summary>The names of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(m => m.Name)];

    /// <summary>The definition of a metric, also of one measured in an earlier phase. A metric that is not in the catalogue, which another
    /// program may have stored, has no unit and no bounds, and less of it is better.</summary>
    public static MetricDefinition Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string measured = name.StartsWith(PretrainPrefix, StringComparison.Ordinal) ? name[PretrainPrefix.Length..] : name;
        return All.FirstOrDefault(m => m.Name == measured) ?? new MetricDefinition(name, "", MetricUnit.None, LargerIsBetter: false);
    }

    private static MetricDefinition Accuracy(string name, string description) =>
        new(name, description, MetricUnit.Fraction, LargerIsBetter: true)
    {
        Minimum = 0, Maximum = 1, ChanceScore = classes => 1.0 / classes,
    };

    private static MetricDefinition Dice(string name, string description) =>
        new(name, description, MetricUnit.Fraction, LargerIsBetter: true)
    {
        Minimum = 0, Maximum = 1, NeedsMasks = true,
    };

    private static MetricDefinition Loss(string name, string description) => new(name, description, MetricUnit.Nats, LargerIsBetter: false)
    {
        Minimum = 0,
    };
}
