using Sweep.Planning.Trials;

namespace Sweep.Import.Tables;

/// <summary>A column of settings, and what its values are. In a file without types all cells that look like numbers make numbers, all
/// true or false flags, and anything else texts; a file with types must not mix them.</summary>
internal sealed class SettingColumn
{
    private readonly Table table;
    private readonly int column;
    private readonly MistakeList mistakes;
    private readonly Type kind;

    public SettingColumn(Table table, int column, MistakeList mistakes)
    {
        (this.table, this.column, this.mistakes) = (table, column, mistakes);
        var cells = table.Rows.Select(r => r.Cells[column]).Where(c => c is not null).ToArray();
        bool isTyped = cells.Any(c => c is not string);
        kind = isTyped ? Guess(cells[0]!).GetType()
            : cells.Select(c => Guess(c!).GetType()).Distinct().ToArray() is [var only] ? only : typeof(SettingValue.Text);
    }

    public string Name => table.Columns[column];

    /// <summary>The value in a row; null, and a mistake, where there is none.</summary>
    public SettingValue? Read(TableRow row)
    {
        if (row.Cells[column] is not { } cell)
        {
            mistakes.Add(table.Mistake(row, Name, "the cell is empty. Fill it, or leave the column out by --ignore."));
            return null;
        }
        if (cell is string text && kind == typeof(SettingValue.Text))
            return new SettingValue.Text(Guess(text) is SettingValue.Number number ? number.Label : text.Trim()); // 1.0 is 1, as in --where
        var value = Guess(cell);
        if (value.GetType() == kind)
            return value;
        mistakes.Add(table.Mistake(row, Name, $"'{value.Label}' is {Word(value.GetType())}, and the column begins with {Word(kind)}. "
            + "A setting has values of one kind."));
        return null;
    }

    /// <summary>What a cell looks like by itself. "007" and "1e999" are texts.</summary>
    public static SettingValue Guess(object cell) => cell switch
    {
        double number => double.IsFinite(number) ? new SettingValue.Number(number) : new SettingValue.Text(number.ToString("R",
            System.Globalization.CultureInfo.InvariantCulture)),
        bool flag => new SettingValue.Flag(flag),
        string text when text.Trim() is var trimmed => trimmed.Equals("true", StringComparison.OrdinalIgnoreCase)
            ? new SettingValue.Flag(true)
            : trimmed.Equals("false", StringComparison.OrdinalIgnoreCase) ? new SettingValue.Flag(false)
            : !HasLeadingZero(trimmed) && Numbers.Read(trimmed) is { } value && double.IsFinite(value) ? new SettingValue.Number(value)
            : new SettingValue.Text(trimmed),
        _ => throw new ArgumentException($"A cell holds text, a number or a flag, not {cell.GetType().Name}.", nameof(cell)),
    };

    private static bool HasLeadingZero(string text) => text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1]);

    private static string Word(Type kind) =>
        kind == typeof(SettingValue.Number) ? "a number" : kind == typeof(SettingValue.Flag) ? "true or false" : "a text";
}
