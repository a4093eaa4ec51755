namespace Sweep.Client.Output;

/// <summary>Names of columns, which are the heads of CSV and the keys of JSON: no two alike.</summary>
internal static class ColumnNames
{
    /// <summary>The names in their order; where one occurs again, it is followed by _2, _3 and so on.</summary>
    public static IReadOnlyList<string> Distinct(IReadOnlyList<string> names)
    {
        var taken = names.ToHashSet(StringComparer.Ordinal);
        if (taken.Count == names.Count)
            return names;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. names.Select(name => seen.Add(name) ? name : Next(name, taken))];
    }

    private static string Next(string name, HashSet<string> taken)
    {
        for (int number = 2; ; number++)
        {
            string numbered = FormattableString.Invariant($"{name}_{number}");
            if (taken.Add(numbered))
                return numbered;
        }
    }
}
