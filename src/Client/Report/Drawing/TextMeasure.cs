namespace Sweep.Client.Report.Drawing;

/// <summary>About how wide words are in a sans-serif face, on the wide side: what margins are made from.</summary>
internal static class TextMeasure
{
    /// <summary>The width in pixels.</summary>
    public static double Width(string text, double size = SvgDrawing.TextSize) => size * text.Sum(Em);

    /// <summary>The widest of several; 0 for none.</summary>
    public static double Widest(IEnumerable<string> texts, double size = SvgDrawing.TextSize) =>
        texts.Select(t => Width(t, size)).DefaultIfEmpty(0).Max();

    /// <summary>The words, cut with an ellipsis where they are wider than allowed.</summary>
    public static string Cut(string text, double width, double size = SvgDrawing.TextSize)
    {
        if (Width(text, size) <= width)
            return text;
        int keep = text.Length;
        while (keep > 1 && Width(text[..keep] + "…", size) > width)
            keep--;
        if (char.IsHighSurrogate(text[keep - 1]) && keep > 1)
            keep--;
        return text[..keep] + "…";
    }

    private static double Em(char c) => c switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' => 0.32,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or ' ' or '-' or '/' => 0.4,
        'm' or 'w' or 'M' or 'W' or '@' or '%' => 0.95,
        >= 'A' and <= 'Z' => 0.72,
        > '\u2E80' => 1.05,
        _ => 0.62,
    };
}
