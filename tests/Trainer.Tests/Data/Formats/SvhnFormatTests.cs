using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Formats;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Formats;

/// <summary>SVHN's MAT files, made small by a description of few images of 2 x 2 pixels.</summary>
public sealed class SvhnFormatTests : IDisposable
{
    private static readonly DatasetDescription Tiny = DatasetCatalogue.Find("svhn")! with
    {
        Name = "tiny", TrainCount = 3, TestCount = 3, Height = 2, Width = 2, Format = new SvhnFormat { TrainCounts = [3] },
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Images_are_turned_upright_and_label_10_is_the_digit_0(bool isBigEndian, bool isCompressed)
    {
        var mat = new MatBytes(isBigEndian);
        byte[] file = mat.File(Pack(X(mat)), Pack(Y(mat, 1, 10, 3)));
        Dataset read = Read(file);
        Assert.Equal([1, 0, 3], read.Test.Labels);
        // Rows move fastest in the file: value i of a plane is at row i % 2, column i / 2.
        Assert.Equal([0, 2, 1, 3, 4, 6, 5, 7], read.Test.Images[..8]);
        Assert.Equal([32, 34, 33, 35], read.Test.Images[^4..]);

        byte[] Pack(byte[] element) => isCompressed ? mat.Compressed(element) : element;
    }

    [Fact]
    public void What_scipy_writes_is_read()
    {
        // scipy.io.savemat(..., {'X': np.arange(36, dtype=np.uint8).reshape(2, 2, 3, 3), 'y': np.array([[1], [10], [3]],
        // dtype=np.uint8)}, do_compression=True)
        byte[] file = Convert.FromBase64String(
            "TUFUTEFCIDUuMCBNQVQtZmlsZSBQbGF0Zm9ybTogcG9zaXgsIENyZWF0ZWQgb246IE1vbiBOb3YgMzAgMDk6MTU6MjQgMjAyNgAAAAAAAAAAAAAA"
            + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABSU0PAAAATgAAAHic42NgYEgAYjYg5gBiTgYIYAViASBmgmJmKGYEwgio"
            + "mApIoRCnNLMojxybBL8iozCXDIsYrzy7pIASkwi3LKs4nwKHlKAySBkAiWUDmw8AAAAqAAAAeJzjY2BgMABiNiDmAGJOBghghfKZgZgRjBkZKoE0"
            + "E1CEkYuZAQAY4AD1");
        Dataset read = Read(file);
        Assert.Equal([1, 0, 3], read.Test.Labels);
        Assert.Equal([0, 9, 18, 27], read.Test.Images[..4]); // X[row, column, 0, 0]
        Assert.Equal([3, 12, 21, 30], read.Test.Images[4..8]); // X[row, column, 1, 0]
        Assert.Equal([1, 10, 19, 28], read.Test.Images[12..16]); // X[row, column, 0, 1]
    }

    [Fact]
    public void Labels_may_be_doubles_in_a_row_and_stand_before_the_images_and_other_arrays_are_passed_over()
    {
        var mat = new MatBytes();
        byte[] labels = mat.Array(6, [1, 3], "y", 9, [.. new[] { 5.0, 6, 10 }.SelectMany(mat.Double)]);
        byte[] other = mat.Array(6, [1, 2], "note", 9, new byte[16]);
        Assert.Equal([5, 6, 0], Read(mat.File(labels, mat.Compressed(other), other, X(mat))).Test.Labels);
    }

    [Fact]
    public void Training_images_may_stand_in_two_files()
    {
        var mat = new MatBytes();
        byte[] file = mat.File(X(mat), Y(mat, 1, 2, 3)), extra = mat.File(X(mat), Y(mat, 4, 5, 6));
        DatasetDescription two = DatasetCatalogue.Find("svhn-extra")! with
        {
            TrainCount = 6, TestCount = 3, Height = 2, Width = 2, Format = new SvhnFormat { TrainCounts = [3, 3] },
        };
        Dataset read = two.Format.Read(two, [folder.Write("a", file), folder.Write("b", extra), folder.Write("c", file)],
            CancellationToken.None);
        Assert.Equal([1, 2, 3, 4, 5, 6], read.Train.Labels);
    }

    [Fact]
    public void Arrays_of_other_classes_dimensions_and_labels_are_refused()
    {
        var mat = new MatBytes();
        byte[] labels = Y(mat, 1, 2, 3);
        Assert.Contains(
            "test_32x32.mat has another array X than this dataset: expected uint8 of 2 x 2 x 3 x 3, found uint8 of 2 x 2 x 3 x 2.",
            Refuse(mat.File(mat.Array(9, [2, 2, 3, 2], "X", 2, new byte[24]), labels)), StringComparison.Ordinal);
        Assert.Contains("found double of 2 x 2 x 3 x 3.",
            Refuse(mat.File(mat.Array(6, [2, 2, 3, 3], "X", 2, new byte[36]), labels)), StringComparison.Ordinal);
        Assert.Contains("holds an array X of class cell: expected numbers.",
            Refuse(mat.File(mat.Array(1, [2, 2, 3, 3], "X", 2, new byte[36]), labels)), StringComparison.Ordinal);
        Assert.Contains("expected 3 numbers, found uint8 of 2 x 1.", Refuse(mat.File(X(mat), Y(mat, 1, 2))), StringComparison.Ordinal);
        Assert.Contains("has a label out of range: expected 1 to 10, found 11 for image 2.",
            Refuse(mat.File(X(mat), Y(mat, 1, 2, 11))), StringComparison.Ordinal);
        Assert.Contains("expected 1 to 10, found 0 for image 0.", Refuse(mat.File(X(mat), Y(mat, 0, 2, 1))), StringComparison.Ordinal);
        Assert.Contains("lacks an array: expected X and y, found no y.", Refuse(mat.File(X(mat))), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_of_other_kinds_are_refused()
    {
        Assert.Contains("is no MAT file of level 5: expected version 1 and the mark IM or MI, found another file.",
            Refuse(new byte[200]), StringComparison.Ordinal);
        byte[] later = new MatBytes().File();
        "MATLAB 7.3"u8.CopyTo(later);
        later[125] = 2;
        Assert.Contains("found one of version 7.3 (HDF5).", Refuse(later), StringComparison.Ordinal);
        Assert.Contains("expected an array, found an element of type 9",
            Refuse([.. new MatBytes().File(), 9, 0, 0, 0, 8, 0, 0, 0, .. new byte[8]]), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_do_not_fit_the_dimensions_are_refused()
    {
        var mat = new MatBytes();
        Assert.Contains("expected 36 bytes of type 2 in array X, found 35 of type 2",
            Refuse(mat.File(mat.Array(9, [2, 2, 3, 3], "X", 2, new byte[35]))), StringComparison.Ordinal);
        byte[] longer = X(mat);
        longer[4] += 16; // the element
        Assert.Contains("array X is longer than it says", Refuse(mat.File([.. longer, .. new byte[16]])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_ends_early_is_refused_wherever_it_ends(bool isCompressed)
    {
        var mat = new MatBytes();
        byte[] whole = isCompressed ? mat.File(mat.Compressed(X(mat)), mat.Compressed(Y(mat, 1, 2, 3))) : mat.File(X(mat), Y(mat, 1, 2, 3));
        Assert.All(Enumerable.Range(0, whole.Length), length => Refuse(whole[..length]));
    }

    [Fact]
    public void A_damaged_byte_of_a_compressed_array_is_refused()
    {
        var mat = new MatBytes();
        byte[] whole = mat.File(mat.Compressed(X(mat)), mat.Compressed(Y(mat, 1, 2, 3)));
        Assert.All(Enumerable.Range(128 + 8, mat.Compressed(X(mat)).Length - 8), place =>
        {
            byte[] damaged = [.. whole];
            damaged[place] ^= 0x10;
            Refuse(damaged);
        });
    }

    private Dataset Read(byte[] test)
    {
        var mat = new MatBytes();
        string train = folder.Write("train_32x32.mat", mat.File(X(mat), Y(mat, 1, 2, 3)));
        return Tiny.Format.Read(Tiny, [train, folder.Write("test_32x32.mat", test)], CancellationToken.None);
    }

    private string Refuse(byte[] test) => Assert.Throws<DatasetException>(() => Read(test)).Message;

    private static byte[] X(MatBytes mat) =>
        mat.Array(9, [2, 2, 3, 3], "X", 2, [.. Enumerable.Range(0, 36).Select(value => (byte)value)]);

    private static byte[] Y(MatBytes mat, params byte[] labels) => mat.Array(9, [labels.Length, 1], "y", 2, labels);
}
