using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Planning.Expansion;
using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Store;

namespace Sweep.Analysis.Trials;

/// <summary>Turns stored trials into observations: level, block, pair key, status and value. The one way for verdicts and for the looks
/// that decide about more seeds, so that they cannot disagree.</summary>
/// <remarks>A block is every setting that varies over the trials read, except the compared and the tuned factors. A setting that a
/// configuration leaves out has the level of its default, or "-". A trial diverged when it has no finite value at the epoch asked
/// for. A fold of a cross-validation is part of the pair key, not of the block: all blocks of a dataset hold out the same samples of a
/// seed, and are no further evidence about these.</remarks>
public sealed class TrialObservations
{
    private const string DatasetSetting = "dataset";

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

    /// <summary>Held-out samples over training samples where trials are of folds, the most where these differ; 0 where none are.</summary>
    public double Overlap { get; private init; }

    /// <summary>Reads trials in plan order.</summary>
    /// <param name="results">The trials with the values that the question asks for.</param>
    /// <param name="asked">What is compared.</param>
    /// <param name="classesOf">The number of classes that a trial tells apart; null where it is unknown.</param>
    /// <param name="vocabulary">Knows the defaults, so that levels are called as people read them; null for stored labels.</param>
    /// <exception cref="UnfitTrialsException">No trial has the factor, or a completed one lacks the metric.</exception>
    public static TrialObservations From(IReadOnlyList<TrialResult> results, ComparisonPlan asked, Func<Configuration, int?> classesOf,
        SpecVocabulary? vocabulary = null)
    {
        var configurations = Configurations(results);
        string[] names = VaryingSettings(configurations);
        string[] tuned = [.. asked.Tuning?.Factors ?? []], factors = [asked.Factor, .. tuned];
        string[] blockSettings = [.. names.Except([.. factors, Fold.Setting])];
        if (!configurations.Any(c => c.Settings.ContainsKey(asked.Factor)))
        {
            string varying = names.Length == 0 ? "none" : string.Join(", ", names);
            throw new UnfitTrialsException($"No trial has the setting '{asked.Factor}'. Settings that vary: {varying}.");
        }

        // A compared or tuned dataset is no unit of claims about new datasets.
        bool datasetIsBlock = !factors.Contains(DatasetSetting);
        var labelsOf = new Dictionary<Configuration, Labels>(ReferenceEqualityComparer.Instance); // the trials of a configuration share one
        var known = new Dictionary<string, string>(); // equal blocks and datasets share one text, which makes comparing them quick
        var keys = new Dictionary<StreamKey, string>(); // and so do partners
        var (all, blocks, seeds) = (new List<Observation>(results.Count), new List<string>(), new List<int>());
        double overlap = 0;
        var (seenBlocks, seenSeeds) = (new HashSet<string>(), new HashSet<int>());
        foreach (var result in results)
        {
            if (!labelsOf.TryGetValue(result.Configuration, out var labels))
            {
                var settings = result.Configuration.Settings;
                labels = labelsOf[result.Configuration] =
                    new Labels(Shared(Label(settings, asked.Factor, vocabulary)), Shared(Describe(settings, blockSettings, vocabulary)),
                    datasetIsBlock ? Shared(Label(settings, DatasetSetting)) : "",
                    Shared(Describe(settings, tuned, vocabulary)), Shared(Describe(settings, tuned)),
                    ChanceAccuracy.Compute(result.Configuration, asked.Definition, classesOf))
                {
                    Fold = Fold.Of(settings),
                };
                if (seenBlocks.Add(labels.Block))
                    blocks.Add(labels.Block);
            }
            if (seenSeeds.Add(result.Seed.Value))
                seeds.Add(result.Seed.Value);
            if (!keys.TryGetValue(result.StreamKey, out string? key))
                keys[result.StreamKey] = key = result.StreamKey.ToString();
            if (labels.Fold is { } fold)
            {
                overlap = Math.Max(overlap, fold.Overlap);
                key = Shared(PairKey(result));
            }
            var (status, value) = Outcome(result, asked);
            all.Add(new Observation(labels.Level, labels.Block, key, result.Seed.Value, status, value)
            {
                Dataset = labels.Dataset,
                TunedLevel = labels.Tuned,
                StoredTunedLevel = labels.StoredTuned,
                SelectionValue = result.SelectionValue,
                Chance = labels.Chance,
            });
        }
        return new TrialObservations(all, blocks, blockSettings, seeds) { Overlap = overlap };

        string Shared(string text) => known.TryGetValue(text, out string? same) ? same : known[text] = text;
    }

