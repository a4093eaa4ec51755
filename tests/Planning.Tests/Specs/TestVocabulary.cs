using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Tests.Specs;

/// <summary>A small vocabulary of the shape that the trainer provides, frozen here so that golden ids do not move with the
/// catalogue.</summary>
internal static class TestVocabulary
{
    public static SpecVocabulary Standard { get; } = new(
    [
        Choice("dataset", "what is learned", "mnist", "kmnist", "synthetic-digits") with { IsRequired = true },
        Choice("architecture", "the network", "mnist-conv", "mnist-linear") with { IsRequired = true },
        Choice("activation", "the non-linearity", "relu", "arelu", "prelu", "gelu", "tanh") with { Default = Text("relu"),
            UserDefinitions = [FormulaDefinition.Create(CheckFormula)] },
        new("optimizer", "the update rule", SettingKind.Choice)
        {
            Default = Text("sgd"),
            Choices =
            [
                new("sgd", "stochastic gradient descent",
                    [Number("momentum", 0) with { Maximum = 1, ExcludesMaximum = true }, Flag("nesterov"), Number("weightDecay", 0)]),
                new("adam", "Adam", [Number("beta1", 0.9), Number("beta2", 0.999), Number("epsilon", 1e-8), Number("weightDecay", 0)]),
            ],
        },
        new("learningRate", "step size", SettingKind.Number) { IsRequired = true, Minimum = 0, ExcludesMinimum = true },
        new("epochs", "passes over the data", SettingKind.Integer) { Default = new SettingValue.Number(1), Minimum = 1 },
        new("batchSize", "samples per step", SettingKind.Integer) { Default = new SettingValue.Number(128), Minimum = 1 },
        new("validationSplit", "share kept for validation", SettingKind.Number) { Default = new SettingValue.Number(0), Minimum = 0,
            Maximum = 1, ExcludesMaximum = true },
        Choice("initialization", "initial weights", "default", "he") with { Default = Text("default"), OmitWhenDefault = true },
        new("trainSamples", "limit of training samples", SettingKind.Integer) { Minimum = 1 },
    ])
    {
        EpochsSetting = "epochs",
        ValidationSetting = "validationSplit",
    };

    private static string? CheckFormula(string formula, IReadOnlyList<string> parameters) =>
        formula.Contains("sigmiod", StringComparison.Ordinal) ? "unknown function 'sigmiod'"
        : parameters.FirstOrDefault(p => !formula.Contains(p, StringComparison.Ordinal)) is { } unused
        ? $"the parameter '{unused}' is not used"
        : null;

    /// <summary>The same with a setting that a later release might add.</summary>
    public static SpecVocabulary Later { get; } = Standard with
    {
        Settings = [.. Standard.Settings,
            new("labelSmoothing", "softness of the targets", SettingKind.Number) { Default = new SettingValue.Number(0),
                OmitWhenDefault = true }],
    };

    public static SettingValue Text(string name) => new SettingValue.Text(name);

    private static SettingDefinition Choice(string name, string description, params string[] choices) =>
        new(name, description, SettingKind.Choice) { Choices = [.. choices.Select(c => new SettingChoice(c, c))] };

    private static SettingDefinition Number(string name, double otherwise) =>
        new(name, name, SettingKind.Number) { Default = new SettingValue.Number(otherwise), Minimum = 0 };

    private static SettingDefinition Flag(string name) => new(name, name, SettingKind.Flag) { Default = new SettingValue.Flag(false) };
}
