namespace Sweep.Planning.Errors;

/// <summary>Collects the mistakes of a reading: all, or, where a generated file has very many, the first found and how many more there
/// are.</summary>
internal sealed class SpecErrorList
{
    private const int MaxTold = 1000;

    private readonly List<SpecError> errors = [];
    private TextPosition firstUntold;

    public int Count { get; private set; }

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<SpecError> InOrder()
    {
        string message = $"From here on {Count - MaxTold} more mistakes were found that are not listed.";
        SpecError[] more = Count <= MaxTold ? [] : [new SpecError("", firstUntold.Line, firstUntold.Column, message, [], null)];
        return [.. errors.Distinct().Concat(more).OrderBy(e => e.Line).ThenBy(e => e.Column)];
    }

    public void Add(string path, TextPosition position, string message) => Add(path, position, message, [], null);

    /// <summary>With the values possible there, of which the one nearest to <paramref name="written"/> is suggested.</summary>
    public void Add(string path, TextPosition position, string message, IReadOnlyList<string> allowed, string? written)
    {
        if (++Count == MaxTold + 1)
            firstUntold = position;
        if (Count > MaxTold)
            return;
        string? suggestion = written is null ? null : NearestName.Find(written, allowed);
        errors.Add(new SpecError(path, position.Line, position.Column, message, allowed, suggestion));
    }

    public static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
