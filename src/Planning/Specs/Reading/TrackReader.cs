using System.Text.RegularExpressions;
using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads <c>trainer.track</c>: hashes the files where they are, and takes the stored hashes where they are not.</summary>
internal sealed partial class TrackReader(SpecErrorList errors, ScalarReader scalars, TrackedFiles? files, StoredFacts facts)
{
    /// <summary>The key of the files.</summary>
    public const string Key = "track";

    /// <summary>The key of their hashes in stored texts.</summary>
    public const string FactsKey = "tracked";

    /// <summary>SHA-256 by path; what has mistakes is left out.</summary>
    /// <param name="map">The section.</param>
    /// <param name="path">Its place in the spec.</param>
    public IReadOnlyDictionary<string, string> Read(YamlMap map, string path)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (map.Find(Key) is not { } entry)
        {
            if (map.Find(FactsKey) is { } left)
                errors.Add(SpecErrorList.Join(path, FactsKey), left.KeyPosition, $"'{FactsKey}' is written by sweep beside '{Key}': leave "
                    + "it out.");
            return hashes;
        }
        string place = SpecErrorList.Join(path, Key);
        if (entry.Value is not YamlList list)
        {
            errors.Add(place, entry.Value.Position, $"Expected a list of files, such as [train.py], found {entry.Value.Kind}.");
            return hashes;
        }
        var stored = ReadStored(map, path);
        for (int i = 0; i < list.Items.Count; i++)
        {
            if (scalars.Text(list.Items[i], $"{place}[{i}]", "the path of a file") is not { } file)
                continue;
            if (hashes.ContainsKey(file))
                errors.Add($"{place}[{i}]", list.Items[i].Position, $"{file} is named twice.");
            else if (Path.IsPathRooted(file) || file.Split('/').Contains(".."))
                errors.Add($"{place}[{i}]", list.Items[i].Position,
                    $"{file} is not within the programs folder: give the path from there, such as train.py.");
            else if (Hash(file, stored) is var (hash, problem) && hash is null)
                errors.Add($"{place}[{i}]", list.Items[i].Position, problem);
            else
                hashes[file] = hash;
        }
        if (stored is null && files is not null && hashes.Count > 0)
            facts.Add(map, $"{FactsKey}: {{ {string.Join(", ", hashes.Select(h => $"{CanonicalJson.Quote(h.Key)}: {h.Value}"))} }}");
        return hashes;
    }

    private (string? Hash, string Problem) Hash(string file, Dictionary<string, string>? stored)
    {
        string? known = stored?.GetValueOrDefault(file);
        if (files is null)
        {
            return (known, stored is null
                ? "Tracked files are hashed where a spec is read from its file, and are not read here: submit the spec by `sweep submit`."
                : $"{FactsKey} lacks {file}: leave the key {FactsKey} out, and sweep writes it.");
        }
        var (hash, problem) = files.Hash(file);
        return hash is not null && stored is not null && hash != known
            ? (null, $"{file} is not the file that {FactsKey} tells of: leave the key {FactsKey} out, and sweep writes it.")
            : (hash, problem);
    }

    private Dictionary<string, string>? ReadStored(YamlMap map, string path)
    {
        if (map.Find(FactsKey) is not { } entry)
            return null;
        if (entry.Value is YamlMap given && given.Entries.All(e => e.Value is YamlScalar hash && HashPattern().IsMatch(hash.Text)))
            return given.Entries.ToDictionary(e => e.Key, e => ((YamlScalar)e.Value).Text, StringComparer.Ordinal);
        errors.Add(SpecErrorList.Join(path, FactsKey), entry.Value.Position,
            "These are not the hashes that sweep writes. Leave the key out: they are read from the files.");
        return null;
    }

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.CultureInvariant)]
    private static partial Regex HashPattern();
}
