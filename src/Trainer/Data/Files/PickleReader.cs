using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Sweep.Trainer.Data.Files;

/// <summary>Reads Python's pickles of plain data: dictionaries, lists, tuples, texts, bytes, numbers and arrays of numpy, of protocols 0
/// to 5. Nothing in a pickle is ever executed: a pickle that names any other function or class is refused.</summary>
/// <remarks>Python's Lib/pickletools.py describes the operations. Bytes and texts as keys become <see cref="string"/>, numbers
/// <see cref="long"/> or <see cref="double"/>, tuples arrays. Time and memory are bounded by the length that the caller allows.</remarks>
internal sealed class PickleReader
{
    private const string Array = "numpy.ndarray", Type = "numpy.dtype", Reconstruct = "numpy.core.multiarray._reconstruct",
        Scalar = "numpy.core.multiarray.scalar", FromBuffer = "numpy.core.numeric._frombuffer", Encode = "_codecs.encode";

    private readonly string dataset, path;
    private readonly DataFileReader file;
    private readonly long maximumBytes, maximumValues;
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = new(); // heights of the stack
    private readonly Dictionary<long, object?> memo = [];
    private long values;

    private PickleReader(string dataset, string path, DataFileReader file, long maximumBytes, long maximumValues) =>
        (this.dataset, this.path, this.file, this.maximumBytes, this.maximumValues) = (dataset, path, file, maximumBytes, maximumValues);

    /// <summary>Reads a file, plain or gzip, that holds one dictionary.</summary>
    /// <param name="dataset">Named in errors.</param>
    /// <param name="path">The file.</param>
    /// <param name="payload">Bytes of the samples that it should hold; four times as many and 16 MiB are the most that is read.</param>
    /// <param name="samples">How many samples it should hold; sixteen values for each and 10,000 are the most that is read.</param>
    /// <param name="stop">Ends the reading early.</param>
    /// <exception cref="DatasetException">It is missing, damaged, cut off, longer than it may be, or holds something else.</exception>
    public static PickleDictionary ReadDictionary(string dataset, string path, long payload, int samples, CancellationToken stop)
    {
        using var file = new DataFileReader(dataset, path, stop);
        var reader = new PickleReader(dataset, path, file, Math.Min(4 * payload + (16L << 20), System.Array.MaxLength),
            16L * samples + 10_000);
        object? read;
        try
        {
            read = reader.Run();
        }
        catch (OverflowException e)
        {
            throw new DatasetException(dataset, path, $"{path} is no pickle of a dataset: a number is out of range at byte "
                + $"{file.Position}.", DataFileReader.Different, e);
        }
        file.ExpectEnd("one pickle");
        return read is Dictionary<object, object?> entries ? new PickleDictionary(dataset, path, entries)
            : throw reader.Refuse("it holds no dictionary");
    }

    private object? Run()
    {
        while (true)
        {
            if (file.Position > maximumBytes)
                throw Refuse($"it is longer than the {maximumBytes} bytes that it may have");
            byte code = Byte();
            if (code == (byte)'.')
                return Pop();
            if (!ReadNumber(code) && !ReadText(code) && !Collect(code) && !Remember(code) && !Build(code))
                throw Refuse($"operation 0x{code:x2} is not one of plain data");
        }
    }

