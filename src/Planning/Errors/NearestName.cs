namespace Sweep.Planning.Errors;

/// <summary>The name that somebody probably meant: smallest edit distance, where a swap of neighbours counts once and case counts
/// nothing.</summary>
/// <remarks>Optimal string alignment, the restricted form of Damerau, CACM 7 (1964), 171-176, doi:10.1145/363958.363994.</remarks>
public static class NearestName
{
    private const int MinPrefixLength = 3;

    /// <summary>The nearest of some names within a third of the length (at least 1 edit). Unless it is one edit away, the name that begins
    /// so comes before it, the only one or the beginning of all others that do. Null when there is neither.</summary>
    /// <param name="written">What somebody wrote.</param>
    /// <param name="names">What is allowed there.</param>
    public static string? Find(string written, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(names);
        names = [.. names];
        string? nearest = null;
        int best = Math.Max(1, (written.Length + 2) / 3) + 1;
        foreach (string name in names)
        {
            int distance = Distance(written.ToLowerInvariant(), name.ToLowerInvariant());
            if (distance < best && distance < name.Length && name != written)
                (nearest, best) = (name, distance);
        }
        if ((nearest is not null && best <= 1) || written.Length < MinPrefixLength)
            return nearest;
        string[] begun = [.. names.Where(n => n.StartsWith(written, StringComparison.OrdinalIgnoreCase) && n != written)];
        return begun.MinBy(n => n.Length) is { } shortest && Array.TrueForAll(begun, n => n.StartsWith(shortest, StringComparison.Ordinal))
            ? shortest : nearest;
    }

    internal static int Distance(string a, string b)
    {
        var rows = new int[3][]; // (b.Length + 1): distances of the prefixes of a that end two before, one before, and here
        for (int i = 0; i < 3; i++)
            rows[i] = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            rows[1][j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            var (twoBefore, before, here) = (rows[(i + 2) % 3], rows[i % 3], rows[(i + 1) % 3]);
            here[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                here[j] = Math.Min(substitution, Math.Min(before[j], here[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    here[j] = Math.Min(here[j], twoBefore[j - 2] + 1);
            }
        }
        return rows[(a.Length + 1) % 3][b.Length];
    }
}
