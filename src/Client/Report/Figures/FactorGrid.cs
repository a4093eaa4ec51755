using Sweep.Analysis.Trials;
using Sweep.Client.Names;
using Sweep.Client.Report.Input;
using Sweep.Planning.Trials;

namespace Sweep.Client.Report.Figures;

/// <summary>Mean scores by two settings: trials that differ in further settings are averaged within their configurations first.</summary>
/// <param name="RowSetting">The setting of the rows.</param>
/// <param name="ColumnSetting">The setting of the columns.</param>
/// <param name="Rows">Row labels in order.</param>
/// <param name="Columns">Column values in order.</param>
/// <param name="Cells">(rows, columns); null where no trial has an outcome.</param>
internal sealed record FactorGrid(string RowSetting, string ColumnSetting, IReadOnlyList<string> Rows, IReadOnlyList<GridColumn> Columns,
    IReadOnlyList<IReadOnlyList<GridCell?>> Cells)
{
    /// <summary>Averages the judged trials; rows of the compared factor keep the order of the report, numbers ascend.</summary>
    public static FactorGrid Create(ReportInput input, string columnSetting) => Create(input, columnSetting, input.Judged);

    /// <summary>Averages other trials likewise.</summary>
    public static FactorGrid Create(ReportInput input, string columnSetting, IReadOnlyList<JudgedTrial> trials)
    {
        string rowSetting = input.View.Question.Factor;
        var columns = trials.Select(t => Value(t, columnSetting)).DistinctBy(v => v.Label).ToArray();
        if (columns.All(c => c.Number is not null))
            columns = [.. columns.OrderBy(c => c.Number)];
        string[] rows = [.. input.View.Report.Levels];
        var cells = trials.GroupBy(t => (t.Level, Column: Value(t, columnSetting).Label))
            .ToDictionary(g => g.Key, g => GridCell.Compute([.. g]));
        return new FactorGrid(rowSetting, columnSetting, rows, columns,
            [.. rows.Select(r => (IReadOnlyList<GridCell?>)[.. columns.Select(c => cells.GetValueOrDefault((r, c.Label)))])]);
    }

    /// <summary>The settings that vary, apart from the compared factor, over the trials judged.</summary>
    public static IReadOnlyList<string> VaryingSettings(ReportInput input) =>
    [
        .. Configurations(input).SelectMany(c => c.Settings.Keys).Distinct().Where(n => n != input.View.Question.Factor)
            .Where(n => Configurations(input).Select(c => LevelLabel.Find(c, n)).Distinct().Skip(1).Any())
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<Configuration> Configurations(ReportInput input) =>
        input.Judged.Select(t => t.Row.Trial.Configuration).DistinctBy(c => c.Id);

    private static GridColumn Value(JudgedTrial trial, string setting)
    {
        var settings = trial.Row.Trial.Configuration.Settings;
        var value = settings.GetValueOrDefault(setting) ?? LevelLabel.Vocabulary.Omitted(setting);
        return new GridColumn(TrialObservations.Label(settings, setting, LevelLabel.Vocabulary), (value as SettingValue.Number)?.Value);
    }
}

/// <summary>A column of a grid.</summary>
/// <param name="Label">As people read it.</param>
/// <param name="Number">Its value; null for words.</param>
internal readonly record struct GridColumn(string Label, double? Number);

/// <summary>A cell of a grid.</summary>
/// <param name="Mean">Mean of the configurations' means; null where all trials diverged, or all those of a configuration without any number
/// for them.</param>
/// <param name="Deviation">Over seeds, pooled within configurations (n - 1); null when no configuration has two trials, and without
/// mean.</param>
/// <param name="Count">Trials.</param>
internal sealed record GridCell(double? Mean, double? Deviation, int Count)
{
    public static GridCell Compute(IReadOnlyList<JudgedTrial> trials)
    {
        if (trials.All(t => t.IsDiverged) || trials.Any(t => t.Score is null))
            return new GridCell(null, null, trials.Count);
        double[][] groups = [.. trials.GroupBy(t => t.Row.Trial.Configuration.Id).Select(g => g.Select(t => t.Score!.Value).ToArray())];
        int freedom = trials.Count - groups.Length;
        double squares = groups.Sum(g => g.Sum(v => Math.Pow(v - g.Average(), 2)));
        return new GridCell(groups.Average(g => g.Average()), freedom > 0 ? Math.Sqrt(squares / freedom) : null, trials.Count);
    }
}
