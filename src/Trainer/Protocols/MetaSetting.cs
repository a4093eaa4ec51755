using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Protocols;

/// <summary>The setting <c>meta</c>: whether trials learn to learn, and how.</summary>
public static class MetaSetting
{
    /// <summary>The name of the setting.</summary>
    public const string Name = "meta";

    private const string None = "none", Mean = "mean", Sum = "sum-over-shots", Transductive = "transductive", Running = "running";

    private static readonly SettingDefinition
        Ways = Whole("ways", "classes of a task", minimum: 2, maximum: 1000, usual: 5),
        Shots = Whole("shots", "support samples of each class", minimum: 1, maximum: 1000, usual: 1),
        Queries = Whole("queries", "query samples of each class", minimum: 1, maximum: 1000, usual: 15),
        InnerSteps = Whole("innerSteps", "inner steps in training", minimum: 1, maximum: 100, usual: 5),
        InnerRate = new("innerRate", "learning rate of the inner steps", SettingKind.Number)
        {
            Minimum = 0, ExcludesMinimum = true, Default = new SettingValue.Number(0.01),
        },
        TasksPerStep = Whole("tasksPerStep", "tasks of an outer step", minimum: 1, maximum: 1000, usual: 4),
        StepsPerEpoch = Whole("stepsPerEpoch", "outer steps of an epoch", minimum: 1, maximum: 100_000, usual: 100),
        TestSteps = Whole("testSteps", "inner steps in validation and test; innerSteps if absent", minimum: 1, maximum: 1000),
        InnerLoss = new("innerLoss", "what the inner steps descend", SettingKind.Choice)
        {
            Default = new SettingValue.Text(Mean),
            Choices =
            [
                new(Mean, "the mean loss of the support samples"),
                new(Sum, "their sum divided by shots, as in the first code of MAML: ways times the mean"),
            ],
        },
        BatchNorm = new("batchNorm", "statistics of batch norms in validation and test", SettingKind.Choice)
        {
            Default = new SettingValue.Text(Transductive),
            Choices =
            [
                new(Transductive, "those of the samples at hand: all queries of a task help each other"),
                new(Running, "running statistics: each query is judged by itself"),
            ],
        },
        JudgedTasks = Whole("judgedTasks", "tasks of a validation, and of a test", minimum: 2, maximum: 100_000, usual: 600),
        Rotations = new("rotations", "classes turned by quarter turns are further classes; square images", SettingKind.Flag)
        {
            Default = new SettingValue.Flag(false),
        };

    private static readonly (string Name, MetaMethod Method, string Description)[] Methods =
    [
        ("maml", MetaMethod.Maml, "the gradient of the query loss through all inner steps, second derivatives included"),
        ("first-order-maml", MetaMethod.FirstOrderMaml, "the gradient of the query loss at the adapted numbers"),
        ("anil", MetaMethod.Anil, "as maml, but the inner steps change the last layer with weights alone"),
        ("reptile", MetaMethod.Reptile, "the way from the numbers to the adapted ones; no queries in training"),
    ];

    /// <summary>Its definition.</summary>
    public static SettingDefinition Definition { get; } = new(Name, "learns to learn: tasks of few classes and samples", SettingKind.Choice)
    {
        Default = new SettingValue.Text(None), OmitWhenDefault = true,
        Choices =
        [
            new(None, "learns the dataset itself"),
            .. Methods.Select(m => new SettingChoice(m.Name, m.Description,
            [
                Ways, Shots, Queries, InnerSteps, InnerRate, TasksPerStep, StepsPerEpoch, TestSteps, InnerLoss, BatchNorm, JudgedTasks,
                Rotations,
            ])),
        ],
    };

    /// <summary>Names of the levels that need second derivatives.</summary>
    public static IReadOnlyList<string> SecondOrderNames { get; } =
        [.. Methods.Where(m => MetaSettings.IsSecondOrder(m.Method)).Select(m => m.Name)];

    /// <summary>Reads a level: a name, or { name, ways, shots, ... }.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="TrialSettingsException">An unknown name or setting, or a value out of range.</exception>
    public static MetaSettings? Read(SettingValue level)
    {
        var (choice, reader) = SettingsReader.OfChoice(level, Definition);
        if (choice.Name == None)
            return null;
        var settings = new MetaSettings(Methods.First(m => m.Name == choice.Name).Method, Integer(Ways), Integer(Shots), Integer(Queries),
            Integer(InnerSteps), reader.Number(InnerRate), Integer(TasksPerStep))
        {
            SumsOverWays = NameOf(InnerLoss) == Sum,
            UsesRunningStatistics = NameOf(BatchNorm) == Running,
            UsesRotations = reader.Flag(Rotations.Name),
            StepsPerEpoch = Integer(StepsPerEpoch),
            JudgedTasks = Integer(JudgedTasks),
        };
        return reader.Has(TestSteps.Name) ? settings with { TestSteps = Integer(TestSteps) } : settings;

        int Integer(SettingDefinition definition) => reader.Integer(definition.Name, (int)definition.Minimum);

        string NameOf(SettingDefinition definition) => reader.Name(definition.Name) is var name
            && definition.Choices.Any(c => c.Name == name) ? name
            : throw TrialSettingsException.Unknown($"{Name}.{definition.Name}", name, definition.Choices.Select(c => c.Name));
    }

    /// <summary>Classes of a task; null where a level is none, or is not given.</summary>
    /// <param name="level">Null where it is not given.</param>
    public static int? WaysOf(SettingValue? level) => level switch
    {
        null or SettingValue.Text(None) => null,
        SettingValue.Group group when group.Settings.GetValueOrDefault(Ways.Name) is SettingValue.Number number => (int)number.Value,
        _ => (int)((SettingValue.Number)Ways.Default!).Value,
    };

    /// <summary>Why tasks cannot be drawn from a dataset, as a sentence with the remedy; null where they can.</summary>
    /// <param name="meta">The tasks.</param>
    /// <param name="dataset">The name of the dataset.</param>
    /// <param name="classes">Its classes.</param>
    /// <param name="fewest">Samples of the smallest class, of both parts together; of an average one where it is not known.</param>
    public static string? Problem(MetaSettings meta, string dataset, int classes, int fewest)
    {
        ArgumentNullException.ThrowIfNull(meta);
        if (HeldOutClasses.Of(dataset, classes).Problem(meta.Ways) is { } few)
            return $"{dataset}: {few}";
        return meta.SamplesPerClass <= fewest ? null : string.Create(CultureInfo.InvariantCulture,
            $"{dataset}: {meta.Shots} shots and {meta.Queries} queries take {meta.SamplesPerClass} samples of each class, and there are ")
            + string.Create(CultureInfo.InvariantCulture, $"{fewest}: use fewer shots or queries, or choose a dataset with more.");
    }

    private static SettingDefinition Whole(string name, string description, int minimum, int maximum, int? usual = null) =>
        new(name, description, SettingKind.Integer)
        {
            Minimum = minimum, Maximum = maximum, Default = usual is { } value ? new SettingValue.Number(value) : null,
        };
}
