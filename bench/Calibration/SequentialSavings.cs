using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;

namespace Sweep.Calibration.Bench;

/// <summary>How many seeds a comparison buys until it is decided, with at most 30 of them, and how often it is decided rightly.</summary>
internal static class SequentialSavings
{
    private const int Cap = 30, Looks = 5;

    public static void Print(int studies)
    {
        int[] seeds = [.. Enumerable.Range(0, Cap)];
        Console.WriteLine($"Seeds bought until decided, at most {Cap}, {studies} studies each; power in brackets");
        Console.WriteLine("| d_z | fixed 30 | O'Brien-Fleming, 5 looks | Pocock, 5 looks | e-process |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (double effect in new[] { 0, .5, 1, 2 })
        {
            var study = PowerRates.Of(Cap, effect);
            var fixedPower = Studies.Share(study, Studies.Options(), studies, r =>
                r.Comparisons[0].Overall.Decision.Verdict != Verdict.Undecided);
            string row = Text($"| {effect} | 30 ({fixedPower.Value:0.000}) |");
            foreach (var rule in new[] { StoppingRule.OBrienFleming, StoppingRule.Pocock, StoppingRule.EProcess })
            {
                var options = Studies.Options() with { Looks = SequentialLooks.EquallySpaced(rule, seeds, Looks) };
                var stops = Studies.Analyse(study, options, studies, r => StoppedAt(r.Comparisons[0].Overall.Sequential!, options.Alpha));
                double mean = stops.Average(s => s ?? Cap);
                row += Text($" {mean:0.0} ({stops.Count(s => s is not null) / (double)studies:0.000}), saves {1 - mean / Cap:0%} |");
            }
            Console.WriteLine(row);
        }
        Console.WriteLine();
    }

    private static int? StoppedAt(SequentialSummary sequential, double alpha) =>
        sequential.Looks.FirstOrDefault(l => l.SequentialP <= alpha)?.SeedCount;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
