using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Trainers;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads the user's YAML. The grammar is described in docs/spec.md.</summary>
public static class SpecReader
{
    /// <summary>Reads a spec, or finds everything that is wrong with it.</summary>
    /// <param name="yaml">The text of the file.</param>
    /// <param name="vocabulary">The names and settings that exist, unless the spec declares its own trainer.</param>
    /// <param name="files">The tracked files of a program; null where there are none to be read: then the text must have what is known of
    /// them, as stored texts have.</param>
    public static SpecReading Read(string yaml, SpecVocabulary vocabulary, TrackedFiles? files = null)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var errors = new SpecErrorList();
        var facts = new StoredFacts();
        var root = YamlTreeBuilder.Build(yaml, errors);
        var section = SectionOf(root);
        var trainer = section is null ? null : new TrainerReader(errors, files, facts).Read(section);
        if (section is not null && trainer is null)
            return new SpecReading(errors.InOrder()); // no other name would be known
        var spec = root is null ? null
            : new DocumentReader(trainer?.Vocabulary ?? vocabulary, trainer, errors, facts).Read(root, yaml);
        return spec is null || errors.Count > 0 ? new SpecReading(errors.InOrder()) : new SpecReading(spec);
    }

    /// <summary>The trainer that a stored spec declares; null where it declares none, or is not understood.</summary>
    public static DeclaredTrainer? FindTrainer(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (!yaml.Contains(DeclaredTrainer.Setting, StringComparison.Ordinal))
            return null;
        var errors = new SpecErrorList();
        var trainer = SectionOf(YamlTreeBuilder.Build(yaml, errors)) is { } section
            ? new TrainerReader(errors, files: null, new StoredFacts()).Read(section)
            : null;
        return errors.Count == 0 ? trainer : null;
    }

    private static YamlNode? SectionOf(YamlNode? root) => (root as YamlMap)?.Find(DeclaredTrainer.Setting)?.Value;
}
