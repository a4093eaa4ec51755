using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Protocols;

/// <summary>The setting meta: what it reads, and what does not go with it.</summary>
public sealed class MetaRuleTests
{
    private const string Head = "name: a\narchitecture: few-shot-cnn-omniglot\nactivation: relu\noptimizer: adam\nlearningRate: 0.001\n"
        + "seeds: 2\n";

    private const string Characters = "dataset: drawn-characters\n";

    [Fact]
    public void Its_defaults_are_those_of_the_paper_for_mini_imagenet() => Assert.Equal(
        new MetaSettings(MetaMethod.Maml, Ways: 5, Shots: 1, Queries: 15, InnerSteps: 5, InnerRate: 0.01, TasksPerStep: 4)
        {
            TestSteps = 5, SumsOverWays = false, UsesRunningStatistics = false, UsesRotations = false, StepsPerEpoch = 100,
            JudgedTasks = 600,
        },
        Read("meta: maml"));

    [Fact]
    public void All_of_it_can_be_said() => Assert.Equal(
        new MetaSettings(MetaMethod.Anil, Ways: 20, Shots: 5, Queries: 3, InnerSteps: 1, InnerRate: 0.4, TasksPerStep: 16)
        {
            TestSteps = 10, SumsOverWays = true, UsesRunningStatistics = true, UsesRotations = true, StepsPerEpoch = 7, JudgedTasks = 50,
        },
        Read("meta: { name: anil, ways: 20, shots: 5, queries: 3, innerSteps: 1, innerRate: 0.4, tasksPerStep: 16, testSteps: 10, "
            + "innerLoss: sum-over-shots, batchNorm: running, rotations: true, stepsPerEpoch: 7, judgedTasks: 50 }"));

    [Fact]
    public void Trials_without_it_keep_their_ids()
    {
        Assert.Equal(Plan("").Select(c => c.Id), Plan("meta: none").Select(c => c.Id));
        Assert.Null(TrialSettings.Read(Plan("")[0]).Meta);
    }

    [Fact]
    public void It_and_its_settings_can_be_factors() => Assert.Equal(
        ["maml", "maml(innerSteps=1)", "reptile", "-"],
        Plan("grid: { meta: [{ name: maml, innerSteps: [5, 1] }, reptile, none] }")
            .Select(c => c.Settings.GetValueOrDefault("meta")?.Label ?? "-"));

