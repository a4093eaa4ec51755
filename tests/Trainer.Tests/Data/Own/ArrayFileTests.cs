using System.Buffers.Binary;
using Sweep.Trainer.Data;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Own;

public sealed class ArrayFileTests : IDisposable
{
    private const string Level = "{ name: a, file: a.npz }";

    private static readonly byte[] Four = NpyBytes.Longs("(4,)", 7, 7, 9, 9);

    private readonly OwnData data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public void Rows_of_numbers_and_whole_targets_are_a_table_with_classes()
    {
        data.Write("a.npz", NpyBytes.Archive(("x", NpyBytes.Floats("(4, 2)", 1, 2, 3, 4, 5, 6, 7, 8)), ("y", Four)));
        Dataset read = data.Load(Level);
        Assert.Equal((2, 1, 1, 2, 2), (read.Channels, read.Height, read.Width, read.Train.Count, read.Test.Count));
        Assert.Equal(new Classification(2), read.Task);
        Assert.All(OwnData.Numbers(read.Train).Chunk(2).Zip(read.Train.Labels), row => Assert.Equal(row.First[0] > 4 ? 1 : 0, row.Second));
    }

    [Fact]
    public void Training_and_test_are_those_of_the_file_if_it_has_both()
    {
        data.Write("a.npz", NpyBytes.Archive(("x_train", NpyBytes.Floats("(2, 1)", 1, 2)), ("y_train", NpyBytes.Longs("(2, 1)", 3, 4)),
            ("x_test", NpyBytes.Floats("(1, 1)", 5)), ("y_test", NpyBytes.Longs("(1,)", 4))));
        Dataset read = data.Load(Level);
        Assert.Equal([1, 2], OwnData.Numbers(read.Train));
        Assert.Equal([5], OwnData.Numbers(read.Test));
        Assert.Equal([1], read.Test.Labels.Select(c => (int)c));
    }

    [Fact]
    public void Other_names_are_given()
    {
        data.Write("a.npz", NpyBytes.Archive(("signals", NpyBytes.Floats("(2, 1)", 1, 2)), ("states", NpyBytes.Longs("(2,)", 0, 1)),
            ("more", NpyBytes.Floats("(1, 1)", 5)), ("moreStates", NpyBytes.Longs("(1,)", 0))));
        Assert.Contains("has no array x, y; it has signals, states, more, moreStates", data.Mistake(Level), StringComparison.Ordinal);
        Assert.Equal(1, data.Load("{ name: a, file: a.npz, x: signals, y: states, xTest: more, yTest: moreStates }").Test.Count);
    }

    [Theory]
    [InlineData("(2, 2, 3, 1)", "", 1, 2, 3)]
    [InlineData("(2, 1, 3, 2)", "", 1, 3, 2)]
    [InlineData("(2, 2, 3)", "", 1, 2, 3)]
    [InlineData("(2, 2, 1, 3)", "", 3, 2, 1)]
    [InlineData("(2, 2, 1, 3)", ", layout: nchw", 2, 1, 3)]
    public void Bytes_of_three_or_four_axes_are_images(string shape, string layout, int channels, int height, int width)
    {
        byte[] pixels = [.. Enumerable.Range(0, 12).Select(i => (byte)i)];
        data.Write("a.npz", NpyBytes.Archive(("x_train", NpyBytes.Bytes(shape, pixels)), ("y_train", NpyBytes.Longs("(2,)", 0, 1)),
            ("x_test", NpyBytes.Bytes(shape, pixels)), ("y_test", NpyBytes.Longs("(2,)", 0, 1))));
        Dataset read = data.Load($"{{ name: a, file: a.npz{layout} }}");
        Assert.Equal((channels, height, width), (read.Channels, read.Height, read.Width));
        Assert.Equal(channels == 3 ? [0, 3, 1, 4, 2, 5] : [0, 1, 2, 3, 4, 5], read.Train.Images[..6].Select(p => (int)p));
    }

