using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;

namespace Sweep.Trainer.Tests.Data.Formats;

/// <summary>STL-10's files, made small by a description of few images of 2 x 2 pixels.</summary>
public sealed class StlFormatTests : IDisposable
{
    private static readonly DatasetDescription Tiny = DatasetCatalogue.Find("stl-10")! with
    {
        Name = "tiny", TrainCount = 2, TestCount = 1, Height = 2, Width = 2,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Images_are_turned_upright_and_labels_count_from_0()
    {
        Dataset read = Read(Pixels(2), [1, 10], Pixels(1), [4]);
        Assert.Equal([0, 9], read.Train.Labels);
        Assert.Equal([3], read.Test.Labels);
        Assert.Equal([0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11], read.Test.Images);
        Assert.Equal([12, 14, 13, 15], read.Train.Images[12..16]);
    }

    [Fact]
    public void Files_of_other_lengths_or_labels_are_refused()
    {
        Refuse("train_X.bin is truncated: expected 2 images of 12 bytes, 24 in all, found 23.", Pixels(2)[..^1], [1, 10], Pixels(1), [4]);
        Refuse("test_X.bin is longer than it says: expected 1 images of 12 bytes", Pixels(2), [1, 10], Pixels(2), [4]);
        Refuse("train_y.bin is truncated: expected 2 labels of one byte", Pixels(2), [1], Pixels(1), [4]);
        Refuse("test_y.bin has a label out of range: expected 1 to 10, found 0 for image 0.", Pixels(2), [1, 10], Pixels(1), [0]);
    }

    private void Refuse(string expected, params byte[][] files) =>
        Assert.Contains(expected, Assert.Throws<DatasetException>(() => Read(files)).Message, StringComparison.Ordinal);

    private Dataset Read(params byte[][] files) => Tiny.Format.Read(Tiny,
        [.. Tiny.Files.Zip(files, (file, content) => folder.Write(file.Name, content))], CancellationToken.None);

    private static byte[] Pixels(int count) => [.. Enumerable.Range(0, 12 * count).Select(i => (byte)i)];
}
