using Sweep.Planning.Errors;
using Sweep.Planning.Plans;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads <c>compare.tuning.prune</c>: <c>true</c>, or a rule such as <c>{ rule: asha, reduction: 3 }</c>.</summary>
/// <param name="errors">Takes mistakes.</param>
/// <param name="scalars">Reads values.</param>
/// <param name="metrics">The metrics that the trials may report.</param>
/// <param name="checkMetric">Refuses a metric that the trials do not report.</param>
/// <param name="hasFolds">Whether a seed has several trainings, by the folds of a cross-validation.</param>
/// <param name="epochs">The epochs that earlier phases take at most, and the fewest of a trial, those included; null when
/// unknown.</param>
internal sealed class PruningReader(SpecErrorList errors, ScalarReader scalars, MetricTable metrics,
    Action<string, string, TextPosition> checkMetric, bool hasFolds, (double Earlier, double? All) epochs)
{
    /// <summary>The key.</summary>
    public const string Key = "prune";

    private const string Path = "compare.tuning." + Key;
    private const string Example = "prune: { rule: median }";
    private static readonly string[] MedianKeys = ["startup", "warmup", "every"], AshaKeys = ["reduction", "firstRung"];

    /// <summary>Refuses the key where there is nothing to prune.</summary>
    /// <returns>Whether it was there.</returns>
    public static bool RefuseElsewhere(SpecErrorList errors, YamlMap map, string path)
    {
        if (map.Find(Key) is not { } found)
            return false;
        errors.Add(SpecErrorList.Join(path, Key), found.KeyPosition, "Only candidates of tuned factors are pruned, never levels that are "
            + $"compared: write it under compare.tuning, such as tuning: {{ factors: [learningRate], selectionSeeds: 2, {Example} }}.");
        return true;
    }

    /// <summary>Whether candidates that are not chosen go no further, and by which rule they are given up before; null for none.</summary>
    /// <param name="node">The value of the key.</param>
    /// <param name="tuningMetric">The metric that chooses, which is the default.</param>
    public (bool Prunes, PruningPlan? Rule) Read(YamlNode node, string tuningMetric)
    {
        if (node is not YamlMap map)
            return (scalars.Flag(node, Path) == true, null);
        if (map.Find("rule") is not { } named)
        {
            errors.Add(Path, map.Position, $"Say by which rule: {Example}.", PruningRules.Names.All, null);
            return (true, null);
        }
        if (scalars.OneOf(named.Value, Path + ".rule", "a pruning rule", PruningRules.Names.All) is not { } name)
            return (true, null);

        var rule = PruningRules.Names.Find(name)!.Value;
        scalars.RefuseUnknownKeys(map, Path, ["rule", "metric", .. rule == PruningRule.Median ? MedianKeys : AshaKeys]);
        var plan = new PruningPlan(rule, ReadMetric(map, tuningMetric));
        plan = plan with
        {
            Startup = Count(map, "startup", 1, plan.Startup),
            Warmup = Count(map, "warmup", 1, plan.Warmup),
            Every = Count(map, "every", 1, plan.Every),
            Reduction = Count(map, "reduction", 2, plan.Reduction),
            FirstRung = Count(map, "firstRung", 1, plan.FirstRung),
            DeclaredLargerIsBetter = metrics.Declared.Count > 0 ? metrics.Find(plan.Metric).LargerIsBetter : null,
        };
        if (hasFolds)
        {
            errors.Add(Path, map.Position, "Rules compare candidates seed by seed, and with folds each seed has several trainings. Write "
                + "prune: true, which gives candidates up after the seeds that select, or leave folds out.");
        }
        double first = FirstDecision(plan);
        if (first >= epochs.All)
        {
            errors.Add(Path, map.Position, $"Nothing would be pruned: the first decision comes after epoch {CanonicalJson.Number(first)}, "
                + $"and training ends with epoch {CanonicalJson.Number(epochs.All!.Value)}. Train longer, "
                + (epochs.Earlier > 0 ? $"set {(rule == PruningRule.Median ? "warmup" : "firstRung")} (a phase before counts), " : "")
                + "or leave the rule out.");
        }
        return (true, plan);
    }

    // The first one that is not of an earlier phase, where the metric is another.
    private double FirstDecision(PruningPlan plan)
    {
        double epoch = plan.FirstDecision;
        while (epoch <= epochs.Earlier)
            epoch = plan.Rule == PruningRule.Median ? epoch + plan.Every : epoch * plan.Reduction;
        return epoch;
    }

    private string ReadMetric(YamlMap map, string tuningMetric)
    {
        var entry = map.Find("metric");
        string path = entry is null ? Path : Path + ".metric";
        var position = entry?.Value.Position ?? map.Position;
        string? metric = entry is null ? tuningMetric : scalars.OneOf(entry.Value, path, "a metric", metrics.Names);
        if (metric is null)
            return tuningMetric;
        var definition = metrics.Find(metric);
        if (definition.IsOfTraining)
            errors.Add(path, position, $"{metric} is of the whole training, and has no value at an epoch: prune by another metric.");
        else if (definition.IsOfTest)
            errors.Add(path, position, $"{metric} is measured on the test split: what is pruned by it looks too good on it. Set "
                + $"metric to {metric.Replace("test", "validation", StringComparison.Ordinal)}.");
        else
            checkMetric(metric, path, position);
        return metric;
    }

    private int Count(YamlMap map, string key, int minimum, int otherwise) =>
        map.Find(key) is { } entry && scalars.Integer(entry.Value, $"{Path}.{key}", minimum, int.MaxValue) is { } value ? value : otherwise;
}
