using Sweep.Planning.Trials;

namespace Sweep.Planning.Vocabulary;

/// <summary>The names and settings that a spec may use. The trainer provides it: planning itself knows no activation and no
/// optimizer.</summary>
/// <param name="Settings">All settings, in the order in which people should read them.</param>
public sealed record SpecVocabulary(IReadOnlyList<SettingDefinition> Settings)
{
    /// <summary>The metrics that a comparison may name.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = MetricCatalogue.Names;

    /// <summary>Whether a spec declares these settings itself, in its section <c>trainer:</c>.</summary>
    public bool IsDeclared { get; init; }

    /// <summary>The metrics that the spec declares, the one that counts first; empty where the catalogue's are measured.</summary>
    public IReadOnlyList<MetricDefinition> DeclaredMetrics { get; init; } = [];

    /// <summary>Name of the setting that says how many epochs are trained, so that <c>compare: { epoch }</c> can be checked; null for
    /// none.</summary>
    public string? EpochsSetting { get; init; }

    /// <summary>Name of the setting whose own setting of the name <see cref="EpochsSetting"/> says how many epochs come before those; null
    /// for none.</summary>
    public string? EarlierPhaseSetting { get; init; }

    /// <summary>Name of the setting that takes the place of <see cref="EpochsSetting"/> unless it has its default; null for none.</summary>
    public string? BudgetSetting { get; init; }

    /// <summary>Names of the settings by which a training ends at an epoch of its own unless they have their default: none of these can be
    /// compared at an epoch that the spec names.</summary>
    public IReadOnlyList<string> EndingSettings { get; init; } = [];

    /// <summary>Name of the setting that must be above zero where a validation metric is used; null for none.</summary>
    public string? ValidationSetting { get; init; }

    /// <summary>Name of the setting by which trials learn tasks of classes that are held out, unless it has its default: they are validated
    /// without a validation split, and have no confusion matrix. Null for none.</summary>
    public string? EpisodesSetting { get; init; }

    /// <summary>What settings are judged together by; none by default, since a stored spec was judged when it was submitted.</summary>
    public IReadOnlyList<SettingRule> Rules { get; init; } = [];

    /// <summary>Which metrics settings allow.</summary>
    public IReadOnlyList<MetricRule> MetricRules { get; init; } = [];

    /// <summary>What is learned, by the level of a setting; null where it is not known. The metric that counts unless one is named follows
    /// from it.</summary>
    public TaskRule? TaskSetting { get; init; }

    /// <summary>The metric that counts unless one is named: the first declared one, else that of the task, if it is the same
    /// everywhere.</summary>
    /// <param name="levelsOf">The levels of a setting.</param>
    /// <param name="onValidation">Whether levels are chosen by it, instead of judged.</param>
    public MetricDefinition DefaultMetric(Func<string, IEnumerable<SettingValue>> levelsOf, bool onValidation = false)
    {
        ArgumentNullException.ThrowIfNull(levelsOf);
        if (DeclaredMetrics.Count > 0)
            return DeclaredMetrics[0];
        TaskKind?[] tasks = TaskSetting is { } rule ? [.. levelsOf(rule.Setting).Select(rule.Find).Distinct()] : [];
        return MetricCatalogue.DefaultOf(tasks is [{ } task] ? task : TaskKind.Classification, onValidation);
    }

    /// <summary>What people call a level of a setting: "-", what a configuration that leaves the setting out has, is its default where
    /// configurations leave that out, and every other label is called as it is stored.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="label">A stored label, or one that somebody wrote.</param>
    public string ShownLabel(string name, string label) =>
        label == Configuration.AbsentLabel && Omitted(name) is { } omitted ? omitted.Label : label;

    /// <summary>What people call the labels of a condition in stores: <see cref="ShownLabel"/> of each, once.</summary>
    public IReadOnlyList<string> ShownLabels(string name, IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        // Of what StoredLabels gives twice, trials of a declared trainer have the label itself.
        var meant = IsDeclared && labels.Count > 1 ? labels.Where(l => l != Configuration.AbsentLabel) : labels;
        return [.. meant.Select(l => ShownLabel(name, l)).Distinct()];
    }

    /// <summary>The conditions of --where in the labels that stores and trials have: the contrary of <see cref="ShownLabel"/>. A default
    /// that configurations leave out is given as both, since a trainer that a spec declares may have a setting of that name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> StoredLabels(IReadOnlyDictionary<string, IReadOnlyList<string>> where)
    {
        ArgumentNullException.ThrowIfNull(where);
        return where.ToDictionary(w => w.Key, w => (IReadOnlyList<string>)[.. w.Value.SelectMany(label =>
            label == Omitted(w.Key)?.Label ? [Configuration.AbsentLabel, label] : new[] { label }).Distinct()], StringComparer.Ordinal);
    }

    /// <summary>The setting of a name, or null.</summary>
    public SettingDefinition? Find(string name) => Settings.FirstOrDefault(s => s.Name == name);

    /// <summary>What a configuration means that leaves a setting out; null when it has no default, or names it.</summary>
    public SettingValue? Omitted(string name) => Find(name) is { OmitWhenDefault: true } setting ? setting.Default : null;
}
