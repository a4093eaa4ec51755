using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Page;

/// <summary>A piece of HTML. Made of interpolated text, in which every inserted value that is no <see cref="Html"/> itself is escaped for
/// content and quoted attributes: what a level or message may be called, it cannot become markup.</summary>
internal readonly record struct Html
{
    private readonly string? text;

    private Html(string text) => this.text = text;

    /// <summary>Nothing.</summary>
    public static Html Empty { get; } = new("");

    /// <summary>Markup with values: Html.Of($"&lt;td&gt;{name}&lt;/td&gt;").</summary>
    public static Html Of(Writer markup) => new(markup.ToString());

    /// <summary>Markup that this program made, such as a drawing.</summary>
    public static Html Trusted(string markup) => new(markup);

    /// <summary>Pieces one after the other.</summary>
    public static Html Concat(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(p => p.text)));

    /// <inheritdoc/>
    public override string ToString() => text ?? "";

    /// <summary>Puts markup together; used by the compiler.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Writer(int literalLength, int formattedCount)
    {
        private readonly StringBuilder markup = new(literalLength + (16 * formattedCount));

        public void AppendLiteral(string literal) => markup.Append(literal);

        public void AppendFormatted(Html piece) => markup.Append(piece.ToString());

        public void AppendFormatted<T>(T value)
        {
            if (value is IEnumerable<Html> pieces)
            {
                foreach (var piece in pieces)
                    markup.Append(piece.ToString());
            }
            else
            {
                AppendFormatted(value, null);
            }
        }

        public void AppendFormatted<T>(T value, string? format) => markup.Append(Markup.Escape(
            value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? ""));

        public override string ToString() => markup.ToString();
    }
}
