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
    /// <summary>Reads them off the sweep's spec. One that this version no longer understands is no hindrance.</summary>
    public static TrialLabels FromSpec(string specText)
    {
        var vocabulary = TrainerVocabulary.Create();
        var plan = SpecReader.Read(specText, vocabulary).Spec?.ToPlan();
        string main = plan?.Comparison?.Metric ?? vocabulary.DefaultMetric(setting => plan?.LevelsOf(setting) ?? []).Name;
        return new TrialLabels(plan?.Factors.Select(f => f.Name).ToArray(), [.. new[] { main, MetricCatalogue.TrainLoss.Name }.Distinct()]);
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
