using Sweep.Import.Tables;
using Sweep.Import.Trackers;
using Sweep.Planning.Trials;

namespace Sweep.Import.WeightsAndBiases;

/// <summary>The data of a chart: the first column is the axis, usually "Step"; each other is "RUN - METRIC", followed by the same with
/// "__MIN" and "__MAX".</summary>
/// <remarks>A run's settings are what its name says by <see cref="ImportQuestion.RunName"/>, else the name as the setting "run".</remarks>
internal static class ChartExport
{
    private const string Between = " - ", Minimum = "__MIN", Maximum = "__MAX", Group = "Group: ";

    /// <summary>Whether a header is that of a chart's data.</summary>
    public static bool IsOne(IReadOnlyList<string> header) => header.Any(column => column.Contains(Between, StringComparison.Ordinal)
        && column.EndsWith(Minimum, StringComparison.Ordinal) && header.Contains(column[..^Minimum.Length]));

    /// <summary>Reads the runs.</summary>
    public static void Read(Table table, StudyBuilder builder)
    {
        var runs = new OrderedDictionary<string, RunCurves>();
        for (int column = 1; column < table.Columns.Count; column++)
        {
            string name = table.Columns[column];
            int between = name.LastIndexOf(Between, StringComparison.Ordinal);
            if (name.EndsWith(Minimum, StringComparison.Ordinal) || name.EndsWith(Maximum, StringComparison.Ordinal))
                continue;
            if (between < 0)
            {
                builder.Mistake($"{table.Source}: the column '{name}' is not named RUN - METRIC.");
                continue;
            }
            if (name.StartsWith(Group, StringComparison.Ordinal))
            {
                builder.Mistake($"{table.Source}: the column '{name}' is the mean of a group of runs. Export the chart without grouping.");
                continue;
            }
            string metric = name[(between + Between.Length)..];
            if (metric == "_step")
                continue;
            if (!runs.TryGetValue(name[..between], out var curves))
                runs.Add(name[..between], curves = new RunCurves());
            for (int i = 0; i < table.Rows.Count; i++)
            {
                if (table.Rows[i].Cells[column] is not string cell || Missing.IsNoNumber(cell))
                    continue;
                if (Numbers.Read(cell) is { } value)
                    curves.Add(metric, i, value);
                else
                    builder.Mistake(table.Mistake(table.Rows[i], name, Numbers.Problem(cell)));
            }
        }
        foreach (var (run, curves) in runs)
        {
            var settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal);
            if (builder.Pattern is null)
                settings["run"] = new SettingValue.Text(run);
            builder.Add($"run {run}", run, settings, new TrialOutcome.Completed(), curves);
        }
    }
}
