namespace Sweep.Client.Report.Drawing;

/// <summary>How a series looks: by colour, by shape and by dash, so that any one of them suffices for a few series.</summary>
/// <param name="Ink">Its colour.</param>
/// <param name="Shape">Its mark.</param>
/// <param name="Dash">Its line: an SVG dash array; null for a solid line.</param>
internal sealed record SeriesStyle(Ink Ink, MarkShape Shape, string? Dash)
{
    private static readonly string?[] Dashes = [null, "7 3", "2 3", "9 3 2 3", "4 2"];
    private static readonly MarkShape[] Shapes = Enum.GetValues<MarkShape>();

    /// <summary>The style of the series at a place; the first 280 differ.</summary>
    public static SeriesStyle ForIndex(int index) => new(Ink.Series(index), Shapes[index % Shapes.Length], Dashes[index % Dashes.Length]);
}

/// <summary>The shape of a mark.</summary>
internal enum MarkShape
{
    /// <summary>A disc.</summary>
    Circle,

    /// <summary>A square on its side.</summary>
    Square,

    /// <summary>A triangle pointing up.</summary>
    Up,

    /// <summary>A square on its corner.</summary>
    Diamond,

    /// <summary>A triangle pointing down.</summary>
    Down,

    /// <summary>An upright cross.</summary>
    Plus,

    /// <summary>A diagonal cross.</summary>
    Cross,

    /// <summary>A bar.</summary>
    Bar,
}
