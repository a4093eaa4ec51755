using System.Text;
using Spectre.Console.Rendering;
using Sweep.Analysis.Comparisons;

namespace Sweep.Client.Output;

/// <summary>Text as a terminal may show it: what would steer the terminal, or reorder what a reader sees, is shown as a sign instead.
/// Names, paths, values
/// and messages of servers may hold such characters, by accident or by malice.</summary>
/// <remarks>Line breaks and tabs stay. Everything that <see cref="Screen"/> writes passes here; only JSON and CSV into a file or pipe are
/// written as they are.</remarks>
internal static class VisibleText
{
    private const int ControlPictures = 0x2400; // U+241B is the picture of ESC
    private const char Delete = '\u007F', DeletePicture = '\u2421', Unshowable = '\uFFFD';

    /// <summary>The text with a sign for each character that is not to be shown.</summary>
    public static string Escape(string text)
    {
        int first = 0;
        while (first < text.Length && !IsHidden(text, first))
            first++;
        if (first == text.Length)
            return text;
        var shown = new StringBuilder(text, 0, first, text.Length);
        for (int i = first; i < text.Length; i++)
            shown.Append(IsHidden(text, i) ? Sign(text[i]) : text[i]);
        return shown.ToString();
    }

    /// <summary>What is rendered, its texts shown so; the control codes of the renderer itself stay.</summary>
    public static IRenderable Escape(IRenderable renderable) => new Shown(renderable);

    /// <summary>Makes all that is written to a console pass here.</summary>
    public static IRenderHook Hook { get; } = new ShowingHook();

    private static bool IsHidden(string text, int at) => text[at] switch
    {
        '\n' or '\t' => false,
        '\r' => at + 1 == text.Length || text[at + 1] != '\n', // alone it goes back to the beginning of the line
        >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u2028' or '\u2029' => true, // directions and line breaks of Unicode
        var c when char.IsHighSurrogate(c) => at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]),
        var c when char.IsLowSurrogate(c) => at == 0 || !char.IsHighSurrogate(text[at - 1]),
        var c => char.IsControl(c),
    };

    private static char Sign(char c) => c < ' ' ? (char)(ControlPictures + c) : c == Delete ? DeletePicture : Unshowable;

    private sealed class ShowingHook : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => renderables.Select(Escape);
    }

    private sealed class Shown(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => inner.Render(options, maxWidth)
            .Select(s => s.IsControlCode || s.IsLineBreak ? s : new Segment(Escape(s.Text), s.Style));
    }
}

/// <summary>A writer to a terminal: all text passes <see cref="VisibleText"/>.</summary>
internal sealed class VisibleWriter(TextWriter terminal) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => terminal.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value) => terminal.Write(VisibleText.Escape(value ?? ""));

    public override void Flush() => terminal.Flush();
}
