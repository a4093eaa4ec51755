using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Plans;
using Sweep.Analysis.Questions;
using Sweep.Statistics;
using Sweep.Statistics.Estimates;

namespace Sweep.Client.Compare;

/// <summary>Verdicts as sentences.</summary>
internal static class VerdictText
{
    private const int MaxSentences = 8, MaxNames = 200, MaxLines = 40, MaxBlocksNamed = 3, MaxPairsNamed = 10_000, MaxNamesInShort = 3;
    private const string NotTested = "not tested";
    private const string Average = " on average";
    private static readonly string[] Order =
        ["better", "better" + Average, "worse", "worse" + Average, "equivalent", "equivalent" + Average,
        "undecided", NotTested];

    /// <summary>The verdict as a word.</summary>
    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        Verdict.Equivalent => "equivalent",
        _ => "undecided",
    };

    /// <summary>The verdict as a word, or "not tested": an undecided comparison has at least been looked at.</summary>
    public static string Outcome(ComparisonResult result) => result.Design == ComparisonDesign.None ? NotTested
        : Word(result.Decision.Verdict) + (result.Decision.IsOnAverage ? Average : "");

    /// <summary>What blocks show where they differ: which are better, worse and equivalent by themselves, with the tests of the
    /// difference; empty where there is nothing to tell.</summary>
    public static string Differing(ComparisonResult result)
    {
        if (result.Effects is not { } effects || !(result.Decision.IsOnAverage || effects.IsOpposite))
            return "";
        var parts = new (string Word, IReadOnlyList<string> Blocks)[]
            { ("better", effects.Better), ("worse", effects.Worse), ("equivalent", effects.Equivalent) }
            .Where(p => p.Blocks.Count > 0).Select(p => $"{p.Word} {At(p.Blocks)}").ToArray();
        string named = parts.Length > 0 ? string.Join(", ", parts) : "no block by itself shows anything";
        int rest = result.BlockCount - effects.Better.Count - effects.Worse.Count - effects.Equivalent.Count;
        string others = parts.Length > 0 && rest > 0 ? FormattableString.Invariant($", undecided in {rest}") : "";
        string tests = effects is { InteractionP: { } interaction, OppositeP: { } opposite }
            ? $" (effects alike: p {P(interaction)}; no opposite signs: p {P(opposite)})" : "";
        return $" Blocks {(effects.IsOpposite ? "have opposite effects" : "by themselves")}: {named}{others}{tests}.";
    }

    private static string At(IReadOnlyList<string> blocks) => blocks.Count <= MaxBlocksNamed ? $"at {string.Join(", ", blocks)}"
        : FormattableString.Invariant($"at {string.Join(", ", blocks.Take(MaxBlocksNamed - 1))} and ")
            + FormattableString.Invariant($"{blocks.Count - MaxBlocksNamed + 1} more");

    private static string P(double p) => $"= {MetricScale.P(p)}".Replace("= <", "< ", StringComparison.Ordinal);

    /// <summary>The verdict for datasets not seen yet as a word, or "not tested".</summary>
    public static string Outcome(DatasetComparison? comparison) => comparison is null ? NotTested : Word(comparison.Decision.Verdict);

    /// <summary>That trials have not finished, so that this is no final answer; null when all have.</summary>
    public static string? Unfinished(ComparisonView view)
    {
        if (view.Unfinished == 0)
            return null;
        string answer = view.Trained == 0 ? "none has an outcome yet, so that nothing can be compared."
            : view.Report.Options.Looks is not null ? "this is the answer so far, by the looks taken."
            : "this is the answer so far, not the planned one.";
        return FormattableString.Invariant($"{view.Unfinished} of {view.TrialCount} trials {(view.Unfinished == 1 ? "has" : "have")} not ")
            + FormattableString.Invariant($"finished: {answer}");
    }

    /// <summary>One sentence per comparison, or per verdict when they are many; then why what is undecided could not be decided.</summary>
    public static IEnumerable<string> Overall(ComparisonView view, MetricScale scale)
    {
        var results = view.Report.Comparisons.Select(c => c.Overall).ToArray();
        if (results.Length == 0)
            return [$"There is nothing to compare: {view.Question.Factor} has the single level {view.Report.Levels[0]}."];
        var words = results.Length <= MaxSentences
            ? results.Select(r => Sentence(r, view, scale))
            : results.GroupBy(Outcome).OrderBy(g => Array.IndexOf(Order, g.Key))
                .Select(g => Group(g.Key, [.. g], results.Length, view.Question));
        IEnumerable<string> found = results.Length <= MaxSentences ? [] : Detectable(results, scale);
        return [.. words, .. DisconnectedLevels.Advice(view.Apart, view.Question.Tuning) is { } advice ? [advice] : Array.Empty<string>(),
            .. Limits([.. results.Where(r => r.Design != ComparisonDesign.None)
                .Select(r => (Name(r, view.Question.Baseline), r.Decision.Limit))]), .. found];
    }

    /// <summary>All verdicts in one line: "better than relu: arelu +2.36 pp; undecided against relu: tanh, elu".</summary>
    public static string InShort(ComparisonView view)
    {
        var scale = MetricScale.For(view.Question.Definition, view.Report);
        var results = view.Report.Comparisons.Select(c => c.Overall).ToArray();
        string verdicts = results.Length == 0 ? $"{view.Question.Factor} has the single level {view.Report.Levels[0]}"
            : string.Join("; ", results.GroupBy(Outcome).OrderBy(g => Array.IndexOf(Order, g.Key)).Select(g => $"{g.Key}"
                + $"{Against(g.Key, view.Question)}: {Few([.. g.OrderByDescending(Size).Select(Told)])}"));
        return view.Question.IsPlanned ? verdicts : $"exploratory, {verdicts}";

        string Told(ComparisonResult result) => Name(result, view.Question.Baseline)
            + (result.Decision.Verdict != Verdict.Undecided && result.Difference is { } d
                ? " " + MetricScale.WithUnit(scale.Difference(d.Mean.Value), scale.DifferenceUnit) : "");
    }

    /// <summary>Which levels are better, worse, equivalent, undecided within blocks: one line for all blocks that say the same.</summary>
    public static IEnumerable<string> Blocks(ComparisonView view)
    {
        var report = view.Report;
        var alike = report.Blocks.Select((block, b) =>
            (Block: block, Verdicts: Verdicts([.. report.Comparisons.Select(c => c.Blocks[b])], view.Question.Baseline)))
            .GroupBy(b => b.Verdicts, b => b.Block).ToArray(); // in the order of the first block of each
        foreach (var group in alike.Take(MaxLines))
            yield return $"- {BlockNames([.. group], report.Blocks.Count)}: {group.Key}.";
        if (alike.Length > MaxLines)
            yield return FormattableString.Invariant($"- and {alike.Skip(MaxLines).Sum(g => g.Count())} blocks more: --format csv and ")
                + "json have them.";
        ComparisonResult[] tested = [.. report.Comparisons.SelectMany(c => c.Blocks).Where(r => r.Design != ComparisonDesign.None)];
        ComparisonResult[] limited = [.. tested.Where(r => r.Decision.Limit is not null)];
        // The one that comes nearest to a verdict speaks for the others.
        if (limited.MinBy(r => r.Decision.Limit!.MinimumPValue) is not { } nearest)
            yield break;
        string sentence = nearest.Decision.Limit!.Sentence;
        yield return limited.Length == tested.Length && limited.All(r => r.Decision.Limit!.Sentence == sentence)
            ? $"Within each block {sentence}"
            : FormattableString.Invariant($"Within blocks {(limited.Length == tested.Length ? "all" : $"{limited.Length} of")} ")
                + FormattableString.Invariant($"{tested.Length} comparisons have too few values to be decided; nearest comes ")
                    + FormattableString.Invariant($"{Name(nearest, view.Question.Baseline)} ({nearest.Block}): {sentence}");
    }

    /// <summary>Why nothing could be decided: a sentence each, with the comparisons that it is about where it is not about all.</summary>
    /// <param name="tested">The comparisons by name, with what limits them.</param>
    public static IEnumerable<string> Limits(IReadOnlyList<(string Name, DecisionLimit? Limit)> tested)
    {
        foreach (var group in tested.Where(t => t.Limit is not null).GroupBy(t => t.Limit!.Sentence, t => t.Name))
        {
            string[] names = [.. group];
            string which = names.Length <= MaxSentences ? string.Join(", ", names)
                : FormattableString.Invariant($"{names.Length} of {tested.Count} comparisons");
            yield return names.Length == tested.Count ? group.Key : $"{which}: {group.Key}";
        }
    }

    /// <summary>"arelu", or "arelu - relu" when there is no baseline.</summary>
    public static string Name(ComparisonResult result, string? baseline) =>
        baseline is null ? $"{result.Level} - {result.Baseline}" : result.Level;

    private static string Verdicts(ComparisonResult[] results, string? baseline) =>
        ByOutcome([.. results.Select(r => (Name(r, baseline), Outcome(r)))]);

    /// <summary>"better: arelu; undecided: tanh, elu".</summary>
    public static string ByOutcome(IReadOnlyList<(string Name, string Outcome)> comparisons) =>
        string.Join("; ", Order.Where(v => comparisons.Any(c => c.Outcome == v))
        .Select(v => $"{v}: {Names(v, [.. comparisons.Where(c => c.Outcome == v).Select(c => c.Name)], comparisons.Count)}"));

    private static string BlockNames(string[] blocks, int all) => blocks.Length == all ? FormattableString.Invariant($"all {all} blocks")
        : blocks.Length <= MaxBlocksNamed ? string.Join("; ", blocks)
        : FormattableString.Invariant($"{string.Join("; ", blocks.Take(MaxBlocksNamed - 1))}; and {blocks.Length - MaxBlocksNamed + 1} ")
            + "more";

    // A block in which all end alike needs no list, nor do the many that nothing can be said of.
    private static string Names(string outcome, string[] names, int all) => names.Length <= MaxSentences ? string.Join(", ", names)
        : names.Length == all ? FormattableString.Invariant($"all {all}")
        : outcome == Word(Verdict.Undecided) ? FormattableString.Invariant($"the other {names.Length}")
        : string.Join(", ", names);

    private static string Group(string outcome, ComparisonResult[] results, int all, CompareQuestion question)
    {
        return $"{char.ToUpperInvariant(outcome[0])}{outcome[1..]}{Against(outcome, question)}{(question.IsPlanned ? "" : ", exploratory")}"
            + $" ({results.Length} of {all}): {string.Join(", ", results.Take(MaxNames).Select(r => Name(r, question.Baseline)))}"
            + (results.Length > MaxNames ? FormattableString.Invariant($" and {results.Length - MaxNames} more.") : ".");
    }

    // " than relu"; nothing where all pairs are compared.
    private static string Against(string outcome, CompareQuestion question) => question.Baseline is not { } baseline ? ""
        : outcome.Replace(Average, "", StringComparison.Ordinal) switch
        {
            "better" or "worse" => $" than {baseline}",
            "equivalent" => $" to {baseline}",
            _ => $" against {baseline}",
        };

    private static string Few(string[] names) => names.Length <= MaxNamesInShort + 1 ? string.Join(", ", names)
        : FormattableString.Invariant($"{string.Join(", ", names.Take(MaxNamesInShort))} and {names.Length - MaxNamesInShort} more");

    // Where there is no difference to give, a side always diverged.
    private static double Size(ComparisonResult result) => Math.Abs(result.Difference?.Mean.Value ?? double.PositiveInfinity);

    private static string Sentence(ComparisonResult result, ComparisonView view, MetricScale scale)
    {
        if (result.Design == ComparisonDesign.None)
            return $"{result.Level} against {result.Baseline} was not tested: {Why(result, view)}.";
        string exploratory = result.Design == ComparisonDesign.Unpaired ? " (unpaired, exploratory)" : result.Decision.IsExploratory
            ? " (exploratory)" : "";
        string mean = result.Difference is { } d ? MetricScale.WithUnit(scale.Difference(d.Mean.Value), scale.DifferenceUnit)
            : DivergenceText.WithoutDifference(result, view);
        string p = $"p {P(result.Decision.AdjustedP ?? 1)}";
        string evidence = result.Difference?.Interval is { } interval
            ? $"{Percent(interval.Level)} interval {MetricScale.WithUnit(scale.Range(interval), scale.DifferenceUnit)}, {p}"
            : p;
        string rope = MetricScale.WithUnit("±" + scale.Size(view.Question.Rope), scale.DifferenceUnit);
        string average = result.Decision.IsOnAverage ? Average : "";
        return Told() + Differing(result) + Diverged(result, view);

        string Told() => result.Decision.Verdict switch
        {
            Verdict.Equivalent => $"{result.Level} and {result.Baseline} are equivalent{average}{exploratory}: the difference, {mean}, "
                + $"lies within {rope}"
                + (result.Difference?.EquivalenceInterval is { } inside ? $" ({Percent(inside.Level)} interval {scale.Range(inside)})."
                    : " in every pair."),
            Verdict.Undecided when result.Decision.P is null =>
                $"{result.Level} against {result.Baseline} is undecided{exploratory}: {mean}. "
                + (result.Decision.Limit?.Sentence ?? "A t test needs differences that vary."),
            Verdict.Undecided => $"{result.Level} against {result.Baseline} is undecided{exploratory}: {mean} "
                + $"({evidence}).{Needed(result, scale)}",
            var verdict => $"{result.Level} is {Word(verdict)} than {result.Baseline}{average}{exploratory}: {mean} ({evidence})."
                + Typical(result.Difference, scale),
        };
    }

    // A divergence counts as the worst score, so that it may be what the verdict rests on.
    private static string Diverged(ComparisonResult result, ComparisonView view)
    {
        string[] sides = [.. new[] { result.Level, result.Baseline }.Select(level =>
            view.Report.Summaries.FirstOrDefault(s => s.Block is null && s.Level == level))
            .OfType<LevelSummary>().Where(s => s.DivergedCount > 0)
            .Select(s => FormattableString.Invariant($"{s.DivergedCount} of {s.Count} trials of {s.Level}"))];
        string both = result.BothDivergedCount == 0 || result.BothDivergedCount == result.PairCount ? ""
            : FormattableString.Invariant($" In {result.BothDivergedCount} of {result.PairCount} pairs both did: ")
                + (result.BothDivergedCount == 1 ? "a tie." : "ties.");
        return sides.Length == 0 ? "" : $" {string.Join(" and ", sides)} diverged.{both}";
    }

    private static string Why(ComparisonResult result, ComparisonView view)
    {
        if (view.Apart.FirstOrDefault(a => a.Level == result.Level && a.Baseline == result.Baseline) is { } apart)
            return $"they share no {string.Join(" and ", apart.Settings)}";
        if (result.Unused.Count == 0)
            return "a side has no trial";
        return string.Join(", ", result.Unused.GroupBy(u => (u.Level, u.Reason))
            .Select(g => FormattableString.Invariant($"{g.Key.Level} {g.Count()} {g.Key.Reason}")));
    }

    private static IEnumerable<string> Detectable(IEnumerable<ComparisonResult> results, MetricScale scale)
    {
        var open = results.Where(r => r.Decision is { Verdict: Verdict.Undecided, Limit: null }).Select(r => r.Supplement?.Power)
            .OfType<PowerSummary>()
            .Where(p => double.IsFinite(p.DetectableInFamily)).ToArray();
        if (open.Length == 0)
            yield break;
        string least = scale.Size(open.Min(p => p.DetectableInFamily)), most = scale.Size(open.Max(p => p.DetectableInFamily));
        yield return "Of the undecided, true differences of "
            + $"{MetricScale.WithUnit(least == most ? most : $"{least} to {most}", scale.DifferenceUnit)}"
            + FormattableString.Invariant($" would have been found with power {open[0].Power:0.##}.");
    }

    // What was observed is itself uncertain, so the number is a guess and a round one.
    private static string Needed(ComparisonResult result, MetricScale scale)
    {
        if (result.Supplement?.Power is not { } power || result.Decision.Limit is not null || !double.IsFinite(power.DetectableInFamily))
            return ""; // with too few pairs no difference whatever is found
        string found = MetricScale.WithUnit("±" + scale.Size(power.DetectableInFamily), scale.DifferenceUnit);
        string needed = power.PairsForObserved < MaxPairsNamed
            ? FormattableString.Invariant($"; if the true difference is the one observed, about {Math.Ceiling(power.PairsForObserved):0} ")
                + "pairs would do"
            : "";
        return FormattableString.Invariant($" {result.PairCount} pairs find {found} with power {power.Power:0.##}{needed}.");
    }

    // A few extreme pairs, such as divergences, can widen an interval over zero although ranks or looks leave no doubt.
    private static string Typical(DifferenceSummary? difference, MetricScale scale) =>
        difference is { Interval: { Lower: <= 0, Upper: >= 0 }, HodgesLehmann: { } typical }
            ? $" In the typical pair {MetricScale.WithUnit(scale.Difference(typical.Estimate), scale.DifferenceUnit)} "
                + $"({Attained(typical.Interval.Level)} Hodges-Lehmann interval {scale.Range(typical.Interval)})."
            : "";

    /// <summary>"93.8%": the level that an exact interval reaches; "-" for nothing.</summary>
    public static string Attained(double? level) => level is { } reached ? Percent(Math.Round(reached, 3)) : "-";

    /// <summary>"95%".</summary>
    public static string Percent(double level) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * level:0.##}%");
}
