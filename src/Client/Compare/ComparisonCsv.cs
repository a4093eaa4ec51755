using System.Globalization;
using System.Text;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Matrices;
using Sweep.Analysis.Questions;
using Sweep.Client.Output;

namespace Sweep.Client.Compare;

/// <summary>The answer as comma-separated values (RFC 4180, line feeds): absent and non-finite numbers are empty.</summary>
internal static class ComparisonCsv
{
    public static string Write(ComparisonView view)
    {
        var text = new StringBuilder();
        if (view.Matrix is { } matrix)
            WriteMatrix(text, matrix);
        else
            WriteComparisons(text, view);
        return text.ToString();
    }

    private static void WriteComparisons(StringBuilder text, ComparisonView view)
    {
        Row(text, "sweep", "planHash", "planned", "factor", "metric", "level", "baseline", "block", "verdict", "design", "blocks", "pairs",
            "wins", "ties", "losses",
            "levelN", "levelMean", "levelSd", "levelDiverged", "baselineN", "baselineMean", "baselineSd", "baselineDiverged",
            "difference", "standardError", "degreesOfFreedom", "lower", "upper", "confidence", "plainLower", "plainUpper", "intervalKind",
                "hodgesLehmann", "hodgesLehmannLower", "hodgesLehmannUpper", "hodgesLehmannConfidence",
            "dz", "d", "hedgesG", "correlation", "probabilityOfSuperiority", "pSignFlip", "pSignedRank", "pSign", "pT", "pMannWhitney",
                "pEquivalence",
            "decidingTest", "p", "pAdjusted", "pFalseDiscovery", "adjustment", "familySize", "isExploratory",
            "cliffsDelta", "a12", "detectableInFamily", "pairsForObserved", "lookSeeds", "unused", "limit", "isOnAverage", "pInteraction",
                "pOppositeSigns",
            "levelSeconds", "relativeTime", "fewestParameters", "mostParameters");
        foreach (var comparison in view.Report.Comparisons)
        {
            WriteComparison(comparison.Overall);
            if (comparison.NewDatasets is { } datasets)
                WriteNewDatasets(text, view, comparison, datasets);
            foreach (var result in comparison.Blocks)
                WriteComparison(result);
        }

        void WriteComparison(ComparisonResult result)
        {
            var d = result.Difference;
            var cost = result.Block is null ? view.Costs.FirstOrDefault(c => c.Level == result.Level) : null; // over all blocks
            Row(text, view.Sweep.Name, view.Sweep.PlanHash, view.Question.IsPlanned, view.Question.Factor, view.Question.Metric,
                result.Level, result.Baseline,
                result.Block ?? "(all)", JsonNodes.Word(result.Decision.Verdict), JsonNodes.Word(result.Design), result.BlockCount,
                    result.PairCount, result.Wins, result.Ties, result.Losses,
                result.LevelSide?.Count, result.LevelSide?.Mean, result.LevelSide?.StandardDeviation, result.LevelSide?.DivergedCount,
                result.BaselineSide?.Count, result.BaselineSide?.Mean, result.BaselineSide?.StandardDeviation,
                    result.BaselineSide?.DivergedCount,
                d?.Mean.Value, d?.Mean.StandardError, d?.Mean.DegreesOfFreedom, d?.Interval?.Lower, d?.Interval?.Upper, d?.Interval?.Level,
                d?.PlainInterval?.Lower, d?.PlainInterval?.Upper, JsonNodes.Word(result.Decision.Interval),
                d?.HodgesLehmann?.Estimate, d?.HodgesLehmann?.Interval.Lower, d?.HodgesLehmann?.Interval.Upper,
                    d?.HodgesLehmann?.Interval.Level,
                result.Dz, result.CohensD, d?.HedgesG, d?.Correlation, d?.ProbabilityOfSuperiority,
                result.Tests.SignFlip, result.Tests.SignedRank, result.Tests.Sign, result.Tests.T, result.Tests.MannWhitney,
                    result.Tests.Equivalence,
                result.Decision.Test.Word, result.Decision.P, result.Decision.AdjustedP,
                result.Decision.FalseDiscoveryP,
                    JsonNodes.Word(result.Block is null ? view.Report.Adjustment : view.Report.BlockAdjustment),
                result.Block is null ? view.Report.OverallFamilySize : view.Report.BlockFamilySize, result.Decision.IsExploratory,
                result.Supplement?.CliffsDelta, result.Supplement?.A12, result.Supplement?.Power?.DetectableInFamily,
                    result.Supplement?.Power?.PairsForObserved,
                result.Sequential?.SeedCount, result.Unused.Count, result.Decision.Limit?.Sentence,
                result.Decision.IsOnAverage, result.Effects?.InteractionP, result.Effects?.OppositeP,
                cost?.MeanSeconds, cost?.RelativeTime, cost?.FewestParameters, cost?.MostParameters);
        }
    }

    // The same columns; what they have no number for is empty, as is what no table shows. Wins, ties and losses are datasets, the deciding
    // test is Wilcoxon's.
    private static void WriteNewDatasets(StringBuilder text, ComparisonView view, LevelComparison comparison, DatasetComparison d)
    {
        Row(text, view.Sweep.Name, view.Sweep.PlanHash, view.Question.IsPlanned, view.Question.Factor, view.Question.Metric,
            comparison.Level, comparison.Baseline,
            "(new datasets)", JsonNodes.Word(d.Decision.Verdict), JsonNodes.Word(ComparisonDesign.Paired),
                d.Datasets.Sum(x => x.BlockCount), d.Datasets.Count, d.Wins, d.Ties, d.Losses,
            null, null, null, null, null, null, null, null,
            d.Mean?.Value, d.Mean?.StandardError, d.Mean?.DegreesOfFreedom, null, null, null, null, null, null,
            d.HodgesLehmann?.Estimate, d.TypicalInterval?.Lower, d.TypicalInterval?.Upper, d.TypicalInterval?.Level,
            null, null, null, null, null, d.SignFlip, d.SignedRank, d.Sign, d.T, null, d.Equivalence,
            d.Decision.Test.Word, d.Decision.P, d.Decision.AdjustedP, null, JsonNodes.Word(d.Decision.Adjustment),
            view.Report.OverallFamilySize, d.Decision.IsExploratory, null, null, null, null, null, null, d.Decision.Limit?.Sentence,
            false, null, null, null, null, null, null);
    }

    private static void WriteMatrix(StringBuilder text, LevelMatrix matrix)
    {
        Row(text, [.. ColumnNames.Distinct([matrix.RowFactor, .. matrix.ColumnFactors,
            "n", "mean", "sd", "min", "max", "diverged", "failed", "missing", "best", "learnableParameters"])]);
        for (int r = 0; r < matrix.RowLabels.Count; r++)
        {
            for (int c = 0; c < matrix.ColumnLabels.Count; c++)
            {
                var cell = matrix.Cells[r][c];
                Row(text, [matrix.RowLabels[r], .. matrix.ColumnLabels[c], cell.Count, cell.Mean, cell.StandardDeviation, cell.Minimum,
                    cell.Maximum,
                    cell.DivergedCount, cell.FailedCount, cell.MissingCount, matrix.MarkOf(r, c) is not null,
                    matrix.SizeOfRow(r)]);
            }
        }
    }

    private static void Row(StringBuilder text, params object?[] cells) => text.Append(CsvText.Line(cells.Select(Cell))).Append('\n');

    private static string Cell(object? cell) => cell switch
    {
        null => "",
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };
}
