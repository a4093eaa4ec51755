using Sweep.Planning.Specs.Yaml;

namespace Sweep.Planning.Specs.Reading;

/// <summary>Collects the mistakes of a reading.</summary>
internal sealed class SpecErrorList
{
    private readonly List<SpecError> errors = [];

    public int Count => errors.Count;

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<SpecError> InOrder() => [.. errors.Distinct().OrderBy(e => e.Line).ThenBy(e => e.Column)];

    public void Add(string path, TextPosition position, string message) =>
        errors.Add(new SpecError(path, position.Line, position.Column, message, [], null));

    /// <summary>With the values possible there, of which the one nearest to <paramref name="written"/> is suggested.</summary>
    public void Add(string path, TextPosition position, string message, IReadOnlyList<string> allowed, string? written) =>
        errors.Add(new SpecError(path, position.Line, position.Column, message, allowed, written is null ? null : NearestName.Of(written, allowed)));

    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