    /// <summary>What a trial shares with its partners: random streams, or the samples that it holds out.</summary>
    public static string PairKey(TrialResult result) => Fold.Of(result.Configuration.Settings) is { } fold
        ? $"{Label(result.Configuration.Settings, DatasetSetting)} {result.Seed} {fold}"
        : result.StreamKey.ToString();

    /// <summary>Status and value of a trial.</summary>
    /// <exception cref="UnfitTrialsException">A completed trial lacks the metric.</exception>
    public static (ObservationStatus Status, double Value) Outcome(TrialResult result, ComparisonPlan asked)
    {
        double? value = result.Value;
        switch (result.State)
        {
            case TrialState.Completed when value is null:
                throw new UnfitTrialsException($"Trial {result.Id} has completed without {asked.Metric} at {EpochText(asked.Epoch)}.")
                {
                    LacksMetric = result.Id,
                };
            // At a given epoch a trial may still have been sound; at the end it was not.
            case TrialState.Diverged when asked.Epoch is null || value is null:
            case TrialState.Completed or TrialState.Diverged when !double.IsFinite(value!.Value):
                return (ObservationStatus.Diverged, double.NaN);
            case TrialState.Completed or TrialState.Diverged:
                return (ObservationStatus.Value, value.Value);
            case TrialState.Failed or TrialState.Cancelled:
                return (ObservationStatus.Failed, double.NaN);
            case TrialState.Pruned:
                return (ObservationStatus.Pruned, double.NaN);
            case TrialState.Unneeded:
                return (ObservationStatus.Unneeded, double.NaN);
            default:
                return (ObservationStatus.Missing, double.NaN);
        }
    }

    /// <summary>The configurations of trials in plan order, each object once; the store may have read a configuration into
    /// several.</summary>
    public static IReadOnlyList<Configuration> Configurations(IReadOnlyList<TrialResult> results)
    {
        var seen = new HashSet<Configuration>(ReferenceEqualityComparer.Instance);
        var distinct = new List<Configuration>();
        Configuration? last = null;
        foreach (var result in results)
        {
            // In plan order the trials of a configuration follow each other.
            if (!ReferenceEquals(result.Configuration, last) && seen.Add(last = result.Configuration))
                distinct.Add(last);
        }
        return distinct;
    }

    /// <summary>Names of the settings that vary over the trials, in ordinal order, which is also the order within every
    /// configuration.</summary>
    public static string[] VaryingSettings(IReadOnlyList<Configuration> configurations)
    {
        var first = new Dictionary<string, SettingValue>();
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var varying = new HashSet<string>();
        foreach (var configuration in configurations)
        {
            foreach (var (name, value) in configuration.Settings)
            {
                counts[name] = counts.GetValueOrDefault(name) + 1;
                if (!varying.Contains(name) && !first.TryAdd(name, value) && !first[name].Equals(value))
                    varying.Add(name);
            }
        }
        return [.. counts.Where(c => varying.Contains(c.Key) || c.Value < configurations.Count).Select(c => c.Key)];
    }

    /// <summary>"optimizer=adam, learningRate=0.01"; empty for no settings.</summary>
    public static string Describe(IReadOnlyDictionary<string, SettingValue> settings, IReadOnlyList<string> names,
        SpecVocabulary? vocabulary = null) => string.Join(", ", names.Select(n => $"{n}={Label(settings, n, vocabulary)}"));

    /// <summary>Label of a setting. Where it is left out: that of its default, if a vocabulary is given and knows one, else "-". A trainer
    /// that a spec declares leaves none out.</summary>
    public static string Label(IReadOnlyDictionary<string, SettingValue> settings, string name, SpecVocabulary? vocabulary = null) =>
        settings.TryGetValue(name, out var value) ? value.Label
        : settings.ContainsKey(DeclaredTrainer.Setting) ? Configuration.AbsentLabel
        : vocabulary?.ShownLabel(name, Configuration.AbsentLabel) ?? Configuration.AbsentLabel;

    private static string EpochText(int? epoch) =>
        epoch is { } at ? string.Create(CultureInfo.InvariantCulture, $"epoch {at}") : "the last epoch";

    private sealed record Labels(string Level, string Block, string Dataset, string Tuned, string StoredTuned, double? Chance)
    {
        public Fold? Fold { get; init; }
    }
}
