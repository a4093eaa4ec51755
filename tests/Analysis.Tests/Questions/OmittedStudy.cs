using Sweep.Analysis.Questions;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Store;

namespace Sweep.Analysis.Tests.Questions;

/// <summary>A study whose baseline is the default of a setting that configurations leave out: the trials of the baseline have
/// none.</summary>
internal static class OmittedStudy
{
    /// <summary>Mixing is left out at its default; trainSamples has no default.</summary>
    public static readonly SpecVocabulary Vocabulary = new(
    [
        .. Study.Vocabulary.Settings,
        new("mixing", "mixes images", SettingKind.Choice)
        {
            Choices = [new("none", ""), new("mixup", ""), new("cutmix", "")], Default = new SettingValue.Text("none"),
            OmitWhenDefault = true,
        },
        new("trainSamples", "images", SettingKind.Integer) { Minimum = 1 },
    ]);

    public static readonly CompareSettings AsPlanned = Study.AsPlanned with { Vocabulary = Vocabulary };

    /// <summary>Mixing against none, with blocks of two activations.</summary>
    public static Study Mixing { get; } = Create("grid: { mixing: [none, mixup, cutmix], activation: [relu, tanh] }",
        "compare: { factor: mixing, baseline: none }");

    /// <summary>Eight seeds of a grid; mixup gains.</summary>
    public static Study Create(string grid, string compare) => new($"""
        name: mixing
        dataset: mnist
        {grid}
        seeds: 8
        {compare}
        """, trial => Study.Completed(trial, ("testAccuracy", .9 + .001 * Study.Noise(trial, "shared")
            + (trial.Configuration.Settings.GetValueOrDefault("mixing")?.Label == "mixup" ? .02 : 0)),
            ("validationAccuracy", .9)), Vocabulary);

    public static Task<ComparisonView> AskAsync(Study study, CompareSettings settings) =>
        CompareQuery.RunAsync(new StoredStudy(study), "mixing", settings, CancellationToken.None);
}
