using System.Buffers.Binary;
using System.Globalization;

namespace Sweep.Trainer.Data.Files;

/// <summary>Reads Python's pickles of plain data: dictionaries, lists, tuples, texts, bytes, numbers and arrays of numpy, of protocols 0
/// to 5. Nothing in a pickle is ever executed: a pickle that names any other function or class is refused.</summary>
/// <remarks>Python's Lib/pickletools.py describes the operations. Bytes and texts as keys become <see cref="string"/>, numbers
/// <see cref="long"/> or <see cref="double"/>, tuples arrays. Time and memory are bounded by the length that the caller allows.</remarks>
internal sealed class PickleReader
{
    private readonly PickleInput input;
    private readonly PickleObjects objects;
    private readonly long maximumValues;
    private readonly List<object?> stack = [];
    private readonly Stack<int> marks = new(); // heights of the stack
    private readonly Dictionary<long, object?> memo = [];
    private long values;

    private PickleReader(PickleInput input, long maximumValues) =>
        (this.input, this.maximumValues, objects) = (input, maximumValues, new PickleObjects(input));

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
        var input = new PickleInput(dataset, path, file, Math.Min(4 * payload + (16L << 20), Array.MaxLength));
        object? read;
        try
        {
            read = new PickleReader(input, 16L * samples + 10_000).Run();
        }
        catch (OverflowException e)
        {
            throw input.Refuse("a number is out of range", e);
        }
        file.ExpectEnd("one pickle");
        return read is Dictionary<object, object?> entries ? new PickleDictionary(dataset, path, entries)
            : throw input.Refuse("it holds no dictionary");
    }

    private object? Run()
    {
        while (true)
        {
            input.CheckLength();
            byte code = input.Byte();
            if (code == (byte)'.')
                return Pop();
            if (!ReadNumber(code) && !ReadText(code) && !Collect(code) && !Remember(code) && !Build(code))
                throw input.Refuse($"operation 0x{code:x2} is not one of plain data");
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
                return Push((long)input.Byte());
            case (byte)'M':
                return Push((long)input.Length(2));
            case (byte)'J':
                return Push((long)BinaryPrimitives.ReadInt32LittleEndian(input.Bytes(4)));
            case (byte)'G':
                return Push(BinaryPrimitives.ReadDoubleBigEndian(input.Bytes(8)));
            case 0x8a:
                return Push(input.LongNumber(input.Byte()));
            case 0x8b:
                return Push(input.LongNumber(input.Length(4)));
            case (byte)'I':
                string text = input.Line();
                return Push(text switch { "00" => false, "01" => true, _ => input.WholeNumber(text) });
            case (byte)'L':
                return Push(input.WholeNumber(input.Line().TrimEnd('L')));
            case (byte)'F':
                string number = input.Line();
                return double.TryParse(number, CultureInfo.InvariantCulture, out double real) ? Push(real) : throw input.NoNumber(number);
            default:
                return false;
        }
    }

    private bool ReadText(byte code) => code switch
    {
        (byte)'S' => Push(PickleText.Quoted(input.Line()) ?? throw input.Refuse("a text is not quoted as in Python")),
        (byte)'U' or (byte)'C' => Push(input.Bytes(input.Byte())),
        (byte)'T' or (byte)'B' => Push(input.Bytes(input.Length(4))),
        0x8e or 0x96 => Push(input.Bytes(input.Length(8))),
        (byte)'V' => Push(PickleText.Escaped(input.Line()) ?? throw input.Refuse("a text has a wrong escape")),
        0x8c => Push(new PickleText(input.Bytes(input.Byte()))),
        (byte)'X' => Push(new PickleText(input.Bytes(input.Length(4)))),
        0x8d => Push(new PickleText(input.Bytes(input.Length(8)))),
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
                return Push(Array.Empty<object?>());
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
                byte protocol = input.Byte();
                return protocol <= 5 ? true : throw input.Refuse($"it has protocol {protocol}; expected 0 to 5");
            case 0x95: // a frame: only its length
                input.Bytes(8);
                return true;
            case 0x98: // the buffer on the stack becomes read-only
                return true;
            case (byte)'p':
                return Put(input.WholeNumber(input.Line()));
            case (byte)'q':
                return Put(input.Byte());
            case (byte)'r':
                return Put(input.Length(4));
            case 0x94:
                return Put(memo.Count);
            case (byte)'g':
                return Get(input.WholeNumber(input.Line()));
            case (byte)'h':
                return Get(input.Byte());
            case (byte)'j':
                return Get(input.Length(4));
            default:
                return false;
        }
    }

    private bool Build(byte code)
    {
        switch (code)
        {
            case (byte)'c':
                string module = input.Line();
                return Push(objects.Known(module, input.Line()));
            case 0x93:
                string? name = PickleText.Read(Pop()), of = PickleText.Read(Pop());
                return Push(objects.Known(of ?? "?", name ?? "?"));
            case (byte)'R':
                object?[] arguments = Pop() as object?[] ?? throw input.Refuse("the arguments of a call are no tuple");
                return Push(objects.Call((Pop() as PickleFunction)?.Name, arguments));
            case (byte)'b':
                object?[] state = Pop() as object?[] ?? throw input.Refuse("the state of an object is no tuple");
                objects.SetState(Top(), state);
                return true;
            default:
                return false;
        }
    }

    private void Fill(Dictionary<object, object?>? entries, object?[] pairs)
    {
        if (entries is null || pairs.Length % 2 != 0)
            throw input.Refuse("entries are set of what is no dictionary");
        for (int i = 0; i < pairs.Length; i += 2)
        {
            object? key = (object?)PickleText.Read(pairs[i]) ?? pairs[i] as long?;
            if (key is null)
                throw input.Refuse("a dictionary has a key that is neither a short text nor a number");
            entries[key] = Finished(pairs[i + 1]);
        }
    }

    private List<object?> List() => Top() as List<object?> ?? throw input.Refuse("items are added to what is no list");

    private static object? Finished(object? value) => value is PendingArray pending ? pending.Array : value;

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
        : throw input.Refuse($"it asks for value {place}, which it does not have");

    private void Count()
    {
        if (++values > maximumValues)
            throw input.Refuse($"it has more than the {maximumValues} values that it may have");
    }

    private object? Top() => stack.Count > Floor ? stack[^1] : throw input.Refuse("an operation lacks its operands");

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
            throw input.Refuse("an operation lacks its operands");
        int height = marks.Pop();
        object?[] marked = [.. stack.Skip(height)];
        stack.RemoveRange(height, stack.Count - height);
        return marked;
    }
}
