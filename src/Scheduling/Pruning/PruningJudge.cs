using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Pruning;

/// <summary>Decides whether a candidate is given up: the pruning rules as functions of the values of rivals.</summary>
/// <remarks>A candidate is judged on the seeds on which it has reached the epoch, by its mean over them; rivals are those that have reached
/// the epoch on all of these seeds, and count with their means over the same. With one seed that selects, these are the rules of the
/// papers; with several, no candidate is compared with another on other seeds.</remarks>
public static class PruningJudge
{
    /// <summary>Why a trial is given up after an epoch; null when it goes on.</summary>
    /// <param name="plan">The rule.</param>
    /// <param name="curves">The trials that compete, the judged one included.</param>
    /// <param name="judged">The trial that has just ended the epoch.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    public static string? Judge(PruningPlan plan, IReadOnlyList<RivalCurve> curves, TrialId judged, int epoch)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(curves);
        if (!plan.DecidesAt(epoch) || curves.FirstOrDefault(c => c.Trial == judged) is not { } own || !own.Values.ContainsKey(epoch))
            return null;
        RivalCurve[] ours = [.. curves.Where(c => c.Candidate == own.Candidate && c.Values.ContainsKey(epoch))];
        if (!ours.All(c => double.IsFinite(c.Values[epoch])))
            return null; // a divergence is a result, and comes by itself
        var seeds = ours.Select(c => c.Seed).ToHashSet();
        var rivals = curves.Where(c => c.Candidate != own.Candidate && seeds.Contains(c.Seed) && c.Values.ContainsKey(epoch))
            .GroupBy(c => c.Candidate).Where(c => c.Count() == seeds.Count).Select(c => c.ToArray());
        bool largerIsBetter = plan.LargerIsBetter;
        return plan.Rule == PruningRule.Median ? ByMedian(plan, ours, rivals, epoch, largerIsBetter)
            : ByRung(plan, ours, rivals, epoch, largerIsBetter);
    }

    // Optuna's MedianPruner: the best value so far against the median of the finished at this epoch; as good as it is enough.
    private static string? ByMedian(PruningPlan plan, RivalCurve[] ours, IEnumerable<RivalCurve[]> rivals, int epoch,
        bool largerIsBetter)
    {
        double[] values = [.. rivals.Where(r => r.All(c => c.IsFinished)).Select(r => MeanAt(r, epoch)).Order()];
        if (values.Length < plan.Startup)
            return null;
        double median = (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
        double best = ours.Average(c => Best(c.Values.Where(v => v.Key <= epoch).Select(v => v.Value), largerIsBetter));
        return !IsBetter(median, best, largerIsBetter) ? null
            : Text($"after epoch {epoch} its best {plan.Metric} was {best:G4}, worse than the median {median:G4} of ")
                + Text($"{values.Length} finished candidates");
    }

    // One of `reduction` goes on, at least the best one; as good as the last of these is enough.
    private static string? ByRung(PruningPlan plan, RivalCurve[] ours, IEnumerable<RivalCurve[]> rivals, int epoch, bool largerIsBetter)
    {
        double own = MeanAt(ours, epoch);
        double[] others = [.. rivals.Select(r => MeanAt(r, epoch))];
        int going = Math.Max(1, (others.Length + 1) / plan.Reduction);
        int better = others.Count(o => IsBetter(o, own, largerIsBetter));
        return better < going ? null
            : Text($"after epoch {epoch} its {plan.Metric} was {own:G4}, not among the best {going} of {others.Length + 1} candidates");
    }

    private static double MeanAt(RivalCurve[] curves, int epoch) => curves.Average(c => c.Values[epoch]);

    private static double Best(IEnumerable<double> values, bool largerIsBetter) => largerIsBetter ? values.Max() : values.Min();

    private static bool IsBetter(double a, double b, bool largerIsBetter) => largerIsBetter ? a > b : a < b;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
