using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Trials;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Store;

namespace Sweep.Analysis.Matrices;

/// <summary>Means of a factor's levels (rows) by combinations of other factors (columns): the layout of most papers' tables.</summary>
/// <param name="RowFactor">The factor of the rows.</param>
/// <param name="ColumnFactors">The factors of the columns, the last varying fastest.</param>
/// <param name="RowLabels">Row levels in order.</param>
/// <param name="ColumnLabels">One label per column factor, for each column.</param>
/// <param name="Cells">(rows, columns); trials that differ in further factors are averaged within their combinations first.</param>
/// <param name="AveragedSettings">Settings that vary within cells, seeds apart.</param>
/// <param name="ActivationSizes">Learnable parameters per activation label; empty when activations are neither rows nor columns.</param>
/// <param name="Groups">The rows among which a best one is marked: fixed and learnable activations, or all rows.</param>
/// <param name="Focus">The chosen row against the best others; null for fewer than two rows, and where a tuned factor is shown.</param>
public sealed record LevelMatrix(string RowFactor, IReadOnlyList<string> ColumnFactors, IReadOnlyList<string> RowLabels,
    IReadOnlyList<IReadOnlyList<string>> ColumnLabels, IReadOnlyList<IReadOnlyList<LevelSummary>> Cells,
    IReadOnlyList<string> AveragedSettings, IReadOnlyDictionary<string, SizeRange> ActivationSizes, IReadOnlyList<MatrixGroup> Groups,
        MatrixFocus? Focus)
{
    private const string ActivationSetting = "activation";

    /// <summary>What is tuned; null for nothing.</summary>
    public TuningPlan? Tuning { get; init; }

    /// <summary>Tuned factors among rows and columns. Then cells have all their seeds, those that select included, and nothing is tested:
    /// the plan compares at the chosen levels only. Without any, cells have the chosen levels and the seeds that judge.</summary>
    public IReadOnlyList<string> TunedShown { get; init; } = [];

    /// <summary>Whether activations are the rows or columns, so that sizes stand beside their names.</summary>
    public bool HasSizes => ActivationSizes.Count > 0;

    /// <summary>"arelu (6)": a level with the number of its learnable parameters, if it is an activation.</summary>
    public string NameOf(string factor, string label) =>
        factor == ActivationSetting && ActivationSizes.TryGetValue(label, out var size) ? $"{label} ({size})" : label;

    /// <summary>The learnable parameters of a row that is an activation; null for others.</summary>
    public SizeRange? SizeOfRow(int row) => RowFactor == ActivationSetting ? ActivationSizes.GetValueOrDefault(RowLabels[row]) : null;

    /// <summary>The name of a row.</summary>
    public string RowName(int row) => NameOf(RowFactor, RowLabels[row]);

    /// <summary>The names of a column's levels, one per column factor.</summary>
    public IReadOnlyList<string> ColumnNames(int column) => [.. ColumnFactors.Zip(ColumnLabels[column], NameOf)];

    /// <summary>The mark of the best cell of its group and column; null for others.</summary>
    public char? MarkOf(int row, int column)
    {
        foreach (var group in Groups)
        {
            if (group.Rows.Contains(row) && group.Best[column] is { } best && Cells[row][column].IsAsGoodAs(Cells[best][column]))
                return group.Mark;
        }
        return null;
    }

    /// <summary>Makes the table from all trials, in plan order.</summary>
    /// <param name="results">The trials.</param>
    /// <param name="judges">For each trial, whether it is of a chosen tuned level and a seed that judges; true where nothing is
    /// tuned.</param>
    /// <param name="asked">What is compared.</param>
    /// <param name="layout">Rows, columns and focus.</param>
    /// <param name="options">As of the comparison.</param>
    /// <param name="trainer">What guessing scores, and how large activations are.</param>
    /// <param name="vocabulary">Knows the defaults that configurations leave out.</param>
    /// <exception cref="QuestionException">A factor or the focus does not exist.</exception>
    public static LevelMatrix Create(IReadOnlyList<TrialResult> results, IReadOnlyList<bool> judges, ComparisonPlan asked,
        MatrixLayout layout, ComparisonOptions options, TrainerFacts trainer, SpecVocabulary vocabulary)
    {
        var (rowFactor, columnFactors) = (layout.RowFactor, layout.ColumnFactors);
        Check(results, rowFactor, columnFactors);
        string[] tuned = [.. asked.Tuning?.Factors ?? []], tunedShown = [.. tuned.Intersect(columnFactors.Prepend(rowFactor))];
        bool onlyJudging = tunedShown.Length == 0;
        // Of a tuned factor that is not shown each cell has the chosen level only, as the verdicts do.
        string[] inner = [.. TrialObservations.VaryingSettings(TrialObservations.Configurations(results)).Except(columnFactors)
            .Where(n => n != rowFactor && n != Fold.Setting)
            .Except(onlyJudging ? tuned : [])];
        var cells = new Dictionary<(string Row, string Column), List<Observation>>();
        var rowLabels = new HashSet<string>();
        var columnLabels = new Dictionary<string, string[]>();
        var sizes = new Dictionary<string, SizeRange>();
        bool hasSizes = rowFactor == ActivationSetting || columnFactors.Contains(ActivationSetting);
        foreach (var (result, isJudge) in results.Zip(judges))
        {
            var settings = result.Configuration.Settings;
            string rowLabel = TrialObservations.Label(settings, rowFactor, vocabulary);
            string[] labels = [.. columnFactors.Select(f => TrialObservations.Label(settings, f, vocabulary))];
            string column = string.Join('\n', labels);
            rowLabels.Add(rowLabel);
            columnLabels.TryAdd(column, labels);
            if (!cells.TryGetValue((rowLabel, column), out var cell))
                cells[(rowLabel, column)] = cell = [];
            if (onlyJudging && !isJudge)
                continue;
            var (status, value) = TrialObservations.Outcome(result, asked);
            cell.Add(new Observation(rowLabel, TrialObservations.Describe(settings, inner, vocabulary), TrialObservations.PairKey(result),
                result.Seed.Value, status, value)
            {
                Chance = ChanceAccuracy.Compute(result.Configuration, asked.Definition, trainer.ClassesOf),
            });
        }
        if (hasSizes)
            SizeRange.Collect(TrialObservations.Configurations(results), ActivationSetting, trainer.ActivationOf, sizes);

        string[] ordered = rowFactor == asked.Factor ? [.. options.Levels.Where(rowLabels.Contains), .. rowLabels.Except(options.Levels)]
            : [.. rowLabels];
        string[] columns = [.. columnLabels.Keys];
        IReadOnlyList<Observation>[][] table =
            [.. ordered.Select(r => columns.Select(c => (IReadOnlyList<Observation>)(cells.GetValueOrDefault((r, c)) ?? [])).ToArray())];
        LevelSummary[][] summaries = [.. table.Select((row, r) =>
            row.Select((cell, c) => Summary(ordered[r], columns[c], cell, options.LargerIsBetter)).ToArray())];
        var means = new MatrixMeans(ordered, summaries, options.LargerIsBetter);
        var groups = MatrixGroup.Create(means, rowFactor == ActivationSetting ? sizes : []);
        return new LevelMatrix(rowFactor, columnFactors, ordered, [.. columnLabels.Values], summaries, inner, sizes, groups,
            onlyJudging ? MatrixFocus.Create(means, groups, table,
                new FocusQuestion(rowFactor, layout.Focus, asked, inner.Length == 0, options))
                : null)
        {
            Tuning = asked.Tuning,
            TunedShown = tunedShown,
        };
    }

    private static LevelSummary Summary(string row, string column, IReadOnlyList<Observation> cell, bool largerIsBetter) =>
        LevelSummary.Create(row, column.Replace("\n", ", ", StringComparison.Ordinal),
            [.. cell.GroupBy(o => o.Block).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())], largerIsBetter);

    private static void Check(IReadOnlyList<TrialResult> results, string rowFactor, IReadOnlyList<string> columnFactors)
    {
        var known = TrialObservations.Configurations(results).SelectMany(c => c.Settings.Keys).ToHashSet();
        foreach (string factor in columnFactors.Prepend(rowFactor))
        {
            if (!known.Contains(factor))
                throw new QuestionException($"No trial has the setting '{factor}'. Settings: "
                    + $"{string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }
        if (columnFactors.Contains(rowFactor) || columnFactors.Distinct().Count() < columnFactors.Count)
            throw new QuestionException($"A factor stands in --rows and --columns once: {rowFactor}; {string.Join(", ", columnFactors)}.");
    }
}

/// <summary>How a table of means is laid out.</summary>
/// <param name="RowFactor">The factor of the rows.</param>
/// <param name="ColumnFactors">The factors of the columns, the last varying fastest.</param>
/// <param name="Focus">The row to compare with the best others; null for the baseline, else the best.</param>
public sealed record MatrixLayout(string RowFactor, IReadOnlyList<string> ColumnFactors, string? Focus);
