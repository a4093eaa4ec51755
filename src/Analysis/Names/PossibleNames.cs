using Sweep.Planning.Errors;

namespace Sweep.Analysis.Names;

/// <summary>What to say beside a name that does not exist.</summary>
public static class PossibleNames
{
    private const int MaxNamed = 10;

    /// <summary>"Did you mean 'relu'?", or "One of relu, arelu." where none is near.</summary>
    /// <param name="written">What somebody wrote.</param>
    /// <param name="names">What there is; at least one.</param>
    public static string Suggest(string written, IReadOnlyCollection<string> names) => NearestName.Find(written, names) is { } near
        ? $"Did you mean '{near}'?"
        : $"One of {List(names)}.";

    /// <summary>The first ten of some names, and how many there are more.</summary>
    public static string List(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MaxNamed))
            + (names.Count > MaxNamed ? FormattableString.Invariant($" and {names.Count - MaxNamed} more") : "");
}
