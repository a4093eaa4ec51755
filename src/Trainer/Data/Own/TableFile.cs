using System.Globalization;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Own;

/// <summary>A table in CSV: numbers as they are, texts as one column of 0 and 1 for each of their values.</summary>
internal sealed class TableFile : OwnSource
{
    private const int MostMistakes = 10, MostCategories = 1000;
    private static readonly string[] MissingMarks = ["", "?", "NA", "N/A", "NaN", "nan", "null", "NULL"];

    private readonly string file;
    private readonly string? target, targetFile, separator;
    private readonly string task, header, missing;
    private readonly bool hasComma;
    private readonly double testPart;

    private TableFile(OwnOptions options)
        : base(options.Name)
    {
        file = options.Text(Kind.Key) ?? "";
        target = options.Column("target");
        targetFile = options.Text("targetFile");
        task = options.Choice("task", "classification", "regression");
        header = options.Choice("header", "auto", "yes", "no", "sklearn", "true", "false") switch
        {
            "true" => "yes",
            "false" => "no",
            var other => other,
        };
        missing = options.Choice("missing", "error", "mean", "drop-row");
        separator = options.Text("separator") is { } word ? word == "tab" ? "\t" : word : null;
        hasComma = options.Choice("decimal", ".", ",") == ",";
        testPart = options.TestPart();
        if (target is not null && targetFile is not null)
            options.Errors.Add(new("targetFile", "The target is a column of the table or stands in a file of its own: give one of both."));
        if (separator is { Length: not 1 } && separator != TableText.WhiteSpace)
            options.Errors.Add(new("separator", $"Expected one character, tab or space, found '{separator}'."));
        if (hasComma && separator == ",")
            options.Errors.Add(new("decimal", "The comma cannot separate both columns and decimals."));
    }

    /// <summary>How specs write it.</summary>
    public static OwnKind Kind { get; } = new("csv", options => new TableFile(options));

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths => targetFile is null ? [file] : [file, targetFile];

    /// <inheritdoc/>
    public override OwnFacts Inspect(IReadOnlyList<string> paths, CancellationToken stop)
    {
        var (learned, train, test) = Read(paths, stop);
        return new OwnFacts(learned, (int)(train.Samples.Length / train.Count), 1, 1, HasNumbers: true, train.Count, test.Count,
            OwnFile.Checksum(Name, paths));
    }

    /// <inheritdoc/>
    public override (DatasetSplit Train, DatasetSplit Test) Load(OwnFacts facts, IReadOnlyList<string> paths, CancellationToken stop)
    {
        var (_, train, test) = Read(paths, stop);
        return (train, test);
    }

    private (LearningTask Task, DatasetSplit Train, DatasetSplit Test) Read(IReadOnlyList<string> paths, CancellationToken stop)
    {
        var mistakes = new List<string>();
        TableText table = Table(paths[0], header);
        TableText? apart = paths.Count > 1 ? Table(paths[1], header == "sklearn" ? "no" : header) : null;
        if (apart is not null && (apart.Width != 1 || apart.Rows.Count != table.Rows.Count))
        {
            throw Error(paths[1], $"{paths[1]} has {apart.Rows.Count} rows of {apart.Width} columns; expected one target for each of the "
                + $"{table.Rows.Count} rows of {paths[0]}.", DataFileReader.Different);
        }
        int column = apart is null ? TargetColumn(table) : -1;
        TableText targets = apart ?? table;
        int targetColumn = Math.Max(0, column);
        int[] features = [.. Enumerable.Range(0, table.Width).Where(c => c != column)];
        if (features.Length == 0)
            throw Error(paths[0], $"{paths[0]} has one column.", "There must be columns to learn from besides the target.");

        int[] rows = Rows(table, features, targets, targetColumn, mistakes);
        Refuse(paths[0], mistakes);
        var (learned, classes, numbers) = ReadTargets(targets, targetColumn, rows, mistakes);
        OwnSplit split = OwnSplit.Choose(classes ?? new int[rows.Length], testPart);
        if (split.Train.Length == 0 || split.Test.Length == 0)
            mistakes.Add($"{rows.Length} rows are too few for training and test");
        var values = features.Select(c => Encode(table, c, rows, split.Train, mistakes)).ToArray();
        Refuse(paths[0], mistakes);
        stop.ThrowIfCancellationRequested();
        return (learned, Take(split.Train), Take(split.Test));

        DatasetSplit Take(int[] samples) => new(
            new SampleValues.Numbers([.. samples.SelectMany(i => values.SelectMany(column => column.Select(part => part[i])))]),
            classes is not null ? new Targets.Classes([.. samples.Select(i => (ushort)classes[i])])
                : new Targets.Numbers([.. samples.Select(i => numbers![i])], 1));

        TableText Table(string path, string first) => TableText.Read(Name, path, OwnFile.ReadText(Name, path, stop), separator, first);
    }

