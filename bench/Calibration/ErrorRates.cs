using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;

namespace Sweep.Calibration.Bench;

/// <summary>A/A sweeps: all levels are the same thing under different names. How often does the whole pipeline declare any
/// difference?</summary>
internal static class ErrorRates
{
    public static void Print(int studies)
    {
        Console.WriteLine($"A/A sweeps, {studies} studies each, alpha 0.05: share that declares any difference (family-wise)");
        var plain = new SimulatedStudy();
        var rough = plain with { IsRough = true, Divergence = .1, Missing = .1 };
        int[] seeds = [.. Enumerable.Range(0, 20)];
        var sequential = rough with { Levels = 3, Datasets = 2, Seeds = seeds.Length };

        Row("3 levels against a baseline, 4 datasets, 10 seeds", plain, Studies.Options(), Overall);
        Row("the same, 10 % diverged, 10 % missing, rough noise", rough, Studies.Options(), Overall);
        Row("the same, comparisons within datasets (12)", rough, Studies.Options(), Blocks);
        Row("all pairs of 4 levels, Holm", rough, Studies.Options(null), Overall);
        Row("all pairs of 4 levels, Bergmann-Hommel", rough, Studies.Options(null) with { Adjustment = AdjustmentMethod.BergmannHommel },
            Overall);
        Row("unpaired", rough, Studies.Options() with { MayPair = false }, Overall);
        Row("baseline with 8 tuned candidates against 1, 4 selection seeds", plain with { Candidates = 8, Seeds = 14 },
            Studies.Options() with { Tuning = new TuningOptions(new HashSet<int> { 0, 1, 2, 3 }, LargerIsBetter: true) }, Overall);
        Row("new datasets: interaction 1 sd, 10 datasets, 5 seeds", rough with { Datasets = 10, Seeds = 5, Interaction = 1 },
            Studies.Options(), NewDatasets);
        foreach (var rule in Enum.GetValues<StoppingRule>())
        {
            Row($"5 looks at up to 20 seeds, 2 levels against a baseline: {rule}", sequential,
                Studies.Options() with { Looks = SequentialLooks.EquallySpaced(rule, seeds, 5) }, Overall);
        }
        Row("differences of -1 or +1, 2 levels, e-process after every of 30 seeds",
            new SimulatedStudy { Levels = 2, Datasets = 1, Seeds = 30, IsTwoPoint = true },
            Studies.Options() with { Looks = SequentialLooks.EquallySpaced(StoppingRule.EProcess, [.. Enumerable.Range(0, 30)], 30) },
                Overall);
        Console.WriteLine($"| the same data, nominal p at every look (wrong) | {Naive(sequential, seeds, studies)} |");
        Console.WriteLine();

        void Row(string name, SimulatedStudy study, ComparisonOptions options, Func<ComparisonReport, bool> declared) =>
            Console.WriteLine($"| {name} | {Studies.Share(study, options, studies, declared)} |");
    }

    private static bool Overall(ComparisonReport report) => report.Comparisons.Any(c => c.Overall.Decision.Verdict != Verdict.Undecided);

    private static bool Blocks(ComparisonReport report) =>
        report.Comparisons.Any(c => c.Blocks.Any(b => b.Decision.Verdict != Verdict.Undecided));

    private static bool NewDatasets(ComparisonReport report) =>
        report.Comparisons.Any(c => c.NewDatasets is { Decision.Verdict: not Verdict.Undecided });

    // What looking again and again without a plan would do: Holm over the two comparisons at each look, a verdict at any of them.
    private static Rate Naive(SimulatedStudy study, int[] seeds, int studies)
    {
        var options = Studies.Options() with { Looks = SequentialLooks.EquallySpaced(StoppingRule.Pocock, seeds, 5) };
        return Studies.Share(study, options, studies, report => Enumerable.Range(0, 5).Any(look =>
            report.Comparisons.Min(c => c.Overall.Sequential!.Looks[look].P) <= options.Alpha / report.Comparisons.Count));
    }
}
