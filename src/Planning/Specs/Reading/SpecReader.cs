using Sweep.Planning.Errors;
using Sweep.Planning.Specs.Yaml;
using Sweep.Planning.Vocabulary;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Reads the user's YAML. The grammar is described in docs/spec.md.</summary>
public static class SpecReader
{
    /// <summary>Reads a spec, or finds everything that is wrong with it.</summary>
    /// <param name="yaml">The text of the file.</param>
    /// <param name="vocabulary">The names and settings that exist.</param>
    public static SpecReading Read(string yaml, SpecVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(vocabulary);
        var errors = new SpecErrorList();
        var root = YamlTreeBuilder.Build(yaml, errors);
        var spec = root is null ? null : new DocumentReader(vocabulary, errors).Read(root, yaml);
        return spec is null || errors.Count > 0 ? new SpecReading(errors.InOrder()) : new SpecReading(spec);
    }
}
