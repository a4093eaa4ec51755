using System.Globalization;
using Sweep.Planning.Errors;
using Sweep.Planning.Trials;

namespace Sweep.Import.Tables;

/// <summary>From a table to trainings: which columns are settings, which rows are one training, and all that is wrong.</summary>
internal sealed class TableStudy(Table source, ImportQuestion question)
{
    private readonly ImportQuestion asked = question.Wide is null ? question
        : question with { Metrics = question.Metrics.Count == 0 ? [WideTable.DefaultMetric] : question.Metrics };

    private static readonly HashSet<string> EpochNames = new(["epoch", "step"], StringComparer.OrdinalIgnoreCase);

    private readonly MistakeList mistakes = new();
    private readonly List<string> notes = [];

    /// <summary>The trainings, or all mistakes.</summary>
    public ImportReading Read()
    {
        CheckNames();
        if (mistakes.Any)
            return Refusal();
        var table = question.Wide is null ? source : new WideTable(source, question, mistakes).ToLong();
        if (mistakes.Any)
            return Refusal();
        int[] settings = [.. ChooseSettings(table).Select(table.IndexOf)];
        var columns = settings.Select(c => new SettingColumn(table, c, mistakes)).ToArray();
        var runs = question.Epoch is null && question.MetricColumns is null ? Single(table, columns) : Grouped(table, columns);
        if (mistakes.Any)
            return Refusal();
        var metrics = runs.SelectMany(r => r.Epochs).SelectMany(e => e.Values).Select(v => v.Key)
            .Concat(asked.Metrics).Distinct(StringComparer.Ordinal);
        return new ImportReading(new ImportedStudy(source.Source, runs, metrics.ToDictionary(m => m, _ => (bool?)null)), [], notes);
    }

    private ImportReading Refusal() => new(null, mistakes.All, notes);

    private void CheckNames()
    {
        bool isWide = question.Wide is not null;
        if (question.RunName is not null)
            mistakes.Add($"{source.Source}: --run-name is for runs that have names, and a table has columns: leave it out.");
        Check("--factor", isWide ? [] : [question.Factor]);
        Check("--metric", isWide || question.MetricColumns is not null ? [] : question.Metrics);
        Check("--seed", question.Seed is { } seed ? [seed] : []);
        Check("--epoch", question.Epoch is { } epoch ? [epoch] : []);
        Check("--block", question.Blocks ?? []);
        Check("--paired-by", question.PairedBy);
        Check("--ignore", question.Ignored);
        Check("--wide", question.Wide ?? []);
        Check("--metric-columns", question.MetricColumns is { } pair ? [pair.Name, pair.Value] : []);
        if (question.Metrics.Count == 0 && !isWide && question.MetricColumns is null)
            mistakes.Add($"{source.Source}: name what was measured: --metric COLUMN. Columns: {string.Join(", ", source.Columns)}.");
        if (isWide && question.Metrics.Count > 1)
            mistakes.Add($"{source.Source}: a table with a column for each level has one metric, and --metric names "
                + $"{question.Metrics.Count}.");
        if (isWide && source.Columns.Contains(question.Factor))
            mistakes.Add($"{source.Source}: --wide gives the name {question.Factor} to what its columns are levels of, and there is a "
                + "column of that name. Name the factor otherwise, or leave --wide out.");
    }

    private void Check(string option, IReadOnlyList<string> names)
    {
        foreach (string name in names.Where(n => source.IndexOf(n) < 0))
        {
            string meant = NearestName.Find(name, source.Columns) is { } near ? $" Did you mean '{near}'?" : "";
            mistakes.Add($"{source.Source} has no column '{name}' ({option}).{meant} Columns: {string.Join(", ", source.Columns)}.");
        }
    }

    // Those that are named, and of the others those that are not of each row.
    private List<string> ChooseSettings(Table table)
    {
        string[] identifying = [question.Factor, .. question.Blocks ?? [], .. question.PairedBy,
            .. question.Seed is { } seed ? new[] { seed } : []];
        string?[] measured = [.. asked.Metrics, question.Epoch, question.MetricColumns?.Name, question.MetricColumns?.Value];
        string[] others = [.. table.Columns.Except([.. identifying, .. measured.OfType<string>(), .. question.Ignored])];
        string[] empty = [.. others.Where(c => Cells(table, c).All(v => v is null))];
        if (empty.Length > 0)
            notes.Add($"Left out, since nothing stands there: {string.Join(", ", empty)}.");
        others = [.. others.Except(empty)];
        if (question.Blocks is not null)
        {
            if (others.Length > 0)
                notes.Add($"Left out, since --block says what counts: {string.Join(", ", others)}.");
            return [.. identifying.Distinct()];
        }
        string[] ofEachRow = [.. others.Where(c => OwnValues.AreOfEachTraining([.. Cells(table, c)]))];
        if (ofEachRow.Length > 0)
            notes.Add(OwnValues.Note(ofEachRow));
        others = [.. others.Except(ofEachRow)];
        // As settings they would make a training of each row, and partners of its epochs.
        foreach (string column in others.Where(c => question.Epoch is null && EpochNames.Contains(c)))
            mistakes.Add($"{source.Source} has a column {column}: say --epoch {column} if a training has a row for each, --ignore {column} "
                + "if it has not.");
        return [.. identifying.Concat(others).Distinct()];
    }

