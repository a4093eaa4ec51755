namespace Sweep.Trainer.Data.Files;

/// <summary>What the functions and classes are that a pickle of plain data may name: those that make arrays and numbers of numpy. None is
/// ever executed.</summary>
/// <param name="input">Where errors are placed.</param>
internal sealed class PickleObjects(PickleInput input)
{
    private const string Array = "numpy.ndarray", Type = "numpy.dtype", Reconstruct = "numpy.core.multiarray._reconstruct",
        Scalar = "numpy.core.multiarray.scalar", FromBuffer = "numpy.core.numeric._frombuffer", Encode = "_codecs.encode";

    /// <summary>A function or class that a pickle names.</summary>
    /// <exception cref="DatasetException">It is none of plain data.</exception>
    public PickleFunction Known(string module, string name)
    {
        string full = $"{module}.{name}".Replace("numpy._core.", "numpy.core.", StringComparison.Ordinal);
        return full is Array or Type or Reconstruct or Scalar or FromBuffer or Encode ? new PickleFunction(full)
            : throw input.Foreign(module, name);
    }

    /// <summary>What a call would make.</summary>
    /// <exception cref="DatasetException">The arguments are not those of plain data.</exception>
    public object? Call(string? function, object?[] arguments) => (function, arguments) switch
    {
        (Reconstruct, [PickleFunction { Name: Array }, ..]) => new PendingArray(),
        (Type, [{ } code, ..]) => TypeOf(PickleText.Read(code)),
        (Scalar, [NumpyType type, byte[] value]) when value.Length == type.Size => type.Kind switch
        {
            'f' => throw input.Refuse("it holds single real numbers of numpy"),
            _ => type.Integer(value),
        },
        (FromBuffer, [byte[] bytes, NumpyType type, object?[] shape, var order]) =>
            NewArray(shape, type, PickleText.Read(order) == "F", bytes),
        (Encode, [PickleText text, var encoding]) when PickleText.Read(encoding) is "latin1" or "latin-1" =>
            text.Latin1() ?? throw input.Refuse("a text has letters that are no bytes"),
        _ => throw input.Refuse($"a call of {function ?? "what is no function"} has other arguments than an array needs"),
    };

    private NumpyType TypeOf(string? code) => NumpyType.Parse(code ?? "") ?? throw input.Refuse(
        $"it holds an array of {PickleInput.Printable(code ?? "an unknown type")}; expected one of numbers");

    /// <summary>Gives an array or its type the content, which follows after both are made.</summary>
    /// <exception cref="DatasetException">It is something else.</exception>
    public void SetState(object? target, object?[] state)
    {
        switch (target, state)
        {
            case (NumpyType type, [long, { } order, null, null, null, ..]):
                type.IsBigEndian = PickleText.Read(order) == ">";
                return;
            case (PendingArray pending, [long, object?[] shape, NumpyType type, bool isColumnMajor, byte[] bytes]):
                pending.Array = NewArray(shape, type, isColumnMajor, bytes);
                return;
            default:
                throw input.Refuse("the state of an object is not that of an array of numbers");
        }
    }

    private NumpyArray NewArray(object?[] shape, NumpyType type, bool isColumnMajor, byte[] bytes)
    {
        if (shape.Length > 32 || shape.Any(side => side is not (>= 0L and <= int.MaxValue)))
            throw input.Refuse("an array has sides that are no numbers");
        int[] sides = [.. shape.Select(side => (int)(long)side!)];
        long length = sides.Aggregate((long)type.Size, (product, side) => product * side);
        return length == bytes.Length ? new NumpyArray(type, sides, isColumnMajor, bytes)
            : throw input.Refuse($"an array of {type} of {string.Join(" x ", sides)} has {bytes.Length} bytes; expected {length}");
    }
}

/// <summary>A function or class that a pickle names.</summary>
/// <param name="Name">With its module.</param>
internal sealed record PickleFunction(string Name);

/// <summary>An array whose content comes later.</summary>
internal sealed class PendingArray
{
    /// <summary>The array; null before.</summary>
    public NumpyArray? Array { get; set; }
}
