using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Files;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Formats;

/// <summary>CIFAR's binary files, made small by a description of few images of 2 x 2 pixels.</summary>
public sealed class CifarFormatTests : IDisposable
{
    private const int RecordLength = 1 + 12;

    private static readonly DatasetDescription Tiny = DatasetCatalogue.Find("cifar-10")! with
    {
        Name = "tiny", TrainCount = 10, TestCount = 3, Height = 2, Width = 2,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Five_training_files_and_a_test_file_become_two_parts_in_order()
    {
        Dataset read = Read(Tiny, [.. Enumerable.Range(0, 5).Select(file => Records(2, first: 2 * file)), Records(3, first: 50)]);
        Assert.Equal((10, 3), (read.Train.Count, read.Test.Count));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], read.Train.Labels);
        Assert.Equal([0, 1, 2], read.Test.Labels);
        Assert.Equal(Enumerable.Range(0, 10).SelectMany(Pixels), read.Train.Images);
        Assert.Equal(Enumerable.Range(50, 3).SelectMany(Pixels), read.Test.Images);
    }

    [Fact]
    public void Of_two_labels_the_last_is_the_class()
    {
        var fine = DatasetCatalogue.Find("cifar-100")! with { TrainCount = 2, TestCount = 1, Height = 2, Width = 2 };
        Dataset read = Read(fine, [19, 99, .. Pixels(0), 3, 0, .. Pixels(1)], [0, 42, .. Pixels(2)]);
        Assert.Equal([99, 0], read.Train.Labels);
        Assert.Equal([42], read.Test.Labels);
        Assert.Equal(Pixels(1), read.Train.Images[12..]);
    }

    [Fact]
    public void A_compressed_copy_is_read_too() =>
        Assert.Equal(Pixels(50), Read(Tiny with { TrainCount = 5, TestCount = 1 },
            [.. Enumerable.Repeat(Records(1, 0), 5), IdxBytes.Gzip(Records(1, 50))]).Test.Images);

    [Theory]
    [InlineData(2 * RecordLength - 1, "is truncated: expected 2 records of 13 bytes, 26 in all, found 25.")]
    [InlineData(RecordLength, "is truncated: expected 2 records of 13 bytes, 26 in all, found 13.")]
    [InlineData(0, "is truncated: expected 2 records of 13 bytes, 26 in all, found 0.")]
    [InlineData(2 * RecordLength + 1, "is longer than it says: expected 2 records of 13 bytes, found more.")]
    public void A_file_of_another_length_is_refused(int length, string expected)
    {
        byte[] third = [.. Records(2, 0), 0];
        var error = Assert.Throws<DatasetException>(() =>
            Read(Tiny, Records(2, 0), Records(2, 0), third[..length], Records(2, 0), Records(2, 0), Records(3, 0)));
        Assert.Contains($"data_batch_3.bin {expected}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_out_of_range_is_refused_with_its_place()
    {
        byte[] test = Records(3, 0);
        test[2 * RecordLength] = 10;
        var error = Assert.Throws<DatasetException>(() => Read(Tiny, [.. Enumerable.Repeat(Records(2, 0), 5), test]));
        Assert.Contains("test_batch.bin has a label out of range: expected 0 to 9, found 10 for image 2.", error.Message,
            StringComparison.Ordinal);
        Assert.Equal(DataFileReader.Different, error.Remedy);
    }

    [Theory]
    [InlineData("cifar-10", "data/cifar-10", DatasetState.Present)]
    [InlineData("cifar-10", "data/cifar-10-batches-bin", DatasetState.Present)]
    [InlineData("cifar-10", "data/cifar-10/cifar-10-batches-bin", DatasetState.Present)]
    [InlineData("cifar-10", "data", DatasetState.Present)]
    [InlineData("cifar-100", "data/cifar-100-binary", DatasetState.Present)]
    [InlineData("cifar-100", "data", DatasetState.Absent)] // train.bin says nothing about whose it is
    public void Files_are_found_where_the_archives_put_them(string name, string place, DatasetState expected)
    {
        DatasetDescription dataset = DatasetCatalogue.Find(name)!;
        foreach (DatasetFile file in dataset.Files)
            folder.Write($"{place}/{file.Name}", []);
        Assert.Equal(expected, new DatasetLocator(folder["data"], folder["cache"]).Locate(dataset).State);
    }

    private Dataset Read(DatasetDescription dataset, params byte[][] files) => dataset.Format.Read(dataset,
        [.. dataset.Files.Zip(files, (file, content) => folder.Write(file.Name, content))], CancellationToken.None);

    private static byte[] Records(int count, int first) =>
        [.. Enumerable.Range(first, count).SelectMany(image => (byte[])[(byte)(image % 50), .. Pixels(image)])];

    // (3, 2, 2) that no other image has.
    private static byte[] Pixels(int image) => [.. Enumerable.Range(0, 12).Select(i => (byte)((image * 4 + i * 17) % 256))];
}
