using System.Globalization;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;

namespace Sweep.Planning.Expansion;

/// <summary>The normalised text of what a plan claims, and its hash: which trials, on which streams, and what is compared.</summary>
/// <remarks>Computed from the spec, not from the trials, so that a large plan costs no more than a small one. The order in which levels and
/// factors are written does not count; that of the seeds does, because the first ones select where something is tuned. Name, description,
/// retries and breakers claim nothing and are left out. Frozen.</remarks>
internal static class PlanFingerprint
{
    public static PlanHash Compute(Grid grid, IReadOnlyList<Seed> seeds, IReadOnlySet<string> pairedAcross, ComparisonPlan? comparison)
    {
        var parts = new[]
        {
            "p1",
            "constants " + string.Join(",", Constants(grid)),
            "axes " + string.Join(",", Sorted(grid.Axes.Select(a => Axis(grid, a)))),
            "exclusions " + string.Join(",", Sorted(grid.Exclusions.Conditions.Select(c => Condition(grid, c)))),
            "seeds " + string.Join(",", seeds),
            "paired " + string.Join(",", Sorted(pairedAcross.Select(CanonicalJson.Quote))),
            "comparison " + (comparison is null ? "none" : Comparison(comparison)),
        };
        return new PlanHash(ContentHash.Id("p1-", string.Join("\n", parts)));
    }

    /// <summary>Settings with one value everywhere, and what holds where an axis is absent.</summary>
    private static IEnumerable<string> Constants(Grid grid)
    {
        var alwaysBound = grid.Axes.Where(a => !a.MayBeAbsent).SelectMany(a => a.Slots).ToHashSet();
        for (int slot = 0; slot < grid.Slots.Count; slot++)
        {
            if (!alwaysBound.Contains(slot) && grid.Constants[slot] is { IsOmitted: false } level)
                yield return level.Fragment;
        }
    }

    private static string Axis(Grid grid, Axis axis)
    {
        var rows = axis.Rows.Select(row =>
            "{" + string.Join(",", Sorted(row.Levels.Select(l => l.Fragment)))
            + (row.When.IsAlways ? "" : " when " + Condition(grid, row.When))
            + (row.With.Count == 0 ? "" : " with " + string.Join(",", Sorted(row.With.Select(a => Axis(grid, a))))) + "}");
        return "[" + string.Join(",", Sorted(rows)) + "]";
    }

    private static string Condition(Grid grid, Condition condition) =>
        "(" + string.Join(",", Sorted(condition.Parts.Select(p =>
            CanonicalJson.Quote(grid.Slots[p.Slot].Name) + ":" + string.Join("|", Sorted(p.Values.Select(v => v.ToString()!)))))) + ")";

    private static string Comparison(ComparisonPlan plan)
    {
        string text = $"{CanonicalJson.Quote(plan.Factor)} {(plan.Baseline is null ? "all" : CanonicalJson.Quote(plan.Baseline))} "
            + $"{plan.Metric}"
            + $" {plan.Epoch?.ToString(CultureInfo.InvariantCulture) ?? "last"} {CanonicalJson.Number(plan.Alpha)} "
            + $"{CanonicalJson.Number(plan.Rope)}";
        if (plan.Tuning is { } tuning)
            text += $" tuned {string.Join(",", Sorted(tuning.Factors.Select(CanonicalJson.Quote)))} {tuning.Metric} "
                + $"{tuning.SelectionSeeds}" + (tuning.Pruning is { } pruning ? $" pruned {pruning.Text}" : "");
        if (plan.Test is { } test)
            text += $" tested {PlannedTests.Names.GetName(test)}";
        if (plan.Adjustment is { } adjustment)
            text += $" adjusted {AdjustmentMethods.Names.GetName(adjustment)}";
        if (plan.Metrics.Declared.Count > 0) // what is better is part of the claim
            text += $" better {Better(plan, plan.Metric)}" + (plan.Tuning is { } chosen ? $" {Better(plan, chosen.Metric)}" : "");
        return plan.Looks is not { } looks ? text
            : $"{text} looks {StoppingRules.Names.GetName(looks.Rule)} "
                + $"{string.Join(",", looks.SeedCounts.Select(n => n.ToString(CultureInfo.InvariantCulture)))}";
    }

    private static string Better(ComparisonPlan plan, string metric) => plan.Metrics.Find(metric).LargerIsBetter ? "larger" : "smaller";

    private static IEnumerable<string> Sorted(IEnumerable<string> texts) => texts.Order(StringComparer.Ordinal);
}
