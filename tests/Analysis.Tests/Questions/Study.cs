using Sweep.Analysis.Questions;
using Sweep.Analysis.Trials;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Store;

namespace Sweep.Analysis.Tests.Questions;

/// <summary>A plan from YAML with made-up results: what compare reads.</summary>
internal sealed class Study
{
    public static readonly SpecVocabulary Vocabulary = new(
    [
        Choice("dataset", "mnist", "secret-data"),
        Choice("activation", "relu", "arelu", "tanh", "swish", "elu", "gelu", "selu", "celu", "softplus", "prelu"),
        Choice("optimizer", "sgd", "adam"),
        new("learningRate", "step size", SettingKind.Number) { Default = new SettingValue.Number(0.01), Minimum = 0 },
        new("epochs", "passes", SettingKind.Integer) { Default = new SettingValue.Number(1), Minimum = 1 },
    ]);

    /// <summary>A question for what was planned; of the datasets above mnist alone is known.</summary>
    public static readonly CompareSettings AsPlanned = new()
    {
        Vocabulary = Vocabulary,
        Trainer = new TrainerFacts
        {
            ClassesOf = configuration => configuration.Settings.GetValueOrDefault("dataset")?.Label == "mnist" ? 10 : null,
        },
    };

    private readonly Func<TrialDescription, TrialRow> result;

    public Study(string yaml, Func<TrialDescription, TrialRow> result, SpecVocabulary? vocabulary = null)
    {
        var reading = SpecReader.Read(yaml, vocabulary ?? Vocabulary);
        Plan = reading.Spec?.ToPlan() ?? throw new InvalidOperationException(string.Join("\n", reading.Errors));
        this.result = result;
    }

    public SweepPlan Plan { get; }

    public IReadOnlyList<TrialRow> Rows => [.. Plan.Trials.Select(result)];

    /// <summary>What comes of a question.</summary>
    public ComparisonView Answer(CompareSettings settings)
    {
        var question = QuestionResolution.Resolve(Plan, settings);
        TrialResult[] results = [.. Rows.Select(r => TrialResult.From(r, question.Asked))];
        return CompareQuery.Answer(new SweepIdentity(Plan.Name, Plan.Hash), question, results, costs: [], settings,
            CancellationToken.None);
    }

    /// <summary>A completed trial with one epoch's metrics.</summary>
    public static TrialRow Completed(TrialDescription trial, params (string Metric, double Value)[] metrics) =>
        Row(trial, TrialState.Completed, new EpochMetrics(1, [.. metrics.Select(m => KeyValuePair.Create(m.Metric, m.Value))]));

    /// <summary>A trial in any state with any metrics.</summary>
    public static TrialRow Row(TrialDescription trial, TrialState state, params EpochMetrics[] metrics) =>
        new("study", trial, state, 1, null, null, state == TrialState.Diverged ? 17 : null, null, null, metrics);

    /// <summary>The label of a setting.</summary>
    public static string Label(TrialDescription trial, string setting) => trial.Configuration.Settings[setting].Label;

    /// <summary>A number in [0,1) that depends on nothing but the trial's random streams and a purpose: equal for partners.</summary>
    public static double Noise(TrialDescription trial, string purpose) =>
        Planning.Randomness.RandomStream.For(trial.StreamKey, purpose).NextDouble();

    private static SettingDefinition Choice(string name, params string[] choices) =>
        new(name, name, SettingKind.Choice) { Choices = [.. choices.Select(c => new SettingChoice(c, c))],
            Default = new SettingValue.Text(choices[0]) };
}