    private int TargetColumn(TableText table)
    {
        if (target is null or "last")
            return table.Width - 1;
        int named = table.Columns?.ToList().IndexOf(target) ?? -1;
        if (named >= 0)
            return named;
        if (int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= table.Width)
            return number - 1;
        string known = table.Columns is null ? "It has no header: give the column's number, from 1"
            : $"It has {string.Join(", ", table.Columns)}";
        throw Error(table.Path, $"{table.Path} has no column '{target}'.", $"{known}.");
    }

    // The rows that are used.
    private int[] Rows(TableText table, int[] features, TableText targets, int targetColumn, List<string> mistakes)
    {
        var all = Enumerable.Range(0, table.Rows.Count);
        if (missing == "error")
        {
            var places = all.SelectMany(i => features.Where(c => IsMissing(table.Rows[i][c])).Select(c => Place(table, c, i))
                .Concat(IsMissing(targets.Rows[i][targetColumn]) ? [Place(targets, targetColumn, i)] : []));
            mistakes.AddRange(places.Select(place => $"{place} has no value (say missing: mean or missing: drop-row)"));
            return [.. all];
        }
        return [.. all.Where(i => !IsMissing(targets.Rows[i][targetColumn])
            && (missing == "mean" || !Array.Exists(features, c => IsMissing(table.Rows[i][c]))))];
    }

    private static bool IsMissing(string field) => MissingMarks.Contains(field);

    private (LearningTask Task, int[]? Classes, float[]? Numbers) ReadTargets(TableText table, int column, int[] rows,
        List<string> mistakes)
    {
        if (task == "regression")
            return (new Regression(1), null, [.. rows.Select(i => Number(table, column, i, mistakes))]);
        string[] texts = [.. rows.Select(i => table.Rows[i][column])];
        bool areNumbers = Array.TrueForAll(texts, text => Parse(text) is not null);
        string[] names = [.. areNumbers ? texts.Distinct().OrderBy(text => Parse(text)) : texts.Distinct().Order(StringComparer.Ordinal)];
        if (names.Length is < 2 or > Classification.MaximumClasses)
            mistakes.Add($"{table.NameOf(column)} has {names.Length} classes; expected 2 to {Classification.MaximumClasses}");
        var places = names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i);
        int[] classes = [.. texts.Select(text => places[text])];
        string[] single = [.. classes.CountBy(c => c).Where(c => c.Value == 1).Select(c => $"'{names[c.Key]}'").Take(MostMistakes)];
        if (single.Length > 0)
        {
            mistakes.Add($"of {table.NameOf(column)} there is one row with {string.Join(", ", single)}: a class needs one row to learn "
                + "from and one for the test (say task: regression if these are quantities)");
        }
        return (new Classification(Math.Clamp(names.Length, 2, Classification.MaximumClasses)), classes, null);
    }

    // (part, row): the parts of a text column are its values.
    private float[][] Encode(TableText table, int column, int[] rows, int[] train, List<string> mistakes)
    {
        string[] texts = [.. rows.Select(i => table.Rows[i][column])];
        if (Array.Find(texts, text => !IsMissing(text)) is { } first && Parse(first) is null)
        {
            string[] values = [.. texts.Where(text => !IsMissing(text)).Distinct().Order(StringComparer.Ordinal)];
            if (values.Length > MostCategories)
                mistakes.Add($"{table.NameOf(column)} has {values.Length} different texts; at most {MostCategories} become columns");
            return [.. values.Take(MostCategories).Select(value => texts.Select(text => text == value ? 1f : 0f).ToArray())];
        }
        float[] numbers = [.. rows.Select((row, i) => IsMissing(texts[i]) ? float.NaN : Number(table, column, row, mistakes))];
        float[] known = [.. train.Select(i => numbers[i]).Where(float.IsFinite)];
        if (known.Length == 0)
        {
            mistakes.Add($"{table.NameOf(column)} has no value in the training rows");
            return [numbers];
        }
        float mean = (float)known.Average(value => (double)value);
        return [[.. numbers.Select(value => float.IsNaN(value) ? mean : value)]];
    }

    private float Number(TableText table, int column, int row, List<string> mistakes)
    {
        string text = table.Rows[row][column];
        if (Parse(text) is { } value && float.IsFinite((float)value))
            return (float)value;
        mistakes.Add($"{Place(table, column, row)}: '{text}' is not a number");
        return 0;
    }

    private double? Parse(string text) => double.TryParse(hasComma ? text.Replace(',', '.') : text, NumberStyles.Float,
        CultureInfo.InvariantCulture, out double value) ? value : null;

    private static string Place(TableText table, int column, int row) =>
        string.Create(CultureInfo.InvariantCulture, $"line {table.Lines[row]}, {table.NameOf(column)}");

    private void Refuse(string path, List<string> mistakes)
    {
        if (mistakes.Count == 0)
            return;
        string more = mistakes.Count > MostMistakes ? $"; and {mistakes.Count - MostMistakes} more" : "";
        throw Error(path, $"{path}: {string.Join("; ", mistakes.Take(MostMistakes))}{more}.", "Correct the table or the options.");
    }
}
