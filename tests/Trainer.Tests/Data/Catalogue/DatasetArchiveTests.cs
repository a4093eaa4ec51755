using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Formats;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Catalogue;

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

    [Theory]
    [InlineData("../../escaped.bin")]
    [InlineData("/tmp/escaped.bin")]
    public void A_member_that_leads_out_of_the_folder_is_refused_by_name(string name)
    {
        folder.Write("cache/tiny/tiny.tar.gz", TarGz(("train.bin", new byte[4]), (name, [1]), ("test.bin", new byte[4])));
        var error = Assert.Throws<DatasetException>(() => Loader().Load(Tiny(), CancellationToken.None));
        Assert.Contains($"tiny.tar.gz is refused: its member {name} leads out of the folder.", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder[Path.Combine("cache", "tiny")], "*.bin"));
    }

    [Fact]
    public void A_link_is_refused_by_name()
    {
        folder.Write("cache/tiny/tiny.tar.gz", TarGz(new PaxTarEntry(TarEntryType.SymbolicLink, "train.bin") { LinkName = "/etc/passwd" }));
        var error = Assert.Throws<DatasetException>(() => Loader().Load(Tiny(), CancellationToken.None));
        Assert.Contains("its member train.bin is a link.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_longer_than_the_dataset_is_refused_by_name()
    {
        folder.Write("cache/tiny/tiny.tar.gz", TarGz(("train.bin", new byte[3 << 20]), ("test.bin", new byte[4])));
        var error = Assert.Throws<DatasetException>(() => Loader().Load(Tiny(), CancellationToken.None));
        Assert.Contains("its member train.bin is too long (expected at most 1048596 bytes).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_unpacks_to_far_more_than_the_dataset_is_refused()
    {
        folder.Write("cache/tiny/tiny.tar.gz", TarGz(("other.bin", new byte[20 << 20])));
        var error = Assert.Throws<DatasetException>(() => Loader().Load(Tiny(), CancellationToken.None));
        Assert.Contains("tiny.tar.gz is too long: expected at most 16777536 bytes when unpacked", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Far_more_members_than_the_dataset_has_are_refused()
    {
        folder.Write("cache/tiny/tiny.tar.gz", TarGz([.. Enumerable.Range(0, 1001).Select(i => ($"{i}", Array.Empty<byte>()))]));
        var error = Assert.Throws<DatasetException>(() => Loader().Load(Tiny(), CancellationToken.None));
        Assert.Contains("tiny.tar.gz has too many members: expected at most 1000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dataset_in_another_form_is_taken_out_of_its_archive_and_read_by_its_format()
    {
        byte[] Batch(int label) => PickleBytes.Of(PickleBytes.Dictionary(
            ("data", PickleBytes.Array([1, 2, 3], 1, 3)), ("labels", PickleBytes.List(label))));
        folder.Write("cache/tiny/tiny-python.tar.gz", TarGz(("tiny-py/train", Batch(1)), ("tiny-py/test", Batch(0))));
        DatasetDescription tiny = Tiny() with
        {
            Alternatives =
            [
                Tiny() with
                {
                    Format = new CifarPickleFormat(), Files = [new("train"), new("test")],
                    Archive = new DatasetArchive("tiny-python.tar.gz", [], null),
                },
            ],
        };
        Assert.Equal([1], Loader().Load(tiny, CancellationToken.None).Train.Labels);
    }

    private DatasetLoader Loader(DatasetDownloader? downloader = null) =>
        new(new DatasetLocator(null, folder["cache"]), downloader, TimeProvider.System);

    private static DatasetDescription Tiny(Uri? source = null, string? sha256 = null) => new()
    {
        Name = "tiny", Summary = "for tests", Citation = "none", TrainCount = 1, TestCount = 1, Task = new Classification(2),
        Channels = 3, Height = 1, Width = 1, Format = new CifarFormat(), Folders = ["tiny"], Files = [new("train.bin"), new("test.bin")],
        Archive = new DatasetArchive("tiny.tar.gz", source is null ? [] : [source], sha256),
    };

    private static byte[] TarGz(params (string Name, byte[] Content)[] members) => TarGz([.. members.Select(member =>
        new PaxTarEntry(TarEntryType.RegularFile, member.Name) { DataStream = new MemoryStream(member.Content) })]);

    private static byte[] TarGz(params PaxTarEntry[] members)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip))
        {
            foreach (PaxTarEntry member in members)
                tar.WriteEntry(member);
        }
        return memory.ToArray();
    }
}
