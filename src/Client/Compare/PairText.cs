using Sweep.Analysis.Comparisons;

namespace Sweep.Client.Compare;

/// <summary>What makes two trials partners, in words.</summary>
internal static class PairText
{
    /// <summary>"equal stream keys"; of a cross-validation "equal seeds and folds".</summary>
    public static string Equal(ComparisonReport report) => report.Options.Overlap > 0 ? "equal seeds and folds" : "equal stream keys";
}
