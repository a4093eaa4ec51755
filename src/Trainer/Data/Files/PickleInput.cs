using System.Globalization;
using System.Text;

namespace Sweep.Trainer.Data.Files;

/// <summary>The bytes of a pickle, of which no more are read than it may have. All members throw <see cref="DatasetException"/> where the
/// file ends early or holds more.</summary>
/// <param name="dataset">Named in errors.</param>
/// <param name="path">The file, named in errors.</param>
/// <param name="file">The bytes.</param>
/// <param name="maximumBytes">How many the pickle may have.</param>
internal sealed class PickleInput(string dataset, string path, DataFileReader file, long maximumBytes)
{
    /// <summary>Refuses a pickle that is longer than it may be.</summary>
    public void CheckLength()
    {
        if (file.Position > maximumBytes)
            throw Refuse($"it is longer than the {maximumBytes} bytes that it may have");
    }

    /// <summary>The next byte.</summary>
    public byte Byte()
    {
        Span<byte> one = stackalloc byte[1];
        return file.Read(one) == 1 ? one[0] : throw Truncated();
    }

    /// <summary>The next bytes.</summary>
    public byte[] Bytes(long length)
    {
        if (length > maximumBytes - file.Position)
            throw Refuse($"it holds {length} bytes in one piece; expected at most {maximumBytes} in all");
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        return file.Read(bytes) == bytes.Length ? bytes : throw Truncated();
    }

    /// <summary>An unsigned number of so many bytes, the lowest first; one beyond the range is its end.</summary>
    public long Length(int size)
    {
        byte[] number = Bytes(size);
        ulong length = 0;
        for (int i = size - 1; i >= 0; i--)
            length = (length << 8) | number[i];
        return length <= long.MaxValue ? (long)length : long.MaxValue;
    }

    /// <summary>A signed number of so many bytes, the lowest first.</summary>
    public long LongNumber(long size)
    {
        if (size > 8)
            throw Refuse($"it has a number of {size} bytes; expected at most 8");
        return size == 0 ? 0 : new NumpyType('i', (int)size).Integer(Bytes(size));
    }

    /// <summary>The whole number that a text is.</summary>
    public long WholeNumber(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw NoNumber(text);

    /// <summary>The letters up to the end of the line, one for each byte.</summary>
    public string Line()
    {
        var line = new StringBuilder();
        for (byte next = Byte(); next != (byte)'\n'; next = Byte())
        {
            CheckLength();
            line.Append((char)next);
        }
        return line.ToString();
    }

    /// <summary>A text for messages.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Take(80).Select(letter => char.IsAscii(letter) && !char.IsControl(letter) ? letter : '?'));

    /// <summary>The error for a text that is no number.</summary>
    public DatasetException NoNumber(string text) => Refuse($"\"{Printable(text)}\" is no number");

    private DatasetException Truncated() => file.Truncated("a whole pickle", $"its end after {file.Position} bytes");

    /// <summary>The error for a pickle that holds something else than it should.</summary>
    public DatasetException Refuse(string problem, Exception? cause = null) => new(dataset, path,
        $"{path} is no pickle of a dataset: {problem} (at byte {file.Position}).", DataFileReader.Different, cause);

    /// <summary>The error for a pickle that names what Python would execute.</summary>
    public DatasetException Foreign(string module, string name) => new(dataset, path, $"{path} is refused: it names {Printable(module)}."
        + $"{Printable(name)}, which is not one of plain data and would be executed by Python.", DataFileReader.Different);
}
