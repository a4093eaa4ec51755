using Spectre.Console;
using Spectre.Console.Rendering;
using Sweep.Analysis.Comparisons;

namespace Sweep.Client.Output;

/// <summary>A table that leaves out columns where the terminal is too narrow for all of them, and says which; a number cut in two would be
/// read wrongly.</summary>
/// <param name="heads">The headings.</param>
/// <param name="rows">The cells, a row each.</param>
/// <param name="dispensable">Headings of the columns that may be left out, the first to go first.</param>
/// <param name="build">Makes the table of some columns.</param>
internal sealed class FittingTable(IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<Text>> rows, IReadOnlyList<string> dispensable,
    Func<IReadOnlyList<string>, Table> build) : Renderable
{
    private const int Unlimited = 10_000;

    /// <inheritdoc/>
    protected override Measurement Measure(RenderOptions options, int maxWidth) => Fit(options, maxWidth).Measure(options, maxWidth);

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => Fit(options, maxWidth).Render(options, maxWidth);

    private IRenderable Fit(RenderOptions options, int maxWidth)
    {
        // The widest cells stand for all rows: measuring tables of thousands of rows again and again takes seconds.
        Text[] widest = [.. heads.Select((_, i) => rows.Select(row => row[i]).MaxBy(Width) ?? new Text(""))];
        for (int dropped = 0; ; dropped++)
        {
            var left = dispensable.Take(dropped).ToHashSet();
            if (dropped < dispensable.Count && Width(Build(left, [widest])) > maxWidth)
                continue;
            var table = Build(left, rows);
            return left.Count == 0 ? table
                : new Rows(table, new Text($" No room for: {string.Join(", ", dispensable.Take(dropped))} (--format csv has it)."));
        }

        int Width(IRenderable part) => part.Measure(options, Unlimited).Max;
    }

    private Table Build(IReadOnlySet<string> left, IReadOnlyList<IReadOnlyList<Text>> cells)
    {
        int[] shown = [.. Enumerable.Range(0, heads.Count).Where(i => !left.Contains(heads[i]))];
        var table = build([.. shown.Select(i => heads[i])]);
        foreach (var row in cells)
            table.AddRow(shown.Select(i => row[i]));
        return table;
    }
}
