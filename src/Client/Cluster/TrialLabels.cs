using Sweep.Client.Names;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Protocols;

namespace Sweep.Client.Cluster;

/// <summary>How the trials of one sweep are told apart in a few words, and which of their metrics people look at first.</summary>
/// <param name="Factors">The settings that differ; null to name all.</param>
/// <param name="Metrics">The metrics shown where there is little room, the first one first.</param>
internal sealed record TrialLabels(IReadOnlyList<string>? Factors, IReadOnlyList<string> Metrics)
{
    /// <summary>The metrics that the spec declares; empty for none.</summary>
    public IReadOnlyList<string> Declared { get; init; } = [];

    /// <summary>Reads them off the sweep's spec. One that this version no longer understands is no hindrance.</summary>
    public static TrialLabels FromSpec(string specText)
    {
        var vocabulary = TrainerVocabulary.Create();
        var plan = SpecReader.Read(specText, vocabulary).Spec?.ToPlan();
        string main = plan?.Comparison?.Metric
            ?? (plan?.Trainer?.Vocabulary ?? vocabulary).DefaultMetric(setting => plan?.LevelsOf(setting) ?? []).Name;
        string[] second = plan?.Trainer is { } trainer ? [.. trainer.Metrics.Names.Where(n => n != main).Take(1)]
            : [MetricCatalogue.TrainLoss.Name];
        return new TrialLabels(plan?.Factors.Select(f => f.Name).ToArray(), [.. second.Prepend(main).Distinct()])
        {
            Declared = plan?.Trainer?.Metrics.Names ?? [],
        };
    }

    /// <summary>The levels that tell a trial from the others, and its seed: "arelu 0.01 seed 3".</summary>
    /// <param name="levels">Its settings and, under the name "seed", its seed.</param>
    public string Describe(IReadOnlyList<KeyValuePair<string, string>> levels)
    {
        var all = levels.DistinctBy(l => l.Key).ToDictionary(l => l.Key, l => l.Value, StringComparer.Ordinal);
        var words = Factors is null
            ? levels.Where(l => l.Key != "seed").Select(l => $"{l.Key}={l.Value}")
            : Factors.Select(f => all.GetValueOrDefault(f) ?? LevelLabel.Vocabulary.ShownLabel(f, Configuration.AbsentLabel))
                .Where(label => label != Configuration.AbsentLabel);
        return string.Join(' ', words.Append($"seed {all.GetValueOrDefault("seed")}"));
    }
}
