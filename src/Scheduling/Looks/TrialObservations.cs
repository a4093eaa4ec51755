using System.Globalization;
using Sweep.Planning;
using Sweep.Statistics.Comparisons;
using Sweep.Store;

namespace Sweep.Scheduling.Looks;

/// <summary>Turns stored trials into observations: level, block, pair key, status and value. The one way for verdicts and for the looks that
/// decide about more seeds, so that they cannot disagree.</summary>
/// <remarks>A block is every setting that varies over the trials read, except the compared and the tuned factors. A setting that a
/// configuration leaves out has the level "-". A trial diverged when it has no finite value at the epoch asked for.</remarks>
public sealed class TrialObservations
{
    private const string Absent = "-", DatasetSetting = "dataset";

    private TrialObservations(IReadOnlyList<Observation> all, IReadOnlyList<string> blocks, IReadOnlyList<string> blockSettings,
        IReadOnlyList<int> seeds)
    {
        All = all;
        Blocks = blocks;
        BlockSettings = blockSettings;
        Seeds = seeds;
    }

    /// <summary>One per trial that has the compared factor.</summary>
    public IReadOnlyList<Observation> All { get; }

    /// <summary>Block labels in the order of the plan.</summary>
    public IReadOnlyList<string> Blocks { get; }

    /// <summary>Names of the settings that make the blocks.</summary>
    public IReadOnlyList<string> BlockSettings { get; }

    /// <summary>Seeds in the order of the plan.</summary>
    public IReadOnlyList<int> Seeds { get; }

    /// <summary>Reads trials in plan order.</summary>
    /// <param name="rows">The trials with the metrics that the question needs.</param>
    /// <param name="question">What is compared.</param>
    /// <exception cref="UnfitTrialsException">No trial has the factor, or a completed one lacks the metric.</exception>
    public static TrialObservations From(IReadOnlyList<TrialRow> rows, ComparisonPlan question)
    {
        string[] names = VaryingSettings(rows);
        string[] factors = [question.Factor, .. question.Tuning?.Factors ?? []];
        string[] blockSettings = [.. names.Except(factors)];
        if (!rows.Any(r => r.Trial.Configuration.Settings.ContainsKey(question.Factor)))
        {
            string varying = names.Length == 0 ? "none" : string.Join(", ", names);
            throw new UnfitTrialsException($"No trial has the setting '{question.Factor}'. Settings that vary: {varying}.");
        }

        // A compared or tuned dataset is no unit of claims about new datasets.
        bool datasetIsBlock = !factors.Contains(DatasetSetting);
        var labelsOf = new Dictionary<Configuration, Labels>(ReferenceEqualityComparer.Instance); // the trials of a configuration share one
        var all = new List<Observation>(rows.Count);
        foreach (var row in rows)
        {
            if (!labelsOf.TryGetValue(row.Trial.Configuration, out var labels))
            {
                var settings = row.Trial.Configuration.Settings;
                labels = labelsOf[row.Trial.Configuration] = new Labels(Label(settings, question.Factor), Describe(settings, blockSettings),
                    datasetIsBlock ? Label(settings, DatasetSetting) : "", Describe(settings, question.Tuning?.Factors ?? []));
            }
            var (status, value) = Outcome(row, question);
            all.Add(new Observation(labels.Level, labels.Block, row.Trial.StreamKey.ToString(), row.Trial.Seed.Value, status, value)
            {
                Dataset = labels.Dataset,
                TunedLevel = labels.Tuned,
                SelectionValue = question.Tuning is { } tuning ? Value(row, tuning.Metric, question.Epoch) : null,
            });
        }
        return new TrialObservations(all, [.. all.Select(o => o.Block).Distinct()], blockSettings, [.. all.Select(o => o.Seed).Distinct()]);
    }

    /// <summary>Status and value of a trial.</summary>
    /// <exception cref="UnfitTrialsException">A completed trial lacks the metric.</exception>
    public static (ObservationStatus Status, double Value) Outcome(TrialRow row, ComparisonPlan question)
    {
        double? value = Value(row, question.Metric, question.Epoch);
        switch (row.State)
        {
            case TrialState.Completed when value is null:
                throw new UnfitTrialsException($"Trial {row.Trial.Id} has completed without {question.Metric} at {EpochText(question.Epoch)}; "
                    + $"it reports {Reported(row)}. Compare one of those: --metric, --epoch.");
            // At a given epoch a trial may still have been sound; at the end it was not.
            case TrialState.Diverged when question.Epoch is null || value is null:
            case TrialState.Completed or TrialState.Diverged when !double.IsFinite(value!.Value):
                return (ObservationStatus.Diverged, double.NaN);
            case TrialState.Completed or TrialState.Diverged:
                return (ObservationStatus.Value, value.Value);
            case TrialState.Failed or TrialState.Cancelled:
                return (ObservationStatus.Failed, double.NaN);
            case TrialState.Unneeded:
                return (ObservationStatus.Unneeded, double.NaN);
            default:
                return (ObservationStatus.Missing, double.NaN);
        }
    }

    /// <summary>Names of the settings that vary over the trials, in ordinal order, which is also the order within every configuration.</summary>
    public static string[] VaryingSettings(IReadOnlyList<TrialRow> rows)
    {
        var first = new Dictionary<string, SettingValue>();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var varying = new HashSet<string>();
        var seen = new HashSet<ConfigurationId>();
        Configuration? last = null;
        foreach (var row in rows)
        {
            // In plan order the trials of a configuration follow each other.
            if (ReferenceEquals(row.Trial.Configuration, last) || !seen.Add((last = row.Trial.Configuration).Id))
                continue;
            foreach (var (name, value) in row.Trial.Configuration.Settings)
            {
                counts[name] = counts.GetValueOrDefault(name) + 1;
                if (!first.TryAdd(name, value) && !first[name].Equals(value))
                    varying.Add(name);
            }
        }
        return [.. counts.Where(c => varying.Contains(c.Key) || c.Value < seen.Count).Select(c => c.Key)];
    }

    /// <summary>"optimizer=adam, learningRate=0.01"; empty for no settings.</summary>
    public static string Describe(IReadOnlyDictionary<string, SettingValue> settings, IReadOnlyList<string> names) =>
        string.Join(", ", names.Select(n => $"{n}={Label(settings, n)}"));

    /// <summary>Label of a setting, or "-" where it is left out.</summary>
    public static string Label(IReadOnlyDictionary<string, SettingValue> settings, string name) =>
        settings.TryGetValue(name, out var value) ? value.Label : Absent;

    private static double? Value(TrialRow row, string metric, int? epoch)
    {
        double? found = null;
        int foundEpoch = int.MinValue;
        foreach (var metrics in row.Metrics)
        {
            if ((epoch is { } wanted && metrics.Epoch != wanted) || metrics.Epoch <= foundEpoch)
                continue;
            foreach (var (name, value) in metrics.Values)
            {
                if (name == metric)
                    (found, foundEpoch) = (value, metrics.Epoch);
            }
        }
        return found;
    }

    private static string EpochText(int? epoch) => epoch is { } at ? string.Create(CultureInfo.InvariantCulture, $"epoch {at}") : "the last epoch";

    private static string Reported(TrialRow row)
    {
        string[] names = [.. row.Metrics.SelectMany(m => m.Values).Select(v => v.Key).Distinct().Order(StringComparer.Ordinal)];
        return names.Length == 0 ? "nothing there" : string.Join(", ", names);
    }

    private sealed record Labels(string Level, string Block, string Dataset, string Tuned);
}
