using System.IO.Compression;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Files;

namespace Sweep.Fuzz.Bench;

/// <summary>The readers of data files: IDX, plain and gzip.</summary>
internal sealed class DataFileTarget(string folder) : IFuzzTarget
{
    private const int Count = 5, Size = 4, Classes = 10;

    private readonly string file = Path.Combine(folder, "data.idx");

    public string Name => "data";

    public IReadOnlyList<byte[]> Corpus { get; } = [Images, Labels, WideLabels, Zipped(Images), Zipped(Labels), [.. Zipped(Images),
        .. Zipped(Labels)]];

    public IReadOnlyList<string> Words => [];

    public Task ReadAsync(byte[] input)
    {
        File.WriteAllBytes(file, input);
        Promise(() => IdxReader.ReadImages("d", file, Count, Size, Size, CancellationToken.None));
        Promise(() => IdxReader.ReadLabels("d", file, Count, columns: 1, firstLabel: 0, Classes, CancellationToken.None));
        Promise(() => IdxReader.ReadLabels("d", file, Count, columns: 8, firstLabel: 1, Classes, CancellationToken.None));
        return Task.CompletedTask;
    }

    private static byte[] Images => [0, 0, 8, 3, 0, 0, 0, Count, 0, 0, 0, Size, 0, 0, 0, Size, .. new byte[Count * Size * Size]];

    private static byte[] Labels => [0, 0, 8, 1, 0, 0, 0, Count, 0, 1, 2, 3, 9];

    private static byte[] WideLabels => [0, 0, 12, 2, 0, 0, 0, Count, 0, 0, 0, 8, .. Enumerable.Range(0,
        Count * 8).SelectMany(i => new byte[] { 0, 0, 0, (byte)(1 + i % Classes) })];

    private static byte[] Zipped(byte[] plain)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Optimal))
            zip.Write(plain);
        return memory.ToArray();
    }

    private static void Promise(Func<byte[]> read)
    {
        try
        {
            read();
        }
        catch (DatasetException)
        {
            // the promised answer
        }
    }
}
