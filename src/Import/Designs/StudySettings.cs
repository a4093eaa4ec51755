using Sweep.Planning.Errors;
using Sweep.Planning.Trials;

namespace Sweep.Import.Designs;

/// <summary>Which of a study's settings its sweep has, and their values.</summary>
internal sealed class StudySettings(ImportedStudy study, ImportQuestion question, StoredStudy? stored, MistakeList mistakes,
    List<string> notes)
{
    private const string None = "none";

    /// <summary>The names: the factor first, then the blocks, or all that are not of each training.</summary>
    public string[] Choose()
    {
        string[] there = [.. study.Runs.SelectMany(r => r.Settings.Keys).Distinct(StringComparer.Ordinal)];
        foreach (string name in new[] { question.Factor }.Concat(question.Blocks ?? []).Except(there))
        {
            string meant = NearestName.Find(name, there) is { } near ? $" Did you mean '{near}'?" : "";
            mistakes.Add($"{study.Source} has no setting '{name}'.{meant} There are: {string.Join(", ", there)}.");
        }
        string[] replicates = [.. question.Seed is { } seed ? new[] { seed } : [], .. question.PairedBy];
        if (replicates.Contains(question.Factor))
            mistakes.Add($"{question.Factor} is the factor and cannot tell replicates apart, too.");
        string[] others = question.Blocks is { } blocks ? [.. blocks.Except([question.Factor])]
            : [.. there.Except([question.Factor, .. replicates, .. question.Ignored])];
        if (question.Blocks is not null && there.Except([question.Factor, .. others, .. replicates, .. question.Ignored]).ToArray()
            is { Length: > 0 } rest)
            notes.Add($"Left out, since --block says what counts: {string.Join(", ", rest)}.");
        if (question.Blocks is null && stored is null)
        {
            string[] own = [.. others.Where(n =>
                OwnValues.AreOfEachTraining([.. study.Runs.Select(r => r.Settings.GetValueOrDefault(n))]))];
            if (own.Length > 0)
                notes.Add(OwnValues.Note(own));
            others = [.. others.Except(own)];
        }
        string[] chosen = [question.Factor, .. others.Except(replicates)];
        return stored is null ? chosen : AsStored(chosen);
    }

    /// <summary>Their values in each training. A setting with values of several kinds, or one that some trainings lack, has
    /// texts.</summary>
    public SettingValue[][] Values(string[] settings)
    {
        var values = study.Runs.Select(r => settings.Select(s => Plain(r.Settings.GetValueOrDefault(s))).ToArray()).ToArray();
        foreach (var (run, row) in study.Runs.Zip(values))
        {
            foreach (string setting in settings.Where((_, s) => row[s].Label.Contains('\0', StringComparison.Ordinal)))
                mistakes.Add($"{study.Source}, {run.Place}: the value of {setting} has a zero character, which is no text.");
        }
        for (int s = 0; s < settings.Length; s++)
        {
            if (values.Select(v => v[s].GetType()).Distinct().Count() > 1)
            {
                foreach (var row in values)
                    row[s] = new SettingValue.Text(row[s].Label);
            }
            if (stored?.Trials is [var first, ..] && first.Trial.Configuration.Settings[settings[s]].GetType() != values[0][s].GetType())
                mistakes.Add($"{study.Source}: the values of {settings[s]} are of another kind than the stored ones, such as "
                    + $"{first.Trial.Configuration.Settings[settings[s]].Label}. Give another --name.");
        }
        return values;
    }

    private string[] AsStored(string[] chosen)
    {
        string[] before = [.. stored!.Results.Settings.Select(s => s.Name)];
        string[] added = [.. chosen.Except(before)], lost = [.. before.Except(chosen)];
        var own = added.Where(n => OwnValues.AreOfEachTraining([.. study.Runs.Select(r => r.Settings.GetValueOrDefault(n))])).ToArray();
        if (own.Length > 0)
            notes.Add(OwnValues.Note(own));
        added = [.. added.Except(own)];
        if (added.Length + lost.Length > 0 && chosen.Contains(question.Factor))
            mistakes.Add($"{study.Source}: the stored sweep has the settings {string.Join(", ", before)}; "
                + $"{(added.Length > 0 ? $"new are {string.Join(", ", added)}" : $"missing are {string.Join(", ", lost)}")}. "
                + "Say by --block and --ignore which count, as at the first import, or give another --name.");
        return before;
    }

    private static SettingValue Plain(SettingValue? value) => value switch
    {
        null => new SettingValue.Text(None),
        SettingValue.Text or SettingValue.Number or SettingValue.Flag => value,
        _ => new SettingValue.Text(value.Label),
    };
}
