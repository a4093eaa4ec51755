using Sweep.Analysis.Comparisons;

namespace Sweep.Calibration.Bench;

/// <summary>Analyses many studies of one kind, each drawn from its own seed: the same numbers on every run and machine.</summary>
internal static class Studies
{
    public static T[] Analyse<T>(SimulatedStudy study, ComparisonOptions options, int count, Func<ComparisonReport, T> read)
    {
        var results = new T[count];
        Parallel.For(0, count, i => results[i] = read(ComparisonAnalysis.Analyse(study.Draw(new Random(20260 + i)), options)));
        return results;
    }

    public static Rate Share(SimulatedStudy study, ComparisonOptions options, int count, Func<ComparisonReport, bool> declared) =>
        new(Analyse(study, options, count, declared).Count(d => d), count);

    public static ComparisonOptions Options(string? baseline = "level0") =>
        new() { Baseline = baseline, IsPlanned = true, Depth = ReportDepth.Verdicts };
}
