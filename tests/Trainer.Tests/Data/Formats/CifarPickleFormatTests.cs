using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Formats;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Formats;

/// <summary>CIFAR's pickles, made small by a description of few images of 2 x 2 pixels.</summary>
public sealed class CifarPickleFormatTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Five_training_files_and_a_test_file_become_two_parts_in_order()
    {
        Dataset read = Read("cifar-10", 10, 3, [.. Enumerable.Range(0, 5).Select(file => Batch("labels", 2, first: 2 * file)),
            Batch("labels", 3, first: 5)]);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], read.Train.Labels);
        Assert.Equal([5, 6, 7], read.Test.Labels);
        Assert.Equal(Enumerable.Range(0, 10).SelectMany(Pixels), read.Train.Images);
        Assert.Equal(Enumerable.Range(5, 3).SelectMany(Pixels), read.Test.Images);
    }

    [Fact]
    public void The_fine_labels_are_the_classes() =>
        Assert.Equal([98, 99], Read("cifar-100", 2, 1, Batch("fine_labels", 2, 98), Batch("fine_labels", 1, 0)).Train.Labels);

    [Theory]
    [InlineData("labels", 2, 9, "test_batch is not that of this dataset: expected 2 numbers labels of 0 to 9, found 10 at place 1.")]
    [InlineData("fine_labels", 2, 0, "expected 2 numbers labels of 0 to 9, found none.")]
    [InlineData("labels", 3, 0, "expected an array data of uint8 of 2 x 12, found uint8 of 3 x 12.")]
    public void Another_batch_is_refused(string key, int count, int first, string expected)
    {
        byte[] right = Batch("labels", 1, 0);
        var error = Assert.Throws<DatasetException>(() =>
            Read("cifar-10", 5, 2, right, right, right, right, right, Batch(key, count, first)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cifar-10", "data", DatasetState.Present)]
    [InlineData("cifar-10", "data/cifar-10-batches-py", DatasetState.Present)]
    [InlineData("cifar-100", "data/cifar-100-python", DatasetState.Present)]
    [InlineData("cifar-100", "data/cifar-100/cifar-100-python", DatasetState.Present)]
    [InlineData("cifar-100", "data", DatasetState.Absent)] // train says nothing about whose it is
    public void Files_are_found_where_the_archives_put_them(string name, string place, DatasetState expected)
    {
        foreach (DatasetFile file in DatasetCatalogue.Find(name)!.Alternatives[0].Files)
            folder.Write($"{place}/{file.Name}", []);
        DatasetLocation found = new DatasetLocator(folder["data"], folder["cache"]).Locate(DatasetCatalogue.Find(name)!);
        Assert.Equal((expected, expected == DatasetState.Present), (found.State, found.Dataset.Format is CifarPickleFormat));
    }

    private Dataset Read(string name, int trainCount, int testCount, params byte[][] files)
    {
        DatasetDescription dataset = DatasetCatalogue.Find(name)!.Alternatives[0] with
        {
            TrainCount = trainCount, TestCount = testCount, Height = 2, Width = 2,
        };
        return dataset.Format.Read(dataset, [.. dataset.Files.Zip(files, (file, content) => folder.Write(file.Name, content))],
            CancellationToken.None);
    }

    private static byte[] Batch(string key, int count, int first) => PickleBytes.Of(PickleBytes.Dictionary(
        ("batch_label", PickleBytes.Text("training batch")),
        (key, PickleBytes.List([.. Enumerable.Range(first, count)])),
        ("data", PickleBytes.Array([.. Enumerable.Range(first, count).SelectMany(Pixels)], count, 12))));

    // (3, 2, 2) that no other image has.
    private static byte[] Pixels(int image) => [.. Enumerable.Range(0, 12).Select(i => (byte)((image * 4 + i * 17) % 256))];
}
