using Sweep.Analysis.Comparisons;
using Sweep.Planning.Plans;
using Sweep.Statistics.Adjustments;

namespace Sweep.Analysis.Matrices;

/// <summary>One row of a table, the focus, against the best other row of each group: the bottom rows of papers' tables.</summary>
/// <remarks>The best other row is chosen by the data, so that a test of that pair alone would be too bold or too timid. Every row is tested
/// against the focus in every column, and all these tests are one family (Holm, with a region of equivalence Bonferroni;
/// over all columns as the plan adjusts): whichever pair is shown then, the error rate holds. A focus that is
/// itself chosen by the data (the best row) makes all pairs of rows the family.</remarks>
/// <param name="Row">The focus.</param>
/// <param name="IsChosenByData">Whether it is the focus because its mean is best.</param>
/// <param name="Improvements">Per group and column; null where the focus or every other row of the group has no outcome.</param>
/// <param name="OverColumns">Per group, over all columns with equal weight; null where there is nothing to compare or a single
/// column.</param>
/// <param name="FamilySize">Tests within columns that were adjusted together.</param>
/// <param name="OverColumnsFamilySize">Tests over all columns that were adjusted together.</param>
/// <param name="IsPlanned">Whether the comparisons within columns are those of the plan.</param>
public sealed record MatrixFocus(int Row, bool IsChosenByData, IReadOnlyList<IReadOnlyList<MatrixImprovement?>> Improvements,
    IReadOnlyList<MatrixImprovement?> OverColumns, int FamilySize, int OverColumnsFamilySize, bool IsPlanned)
{
    /// <summary>Whether each column weighs the same over all columns. Where columns share random numbers, partners are averaged over the
    /// columns first, and a pair that lacks a column is averaged over those that it has.</summary>
    public bool ColumnsWeighTheSame { get; init; } = true;

    /// <summary>How those within columns are adjusted.</summary>
    public AdjustmentMethod Adjustment { get; init; }

    /// <summary>How the comparisons over all columns are adjusted: as the plan's overall comparisons, where the family allows it.</summary>
    public AdjustmentMethod OverColumnsAdjustment { get; init; }

    /// <summary>Compares the focus with the others; null for fewer than two rows.</summary>
    /// <exception cref="QuestionException">The wished focus is no row.</exception>
    public static MatrixFocus? Create(MatrixMeans means, IReadOnlyList<MatrixGroup> groups, IReadOnlyList<Observation>[][] cells,
        FocusQuestion asked)
    {
        var labels = means.Labels;
        if (asked.Focus is { } wish && !labels.Contains(wish))
            throw new QuestionException($"'{wish}' is no level of {asked.RowFactor}. Levels: {string.Join(", ", labels)}.");
        if (labels.Count < 2)
            return null;
        bool isCompared = asked.RowFactor == asked.Asked.Factor;
        string? named = asked.Focus ?? (isCompared && asked.Asked.Baseline is { } baseline && labels.Contains(baseline) ? baseline : null);
        int row = named is null ? means.BestOverColumns() : labels.ToList().IndexOf(named);
        var options = asked.Options with
        {
            Levels = labels,
            Blocks = [],
            Baseline = named,
            Tuning = null,
            Adjustment = AdjustmentMethod.Holm,
            Depth = ReportDepth.Verdicts,
            BootstrapDraws = 0,
            IsPlanned = asked.Options.IsPlanned && isCompared && asked.HasPlainCells && named == asked.Asked.Baseline && named is not null,
        };

        ComparisonResult[][] inColumns = [.. Enumerable.Range(0, means.ColumnCount).Select(c =>
            Results([.. cells.SelectMany(r => r[c])], options))];
        double[] p = [.. inColumns.SelectMany(c => c).Select(r => r.Decision.P ?? 1)];
        double[] adjusted = options.Rope > 0 ? [.. p.Select(x => Math.Min(1, p.Length * x))] : Holm.Adjust(p);
        int perColumn = inColumns[0].Length;
        var improvements = groups.Select(group => (IReadOnlyList<MatrixImprovement?>)[.. Enumerable.Range(0, means.ColumnCount).Select(c =>
            means.Best(group.Rows.Where(r => r != row), c) is { } other && means.Cells[row][c].Count > 0
                ? Find(labels[row], labels[other], inColumns[c], adjusted[(c * perColumn)..((c + 1) * perColumn)],
                    adjusted.Length, options)
                : null)]).ToArray();

        bool weighTheSame = true;
        var adjustment = AdjustmentMethod.Holm;
        MatrixImprovement?[] over = [.. groups.Select(_ => (MatrixImprovement?)null)];
        if (means.ColumnCount > 1)
        {
            var report = ComparisonAnalysis.Analyse([.. cells.SelectMany(r =>
                r.SelectMany((cell, c) => cell.Select(o => o with { Block = $"{c}\n{o.Block}" })))],
                options with { Adjustment = asked.Options.Adjustment });
            ComparisonResult[] results = [.. report.Comparisons.Select(c => c.Overall)];
            adjustment = report.Adjustment;
            weighTheSame = !results.Any(r => r.IsCollapsed && r.Unused.Count > 0);
            over = [.. groups.Select(group => group.Rows.Where(r => r != row)
                .Select(r => Find(labels[row], labels[r], results, adjusted: null, perColumn, options)).OfType<MatrixImprovement>()
                .MinBy(i => i.Gain))];
        }
        return new MatrixFocus(row, named is null, improvements, over, adjusted.Length, perColumn,
            options.IsPlanned) { ColumnsWeighTheSame = weighTheSame, OverColumnsAdjustment = adjustment,
                Adjustment = FamilyAdjustments.WithinBlocks(options) };
    }

    private static ComparisonResult[] Results(Observation[] observations, ComparisonOptions options) =>
        [.. ComparisonAnalysis.Analyse(observations, options).Comparisons.Select(c => c.Overall)];

    // Without adjusted p the verdict is that of the analysis, which has adjusted over the family already.
    private static MatrixImprovement? Find(string focus, string other, ComparisonResult[] results, double[]? adjusted, int familySize,
        ComparisonOptions options)
    {
        int index = Array.FindIndex(results, r => (r.Level == focus && r.Baseline == other) || (r.Level == other && r.Baseline == focus));
        var result = results[index];
        if (result.Design == ComparisonDesign.None)
            return null;
        var decision = result.Decision;
        bool isMirrored = result.Level != focus;
        double? improvement = isMirrored ? -result.Difference?.Mean.Value : result.Difference?.Mean.Value;
        int better = options.LargerIsBetter ? 1 : -1;
        // Without a difference a side has diverged altogether: infinitely worse, or a tie.
        double gain = improvement is { } size ? better * size : decision.Direction == 0 ? 0
            : better * (isMirrored ? -1 : 1) * decision.Direction * double.PositiveInfinity;
        double adjustedP = adjusted?[index] ?? decision.AdjustedP ?? 1;
        var verdict = adjusted is null ? decision.Verdict : InColumns(result, adjustedP, familySize, options);
        return new MatrixImprovement(other, improvement, gain, result.Design, result.PairCount, decision.P, adjustedP, isMirrored
            ? Mirrored(verdict) : verdict,
            decision.IsExploratory)
        {
            IsOnAverage = decision.IsOnAverage && adjusted is null,
            Differing = adjusted is null && !isMirrored ? result : null,
        };
    }

    // As the analysis decides, over the larger family: what is shown in that is shown in a column, so that the analysis has seen whether
    // the mean contradicts.
    private static Verdict InColumns(ComparisonResult result, double adjusted, int familySize, ComparisonOptions options)
    {
        var decision = result.Decision;
        bool isShown = adjusted <= options.Alpha && decision.Direction != 0
            && !(decision.IsContradicted && result.Design == ComparisonDesign.Unpaired);
        double? equivalence = result.Sequential is { } looks ? looks.EquivalenceP : result.Tests.Equivalence;
        return familySize * equivalence <= options.Alpha ? Verdict.Equivalent
            : isShown ? (decision.Direction > 0 == options.LargerIsBetter ? Verdict.Better : Verdict.Worse)
            : Verdict.Undecided;
    }

    private static Verdict Mirrored(Verdict verdict) => verdict switch
    {
        Verdict.Better => Verdict.Worse,
        Verdict.Worse => Verdict.Better,
        _ => verdict,
    };
}

