using Sweep.Planning;

namespace Sweep.Analysis.Names;

/// <summary>What to say beside a name that does not exist.</summary>
public static class Alternatives
{
    private const int MostNamed = 10;

    /// <summary>"Did you mean 'relu'?", or "One of relu, arelu." where none is near.</summary>
    /// <param name="written">What somebody wrote.</param>
    /// <param name="names">What there is; at least one.</param>
    public static string Of(string written, IReadOnlyCollection<string> names) => NearestName.Of(written, names) is { } near
        ? $"Did you mean '{near}'?"
        : $"One of {List(names)}.";

    /// <summary>The first ten of some names, and how many there are more.</summary>
    public static string List(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MostNamed))
            + (names.Count > MostNamed ? FormattableString.Invariant($" and {names.Count - MostNamed} more") : "");
}