    [Fact]
    public void An_image_whose_channels_are_uncertain_needs_its_layout()
    {
        data.Write("a.npz", NpyBytes.Archive(("x", NpyBytes.Bytes("(2, 3, 1, 3)", new byte[18])), ("y", NpyBytes.Longs("(2,)", 0, 1))));
        Assert.Contains("is (2, 3, 1, 3): which axis has the channels is not certain. Say layout: nchw or layout: nhwc.",
            data.Mistake(Level), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_of_three_axes_are_signals()
    {
        float[] signals = [.. Enumerable.Range(0, 20).Select(i => (float)i)];
        data.Write("a.npz", NpyBytes.Archive(("x", NpyBytes.Floats("(4, 1, 5)", signals)), ("y", Four)));
        Dataset read = data.Load(Level);
        Assert.Equal((1, 1, 5), (read.Channels, read.Height, read.Width));
        Assert.Equal(5, data.Load("{ name: a, file: a.npz, layout: nlc }").Channels);
    }

    // python3: numpy.array([[1, 2, 3], [4, 5, 6]], order='F') has 1 4 2 5 3 6 in memory.
    [Fact]
    public void Columns_may_come_first_in_memory()
    {
        byte[] columns = NpyBytes.Of("'<i2'", "(2, 3)", [1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0], fortran: true);
        byte[] targets = NpyBytes.Longs("(2,)", 0, 1);
        data.Write("a.npz", NpyBytes.Archive(("x_train", columns), ("y_train", targets), ("x_test", columns), ("y_test", targets)));
        Assert.Equal([1, 2, 3, 4, 5, 6], OwnData.Numbers(data.Load(Level).Train));
    }

    [Theory]
    [InlineData("i1", "FE")]
    [InlineData("<i2", "FEFF")]
    [InlineData(">i4", "FFFFFFFE")]
    [InlineData("<i8", "FEFFFFFFFFFFFFFF")]
    [InlineData("<f2", "00C0")]
    [InlineData(">f4", "C0000000")]
    [InlineData("<f8", "00000000000000C0")]
    public void Elements_of_every_type_and_byte_order_are_read(string type, string minusTwo)
    {
        byte[] element = Convert.FromHexString(minusTwo);
        data.Write("x.npy", NpyBytes.Of($"'{type}'", "(4,)", [.. element, .. element, .. element, .. element], version: 2));
        data.Write("y.npy", Four);
        Assert.Equal([-2, -2], OwnData.Numbers(data.Load("{ name: a, file: x.npy, targetFile: y.npy }").Train));
    }

    [Fact]
    public void Targets_with_fractions_are_regressed_and_may_be_several()
    {
        byte[] values = NpyBytes.Floats("(3, 2)", 1, -1, 2, -2, 3, -3);
        data.Write("a.npz", NpyBytes.Archive(("x", NpyBytes.Floats("(3, 1)", 1, 2, 3)), ("y", values)));
        Dataset read = data.Load(Level);
        Assert.Equal(new Regression(2), read.Task);
        var targets = ((Targets.Numbers)read.Train.Targets).Values.Chunk(2);
        Assert.All(OwnData.Numbers(read.Train).Zip(targets), row => Assert.Equal([row.First, -row.First], row.Second));
        Assert.Contains("classes are one whole number each", data.Mistake("{ name: a, file: a.npz, task: classification }"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Pickled_objects_are_refused_by_name()
    {
        data.Write("a.npz", NpyBytes.Archive(("x", NpyBytes.Of("'|O'", "(4,)", new byte[40])), ("y", Four)));
        Assert.Contains("a.npz: x holds pickled Python objects, which can run any program and are not read", data.Mistake(Level),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'<c8'", "(4,)", "has elements of the type 'c8'")]
    [InlineData("'<U3'", "(4,)", "has elements of the type 'U3'")]
    [InlineData("[('a', '<f4')]", "(4,)", "has records with several fields")]
    [InlineData("'<f4'", "(400000, 400000)", "is not whole or too large: its header says 640000000000 bytes of elements, and there are 16")]
    [InlineData("'<f4'", "(5,)", "its header says 20 bytes of elements, and there are 16")]
    [InlineData("'<f4'", "(3,)", "its header says 12 bytes of elements, and there are 16")]
    [InlineData("'<f4'", "(-4,)", "has the shape (-4,)")]
    [InlineData("'<f4'", "()", "its header says 4 bytes")]
    public void Arrays_of_other_kinds_or_sizes_are_refused(string descr, string shape, string expected)
    {
        data.Write("a.npz", NpyBytes.Archive(("x", NpyBytes.Of(descr, shape, new byte[16])), ("y", Four)));
        Assert.Contains(expected, data.Mistake(Level), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_says_it_is_larger_than_its_bytes_can_be_is_refused()
    {
        byte[] archive = NpyBytes.Archive(("x", NpyBytes.Floats("(4,)", 1, 2, 3, 4)), ("y", Four));
        // The uncompressed size in the first entry of the central directory.
        int entry = archive.AsSpan().IndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(entry + 24), 2_000_000_000);
        data.Write("a.npz", archive);
        Assert.Contains("says that it has 2000000000 bytes", data.Mistake(Level), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_archive_is_refused()
    {
        data.Write("a.npz", "no zip file at all, but some text"u8.ToArray());
        Assert.Contains("is damaged or no NPZ file", data.Mistake(Level), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_with_another_checksum_is_refused()
    {
        byte[] archive = NpyBytes.Zip64Archive(("x", NpyBytes.Floats("(4,)", 1, 2, 3, 17)), ("y", Four));
        archive[ZipBytes.PlacesOf(archive, BitConverter.GetBytes(17f))[0]] ^= 1;
        data.Write("a.npz", archive);
        Assert.Contains("expected content with the checksum", data.Mistake(Level), StringComparison.Ordinal);
    }

    // numpy.savez writes each member with sizes of 64 bits, however short it is.
    [Fact]
    public void Members_with_sizes_of_64_bits_are_read()
    {
        data.Write("a.npz", NpyBytes.Zip64Archive(("x", NpyBytes.Floats("(4,)", 1, 2, 3, 4)), ("y", Four)));
        Dataset read = data.Load(Level);
        Assert.Equal([1, 2, 3, 4], OwnData.Numbers(read.Train).Concat(OwnData.Numbers(read.Test)).Order());
    }

    [Fact]
    public void Classes_that_single_precision_cannot_tell_apart_are_several()
    {
        data.Write("a.npz", NpyBytes.Archive(("x", NpyBytes.Floats("(4,)", 1, 2, 3, 4)),
            ("y", NpyBytes.Longs("(4,)", 20230101, 20230101, 20230102, 20230102))));
        Assert.Equal(new Classification(2), data.Load(Level).Task);
    }

    [Fact]
    public void Classes_that_double_precision_cannot_tell_apart_are_refused()
    {
        long one = (1L << 53) + 1;
        data.Write("a.npz", NpyBytes.Archive(("x", NpyBytes.Floats("(4,)", 1, 2, 3, 4)), ("y", NpyBytes.Longs("(4,)", one, one, 1, 1))));
        Assert.Contains("classes are one whole number each, below 2^53", data.Mistake(Level), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 3, "has 4 samples and", "3 targets")]
    [InlineData(4, 1, "has one sample", "A class needs one to learn from")]
    public void Sizes_and_classes_that_do_not_fit_are_told(int count, int ofLast, string expected, string more)
    {
        long[] targets = [.. Enumerable.Range(0, count).Select(i => i < count - ofLast ? 0L : 1L)];
        targets = count == 3 ? [0, 0, 0] : targets;
        byte[] y = count == 3 ? NpyBytes.Floats("(3,)", 1.5f, 2, 3) : NpyBytes.Longs("(4,)", targets);
        data.Write("a.npz", NpyBytes.Archive(("x", NpyBytes.Floats("(4,)", 1, 2, 3, 4)), ("y", y)));
        string mistake = data.Mistake(Level);
        Assert.Contains(expected, mistake, StringComparison.Ordinal);
        Assert.Contains(more, mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_finite_is_told_with_its_sample()
    {
        data.Write("a.npz", NpyBytes.Archive(("x", NpyBytes.Floats("(4,)", 1, 2, float.NaN, 4)), ("y", Four)));
        Assert.Contains("has the value NaN in sample 2", data.Mistake(Level), StringComparison.Ordinal);
    }
}
