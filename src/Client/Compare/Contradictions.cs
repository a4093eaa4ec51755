using Sweep.Analysis.Questions;

namespace Sweep.Client.Compare;

/// <summary>Wishes that do not go together, whatever the plan says.</summary>
internal static class Contradictions
{
    /// <summary>A sentence each; empty for none.</summary>
    public static IEnumerable<string> Find(CompareSettings settings)
    {
        if (settings is { AllPairs: true, Baseline: not null })
            yield return "--baseline and --all-pairs contradict each other: leave one of them out.";
        foreach (string option in new[] { settings.Rows is null ? null : "--rows", settings.Focus is null ? null
            : "--focus" }.OfType<string>().Where(_ => settings.Columns.Count == 0))
            yield return $"{option} is for a table of means: add --columns, such as --columns optimizer,learningRate.";
    }
}
