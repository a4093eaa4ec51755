using Sweep.Planning;
using Sweep.Statistics.Comparisons;

namespace Sweep.Scheduling.Looks;

/// <summary>Planned looks as the analysis understands them.</summary>
public static class PlannedLooks
{
    /// <summary>The looks of a plan at the seeds that judge; those that select tuned levels come before and are in none of them. Null when none
    /// judges: one chooses them, and the comparison in the end is all.</summary>
    /// <param name="looks">The planned looks, counted in all seeds.</param>
    /// <param name="tuning">What is tuned; null for nothing.</param>
    public static SequentialLooks? Of(LookPlan looks, TuningPlan? tuning)
    {
        ArgumentNullException.ThrowIfNull(looks);
        int selection = tuning?.SelectionSeeds ?? 0;
        return !looks.JudgesAtLooks ? null : new SequentialLooks(
            looks.Rule switch
            {
                LookRule.OBrienFleming => StoppingRule.OBrienFleming,
                LookRule.Pocock => StoppingRule.Pocock,
                LookRule.EProcess => StoppingRule.EProcess,
                _ => throw new ArgumentOutOfRangeException(nameof(looks), looks.Rule, "Unknown rule."),
            },
            [.. looks.Seeds.Skip(selection).Select(s => s.Value)],
            [.. looks.JudgingCounts.Select(n => n - selection)]);
    }
}
