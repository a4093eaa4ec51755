using Sweep.Planning;
using Sweep.Scheduling.Looks;

namespace Sweep.Client.Names;

/// <summary>The settings and levels of a plan, as people name them on the command line.</summary>
internal sealed class PlanNames(SweepPlan plan)
{
    private const string SeedName = "seed";
    private readonly string[] factors = [.. plan.Factors.Select(f => f.Name)];

    // Gone through only where a factor's levels do not tell.
    private IEnumerable<Configuration> Configurations => plan.FirstSeedTrials.Select(t => t.Configuration);

    /// <summary>The setting that a name means: itself, or the nearest factor after noting the mistake; null when nothing is near.</summary>
    public string? Setting(string option, string name, List<string> mistakes)
    {
        if (factors.Contains(name) || Configurations.Any(c => c.Settings.ContainsKey(name)))
            return name;
        mistakes.Add($"{option} {name}: no trial has this setting. {Alternatives.Of(name, factors)}");
        return NearestName.Of(name, factors);
    }

    /// <summary>Notes a mistake when no trial has this level of a setting.</summary>
    public void CheckLevel(string option, string setting, string label, List<string> mistakes)
    {
        if (plan.Factors.FirstOrDefault(f => f.Name == setting)?.Labels.Contains(label) == true)
            return;
        string[] labels = [.. Configurations.Select(c => TrialObservations.Label(c.Settings, setting)).Distinct()];
        if (!labels.Contains(label))
            mistakes.Add($"{option} {label}: no level of {setting}. {Alternatives.Of(label, labels)}");
    }

    /// <summary>Notes the names and levels of --where that no trial has, and conditions that exclude each other.</summary>
    public void CheckWhere(IReadOnlyDictionary<string, IReadOnlyList<string>> where, List<string> mistakes)
    {
        int before = mistakes.Count;
        foreach (var (name, labels) in where)
            CheckWhere(name, labels, mistakes);
        if (mistakes.Count == before && where.Count > 0 && !plan.TrialsWhere(where).Any())
            mistakes.Add($"No trial of {plan.Name} matches --where. Its factors: {string.Join(", ", factors)}.");
    }

    /// <summary>The largest value of a numeric setting; null when no trial has it.</summary>
    public double? Largest(string setting) =>
        Configurations.Select(c => c.Settings.GetValueOrDefault(setting)).OfType<SettingValue.Number>().Select(n => (double?)n.Value).Max();

    private void CheckWhere(string name, IReadOnlyList<string> labels, List<string> mistakes)
    {
        bool isGroupPart = name.Contains('.', StringComparison.Ordinal); // "optimizer.momentum"
        if (name != SeedName && !isGroupPart && !factors.Contains(name) && !Configurations.Any(c => c.Settings.ContainsKey(name)))
        {
            mistakes.Add($"--where {name}={string.Join('|', labels)}: no trial has this setting. {Alternatives.Of(name, [.. factors, SeedName])}");
            return;
        }
        var known = plan.Factors.FirstOrDefault(f => f.Name == name)?.Labels;
        foreach (string label in labels.Where(l => known?.Contains(l) != true && !plan.TrialsWhere(new Dictionary<string, IReadOnlyList<string>> { [name] = [l] }).Any()))
        {
            known ??= name == SeedName ? [.. plan.Trials.Select(t => t.Seed.ToString()).Distinct()]
                : isGroupPart ? []
                : [.. Configurations.Select(c => c.Settings.GetValueOrDefault(name)?.Label).OfType<string>().Distinct()];
            mistakes.Add($"--where {name}={label}: {(known.Count == 0 ? "no trial has this." : $"no such level. {Alternatives.Of(label, known)}")}");
        }
    }
}
