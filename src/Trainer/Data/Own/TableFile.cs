using System.Globalization;
using System.Text.RegularExpressions;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Own;

/// <summary>A table in CSV: numbers as they are, texts as one column of 0 and 1 for each of their values.</summary>
internal sealed partial class TableFile : OwnSource
{
    private const int MostMistakes = 10, MostCategories = 1000;
    private const int LargestTable = 1 << 30; // values
    private static readonly NumberFormatInfo CommaFormat = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };
    private static readonly string[] MissingMarks = ["", "?", "NA", "N/A", "NaN", "nan", "null", "NULL"];

    private readonly string file;
    private readonly string? target, targetFile, separator;
    private readonly string task, header, missing;
    private readonly NumberFormatInfo format;
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
        separator = options.Text("separator") switch { "tab" => "\t", var other => other };
        format = options.Choice("decimal", ".", ",") == "," ? CommaFormat : NumberFormatInfo.InvariantInfo;
        testPart = options.TestPart();
        if (target is not null && targetFile is not null)
            options.Errors.Add(new("targetFile", "The target is a column of the table or stands in a file of its own: give one of both."));
        if (separator is { Length: not 1 } or ['"' or '#' or '\r' or '\n'] && separator != TableText.WhiteSpace)
            options.Errors.Add(new("separator", $"Expected one character such as ; or |, tab, or space, found '{separator}'."));
        if (separator == format.NumberDecimalSeparator)
            options.Errors.Add(new("decimal", "The same character cannot separate both columns and decimals."));
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
        TableText table = Table(paths[0], header);
        TableText? apart = paths.Count > 1 ? Table(paths[1], header == "sklearn" ? "no" : header) : null;
        if (apart is not null && (apart.Width != 1 || apart.Rows.Count != table.Rows.Count))
        {
            throw Error(paths[1], $"{paths[1]} has {apart.Rows.Count} rows of {apart.Width} columns; expected one target for each of the "
                + $"{table.Rows.Count} rows of {paths[0]}.", "Correct one of the files.");
        }
        List<string> mistakes = [], ofTargets = apart is null ? mistakes : [];
        int column = apart is null ? TargetColumn(table) : -1;
        TableText targets = apart ?? table;
        int targetColumn = Math.Max(0, column);
        int[] features = [.. Enumerable.Range(0, table.Width).Where(c => c != column)];
        if (features.Length == 0)
            throw Error(paths[0], $"{paths[0]} has one column.", "There must be columns to learn from besides the target.");

        int[] rows = Rows(table, features, targets, targetColumn, mistakes, ofTargets);
        Refuse((table, mistakes), (targets, ofTargets));
        var (learned, classes, numbers) = ReadTargets(targets, targetColumn, rows, ofTargets);
        // Where targets are wrong, all rows serve to look for what else is.
        OwnSplit split = ofTargets.Count == 0 ? OwnSplit.Choose(classes ?? new int[rows.Length], testPart)
            : new OwnSplit([.. Enumerable.Range(0, rows.Length)], [0]);
        if (split.Train.Length == 0 || split.Test.Length == 0)
            mistakes.Add($"{rows.Length} rows are too few for training and test");
        List<float[]> values = [];
        foreach (int c in features)
            values.AddRange(Encode(table, c, rows, split.Train, values.Count, mistakes));
        Refuse((table, mistakes), (targets, ofTargets));
        stop.ThrowIfCancellationRequested();
        return (learned, Take(split.Train), Take(split.Test));

        DatasetSplit Take(int[] samples) => new(
            new SampleValues.Numbers([.. samples.SelectMany(i => values.Select(column => column[i]))]),
            classes is not null ? new Targets.Classes([.. samples.Select(i => (ushort)classes[i])])
                : new Targets.Numbers([.. samples.Select(i => numbers![i])], 1));

        TableText Table(string path, string first) => TableText.Read(Name, path, OwnFile.ReadText(Name, path, stop), separator, first,
            format);
    }

    private int TargetColumn(TableText table)
    {
        if (target is null or "last")
            return table.Width - 1;
        int[] named = [.. Enumerable.Range(0, table.Columns?.Count ?? 0).Where(c => table.Columns![c] == target)];
        if (named.Length > 1)
            throw Error(table.Path, $"{table.Path} has {named.Length} columns '{target}'.", "Give the column's number, from 1.");
        if (named.Length == 1)
            return named[0];
        if (int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= table.Width)
            return number - 1;
        string known = table.Columns is null
            ? string.Create(CultureInfo.InvariantCulture, $"It has no header: give the column's number, 1 to {table.Width}")
            : $"It has {string.Join(", ", table.Columns)}";
        throw Error(table.Path, $"{table.Path} has no column '{target}'.", $"{known}.");
    }

    // The rows that are used.
    private int[] Rows(TableText table, int[] features, TableText targets, int targetColumn, List<string> mistakes,
        List<string> ofTargets)
    {
        var all = Enumerable.Range(0, table.Rows.Count);
        if (missing == "error")
        {
            foreach (int i in all)
            {
                mistakes.AddRange(features.Where(c => IsMissing(table.Rows[i][c])).Select(c => Missing(table, c, i)));
                if (IsMissing(targets.Rows[i][targetColumn]))
                    ofTargets.Add(Missing(targets, targetColumn, i));
            }
            return [.. all];
        }
        return [.. all.Where(i => !IsMissing(targets.Rows[i][targetColumn])
            && (missing == "mean" || !Array.Exists(features, c => IsMissing(table.Rows[i][c]))))];

        static string Missing(TableText of, int column, int row) =>
            $"{Place(of, column, row)} has no value (say missing: mean or missing: drop-row)";
    }

    private static bool IsMissing(string field) => MissingMarks.Contains(field);

    private (LearningTask Task, int[]? Classes, float[]? Numbers) ReadTargets(TableText table, int column, int[] rows,
        List<string> mistakes)
    {
        if (task == "regression")
            return (new Regression(1), null, [.. rows.Select(i => Number(table, column, i, mistakes))]);
        string[] texts = [.. rows.Select(i => table.Rows[i][column])];
        double?[] values = [.. texts.Select(Parse)];
        string[] names = [.. texts.Distinct().Order(StringComparer.Ordinal)];
        if (values.All(value => value is not null)) // 1 and 1.0 are one class
        {
            texts = [.. values.Select(Text)];
            names = [.. values.Distinct().Order().Select(Text).Distinct()];
        }
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

        static string Text(double? value) => (value!.Value + 0.0).ToString(CultureInfo.InvariantCulture); // -0 is 0
    }

    // (part, row): the parts of a column of texts are its values.
    private float[][] Encode(TableText table, int column, int[] rows, int[] train, int before, List<string> mistakes)
    {
        string[] texts = [.. rows.Select(i => table.Rows[i][column])];
        string[] values = [.. texts.Where(text => !IsMissing(text)).Distinct().Order(StringComparer.Ordinal)];
        bool areTexts = values.Length > 0 && values.All(value => Parse(value) is null);
        long parts = areTexts ? values.Length : 1;
        string? problem = areTexts && values.FirstOrDefault(OtherNotation().IsMatch) is { } odd
            ? $"{Place(table, column, rows[Array.IndexOf(texts, odd)])}: '{odd}' is a number in another notation (say decimal: ',' if "
                + "numbers have a decimal comma; leave separators of thousands out)"
            : parts > MostCategories ? $"{table.NameOf(column)} has {parts} different texts; at most {MostCategories} become columns"
            : (before + parts) * rows.Length > LargestTable ? $"with {table.NameOf(column)} there are more than {LargestTable} values"
            : null;
        if (problem is not null)
        {
            mistakes.Add(problem);
            return [];
        }
        if (areTexts)
            return [.. values.Select(value => texts.Select(text => text == value ? 1f : 0f).ToArray())];
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

    private double? Parse(string text) => double.TryParse(text, NumberStyles.Float, format, out double value) ? value : null;

    // 1,5 or 1.234,5 or 1'234.
    [GeneratedRegex(@"^[+-]?(\d{1,3}([., ']\d{3})+([.,]\d+)?|\d*[.,]\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex OtherNotation();

    private static string Place(TableText table, int column, int row) =>
        string.Create(CultureInfo.InvariantCulture, $"line {table.Lines[row]}, {table.NameOf(column)}");

    private void Refuse(params (TableText Table, List<string> Mistakes)[] found)
    {
        var (table, _) = Array.Find(found, f => f.Mistakes.Count > 0);
        if (table is null)
            return;
        var texts = found.Where(f => f.Mistakes.Count > 0).DistinctBy(f => f.Table.Path).Select(f => $"{f.Table.Path}: "
            + string.Join("; ", f.Mistakes.Take(MostMistakes))
            + (f.Mistakes.Count > MostMistakes ? $"; and {f.Mistakes.Count - MostMistakes} more." : "."));
        throw Error(table.Path, string.Join(' ', texts), "Correct the table or the options.");
    }
}