    private static IEnumerable<SettingValue?> Cells(Table table, string column)
    {
        int c = table.IndexOf(column);
        return table.Rows.Select(r => r.Cells[c] is { } cell ? SettingColumn.Guess(cell) : null);
    }

    private List<ImportedRun> Single(Table table, SettingColumn[] columns)
    {
        var runs = new List<ImportedRun>(table.Rows.Count);
        foreach (var row in table.Rows)
        {
            var values = Metrics(table, row);
            runs.Add(new ImportedRun(table.Place(row), Settings(columns, row), row.Partners, new TrialOutcome.Completed(),
                values.Count == 0 ? [] : [new EpochMetrics(1, values)]));
        }
        return runs;
    }

    private List<ImportedRun> Grouped(Table table, SettingColumn[] columns)
    {
        var found = new Dictionary<string, RunRows>(StringComparer.Ordinal);
        int? epochColumn = question.Epoch is { } name ? table.IndexOf(name) : null;
        foreach (var row in table.Rows)
        {
            var settings = Settings(columns, row);
            int? epoch = epochColumn is { } e ? ReadEpoch(table, row, e) : 1;
            var values = question.MetricColumns is null ? Metrics(table, row) : NamedMetric(table, row);
            string key = string.Join('\u001f', settings.Values);
            if (!found.TryGetValue(key, out var run))
                found[key] = run = new RunRows(table.Place(row), settings);
            foreach (var (metric, value) in values)
            {
                if (epoch is { } at && run.Add(at, metric, value, table.Place(row)) is { } before)
                    mistakes.Add($"{source.Source}, {table.Place(row)}: {metric}"
                        + (epochColumn is null ? "" : FormattableString.Invariant($" of epoch {at}"))
                        + $" is given for the same training in {before}. Remove one of them"
                        + (question.Seed is null && question.PairedBy.Count == 0 ? ", or say what tells trainings apart: --seed COLUMN."
                            : ", or name a column that tells them apart by --block."));
            }
        }
        bool fromZero = epochColumn is not null && found.Values.Any(r => r.FirstEpoch == 0);
        if (fromZero)
            notes.Add($"Epochs begin with 0 in {source.Source}, and with 1 here.");
        return [.. found.Values.Select(r => r.ToRun(fromZero ? 1 : 0))];
    }

    private int? ReadEpoch(Table table, TableRow row, int column)
    {
        if (Numbers.Read(row.Cells[column]) is { } number && number >= 0 && number <= 1_000_000_000 && number == Math.Floor(number))
            return (int)number;
        mistakes.Add(table.Mistake(row, table.Columns[column], row.Cells[column] is { } cell
            ? $"'{cell}' is no epoch: a whole number from 0 or 1 is expected." : "the epoch is missing."));
        return null;
    }

    private List<KeyValuePair<string, double>> Metrics(Table table, TableRow row)
    {
        var values = new List<KeyValuePair<string, double>>();
        foreach (string metric in asked.Metrics)
        {
            object? cell = row.Cells[table.IndexOf(metric)];
            if (Missing.IsNoNumber(cell))
                continue;
            if (Numbers.Read(cell) is { } number)
                values.Add(KeyValuePair.Create(metric, number));
            else
                mistakes.Add(table.Mistake(row, metric, Numbers.Problem(cell)));
        }
        return values;
    }

    private List<KeyValuePair<string, double>> NamedMetric(Table table, TableRow row)
    {
        var (nameColumn, valueColumn) = question.MetricColumns!.Value;
        if (row.Cells[table.IndexOf(nameColumn)] is not { } name)
        {
            mistakes.Add(table.Mistake(row, nameColumn, "the name of the metric is missing."));
            return [];
        }
        string metric = SettingColumn.Guess(name).Label;
        object? cell = row.Cells[table.IndexOf(valueColumn)];
        if (Missing.IsNoNumber(cell) || (question.Metrics.Count > 0 && !question.Metrics.Contains(metric)))
            return [];
        if (Numbers.Read(cell) is { } number)
            return [KeyValuePair.Create(metric, number)];
        mistakes.Add(table.Mistake(row, valueColumn, Numbers.Problem(cell)));
        return [];
    }

    private Dictionary<string, SettingValue> Settings(SettingColumn[] columns, TableRow row)
    {
        var settings = new Dictionary<string, SettingValue>(StringComparer.Ordinal);
        foreach (var column in columns)
        {
            if (column.Read(row) is { } value)
                settings[column.Name] = value;
        }
        return settings;
    }
}
