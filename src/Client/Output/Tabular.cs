using System.Globalization;
using System.Text.Json;

namespace Sweep.Client.Output;

/// <summary>Rows of named columns, independent of how they are written. Rows may be streamed.</summary>
/// <param name="Columns">The columns, left to right; names that occur twice are told apart by numbers.</param>
/// <param name="Rows">One value per column: null, string, bool, integers, double, TimeSpan, DateTimeOffset or JsonElement.</param>
internal sealed record Tabular(IReadOnlyList<TabularColumn> Columns, IAsyncEnumerable<IReadOnlyList<object?>> Rows)
{
    /// <summary>The columns, left to right, each with a name of its own.</summary>
    public IReadOnlyList<TabularColumn> Columns { get; } =
        [.. Columns.Zip(ColumnNames.Distinct([.. Columns.Select(c => c.Name)]), (column, name) => column with { Name = name })];

    public static Tabular Create(IReadOnlyList<TabularColumn> columns, IEnumerable<IReadOnlyList<object?>> rows) =>
        new(columns, rows.ToAsyncEnumerable());
}

/// <summary>A column.</summary>
/// <param name="Name">camelCase: the JSON key and CSV header.</param>
/// <param name="IsNumeric">Aligned right in tables.</param>
internal sealed record TabularColumn(string Name, bool IsNumeric = false)
{
    /// <summary>What its values are; null where only they tell.</summary>
    public ColumnKind? Kind { get; init; }

    /// <summary>The heading in tables: "learningRate" is shown as "learning rate".</summary>
    public string Heading => string.Concat(Name.Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));

    /// <summary>A column whose kind is known before its values are.</summary>
    public static TabularColumn Of(ColumnKind kind, string name) =>
        new(name, kind is ColumnKind.Integer or ColumnKind.Number) { Kind = kind };

    /// <summary>A value as text, invariant; non-finite numbers are spelled out.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        TimeSpan span => span.TotalSeconds.ToString("R", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        JsonElement json => json.GetRawText(),
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
