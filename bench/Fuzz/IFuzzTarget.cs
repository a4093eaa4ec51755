namespace Sweep.Fuzz.Bench;

/// <summary>A part of the program that reads what others wrote.</summary>
internal interface IFuzzTarget
{
    string Name { get; }

    /// <summary>Good inputs to begin with.</summary>
    IReadOnlyList<byte[]> Corpus { get; }

    /// <summary>What is put into inputs now and then: the words of their language.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>Reads an input; returns for any answer that users are promised, else throws.</summary>
    Task ReadAsync(byte[] input);
}
