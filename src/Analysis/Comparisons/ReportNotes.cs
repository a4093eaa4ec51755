using System.Globalization;
using Sweep.Planning.Plans;

namespace Sweep.Analysis.Comparisons;

/// <summary>What a reader of a report must know and no number says.</summary>
internal static class ReportNotes
{
    private const int MaxNamed = 3;

    public static List<string> Create(IReadOnlyList<TuningChoice> choices, IReadOnlyList<IReadOnlyList<BlockMatching>> matchings,
        bool hasNewDatasets,
        ComparisonOptions options, AdjustmentMethod adjustment, IReadOnlyList<ComparisonResult> results)
    {
        var notes = new List<string>();
        if (adjustment == AdjustmentMethod.Bonferroni && options.Adjustment != AdjustmentMethod.MaxT)
            notes.Add($"{options.Adjustment.Name()} adjusts step by step; with a region of equivalence all verdicts share one error "
                + "rate, by Bonferroni.");
        else if (adjustment != options.Adjustment && options.Adjustment != AdjustmentMethod.MaxT)
            notes.Add($"The adjustment {options.Adjustment.Name()} is for all pairs of few levels; here {adjustment.Name()} was used.");
        if (options.Overlap > 0)
            notes.Add("Pairs are folds. Folds share training samples, so that their differences are no independent values: the squared "
                + "error of a mean over n of them is (1/n + held-out/training samples) times their variance (Nadeau and Bengio, 2003), in "
                + "p, interval and posterior (which is that of the Bayesian correlated t test). Tests that take pairs as independent are "
                + "left out.");
        if (options.Looks is not null)
        {
            notes.Add(hasNewDatasets
                ? "Verdicts on these datasets count every planned look; those on new datasets do not and are exploratory."
                : "Verdicts count every planned look.");
        }
        var all = matchings.SelectMany(m => m).ToArray();
        if (all.Any(m => m.Design == ComparisonDesign.Unpaired))
            notes.Add(options.MayPair
                ? "Some levels share no pair key (their trials saw different random numbers): they are compared unpaired, exploratory."
                : "Pairing was not allowed: levels are compared unpaired, exploratory.");
        int untested = all.Count(m => m.Design == ComparisonDesign.None);
        if (untested > 0)
            notes.Add(Text($"{untested} of {all.Length} comparisons within blocks were not tested: a side has no outcome there."));

        if (results.Where(r => r.LeftOut.Count > 0).ToArray() is { Length: > 0 } lone)
        {
            string[] named = [.. lone.Select(r => $"{string.Join(", ", r.LeftOut.Select(BlockName))} of {r.Level} against {r.Baseline}")];
            notes.Add("A block with a single pair among larger ones says nothing of its noise and is left out over all blocks: "
                + $"{Listed(named)}.");
        }

        var contradicted = results.Where(r => r.Decision.IsContradicted).ToLookup(r => r.Design);
        if (contradicted[ComparisonDesign.Unpaired].ToArray() is { Length: > 0 } ranks)
            notes.Add("The ranks differ in one direction and the means in the other, as a few extreme values can make them: undecided. "
                + $"So it is with {Named(ranks)}.");
        if (contradicted[ComparisonDesign.Paired].ToArray() is { Length: > 0 } looks)
            notes.Add("A look has decided, and the mean difference of all seeds no longer has the sign it had there: later seeds speak "
                + $"against the verdict. So it is with {Named(looks)}.");

        Choices(choices.Where(c => c.IsDiverged), "Every trial that selects diverged, so that the first by name was taken", c => "");
        Choices(choices.Where(c => c is { IsDiverged: false, TiedWith.Count: > 0 }),
            "Tuned levels did equally well on the seeds that select, and the first by name was chosen",
            c => $", as good as {string.Join(", ", c.TiedWith)}");
        foreach (var choice in choices.Where(c => c.TunedLevel is null))
            notes.Add($"{choice.Level} in {BlockName(choice.Block)}: no selection value, so nothing was chosen and nothing is compared.");
        foreach (var block in choices.GroupBy(c => c.Block).Where(g => g.Select(c => c.CandidateCount).Distinct().Count() > 1))
        {
            int fewest = block.Min(c => c.CandidateCount), most = block.Max(c => c.CandidateCount);
            notes.Add(Text($"Tuning budgets differ in {BlockName(block.Key)}: {fewest} to {most} candidates per level."));
        }
        return notes;

        void Choices(IEnumerable<TuningChoice> of, string sentence, Func<TuningChoice, string> more)
        {
            string[] named = [.. of.Select(c => $"{c.Level} in {BlockName(c.Block)} ({c.TunedLevel}{more(c)})")];
            if (named.Length > 0)
                notes.Add($"{sentence}: {Listed(named)}.");
        }
    }

    private static string Named(ComparisonResult[] results) =>
        Listed([.. results.Select(r =>
            $"{r.Level} against {r.Baseline}{(r.Block is { Length: > 0 } block ? $" in block '{block}'" : "")}")]);

    private static string Listed(string[] names) => names.Length <= MaxNamed
        ? string.Join(", ", names)
        : Text($"{string.Join(", ", names.Take(MaxNamed))} and {names.Length - MaxNamed} more");

    private static string BlockName(string block) => block.Length == 0 ? "the only block" : $"block '{block}'";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
