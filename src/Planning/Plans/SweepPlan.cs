using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Plans;

/// <summary>The expanded spec: trials in a fixed order, enumerated lazily, under a hash that is frozen before data.</summary>
public sealed class SweepPlan
{
    private readonly Func<IEnumerable<TrialDescription>> enumerate;

    /// <summary>Makes a plan; a parsed spec is the usual way to one.</summary>
    /// <param name="name">The sweep's name.</param>
    /// <param name="hash">Content hash of everything the plan promises.</param>
    /// <param name="specText">The user's YAML, stored beside the results.</param>
    /// <param name="trialCount">How many trials <paramref name="enumerate"/> yields.</param>
    /// <param name="enumerate">Yields the trials anew, in the same order, each time.</param>
    /// <param name="comparison">What will be compared; null when the spec compares nothing.</param>
    /// <param name="retry">How often which failure is tried again.</param>
    /// <param name="stop">When to stop asking for trouble.</param>
    /// <param name="factors">What is varied, in the order of the spec; null when unknown.</param>
    public SweepPlan(string name, PlanHash hash, string specText, long trialCount, Func<IEnumerable<TrialDescription>> enumerate,
        ComparisonPlan? comparison, RetryPlan retry, StopPlan stop, IReadOnlyList<PlanFactor>? factors = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(specText);
        ArgumentNullException.ThrowIfNull(enumerate);
        ArgumentNullException.ThrowIfNull(retry);
        ArgumentNullException.ThrowIfNull(stop);
        ArgumentOutOfRangeException.ThrowIfNegative(trialCount);
        (Name, Hash, SpecText, TrialCount, this.enumerate) = (name, hash, specText, trialCount, enumerate);
        (Comparison, Retry, Stop, Factors) = (comparison, retry, stop, factors ?? []);
    }

    /// <summary>How trainings save themselves.</summary>
    public CheckpointPlan Checkpoint { get; init; } = CheckpointPlan.Default;

    /// <summary>What is stored of trainings beside their metrics.</summary>
    public KeepPlan Keep { get; init; } = KeepPlan.Nothing;

    /// <summary>Who trains; null for the engines of this program.</summary>
    public DeclaredTrainer? Trainer { get; init; }

    /// <summary>The metrics that its trials may have.</summary>
    public MetricTable Metrics => Trainer?.Metrics ?? MetricTable.Catalogue;

    /// <summary>The sweep's name: one store holds one current plan per name.</summary>
    public string Name { get; }

    /// <summary>Content hash of everything the plan promises.</summary>
    public PlanHash Hash { get; }

    /// <summary>The user's YAML as it was.</summary>
    public string SpecText { get; }

    /// <summary>How many trials there are.</summary>
    public long TrialCount { get; }

    /// <summary>The trials; each enumeration computes them anew and holds one at a time.</summary>
    public IEnumerable<TrialDescription> Trials => enumerate();

    /// <summary>The trials of the first seed: every configuration once, since all seeds have the same.</summary>
    public IEnumerable<TrialDescription> FirstSeedTrials
    {
        get
        {
            Seed? first = null;
            return Trials.TakeWhile(t => t.Seed == (first ??= t.Seed));
        }
    }

    /// <summary>The trials whose settings have one of the given labels each, in the order of the plan. A part of this plan: its hash stays
    /// the plan's.</summary>
    /// <param name="where">Setting name and allowed labels (<see cref="SettingValue.Label"/>, case-sensitive); "optimizer.momentum" names a
    /// setting inside a group, "seed" the seed. A trial without the setting has "-". The store's filter means the same.</param>
    public IEnumerable<TrialDescription> TrialsWhere(IReadOnlyDictionary<string, IReadOnlyList<string>> where)
    {
        ArgumentNullException.ThrowIfNull(where);
        return Trials.Where(t => where.All(w => w.Value.Contains(FindLabel(t, w.Key) ?? Configuration.AbsentLabel)));
    }

    /// <summary>What is varied, in the order of the spec; empty when the plan was not made from one.</summary>
    public IReadOnlyList<PlanFactor> Factors { get; }

    /// <summary>What will be compared; null when the spec compares nothing.</summary>
    public ComparisonPlan? Comparison { get; }

    /// <summary>How often which failure is tried again.</summary>
    public RetryPlan Retry { get; }

    /// <summary>When to stop asking for trouble.</summary>
    public StopPlan Stop { get; }

    /// <summary>The levels of a setting, where it is known: of a factor all, of another setting that of the first trial.</summary>
    public IEnumerable<SettingValue> LevelsOf(string setting) =>
        Factors.FirstOrDefault(f => f.Name == setting) is { } factor ? factor.Levels
        : enumerate().FirstOrDefault()?.Configuration.Settings.GetValueOrDefault(setting) is { } level ? [level] : [];

    /// <summary>The label of a trial's setting; null where it has none.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="path">The setting; "optimizer.momentum" names one inside a group, "seed" the seed.</param>
    public static string? FindLabel(TrialDescription trial, string path)
    {
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentNullException.ThrowIfNull(path);
        if (trial.Configuration.Settings.TryGetValue(path, out var value))
            return value.Label;
        if (path == "seed")
            return trial.Seed.ToString();
        string[] names = path.Split('.');
        var settings = trial.Configuration.Settings;
        foreach (string name in names[..^1])
        {
            if (!settings.TryGetValue(name, out var outer) || outer is not SettingValue.Group group)
                return null;
            settings = group.Settings;
        }
        return settings.TryGetValue(names[^1], out var inner) ? inner.Label : null;
    }
}

/// <summary>Content hash of a plan, frozen before data.</summary>
/// <param name="Value">"p1-" and 32 lowercase hexadecimal digits.</param>
public readonly record struct PlanHash(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
