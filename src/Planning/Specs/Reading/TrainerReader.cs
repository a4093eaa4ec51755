using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads <c>trainer</c>: who trains where it is none of this program's engines, what it may be told and what it
/// reports.</summary>
internal sealed class TrainerReader(SpecErrorList errors, TrackedFiles? files, StoredFacts facts)
{
    private const string Section = DeclaredTrainer.Setting, Command = "command", Imported = "imported", Settings = "settings",
        Metrics = "metrics", Timeout = "timeout", Silence = "silence", Grace = "grace";

    private static readonly string[] ProgramKeys = [Command, TrackReader.Key, Timeout, Silence, Grace];
    private static readonly string[] Keys = [Command, TrackReader.Key, Imported, Settings, Metrics, Timeout, Silence, Grace];

    private readonly ScalarReader scalars = new(errors);

    /// <summary>The trainer, after mistakes with what could be read of it; null where the names of its settings are not known.</summary>
    public DeclaredTrainer? Read(YamlNode node)
    {
        if (scalars.Map(node, Section, "who trains, such as { command: [python3, train.py], settings: ..., metrics: ... }") is not { } map)
            return null;
        foreach (var entry in map.Entries.Where(e => e.Key != TrackReader.FactsKey && !Keys.Contains(e.Key)))
            errors.Add(SpecErrorList.Join(Section, entry.Key), entry.KeyPosition, $"There is no key '{entry.Key}' here.", Keys, entry.Key);
        var settings = new DeclaredSettingReader(errors, scalars).Read(map.Find(Settings)?.Value, SpecErrorList.Join(Section, Settings));
        var (metrics, required) = new DeclaredMetricReader(errors, scalars).Read(map, SpecErrorList.Join(Section, Metrics), Metrics);
        if (map.Find(Imported) is { } imported)
        {
            foreach (var entry in map.Entries.Where(e => ProgramKeys.Contains(e.Key)))
                errors.Add(SpecErrorList.Join(Section, entry.Key), entry.KeyPosition,
                    $"'{entry.Key}' is of a program, and the results of this spec were imported: leave one of both out.");
            var (study, source) = ReadImported(imported.Value);
            return settings is null ? null : new ImportedResults(study, source, settings, metrics);
        }
        var command = ReadCommand(map);
        var tracked = new TrackReader(errors, scalars, files, facts).Read(map, Section);
        return settings is null ? null : new ProgramTrainer(command, tracked, settings, metrics) { Plan = ReadPlan(map, required) };
    }

    private List<string> ReadCommand(YamlMap map)
    {
        const string path = $"{Section}.{Command}", example = "command: [python3, train.py]";
        if (map.Find(Command) is not { } entry)
        {
            errors.Add(Section, map.Position, $"Say which program trains: {example}.");
            return [];
        }
        if (entry.Value is not YamlList list)
        {
            errors.Add(path, entry.Value.Position, $"Expected the file to start and its arguments, found {entry.Value.Kind}. No shell "
                + $"reads it: write each word by itself, {example}.");
            return [];
        }
        if (list.Items.Count == 0)
            errors.Add(path, list.Position, $"The command is empty: name the file to start and its arguments, {example}.");
        var words = new List<string>();
        for (int i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is not YamlScalar { IsNull: false } word)
                errors.Add($"{path}[{i}]", list.Items[i].Position, $"Expected a word of the command, found {list.Items[i].Kind}.");
            else if (i == 0 && string.IsNullOrWhiteSpace(word.Text))
                errors.Add($"{path}[{i}]", word.Position, $"The file to start has no name: {example}.");
            else
                words.Add(word.Text);
        }
        return words;
    }

    private (string Study, string Source) ReadImported(YamlNode node)
    {
        const string path = $"{Section}.{Imported}";
        if (scalars.Map(node, path, "what was imported, such as { study: NAME, source: results.csv }") is not { } map)
            return ("", "");
        scalars.RefuseUnknownKeys(map, path, ["study", "source"]);
        return (Text("study", "the name of the study"), Text("source", "where the results come from"));

        string Text(string key, string expected)
        {
            if (map.Find(key) is { } entry)
                return scalars.Text(entry.Value, SpecErrorList.Join(path, key), expected) ?? "";
            errors.Add(path, map.Position, $"'{key}' is missing: {expected}.");
            return "";
        }
    }

    private ProgramPlan ReadPlan(YamlMap map, IReadOnlyList<string> required)
    {
        var plan = ProgramPlan.Default;
        return new ProgramPlan(ReadDuration(map, Timeout), ReadDuration(map, Silence),
            ReadDuration(map, Grace, allowsZero: true) ?? plan.Grace, required);
    }

    private TimeSpan? ReadDuration(YamlMap map, string key, bool allowsZero = false)
    {
        if (map.Find(key) is not { } entry)
            return null;
        string path = SpecErrorList.Join(Section, key);
        if (entry.Value is not YamlScalar { IsNull: false } scalar || Duration.Read(scalar.Text) is not { } duration)
        {
            errors.Add(path, entry.Value.Position,
                $"Expected a time with its unit, such as 90s, 10m, 1.5h or 2d, found {entry.Value.Kind}.");
            return null;
        }
        if (duration > TimeSpan.Zero || allowsZero)
            return duration;
        errors.Add(path, entry.Value.Position, $"{key} is longer than nothing: give it a time such as 10m, or leave it out for no limit.");
        return null;
    }
}
