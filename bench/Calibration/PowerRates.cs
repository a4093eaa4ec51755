using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Statistics.Power;

namespace Sweep.Calibration.Bench;

/// <summary>Injected effects: are they found as often as planned?</summary>
internal static class PowerRates
{
    public static void Print(int studies)
    {
        Console.WriteLine($"Injected effects, {studies} studies each: found in the right direction, beside the planned power (noncentral "
            + "t)");
        Console.WriteLine("| pairs | d_z | planned | found |");
        Console.WriteLine("|---|---|---|---|");
        foreach (int pairs in new[] { 8, 10, 15, 20, 34 })
        {
            double noncentrality = TTestPower.DetectableNoncentrality(pairs - 1, .8, .05), effect = noncentrality / Math.Sqrt(pairs);
            var study = Of(pairs, effect);
            var found = Studies.Share(study, Studies.Options(), studies, r => r.Comparisons[0].Overall.Decision.Verdict == Verdict.Better);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {pairs} | {effect:0.000} | {TTestPower.Paired(effect, pairs, .05):0.000} | {found} |"));
        }
        Console.WriteLine();
    }

    // Differences of two values of deviation 1 and correlation .5 have deviation 1: the effect is d_z.
    internal static SimulatedStudy Of(int seeds, double effect) => new() { Levels = 2, Datasets = 1, Seeds = seeds, Effect = effect };
}
