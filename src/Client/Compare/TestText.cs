using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;

namespace Sweep.Client.Compare;

/// <summary>The names of the tests that decide, for people.</summary>
internal static class TestText
{
    /// <summary>"sign-flip test of the mean difference": the test that decided a comparison; null when none did.</summary>
    public static string? Name(ComparisonResult result)
    {
        var test = result.Decision.Test;
        return test == TestCatalogue.None ? null
            : Bets(result) ? "e-process, bets on the signs of the seeds' differences"
            : result.BlockCount > 1 ? test.NameOverBlocks ?? test.Name
            : test.Name;
    }

    /// <summary>The same in a methods section, with its papers.</summary>
    /// <param name="results">Comparisons that one test has decided.</param>
    public static string Citation(IReadOnlyList<ComparisonResult> results)
    {
        var test = results[0].Decision.Test;
        return Bets(results[0]) ? "an e-process that bets on the signs of the seeds' mean differences (Ramdas et al., 2020)"
            : results.Any(r => r.BlockCount > 1) ? test.CitationOverBlocks ?? test.Citation
            : test.Citation;
    }

    /// <summary>Whether an e-process took the place of the test.</summary>
    public static bool Bets(ComparisonResult result) => result.Sequential is { Rule: StoppingRule.EProcess };
}
