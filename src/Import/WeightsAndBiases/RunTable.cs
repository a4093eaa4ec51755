using Sweep.Import.Tables;
using Sweep.Import.Trackers;
using Sweep.Planning.Trials;

namespace Sweep.Import.WeightsAndBiases;

/// <summary>The table of runs: a line for each run, with W&amp;B's own columns, then those of the config, then those of the
/// summary.</summary>
/// <remarks>The export does not tell config from summary. Metrics are the columns that the question names; a setting is a column that it
/// names, or one in which runs agree (<see cref="OwnValues"/>).</remarks>
internal static class RunTable
{
    private static readonly HashSet<string> Own = new(["Name", "ID", "Agent", "State", "Notes", "Description", "User", "Tags", "Created",
        "Updated", "End Time", "Runtime", "Sweep", "Group", "Job Type", "Hostname", "GitHub", "Git Branch", "Commit", "GPU Type",
        "GPU Count", "_step", "_runtime", "_timestamp", "_wandb"], StringComparer.Ordinal);

    /// <summary>Whether a header is that of a table of runs.</summary>
    public static bool IsOne(IReadOnlyList<string> header) => header.Contains("Name") && header.Contains("State")
        && header.Any(column => column is "Created" or "Runtime" or "Sweep");

    /// <summary>Reads the runs.</summary>
    public static void Read(Table table, ImportQuestion question, StudyBuilder builder)
    {
        int state = table.IndexOf("State"), name = table.IndexOf("Name");
        string[] free = [.. table.Columns.Where(column => !Own.Contains(column) && !question.AsksForSetting(column)
            && !question.Metrics.Contains(column) && !question.Ignored.Contains(column))];
        string numbers = string.Join(", ", free.Where(column => IsOfNumbers(table, column)).Take(30));
        if (question.Metrics.Count == 0)
            builder.Mistake($"{table.Source}: the export does not say which columns are results. Name them with --metric: {numbers}.");
        foreach (string metric in question.Metrics.Where(metric => table.IndexOf(metric) < 0))
            builder.Mistake($"{table.Source}: there is no column '{metric}'. Columns of numbers are: {numbers}.");
        string[] results = [.. free.Where(column => IsResult(table, column))];
        string[] settings = [.. table.Columns.Where(question.AsksForSetting), .. free.Except(results)];
        if (results.Length > 0)
            builder.Note(OwnValues.Note(results));
        if (builder.HasMistakes)
            return;
        foreach (var row in table.Rows)
        {
            string place = $"{table.Place(row)} ({row.Cells[name] ?? "without a name"})";
            switch (row.Cells[state] as string)
            {
                case "finished":
                    Add(table, row, place, settings, new TrialOutcome.Completed(), question, builder);
                    break;
                case "failed" or "crashed":
                    Add(table, row, place, settings, new TrialOutcome.Failed(FailureKind.Exception,
                        $"Weights & Biases gives its state as {row.Cells[state]}."), question, builder);
                    break;
                case "killed" or "preempted":
                    builder.LeaveOut(place, $"{row.Cells[state]}");
                    break;
                case "running" or "pending" or "preempting":
                    builder.LeaveOut(place, "not finished");
                    break;
                default:
                    builder.Mistake(table.Mistake(row, "State", $"'{row.Cells[state]}' is no state of W&B."));
                    break;
            }
        }
    }

    private static void Add(Table table, TableRow row, string place, IReadOnlyList<string> settings, TrialOutcome outcome,
        ImportQuestion question, StudyBuilder builder)
    {
        var values = new Dictionary<string, SettingValue>(StringComparer.Ordinal);
        foreach (string setting in settings)
        {
            if (row.Cells[table.IndexOf(setting)] is string cell)
                values[setting] = ForeignValue.Setting(cell);
        }
        var curves = new RunCurves();
        foreach (string metric in question.Metrics)
        {
            if (row.Cells[table.IndexOf(metric)] is not string cell || Missing.IsNoNumber(cell))
                continue;
            if (Numbers.Read(cell) is { } value)
                curves.Add(metric, RunCurves.Final, value);
            else
                builder.Mistake(table.Mistake(row, metric, Numbers.Problem(cell)));
        }
        builder.Add(place, row.Cells[table.IndexOf("Name")] as string, values, outcome, curves);
    }

    private static bool IsOfNumbers(Table table, string column)
    {
        int at = table.IndexOf(column);
        return table.Rows.Any(row => row.Cells[at] is not null)
            && table.Rows.All(row => Missing.IsNoNumber(row.Cells[at]) || Numbers.Read(row.Cells[at]) is not null);
    }

    private static bool IsResult(Table table, string column)
    {
        int at = table.IndexOf(column);
        return OwnValues.AreOfEachTraining(
            [.. table.Rows.Select(row => row.Cells[at] is string cell ? ForeignValue.Setting(cell) : null)]);
    }
}
