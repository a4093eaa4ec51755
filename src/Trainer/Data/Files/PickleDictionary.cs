namespace Sweep.Trainer.Data.Files;

/// <summary>What the pickle of a dataset holds: a dictionary with arrays and numbers. What is asked for is checked.</summary>
internal sealed class PickleDictionary(string dataset, string path, Dictionary<object, object?> entries)
{
    /// <summary>The names of a dictionary, in the order of their code points.</summary>
    public IEnumerable<string> Names => entries.Keys.OfType<string>().Order(StringComparer.Ordinal);

    /// <summary>The values of an array of uint8, row-major.</summary>
    /// <exception cref="DatasetException">There is none of this name, or it has another type or shape.</exception>
    public byte[] Bytes(string key, params int[] shape)
    {
        string expected = $"an array {key} of uint8 of {string.Join(" x ", shape)}";
        if (Find(key) is not NumpyArray array)
            throw Different(expected, Describe(Find(key)));
        return array.Type is { Kind: 'u', Size: 1 } && array.Shape.SequenceEqual(shape) ? array.RowMajor()
            : throw Different(expected, array.ToString());
    }

    /// <summary>Whole numbers: a list, a tuple or an array of them.</summary>
    /// <param name="key">Their name.</param>
    /// <param name="count">How many there must be.</param>
    /// <param name="limit">Numbers must lie in [0, limit).</param>
    /// <exception cref="DatasetException">There are none of this name, or others.</exception>
    public int[] Numbers(string key, int count, int limit)
    {
        string expected = $"{count} numbers {key} of 0 to {limit - 1}";
        object? found = Find(key);
        object?[] values = found switch
        {
            List<object?> list => [.. list],
            object?[] tuple => tuple,
            NumpyArray { Shape.Length: 1, Type.Kind: not 'f' } array =>
                [.. array.Values.Chunk(array.Type.Size).Select(value => (object?)array.Type.Integer(value))],
            _ => throw Different(expected, Describe(found)),
        };
        if (values.Length != count)
            throw Different(expected, $"{values.Length} numbers");
        int wrong = Array.FindIndex(values, value => value is not long number || number < 0 || number >= limit);
        return wrong < 0 ? [.. values.Select(value => (int)(long)value!)]
            : throw Different(expected, $"{values[wrong] ?? "None"} at place {wrong}");
    }

    /// <summary>A dictionary within.</summary>
    /// <exception cref="DatasetException">There is none of this name.</exception>
    public PickleDictionary Dictionary(string key) => Find(key) is Dictionary<object, object?> inner
        ? new PickleDictionary(dataset, path, inner)
        : throw Different($"a dictionary {key}", Describe(Find(key)));

    private object? Find(string key) => entries.GetValueOrDefault(key);

    private static string Describe(object? value) => value switch
    {
        null => "none",
        NumpyArray array => array.ToString(),
        List<object?> or object?[] => "a list",
        Dictionary<object, object?> => "a dictionary",
        _ => "something else",
    };

    private DatasetException Different(string expected, string found) => new(dataset, path,
        $"{path} is not that of this dataset: expected {expected}, found {found}.", DataFileReader.Different);
}
