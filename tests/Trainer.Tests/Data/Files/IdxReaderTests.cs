using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Tests.Data.Files;

public sealed class IdxReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_are_read_plain_and_gzipped_whatever_the_name(bool compressed)
    {
        byte[] file = IdxBytes.Images(3, 4, 5);
        Assert.Equal(IdxBytes.Pixels(60), Images(compressed ? IdxBytes.Gzip(file) : file));
    }

    [Fact]
    public void Labels_are_counted_from_the_first_class() =>
        Assert.Equal([0, 25, 2], Labels(IdxBytes.Labels(1, 26, 3), firstLabel: 1, classes: 26));

    [Fact]
    public void The_first_column_of_an_idx2_int_file_is_the_class()
    {
        byte[] file = IdxBytes.Of(12, [2, 3], [0, 0, 0, 7, 1, 2, 3, 4, 9, 9, 9, 9, 0, 0, 0, 4, 0, 0, 0, 0, 255, 255, 255, 255]);
        Assert.Equal([7, 4], IdxReader.ReadLabels("tiny", folder.Write("labels", file), 2, 3, 0, 10, CancellationToken.None));
    }

    [Fact]
    public void A_cut_plain_file_names_the_bytes_expected_and_found() =>
        ExpectError(IdxBytes.Images(3, 4, 5)[..^7], "is truncated: expected 60 bytes of values after its header, found 53.");

    [Fact]
    public void A_cut_header_is_reported() => ExpectError(IdxBytes.Images(3, 4, 5)[..9], "is truncated: expected an IDX header");

    [Fact]
    public void An_empty_file_is_reported() => ExpectError([], "is truncated: expected an IDX header");

    [Theory]
    [InlineData(1, "is corrupt or cut off: expected a gzip trailer with the length 76")] // inside the trailer: checksum and length
    [InlineData(6, "is corrupt or cut off: expected a gzip trailer with the length 76")]
    [InlineData(12, "is truncated: expected 60 bytes")] // inside the data
    [InlineData(40, "is truncated: expected 60 bytes")]
    public void A_cut_gzip_file_is_reported(int missing, string expected) =>
        ExpectError(IdxBytes.Gzip(IdxBytes.Images(3, 4, 5))[..^missing], expected);

    [Fact]
    public void Damaged_compressed_data_are_reported()
    {
        byte[] file = IdxBytes.Gzip(IdxBytes.Images(3, 4, 5));
        file[10] = 0xff; // the first deflate block claims the reserved type 3
        ExpectError(file, "is corrupt or cut off: expected a whole gzip stream");
    }

    [Fact]
    public void A_wrong_gzip_checksum_is_reported()
    {
        byte[] file = IdxBytes.Gzip(IdxBytes.Images(3, 4, 5));
        file[^8] ^= 1; // the CRC-32 precedes the length in the last 8 bytes
        ExpectError(file, "is corrupt or cut off");
    }

    [Fact]
    public void A_wrong_magic_number_is_reported() =>
        ExpectError(IdxBytes.Labels(1, 2, 3), "is not an IDX file of images: expected the magic number 0x00000803, found 0x00000801.");

    [Fact]
    public void Another_count_is_reported() =>
        ExpectError(IdxBytes.Images(2, 4, 5), "has other images than this dataset: expected 3 x 4 x 5, found 2 x 4 x 5.");

    [Fact]
    public void Another_image_size_is_reported() =>
        ExpectError(IdxBytes.Images(3, 5, 4), "expected 3 x 4 x 5, found 3 x 5 x 4.");

    [Fact]
    public void A_damaged_dimension_cannot_claim_memory() =>
        ExpectError(IdxBytes.Of(8, [int.MaxValue, -1, 5], []), "found 2147483647 x -1 x 5.");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Trailing_bytes_are_reported(bool compressed)
    {
        byte[] file = [.. IdxBytes.Images(3, 4, 5), 0];
        ExpectError(compressed ? IdxBytes.Gzip(file)
            : file, "is longer than it says: expected 60 bytes of values after its header, found more.");
    }

    [Fact]
    public void A_label_out_of_range_names_the_image()
    {
        var error = Assert.Throws<DatasetException>(() => Labels(IdxBytes.Labels(1, 27, 3), firstLabel: 1, classes: 26));
        Assert.Contains("has a label out of range: expected 1 to 26, found 27 for image 1.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_below_the_first_is_out_of_range() =>
        Assert.Throws<DatasetException>(() => Labels(IdxBytes.Labels(1, 0, 3), firstLabel: 1, classes: 26));

    [Fact]
    public void A_missing_file_is_reported_with_its_name()
    {
        var error = Assert.Throws<DatasetException>(() => IdxReader.ReadImages("tiny", folder["nothing"], 3, 4, 5, CancellationToken.None));
        Assert.Equal(("tiny", folder["nothing"]), (error.Dataset, error.Path));
        Assert.Contains(folder["nothing"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_ends_when_stopped() => Assert.Throws<OperationCanceledException>(() =>
        IdxReader.ReadImages("tiny", folder.Write("images", IdxBytes.Images(3, 4, 5)), 3, 4, 5, new CancellationToken(canceled: true)));

    private byte[] Images(byte[] file) => IdxReader.ReadImages("tiny", folder.Write("images", file), 3, 4, 5, CancellationToken.None);

    private byte[] Labels(byte[] file, int firstLabel, int classes) =>
        IdxReader.ReadLabels("tiny", folder.Write("labels", file), 3, 1, firstLabel, classes, CancellationToken.None);

    private void ExpectError(byte[] file, string expected)
    {
        var error = Assert.Throws<DatasetException>(() => Images(file));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith($"tiny: {folder["images"]} ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(error.Remedy, error.Message, StringComparison.Ordinal);
    }
}
