using System.Globalization;
using Sweep.Planning.Trials;

namespace Sweep.Import.Designs;

/// <summary>The number of each training's replicate, and whether replicates of equal number are partners.</summary>
internal sealed class SeedNumbers(ImportedStudy study, ImportQuestion question, MistakeList mistakes, List<string> notes)
{
    /// <summary>Whether the trainings of equal seed are partners across the levels of the factor.</summary>
    public bool ArePaired { get; private set; } = true;

    /// <summary>One for each training; a training without one is a mistake.</summary>
    /// <param name="configurations">What each training was told, which numbers replicates where nothing else does.</param>
    public int[] Read(IReadOnlyList<string> configurations)
    {
        string[] named = [.. question.Seed is { } seed ? new[] { seed } : [], .. question.PairedBy];
        if (named.Length == 0 && study.Runs.All(r => r.Seed is not null))
            return [.. study.Runs.Select(r => r.Seed!.Value)];
        if (named.Length == 0)
            return Numbered(configurations);
        foreach (string name in named.Where(n => !study.Runs.Any(r => r.Settings.ContainsKey(n))))
            mistakes.Add($"{study.Source}: no training has '{name}', which is to tell replicates apart.");
        if (mistakes.Any)
            return [];
        foreach (var run in study.Runs)
        {
            foreach (string name in named.Where(n => !run.Settings.ContainsKey(n)))
                mistakes.Add($"{study.Source}, {run.Place}: {name} is missing, which is to tell replicates apart.");
        }
        if (mistakes.Any)
            return [];
        return named is [var only] && only == question.Seed ? Seeds(only) : Texts(named);
    }

    private int[] Seeds(string name)
    {
        var values = study.Runs.Select(r => r.Settings[name]).ToArray();
        if (values.Any(v => v is not SettingValue.Number))
            return Texts([name]);
        foreach (var (run, number) in study.Runs.Zip(values.Cast<SettingValue.Number>())
            .Where(p => p.Second.Value != Math.Floor(p.Second.Value)))
            mistakes.Add($"{study.Source}, {run.Place}, column {name}: a seed is a whole number or a text, not {number.Label}.");
        return values.Cast<SettingValue.Number>().All(n => n.Value is >= int.MinValue and <= int.MaxValue)
            ? [.. values.Cast<SettingValue.Number>().Select(n => (int)n.Value)]
            : Texts([name]);
    }

    private int[] Texts(string[] names)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] seeds = [.. study.Runs.Select(r =>
        {
            string text = DesignedRun.KeyOf(names.Select(n => r.Settings[n]));
            return known.TryGetValue(text, out int number) ? number : known[text] = known.Count;
        })];
        notes.Add(string.Create(CultureInfo.InvariantCulture,
            $"Seeds are the {known.Count:N0} values of {string.Join(" and ", names)}, numbered from 0 in the order of {study.Source}."));
        return seeds;
    }

    private int[] Numbered(IReadOnlyList<string> configurations)
    {
        ArePaired = false;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        notes.Add("No seed is named: the trainings of a configuration are numbered, and levels are compared unpaired. If rows share a "
            + "seed, a fold or a dataset across levels, name it: --seed COLUMN or --paired-by COLUMN.");
        return [.. configurations.Select(c => counts[c] = counts.GetValueOrDefault(c, -1) + 1)];
    }
}
