using Sweep.Analysis.Comparisons;

namespace Sweep.Analysis.Questions;

/// <summary>Finds the one comparison that a user wants explained.</summary>
public static class ExplainedComparison
{
    private const int MaxNamed = 10;

    /// <summary>The comparison that a user names: "arelu" against the baseline, or "arelu,relu" among all pairs.</summary>
    /// <param name="report">The comparisons.</param>
    /// <param name="name">What the user wrote.</param>
    /// <param name="shown">What the report calls a level that somebody wrote.</param>
    /// <exception cref="QuestionException">There is no such comparison; the message says which there are.</exception>
    public static LevelComparison Find(ComparisonReport report, string name, Func<string, string> shown)
    {
        string pair = string.Join(',', name.Split(',', StringSplitOptions.TrimEntries).Select(shown));
        LevelComparison[] found = [.. report.Comparisons.Where(c => pair == $"{c.Level},{c.Baseline}"
            || pair == $"{c.Baseline},{c.Level}")];
        if (found.Length == 0)
            found = [.. report.Comparisons.Where(c => c.Level == shown(name)
                || (c.Baseline == shown(name) && report.Options.Baseline is null))];
        if (found.Length == 1)
            return found[0];
        string[] names = [.. (found.Length > 0 ? found : report.Comparisons).Select(c => report.Options.Baseline is null
            ? $"{c.Level},{c.Baseline}" : c.Level)];
        string list = names.Length <= MaxNamed ? string.Join(" | ", names) : string.Join(" | ", names.Take(MaxNamed))
            + $" and {names.Length - MaxNamed} more";
        throw new QuestionException(names.Length == 0 ? $"--explain {name}: nothing is compared."
            : found.Length > 0 ? $"--explain {name}: several comparisons have it. Say which: {list}."
            : $"--explain {name}: no such comparison. There are: {list}.");
    }
}