    private bool ReadNumber(byte code)
    {
        switch (code)
        {
            case (byte)'N':
                return Push(null);
            case 0x88:
                return Push(true);
            case 0x89:
                return Push(false);
            case (byte)'K':
                return Push((long)Byte());
            case (byte)'M':
                return Push((long)Length(2));
            case (byte)'J':
                return Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)));
            case (byte)'G':
                return Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8)));
            case 0x8a:
                return Push(LongNumber(Byte()));
            case 0x8b:
                return Push(LongNumber(Length(4)));
            case (byte)'I':
                string text = Line();
                return Push(text switch { "00" => false, "01" => true, _ => WholeNumber(text) });
            case (byte)'L':
                return Push(WholeNumber(Line().TrimEnd('L')));
            case (byte)'F':
                string number = Line();
                return double.TryParse(number, CultureInfo.InvariantCulture, out double real) ? Push(real) : throw NoNumber(number);
            default:
                return false;
        }
    }

    private bool ReadText(byte code) => code switch
    {
        (byte)'S' => Push(PickleText.Quoted(Line()) ?? throw Refuse("a text is not quoted as in Python")),
        (byte)'U' or (byte)'C' => Push(Bytes(Byte())),
        (byte)'T' or (byte)'B' => Push(Bytes(Length(4))),
        0x8e or 0x96 => Push(Bytes(Length(8))),
        (byte)'V' => Push(PickleText.Escaped(Line()) ?? throw Refuse("a text has a wrong escape")),
        0x8c => Push(new PickleText(Bytes(Byte()))),
        (byte)'X' => Push(new PickleText(Bytes(Length(4)))),
        0x8d => Push(new PickleText(Bytes(Length(8)))),
        _ => false,
    };

    private bool Collect(byte code)
    {
        switch (code)
        {
            case (byte)'(':
                Count();
                marks.Push(stack.Count);
                return true;
            case (byte)'0':
                Pop();
                return true;
            case (byte)'1':
                PopMarked();
                return true;
            case (byte)'2':
                return Push(Top());
            case (byte)'}':
                return Push(new Dictionary<object, object?>());
            case (byte)'d':
                var entries = new Dictionary<object, object?>();
                Fill(entries, PopMarked());
                return Push(entries);
            case (byte)'s':
                object? value = Pop(), key = Pop();
                Fill(Top() as Dictionary<object, object?>, [key, value]);
                return true;
            case (byte)'u':
                object?[] pairs = PopMarked();
                Fill(Top() as Dictionary<object, object?>, pairs);
                return true;
            case (byte)']':
                return Push(new List<object?>());
            case (byte)'l':
                return Push(new List<object?>(PopMarked()));
            case (byte)'a':
                object? item = Pop();
                List().Add(item);
                return true;
            case (byte)'e':
                object?[] items = PopMarked();
                List().AddRange(items);
                return true;
            case (byte)')':
                return Push(System.Array.Empty<object?>());
            case (byte)'t':
                return Push(PopMarked());
            case 0x85 or 0x86 or 0x87:
                object?[] tuple = new object?[code - 0x84];
                for (int i = tuple.Length - 1; i >= 0; i--)
                    tuple[i] = Pop();
                return Push(tuple);
            default:
                return false;
        }
    }

    // What has been met before, and what frames the data.
    private bool Remember(byte code)
    {
        switch (code)
        {
            case 0x80:
                byte protocol = Byte();
                return protocol <= 5 ? true : throw Refuse($"it has protocol {protocol}; expected 0 to 5");
            case 0x95: // a frame: only its length
                Bytes(8);
                return true;
            case 0x98: // the buffer on the stack becomes read-only
                return true;
            case (byte)'p':
                return Put(WholeNumber(Line()));
            case (byte)'q':
                return Put(Byte());
            case (byte)'r':
                return Put(Length(4));
            case 0x94:
                return Put(memo.Count);
            case (byte)'g':
                return Get(WholeNumber(Line()));
            case (byte)'h':
                return Get(Byte());
            case (byte)'j':
                return Get(Length(4));
            default:
                return false;
        }
    }

    private bool Build(byte code)
    {
        switch (code)
        {
            case (byte)'c':
                string module = Line();
                return Push(Known(module, Line()));
            case 0x93:
                string? name = PickleText.Read(Pop()), of = PickleText.Read(Pop());
                return Push(Known(of ?? "?", name ?? "?"));
            case (byte)'R':
                object?[] arguments = Pop() as object?[] ?? throw Refuse("the arguments of a call are no tuple");
                return Push(Call((Pop() as Function)?.Name, arguments));
            case (byte)'b':
                object?[] state = Pop() as object?[] ?? throw Refuse("the state of an object is no tuple");
                SetState(Pop(), state);
                return true;
            default:
                return false;
        }
    }

    private Function Known(string module, string name)
    {
        string full = $"{module}.{name}".Replace("numpy._core.", "numpy.core.", StringComparison.Ordinal);
        return full is Array or Type or Reconstruct or Scalar or FromBuffer or Encode ? new Function(full) : throw new DatasetException(
            dataset, path, $"{path} is refused: it names {Printable(module)}.{Printable(name)}, which is not one of plain data and would "
            + "be executed by Python.", DataFileReader.Different);
    }

    private object? Call(string? function, object?[] arguments) => (function, arguments) switch
    {
        (Reconstruct, [Function { Name: Array }, ..]) => new Pending(),
        (Type, [{ } code, ..]) => TypeOf(PickleText.Read(code)),
        (Scalar, [NumpyType type, byte[] value]) when value.Length == type.Size => type.Kind switch
        {
            'f' => throw Refuse("it holds single real numbers of numpy"),
            _ => type.Integer(value),
        },
        (FromBuffer, [byte[] bytes, NumpyType type, object?[] shape, var order]) =>
            NewArray(shape, type, PickleText.Read(order) == "F", bytes),
        (Encode, [PickleText text, var encoding]) when PickleText.Read(encoding) is "latin1" or "latin-1" =>
            text.Latin1() ?? throw Refuse("a text has letters that are no bytes"),
        _ => throw Refuse($"a call of {function ?? "what is no function"} has other arguments than an array needs"),
    };

    private NumpyType TypeOf(string? code) => NumpyType.Parse(code ?? "") ?? throw Refuse(
        $"it holds an array of {Printable(code ?? "an unknown type")}; expected one of numbers");

    // An array and its type are made first and get their content afterwards.
    private void SetState(object? target, object?[] state)
    {
        switch (target, state)
        {
            case (NumpyType type, [long, { } order, null, null, null, ..]):
                type.IsBigEndian = PickleText.Read(order) == ">";
                stack.Add(type);
                return;
            case (Pending pending, [long, object?[] shape, NumpyType type, bool isColumnMajor, byte[] bytes]):
                pending.Array = NewArray(shape, type, isColumnMajor, bytes);
                stack.Add(pending);
                return;
            default:
                throw Refuse("the state of an object is not that of an array of numbers");
        }
    }

    private NumpyArray NewArray(object?[] shape, NumpyType type, bool isColumnMajor, byte[] bytes)
    {
        if (shape.Length > 32 || shape.Any(side => side is not (>= 0L and <= int.MaxValue)))
            throw Refuse("an array has sides that are no numbers");
        int[] sides = [.. shape.Select(side => (int)(long)side!)];
        long length = sides.Aggregate((long)type.Size, (product, side) => product * side);
        return length == bytes.Length ? new NumpyArray(type, sides, isColumnMajor, bytes)
            : throw Refuse($"an array of {type} of {string.Join(" x ", sides)} has {bytes.Length} bytes; expected {length}");
    }

    private void Fill(Dictionary<object, object?>? entries, object?[] pairs)
    {
        if (entries is null || pairs.Length % 2 != 0)
            throw Refuse("entries are set of what is no dictionary");
        for (int i = 0; i < pairs.Length; i += 2)
        {
            object? key = (object?)PickleText.Read(pairs[i]) ?? pairs[i] as long?;
            if (key is null)
                throw Refuse("a dictionary has a key that is neither a short text nor a number");
            entries[key] = Finished(pairs[i + 1]);
        }
    }

    private List<object?> List() => Top() as List<object?> ?? throw Refuse("items are added to what is no list");

    private static object? Finished(object? value) => value is Pending pending ? pending.Array : value;

    private bool Push(object? value)
    {
        Count();
        stack.Add(value);
        return true;
    }

    private bool Put(long place)
    {
        Count();
        memo[place] = Top();
        return true;
    }

    private bool Get(long place) => memo.TryGetValue(place, out object? value) ? Push(value)
        : throw Refuse($"it asks for value {place}, which it does not have");

    private void Count()
    {
        if (++values > maximumValues)
            throw Refuse($"it has more than the {maximumValues} values that it may have");
    }

    private object? Top() => stack.Count > Floor ? stack[^1] : throw Refuse("an operation lacks its operands");

    private int Floor => marks.Count > 0 ? marks.Peek() : 0;

    private object? Pop()
    {
        object? value = Top();
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private object?[] PopMarked()
    {
        if (marks.Count == 0)
            throw Refuse("an operation lacks its operands");
        int height = marks.Pop();
        object?[] marked = [.. stack.Skip(height)];
        stack.RemoveRange(height, stack.Count - height);
        return marked;
    }

    private byte Byte()
    {
        Span<byte> one = stackalloc byte[1];
        return file.Read(one) == 1 ? one[0] : throw Truncated();
    }

    private byte[] Bytes(long length)
    {
        if (length > maximumBytes - file.Position)
            throw Refuse($"it holds {length} bytes in one piece; expected at most {maximumBytes} in all");
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)length);
        return file.Read(bytes) == bytes.Length ? bytes : throw Truncated();
    }

    private long Length(int size)
    {
        byte[] number = Bytes(size);
        ulong length = 0;
        for (int i = size - 1; i >= 0; i--)
            length = (length << 8) | number[i];
        return length <= long.MaxValue ? (long)length : long.MaxValue;
    }

    private long LongNumber(long size)
    {
        if (size > 8)
            throw Refuse($"it has a number of {size} bytes; expected at most 8");
        return size == 0 ? 0 : new NumpyType('i', (int)size).Integer(Bytes(size));
    }

    private long WholeNumber(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw NoNumber(text);

    private string Line()
    {
        var line = new StringBuilder();
        for (byte next = Byte(); next != (byte)'\n'; next = Byte())
        {
            if (file.Position > maximumBytes)
                throw Refuse($"it is longer than the {maximumBytes} bytes that it may have");
            line.Append((char)next);
        }
        return line.ToString();
    }

    private static string Printable(string text) =>
        string.Concat(text.Take(80).Select(letter => char.IsAscii(letter) && !char.IsControl(letter) ? letter : '?'));

    private DatasetException NoNumber(string text) => Refuse($"\"{Printable(text)}\" is no number");

    private DatasetException Truncated() => file.Truncated("a whole pickle", $"its end after {file.Position} bytes");

    private DatasetException Refuse(string problem) => new(dataset, path,
        $"{path} is no pickle of a dataset: {problem} (at byte {file.Position}).", DataFileReader.Different);

    private sealed record Function(string Name);

    // An array whose content comes later.
    private sealed class Pending
    {
        public NumpyArray? Array { get; set; }
    }
}
