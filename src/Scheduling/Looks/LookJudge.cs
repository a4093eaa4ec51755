using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Plans;
using Sweep.Analysis.Trials;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling.Looks;

/// <summary>Decides what a planned look decides: the analysis that gives the verdicts, of the trials that the look may see, and nothing
/// else.</summary>
/// <remarks>A function of the stored trials alone: whoever takes the look, whenever, comes to the same answer. Comparisons decided by an
/// earlier look stay decided (their p-values can only have become smaller).</remarks>
public static class LookJudge
{
    /// <summary>The next look of a sweep.</summary>
    /// <param name="looks">What was planned, and the looks taken.</param>
    /// <param name="results">The sweep's trials in plan order; those of later seeds are left out of account.</param>
    /// <param name="classesOf">The number of classes that a trial tells apart; null where it is unknown.</param>
    /// <exception cref="UnfitTrialsException">The trials cannot answer: a metric is missing, or the baseline.</exception>
    public static LookTaking Decide(SweepLooks looks, IEnumerable<TrialResult> results, Func<Configuration, int?> classesOf)
    {
        ArgumentNullException.ThrowIfNull(looks);
        var (plan, index) = (looks.Plan, looks.Taken.Count);
        if (index >= plan.SeedCounts.Count)
            throw new ArgumentException($"All {plan.SeedCounts.Count} looks of '{looks.Sweep}' are taken.", nameof(looks));
        int seedCount = plan.SeedCounts[index];
        TrialResult[] seen = [.. results.Where(IsSeen(plan, seedCount))];
        if (plan.ChoosesFirst && index == 0)
            return Choose(looks, seen, classesOf);
        var standings = Standings(looks, seen, classesOf);
        string[] open = [.. standings.Where(s => !s.IsDecided).SelectMany(s => new[] { s.Level, s.Baseline }).Distinct()];
        bool isLast = open.Length == 0 || index == plan.SeedCounts.Count - 1;
        int number = plan.ChoosesFirst ? index : index + 1; // 0 chooses
        return new LookTaking(looks.Sweep, looks.PlanHash, number, seedCount, isLast, standings, looks.Comparison.Factor, open,
            isLast ? [] : NextSeeds(plan, index));
    }

    /// <summary>The trials that the next look of a sweep sees.</summary>
    public static TrialFilter Seen(SweepLooks looks)
    {
        ArgumentNullException.ThrowIfNull(looks);
        string[] seeds = [.. looks.Plan.Seeds.Take(looks.Plan.SeedCounts[looks.Taken.Count])
            .Select(s => s.Value.ToString(CultureInfo.InvariantCulture))];
        return new TrialFilter { Sweep = looks.Sweep, Where = new Dictionary<string, IReadOnlyList<string>> { ["seed"] = seeds } };
    }

    // The look that chooses tuned levels: those not chosen go no further. Where no candidate has a value, all of them do.
    private static LookTaking Choose(SweepLooks looks, IReadOnlyList<TrialResult> results, Func<Configuration, int?> classesOf)
    {
        var (plan, comparison) = (looks.Plan, looks.Comparison);
        var observations = TrialObservations.From(results, comparison, classesOf);
        var report = Analyse(comparison, observations);
        if (report.TuningChoices.FirstOrDefault(HasLostAllButPruned) is { } lost)
        {
            string place = lost.Block.Length == 0 ? "" : $", {lost.Block},";
            throw new UnfitTrialsException($"of {comparison.Factor} '{lost.Level}'{place} every candidate diverged, failed or was pruned, "
                + $"so that none is left to choose. 'sweep retry {looks.Sweep} --state pruned' trains those that were pruned.");
        }
        var chosen = report.TuningChoices.ToDictionary(c => (c.Level, c.Block), c => c.TunedLevel);
        var pruned = results.Zip(observations.All)
            .Where(t => chosen[(t.Second.Level, t.Second.Block)] is { } best && best != t.Second.TunedLevel)
            .Select(t => t.First.Configuration.Id).Distinct();
        bool isLast = !plan.JudgesAtLooks;
        return new LookTaking(looks.Sweep, looks.PlanHash, 0, plan.SeedCounts[0], isLast, [], comparison.Factor, report.Levels,
            NextSeeds(plan, 0)) { Pruned = [.. pruned] };
    }

    // What was pruned had values, and was given up for candidates that came to nothing.
    private static bool HasLostAllButPruned(TuningChoice choice) =>
        choice.SelectionMean is null && choice.Candidates.Any(c => c.PrunedCount > 0);

    private static Seed[] NextSeeds(LookPlan plan, int look) => [.. plan.Seeds.Take(plan.SeedCounts[look + 1]).Skip(plan.SeedCounts[look])];

    private static Func<TrialResult, bool> IsSeen(LookPlan plan, int seedCount)
    {
        var seen = plan.Seeds.Take(seedCount).ToHashSet();
        return result => seen.Contains(result.Seed);
    }

    private static List<ComparisonStanding> Standings(SweepLooks looks, IReadOnlyList<TrialResult> results,
        Func<Configuration, int?> classesOf)
    {
        var report = Analyse(looks.Comparison, TrialObservations.From(results, looks.Comparison, classesOf));
        var before = looks.Taken.Count == 0 ? []
            : looks.Taken[^1].Standings.Where(s => s.IsDecided).ToDictionary(s => (s.Level, s.Baseline));
        return [.. report.Comparisons.Select(c => Standing(c.Overall, before.GetValueOrDefault((c.Level, c.Baseline))))];
    }

    private static ComparisonReport Analyse(ComparisonPlan comparison, TrialObservations observations)
    {
        string[] levels = [.. observations.All.Select(o => o.Level).Distinct()];
        if (comparison.Baseline is { } baseline && !levels.Contains(baseline))
            throw new UnfitTrialsException($"No trial has the baseline '{baseline}' of {comparison.Factor}; levels are "
                + $"{string.Join(", ", levels)}.");

        var options = PlanOptions.Create(comparison, levels, observations);
        return ComparisonAnalysis.Analyse(observations.All, options with { IsPlanned = true, Depth = ReportDepth.Verdicts });
    }

    // Without pairs there is no p-value for growing data: such a comparison goes on to the last seed.
    private static ComparisonStanding Standing(ComparisonResult result, ComparisonStanding? before)
    {
        string verdict = result.Sequential is null ? ComparisonStanding.Undecided : result.Decision.Verdict.ToString().ToLowerInvariant();
        if (verdict == ComparisonStanding.Undecided && before is not null)
            verdict = before.Verdict;
        return new ComparisonStanding(result.Level, result.Baseline, verdict, result.PairCount, result.Difference?.Mean.Value,
            result.Decision.AdjustedP);
    }
}
