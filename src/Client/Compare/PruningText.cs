using System.Globalization;
using System.Text.Json.Nodes;
using Sweep.Analysis.Questions;
using Sweep.Planning.Plans;

namespace Sweep.Client.Compare;

/// <summary>What every verdict of a sweep with pruning says of it: by which rule, how many trials, and among whom.</summary>
internal static class PruningText
{
    /// <summary>"the median rule on validationAccuracy (after 5 finished candidates, from epoch 1 on)".</summary>
    public static string Describe(PruningPlan plan) => plan.Rule == PruningRule.Median
        ? Text($"the median rule on {plan.Metric} (after {plan.Startup} finished candidates, from epoch {plan.Warmup} on")
            + $"{(plan.Every == 1 ? "" : Text($", every {plan.Every} epochs"))})"
        : Text($"successive halving (ASHA) on {plan.Metric} (one of {plan.Reduction} goes on, rungs at epochs {Rungs(plan)})");

    /// <summary>The note under a comparison; null where nothing is pruned.</summary>
    public static string? Footnote(ComparisonView view) => view.Question.Tuning is { Pruning: { } plan }
        ? $"Pruning: {Describe(plan)} gave up {Count(view)} on seeds that select. Candidates competed only with those of their own level "
            + "and block: no level was pruned, and no trial that judges."
        : view.Pruned > 0 ? Text($"Pruning: {view.Pruned} trials were given up under the rule of the plan, and are in no number.")
        : null;

    /// <summary>The sentence of the methods paragraph; null where nothing is pruned.</summary>
    public static string? Methods(ComparisonView view) => view.Question.Tuning is not { Pruning: { } plan } ? null
        : $"While these seeds chose, {Describe(plan)} gave up {Count(view)}"
            + $"{(plan.Rule == PruningRule.Asha ? " (Li et al., 2020)" : " (Golovin et al., 2017)")}; candidates competed within their own "
            + "level and block alone, so that no level was pruned, and no trial of the comparison was.";

    /// <summary>The same for programs; null where nothing is pruned.</summary>
    public static JsonObject? Json(ComparisonView view)
    {
        if (view.Question.Tuning is not { Pruning: { } plan })
            return null;
        var json = new JsonObject
        {
            ["rule"] = PruningRules.Names.GetName(plan.Rule),
            ["metric"] = plan.Metric,
        };
        if (plan.Rule == PruningRule.Median)
            (json["startup"], json["warmup"], json["every"]) = (plan.Startup, plan.Warmup, plan.Every);
        else
            (json["reduction"], json["firstRung"]) = (plan.Reduction, plan.FirstRung);
        (json["prunedTrials"], json["selectingTrials"]) = (view.Pruned, view.SelectingTrials);
        json["within"] = "level and block";
        return json;
    }

    private static string Rungs(PruningPlan plan) => Text($"{plan.FirstRung}, {(long)plan.FirstRung * plan.Reduction}, ...");

    private static string Count(ComparisonView view) => Text($"{view.Pruned} of {view.SelectingTrials} trials");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
