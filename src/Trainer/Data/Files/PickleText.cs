using System.Globalization;
using System.Text;

namespace Sweep.Trainer.Data.Files;

/// <summary>A text of a pickle, as its bytes: it may hold all pixels of a dataset.</summary>
/// <param name="Utf8">As the pickle has it; letters between surrogates are not checked.</param>
internal sealed record PickleText(byte[] Utf8)
{
    private const int LongestName = 1000;

    /// <summary>A short text or short bytes as a name; null for anything else.</summary>
    public static string? Read(object? value) => value switch
    {
        PickleText { Utf8.Length: <= LongestName } text => Encoding.UTF8.GetString(text.Utf8),
        byte[] { Length: <= LongestName } bytes => Encoding.Latin1.GetString(bytes),
        _ => null,
    };

    /// <summary>The bytes of a quoted text of protocol 0, such as 'a\x00b'; null if it is none.</summary>
    public static byte[]? Quoted(string line)
    {
        string text = line.Trim();
        if (text.Length < 2 || text[0] is not ('\'' or '"') || text[^1] != text[0])
            return null;
        var bytes = new MemoryStream(text.Length);
        for (int i = 1; i < text.Length - 1; i++)
        {
            char letter = text[i];
            if (letter != '\\')
            {
                bytes.WriteByte((byte)letter);
                continue;
            }
            int place = "\\'\"nrtabfv".IndexOf(text[++i], StringComparison.Ordinal);
            if (i == text.Length - 1) // the backslash stands before the closing quote
                return null;
            if (place >= 0)
                bytes.WriteByte((byte)"\\'\"\n\r\t\a\b\f\v"[place]);
            else if (text[i] == 'x' && i + 2 < text.Length - 1
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                bytes.WriteByte(value);
                i += 2;
            }
            else
                return null;
        }
        return bytes.ToArray();
    }

    /// <summary>A text of protocol 0, with escapes of \u and four or \U and eight hexadecimal digits; null if one of them is
    /// wrong.</summary>
    public static PickleText? Escaped(string line)
    {
        var text = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
        {
            int digits = line[i] != '\\' || i + 1 == line.Length ? 0 : line[i + 1] switch { 'u' => 4, 'U' => 8, _ => 0 };
            if (digits == 0)
            {
                text.Append(line[i]);
                continue;
            }
            if (i + 2 + digits > line.Length || !int.TryParse(line.AsSpan(i + 2, digits), NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture, out int code) || !Rune.IsValid(code))
                return null;
            text.Append(new Rune(code).ToString());
            i += digits + 1;
        }
        return new PickleText(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>One byte for each letter; null if there is a letter above 255.</summary>
    public byte[]? Latin1()
    {
        byte[] bytes = new byte[Utf8.Count(part => (part & 0xC0) != 0x80)];
        int length = 0;
        for (int i = 0; i < Utf8.Length; i++)
        {
            if (Utf8[i] < 0x80)
                bytes[length++] = Utf8[i];
            else if (Utf8[i] is 0xC2 or 0xC3 && i + 1 < Utf8.Length && (Utf8[i + 1] & 0xC0) == 0x80)
                bytes[length++] = (byte)(((Utf8[i] & 3) << 6) | (Utf8[++i] & 0x3F));
            else
                return null;
        }
        return bytes;
    }
}
