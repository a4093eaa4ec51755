using System.IO.Compression;
using Sweep.Trainer.Data;

namespace Sweep.Trainer.Bench;

/// <summary>MNIST's gzipped IDX files, read without checks.</summary>
internal static class Mnist
{
    public static DatasetSplit Train(string folder) => Read(folder, "train");

    public static DatasetSplit Test(string folder) => Read(folder, "t10k");

    private static DatasetSplit Read(string folder, string part) =>
        new(Bytes(Path.Combine(folder, part + "-images-idx3-ubyte.gz"), 16),
            Bytes(Path.Combine(folder, part + "-labels-idx1-ubyte.gz"), 8));

    private static byte[] Bytes(string path, int header)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        gzip.CopyTo(memory);
        return memory.ToArray()[header..];
    }
}
