using System.Text;

namespace Sweep.Client.Report.Drawing;

/// <summary>Escapes texts for HTML and XML, in content and in quoted attributes.</summary>
internal static class Markup
{
    /// <summary>The text with its five dangerous characters as entities; characters that XML 1.0 forbids become U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            switch (c)
            {
                case '&': escaped.Append("&amp;"); break;
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\'': escaped.Append("&#39;"); break;
                case '\t' or '\n': escaped.Append(c); break;
                case '\r': escaped.Append("&#13;"); break;
                case var _ when char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]):
                    escaped.Append(c).Append(text[++i]);
                    break;
                case < ' ' or '\uFFFE' or '\uFFFF':
                case var _ when char.IsSurrogate(c):
                    escaped.Append('\uFFFD');
                    break;
                default: escaped.Append(c); break;
            }
        }
        return escaped.ToString();
    }
}