    [Theory]
    [InlineData("pretrain: { name: mnist, epochs: 1 }", "pretrain does not go with meta learning: meta learning begins from weights that")]
    [InlineData("augmentation: crop-flip", "augmentation does not go with meta learning")]
    [InlineData("mixing: mixup", "mixing does not go with meta learning")]
    [InlineData("labelSmoothing: 0.1", "labelSmoothing does not go with meta learning")]
    [InlineData("averaging: ema", "averaging does not go with meta learning")]
    [InlineData("validationSplit: 0.1", "validationSplit does not go with meta learning: whole classes are held out for")]
    [InlineData("trainSamples: 100", "trainSamples does not go with meta learning")]
    [InlineData("batchSize: 25", "batchSize does not go with meta learning: the sizes of its batches follow from meta.ways, shots and")]
    public void What_does_not_go_with_it_is_told_at_its_place(string setting, string message)
    {
        var error = Assert.Single(Errors(Characters + "meta: maml\n" + setting));
        Assert.Equal(9, error.Line);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_it_is_told_at_once() => Assert.Equal(3,
        Errors(Characters + "meta: { name: maml, ways: 60, shots: 10 }\nmixing: mixup\nbatchSize: 25").Count);

    [Theory]
    [InlineData("dataset: mnist", "maml", "mnist: its 10 classes are divided into 6 for training, 2 for validation and 2 for the test, "
        + "and a task takes 5. Choose a dataset with more classes, or at most 2 ways.")]
    [InlineData("dataset: drawn-characters", "{ name: maml, shots: 10 }", "drawn-characters: 10 shots and 15 queries take 25 samples of "
        + "each class, and there are 20: use fewer shots or queries, or choose a dataset with more.")]
    public void A_dataset_too_small_for_its_tasks_is_told(string dataset, string meta, string message) =>
        Assert.Equal(message, Assert.Single(Errors($"{dataset}\nmeta: {meta}")).Message);

    [Fact]
    public void A_dataset_without_classes_is_told() => Assert.Contains(
        "Meta learning learns tasks of classes, and shape-masks has masks: choose a dataset with classes, or leave meta out.",
        Errors("dataset: shape-masks\nmeta: maml").Select(e => e.Message));

    [Theory]
    [InlineData("optimizer: adam", "optimizer: schedule-free-adamw", "'schedule-free-adamw' has networks judged at another state")]
    [InlineData("learningRate: 0.001", "learningRate: { value: 0.1, schedule: one-cycle }",
        "The learning rate's schedule moves the momentum")]
    [InlineData("learningRate: 0.001", "learningRate: { value: 0.1, schedule: { name: plateau, metric: testMacroF1 } }",
        "The learning rate looks at testMacroF1, which is not measured in meta learning")]
    public void What_moves_otherwise_is_told(string usual, string setting, string message) => Assert.StartsWith(message, Assert.Single(
        Errors(Characters + "meta: maml", Head.Replace(usual, setting, StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void Rotations_need_square_images() => Assert.StartsWith("meta.rotations needs square images",
        Assert.Single(Errors(Characters + "preprocessing: { name: resize, height: 20, width: 24 }\nmeta: { name: maml, rotations: true }"))
            .Message, StringComparison.Ordinal);

    [Fact]
    public void Validation_needs_no_split()
    {
        const string tuned = "grid: { activation: [relu, tanh], learningRate: [0.1, 0.01] }\n"
            + "compare: { factor: activation, tuning: { factors: [learningRate], selectionSeeds: 1 } }\n";
        string head = Head.Replace("activation: relu\n", "", StringComparison.Ordinal)
            .Replace("learningRate: 0.001\n", "", StringComparison.Ordinal);
        Assert.Empty(Errors(Characters + "meta: maml\n" + tuned, head));
        Assert.Contains("validationSplit is zero", Assert.Single(Errors(Characters + tuned, head)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meta: maml", "testMacroF1", "testMacroF1 is of the classes of a dataset, and each task of meta learning has")]
    [InlineData("meta: none", "testAccuracyInterval", "testAccuracyInterval is of tasks of meta learning: set meta, or choose")]
    public void Metrics_that_are_not_measured_are_refused(string meta, string metric, string message) => Assert.StartsWith(message,
        Assert.Single(Errors(
            Characters + meta + $"\ngrid: {{ activation: [relu, tanh] }}\ncompare: {{ factor: activation, metric: {metric} }}",
            Head.Replace("activation: relu\n", "", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_confusion_matrix_is_refused() => Assert.StartsWith("A confusion matrix is of the classes of a dataset, and each task",
        Assert.Single(Errors(Characters + "meta: maml\nkeep: { confusionMatrix: true }")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_task_has_as_many_classes_as_guessing_has_to_tell_apart() =>
        Assert.Equal(5, PhaseDatasets.Last(Plan("meta: maml")[0].Settings)!.Classes);

    private static MetaSettings? Read(string meta) => TrialSettings.Read(Plan(meta)[0]).Meta;

    private static Configuration[] Plan(string rest)
    {
        var reading = SpecReader.Read(Head + Characters + rest, TrainerVocabulary.Create());
        Assert.Empty(reading.Errors.Select(e => $"{e.Line}:{e.Column} {e.Message}"));
        return [.. reading.Spec!.ToPlan().Trials.Select(t => t.Configuration).DistinctBy(c => c.Id)];
    }

    private static IReadOnlyList<SpecError> Errors(string rest, string head = Head) =>
        SpecReader.Read(head + rest, TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules }).Errors;
}