/// <summary>The focus against the best other row.</summary>
/// <param name="Other">Label of that row.</param>
/// <param name="Difference">focus - other: mean of the paired differences, in the unit of the metric; null where a side has no mean, since
/// it diverged altogether.</param>
/// <param name="Gain">The same, positive when the focus is better; infinite where only the sign is known.</param>
/// <param name="Design">Paired, or unpaired where no trials share random numbers.</param>
/// <param name="PairCount">Pairs; 0 when unpaired.</param>
/// <param name="P">Of the deciding test.</param>
/// <param name="AdjustedP">Over the family.</param>
/// <param name="Verdict">What is shown of the focus.</param>
/// <param name="IsExploratory">Not planned, or unpaired.</param>
public sealed record MatrixImprovement(string Other, double? Difference, double Gain, ComparisonDesign Design, int PairCount, double? P,
    double AdjustedP, Verdict Verdict, bool IsExploratory)
{
    /// <summary>Whether the verdict holds on average over the columns alone.</summary>
    public bool IsOnAverage { get; init; }

    /// <summary>The comparison over all columns, which tells where they differ; null within a column, and where it is seen from the
    /// other side.</summary>
    public ComparisonResult? Differing { get; init; }
}

/// <summary>What the focus is to be compared by.</summary>
/// <param name="RowFactor">The factor of the rows.</param>
/// <param name="Focus">The wished focus; null for the baseline, else the best row.</param>
/// <param name="Asked">What is compared.</param>
/// <param name="HasPlainCells">Whether nothing but the seed varies within cells.</param>
/// <param name="Options">As of the comparison.</param>
public sealed record FocusQuestion(string RowFactor, string? Focus, ComparisonPlan Asked, bool HasPlainCells,
    ComparisonOptions Options);
