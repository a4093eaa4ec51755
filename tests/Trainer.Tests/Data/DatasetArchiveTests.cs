using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Sweep.Trainer.Data;

namespace Sweep.Trainer.Tests.Data;

/// <summary>Datasets that come as a tar.gz archive; those in zip archives are among <see cref="DatasetLoaderTests"/>.</summary>
public sealed class DatasetArchiveTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = new();

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_tar_archive_is_fetched_once_checked_by_SHA_256_and_gives_only_the_files_needed()
    {
        byte[] archive = TarGz(("tiny/train.bin", [1, .. new byte[3]]), ("tiny/readme.html", [9]), ("tiny/test.bin", [0, 7, 8, 9]));
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, archive));
        DatasetDescription tiny = Tiny(server["tiny.tar.gz"], Convert.ToHexStringLower(SHA256.HashData(archive)));
        Dataset read = Loader(new DatasetDownloader(client, TimeProvider.System)).Load(tiny, CancellationToken.None);
        Assert.Equal([1], read.Train.Labels);
        Assert.Equal([7, 8, 9], read.Test.Images);
        Assert.Single(server.Requests);
        Assert.Equal([".lock", "test.bin", "tiny.tar.gz", "train.bin"],
            Directory.GetFiles(folder[Path.Combine("cache", "tiny")]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_archive_with_another_SHA_256_is_refused()
    {
        using var server = new LoopbackServer(request => LoopbackServer.Serve(request, TarGz(("train.bin", new byte[4]))));
        var loader = Loader(new DatasetDownloader(client, TimeProvider.System));
        string expected = new('0', 64);
        var error = Assert.Throws<DatasetException>(() => loader.Load(Tiny(server["tiny.tar.gz"], expected), CancellationToken.None));
        Assert.Contains($"wrong checksum: expected SHA-256 {expected}, found ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_archive_that_is_cut_off_or_has_a_wrong_checksum_leaves_no_file_behind(bool isCut)
    {
        byte[] noise = RandomNumberGenerator.GetBytes(5000); // so that the cut is in the last file
        byte[] archive = TarGz(("train.bin", new byte[4]), ("test.bin", noise));
        archive[^8] ^= 1; // the CRC-32 precedes the length in the last 8 bytes
        folder.Write("cache/tiny/tiny.tar.gz", isCut ? archive[..^2000] : archive);
        var error = Assert.Throws<DatasetException>(() => Loader().Load(Tiny(), CancellationToken.None));
        Assert.Contains("tiny.tar.gz is corrupt or cut off: ", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder[Path.Combine("cache", "tiny")], "*.bin"));
    }

    [Fact]
    public void A_file_that_the_archive_lacks_is_named()
    {
        folder.Write("cache/tiny/tiny.tar.gz", TarGz(("train.bin", new byte[4]), ("other", [])));
        var error = Assert.Throws<DatasetException>(() => Loader().Load(Tiny(), CancellationToken.None));
        Assert.Contains("lacks a file: expected a member test.bin, found 2 others.", error.Message, StringComparison.Ordinal);
    }

    private DatasetLoader Loader(DatasetDownloader? downloader = null) =>
        new(new DatasetLocator(null, folder["cache"]), downloader, TimeProvider.System);

    private static DatasetDescription Tiny(Uri? source = null, string? sha256 = null) => new()
    {
        Name = "tiny", Summary = "for tests", Citation = "none", TrainCount = 1, TestCount = 1, Task = new Classification(2),
        Channels = 3, Height = 1, Width = 1, Format = new CifarFormat(), Folders = ["tiny"], Files = [new("train.bin"), new("test.bin")],
        Archive = new DatasetArchive("tiny.tar.gz", source is null ? [] : [source], sha256),
    };

    private static byte[] TarGz(params (string Name, byte[] Content)[] members)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, content) in members)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }
        return memory.ToArray();
    }
}
