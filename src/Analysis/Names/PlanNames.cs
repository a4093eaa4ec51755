using Sweep.Analysis.Trials;
using Sweep.Planning.Errors;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Analysis.Names;

/// <summary>The settings and levels of plans, as people name them on the command line. What no trial of them has is a mistake.</summary>
/// <param name="plans">The plans.</param>
/// <param name="vocabulary">Knows the defaults that configurations leave out.</param>
public sealed class PlanNames(IReadOnlyList<SweepPlan> plans, SpecVocabulary vocabulary)
{
    // A trainer that a spec declares has no defaults that configurations leave out.
    private readonly SpecVocabulary vocabulary = plans is [{ Trainer: { } trainer }] ? trainer.Vocabulary : vocabulary;

    private const string SeedName = "seed";
    private readonly string[] factors = [.. plans.SelectMany(p => p.Factors).Select(f => f.Name).Distinct()];

    // Gone through only where a factor's levels do not tell.
    private IEnumerable<Configuration> Configurations => plans.SelectMany(p => p.FirstSeedTrials).Select(t => t.Configuration);

    /// <summary>The setting that a name means: itself, or the nearest factor after noting the mistake; null when nothing is near.</summary>
    public string? Setting(string option, string name, List<string> mistakes)
    {
        if (factors.Contains(name) || Configurations.Any(c => c.Settings.ContainsKey(name)))
            return name;
        mistakes.Add($"{option} {name}: no trial has this setting. {Near(name, factors)}");
        return NearestName.Find(name, factors);
    }

    /// <summary>Notes a mistake when no trial has this level of a setting.</summary>
    public void CheckLevel(string option, string setting, string label, List<string> mistakes)
    {
        string shown = vocabulary.ShownLabel(setting, label);
        if (LevelsOf(setting).Contains(shown))
            return;
        string[] labels = [.. Configurations.Select(c => TrialObservations.Label(c.Settings, setting, vocabulary)).Distinct()];
        if (!labels.Contains(shown))
            mistakes.Add($"{option} {label}: no level of {setting}. {PossibleNames.Suggest(label, labels)}");
    }

    /// <summary>Notes the names and levels of --where that no trial has, and conditions that exclude each other.</summary>
    public void CheckWhere(IReadOnlyDictionary<string, IReadOnlyList<string>> where, List<string> mistakes)
    {
        int before = mistakes.Count;
        foreach (var (name, labels) in where)
            CheckWhere(name, labels, mistakes);
        if (mistakes.Count == before && where.Count > 0 && !plans.Any(p => p.TrialsWhere(vocabulary.StoredLabels(where)).Any()))
            mistakes.Add($"No trial of {PossibleNames.List([.. plans.Select(p => p.Name)])} matches --where. "
                + $"Factors: {PossibleNames.List([.. factors, SeedName])}.");
    }

    /// <summary>The largest value of a numeric setting; null when no trial has it.</summary>
    public double? Max(string setting) =>
        Configurations.Select(c => c.Settings.GetValueOrDefault(setting)).OfType<SettingValue.Number>().Select(n => (double?)n.Value).Max();

    /// <summary>Whether a trial has another level of a setting than its default, where that is left out.</summary>
    public bool HasSet(string setting) => Configurations.Any(c => c.Settings.ContainsKey(setting));

    private void CheckWhere(string name, IReadOnlyList<string> labels, List<string> mistakes)
    {
        var levels = LevelsOf(name);
        string[] shown = [.. vocabulary.ShownLabels(name, labels)], missing = [.. shown.Where(l => !levels.Contains(l))];
        if (missing.Length == 0)
            return;
        var trials = name == SeedName ? plans.SelectMany(p => p.Trials) : plans.SelectMany(p => p.FirstSeedTrials);
        string[] known = [.. trials.Select(t =>
            vocabulary.ShownLabel(name, SweepPlan.FindLabel(t, name) ?? Configuration.AbsentLabel)).Distinct()];
        if (known is [] or [Configuration.AbsentLabel])
        {
            mistakes.Add($"--where {name}={string.Join('|', shown)}: no trial has this setting. {Near(name, [.. factors, SeedName])}");
            return;
        }
        mistakes.AddRange(missing.Where(l => !known.Contains(l))
            .Select(label => $"--where {name}={label}: no such level. {PossibleNames.Suggest(label, known)}"));
    }

    // What is varied is named first; what is meant may be fixed, or part of a group.
    private string Near(string name, string[] varied)
    {
        string[] all = [.. varied.Concat(Configurations.SelectMany(c => Paths("", c.Settings))).Distinct()];
        return NearestName.Find(name, all) is { } nearest
            ? $"Did you mean '{nearest}'?"
            : $"One of {PossibleNames.List(factors.Length > 0 ? varied : all)}.";
    }

    private string[] LevelsOf(string factor) =>
        [.. plans.SelectMany(p => p.Factors).Where(f => f.Name == factor).SelectMany(f => f.Labels)];

    // "optimizer", "optimizer.momentum"
    private static IEnumerable<string> Paths(string prefix, IReadOnlyDictionary<string, SettingValue> settings) => settings.SelectMany(s =>
        s.Value is SettingValue.Group group ? Paths(prefix + s.Key + ".", group.Settings).Prepend(prefix + s.Key) : [prefix + s.Key]);
}
