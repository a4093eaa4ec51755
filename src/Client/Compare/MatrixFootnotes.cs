using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Matrices;
using Sweep.Analysis.Questions;
using Sweep.Statistics.SignificanceTests;

namespace Sweep.Client.Compare;

/// <summary>What the numbers of a table of means are and what is not in them.</summary>
internal static class MatrixFootnotes
{
    /// <summary>Sentences, without colour or layout.</summary>
    public static IEnumerable<string> Create(ComparisonView view, LevelMatrix matrix, MetricScale scale)
    {
        var cells = matrix.Cells.SelectMany(r => r).ToArray();
        var counts = cells.Select(c => c.Count).Where(n => n > 0).Distinct().Order().ToArray();
        string unit = scale.Unit.Length == 0 ? "" : $" in {scale.Unit}";
        string n = counts.Length == 0 ? "0" : counts.Length == 1 ? Text($"{counts[0]}") : Text($"{counts[0]} to {counts[^1]}");
        string marks = string.Join(", ", matrix.Groups.Select(g => $"{g.Mark} {g.BestName}"));
        yield return $"Mean ± sd over seeds (n - 1){unit}; n = {n} per cell; {marks} of its column.";
        if (matrix.HasSizes)
            yield return "(k): learnable parameters of the activation in the whole network; 0 = fixed.";
        if (matrix.AveragedSettings.Count > 0)
            yield return $"Cells are averaged over {string.Join(", ", matrix.AveragedSettings)}; their sd is within these.";
        if (Tuning(view, matrix) is { } tuning)
            yield return tuning;
        if (matrix.Focus is { } focus)
        {
            foreach (string line in OfFocus(view, matrix, focus))
                yield return line;
        }
        if (cells.Any(c => c.DivergedCount > 0))
        {
            yield return $"dK: K trials diverged; they count as {DivergenceText.Counts(cells.Select(c => c.DivergenceScore), scale)}."
                + (cells.Any(c => c.Mean is null && c.DivergedCount > 0) ? " -: no mean, since all trials diverged." : "")
                + (cells.Any(c => c.IsBound && c.Mean is not null)
                    ? " No number says how bad a divergence is: such means go behind those without." : "");
        }
        int failed = cells.Sum(c => c.FailedCount), missing = cells.Sum(c => c.MissingCount);
        if (failed + missing > 0)
            yield return Text($"Not in any number: {failed} failed or cancelled, {missing} not finished.");
        yield return Footnotes.Provenance(view);
    }

    private static string? Tuning(ComparisonView view, LevelMatrix matrix)
    {
        if (matrix.Tuning is not { } tuning)
            return null;
        if (matrix.TunedShown.Count == 0)
            return Text($"Tuned: {string.Join(", ", tuning.Factors)}. Cells have the chosen levels, on the seeds that judge ")
                + Text($"({view.SeedCount - tuning.SelectionSeeds} of {view.SeedCount}).");
        string shown = string.Join(" and ", matrix.TunedShown);
        return $"Not tested: {shown} is tuned. Cells have all their seeds, those that select included; the plan compares each "
            + $"{view.Question.Factor} at its chosen {shown}, "
            + "on the seeds that judge: compare without --columns has its verdicts.";
    }

    private static IEnumerable<string> OfFocus(ComparisonView view, LevelMatrix matrix, MatrixFocus focus)
    {
        string name = matrix.RowLabels[focus.Row];
        string chosen = focus.IsChosenByData ? " (the best mean, chosen by these data)" : "";
        string pairs = focus.IsChosenByData ? "every pair of rows" : "every row";
        var shown = focus.Improvements.SelectMany(i => i).OfType<MatrixImprovement>().ToArray();
        bool paired = shown.Any(i => i.PairCount > 0), unpaired = shown.Any(i => i.PairCount == 0);
        var (ofPairs, ofSamples) = (TestCatalogue.Paired(view.Question.Test).ShortName,
            TestCatalogue.Unpaired(view.Question.Test).ShortName);
        string test = (paired, unpaired) switch
        {
            (true, false) => $"{ofPairs} test of pairs",
            (false, _) => $"{ofSamples} test, unpaired",
            _ => $"{ofPairs} test, where unpaired {ofSamples}",
        };
        yield return Text($"Bottom rows: {name}{chosen} minus the best other of its kind; {test}; p by {focus.Adjustment.Name()} over ")
            + Text($"{pairs} in every column ({focus.FamilySize} tests); ")
            + Text($"better, worse: p at most {view.Report.Options.Alpha:0.####}; no word: undecided, which is not equal.");
        if (focus.OverColumns.Any(i => i is not null))
        {
            string weights = focus.ColumnsWeighTheSame ? "columns weighing the same" : "each pair averaged over the columns that have it";
            yield return Text($"Over all columns p is adjusted by {focus.OverColumnsAdjustment.Name()} over ")
                + Text($"{focus.OverColumnsFamilySize} comparisons, {weights}.");
        }
        if (view.Report.Options.Looks is not null)
            yield return "Each p is the error rate over all planned looks at the growing data.";
        if (!focus.IsPlanned)
            yield return "Differences within and over columns are exploratory: the plan did not name them.";
        if (paired && shown.All(i => i.Verdict == Verdict.Undecided))
        {
            int most = shown.Max(i => i.PairCount),
                needed = AttainablePValues.PairsNeeded(view.Report.Options.Alpha, focus.FamilySize,
                    view.Report.Options.MinimumPairedPValue);
            if (most < needed)
                yield return Text($"With {most} pairs per column nothing can be decided there: {needed} are needed for so many tests.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
