using System.Globalization;
using Spectre.Console;

namespace Sweep.Client.Output;

/// <summary>Lays rows out for people: a table where it fits the width (the last column may wrap), else one block per row with a line per
/// column.</summary>
/// <remarks>The first rows decide the layout and the column widths; later ones are written as they come. Text that is wider than a decided
/// column shifts its line instead of being cut: nothing that was asked for is lost.</remarks>
internal sealed class TableLayout(IReadOnlyList<TabularColumn> columns, IAnsiConsole console)
{
    private const int RowsThatDecide = 1000, Gap = 2, NarrowestWrapped = 24;

    private readonly List<string[]> waiting = [];
    private int[]? widths; // per column; decided when the first rows are written
    private bool isTable, any;

    public void Add(IReadOnlyList<object?> row)
    {
        waiting.Add([.. row.Select(Text)]);
        if (widths is not null || waiting.Count == RowsThatDecide)
            Write();
    }

    /// <summary>Writes what is left.</summary>
    public void End()
    {
        Write();
        if (!any)
            console.WriteLine("(no rows)");
    }

    private void Write()
    {
        if (waiting.Count == 0)
            return;
        any = true;
        if (widths is null)
            Decide();
        foreach (var row in waiting)
        {
            if (isTable)
                WriteLine(row);
            else
                WriteBlock(row);
        }
        waiting.Clear();
    }

    private void Decide()
    {
        widths = [.. columns.Select((column, i) => Math.Max(column.Heading.Length, waiting.Max(row => row[i].Length)))];
        int width = console.Profile.Width, rest = widths[..^1].Sum(w => w + Gap);
        isTable = rest + Math.Min(widths[^1], NarrowestWrapped) <= width;
        if (!isTable)
            return;
        widths[^1] = Math.Min(widths[^1], width - rest);
        WriteLine([.. columns.Select(c => c.Heading)]);
        console.WriteLine(new string('-', Math.Min(width, rest + widths[^1])));
    }

    private void WriteLine(string[] row)
    {
        var last = Wrap(row[^1], widths![^1]);
        string head = string.Concat(row[..^1].Select((text, i) => Align(text, i) + new string(' ', Gap)));
        console.WriteLine((head + (last.Count == 1 ? Align(last[0], columns.Count - 1) : last[0])).TrimEnd());
        foreach (string more in last.Skip(1))
            console.WriteLine(new string(' ', head.Length) + more);
    }

    private void WriteBlock(string[] row)
    {
        int label = columns.Max(c => c.Heading.Length);
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i].Length == 0)
                continue;
            var lines = Wrap(row[i], Math.Max(NarrowestWrapped, console.Profile.Width - label - Gap));
            console.WriteLine(columns[i].Heading.PadRight(label + Gap) + lines[0]);
            foreach (string more in lines.Skip(1))
                console.WriteLine(new string(' ', label + Gap) + more);
        }
        console.WriteLine();
    }

    private string Align(string text, int column) =>
        columns[column].IsNumeric ? text.PadLeft(widths![column]) : text.PadRight(widths![column]);

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        int start = 0;
        while (text.Length - start > width)
        {
            int space = text.LastIndexOf(' ', start + width, width);
            int cut = space > start ? space : start + width; // a word longer than the line is broken
            lines.Add(text[start..cut]);
            start = cut;
            while (start < text.Length && char.IsWhiteSpace(text[start]))
                start++;
        }
        lines.Add(text[start..]);
        return lines;
    }

    private static string Text(object? value) => value switch
    {
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        TimeSpan span => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture),
        _ => TabularColumn.Text(value).ReplaceLineEndings(" "),
    };
}
