using System.IO.Compression;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Data.Files;
using Sweep.Trainer.Data.Formats;
using Sweep.Trainer.Tests.Data.Files;

namespace Sweep.Trainer.Tests.Data.Formats;

/// <summary>Archives and folders with image files, hostile ones among them.</summary>
public sealed class ImageFilesTests : IDisposable
{
    private static readonly DatasetDescription Tiny = DatasetCatalogue.Find("omniglot")! with
    {
        Name = "tiny", TrainCount = 1, TestCount = 1,
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_archive_and_a_folder_give_the_same_files_in_the_same_order()
    {
        folder.Write("root/b/2.png", [2]);
        folder.Write("root/B/1.png", [1]);
        string zip = folder.Write("a.zip", ZipBytes.Of(("root/b/2.png", [2]), ("other/x", [9]), ("root/", []), ("root/B/1.png", [1])));
        foreach (string path in (string[])[zip, folder["root"]])
        {
            using ImageFiles files = ImageFiles.Open(Tiny, "root", path);
            Assert.Equal(["B/1.png", "b/2.png"], files.Names);
            Assert.Equal([2], files.Read("b/2.png", 10));
        }
    }

    [Theory]
    [InlineData("root/../../etc/passwd")]
    [InlineData("../x.png")]
    [InlineData("root\\..\\..\\x.png")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\x.png")]
    public void A_member_that_leads_out_of_the_folder_is_refused_by_name(string name) =>
        Assert.Contains($"a.zip is refused: its member {name} leads out of the folder.", Refuse(ZipBytes.Of((name, [1]))),
            StringComparison.Ordinal);

    [Fact]
    public void A_link_is_refused_by_name()
    {
        byte[] zip = ZipBytes.Write(archive =>
        {
            ZipArchiveEntry entry = archive.CreateEntry("root/link.png");
            entry.ExternalAttributes = unchecked((int)0xA1FF0000); // lrwxrwxrwx
        });
        Assert.Contains("its member root/link.png is a link.", Refuse(zip), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_is_there_twice_is_refused_by_name() => Assert.Contains("its member root/a.png is there twice.",
        Refuse(ZipBytes.Of(("root/a.png", [1]), ("root/a.png", [2]))), StringComparison.Ordinal);

    [Fact]
    public void Far_more_members_than_the_dataset_has_are_refused() => Assert.Contains("has too many members: expected at most 10004",
        Refuse(ZipBytes.Of([.. Enumerable.Range(0, 10_005).Select(i => ($"root/{i}", Array.Empty<byte>()))])), StringComparison.Ordinal);

    [Fact]
    public void A_member_that_unpacks_to_more_than_an_image_has_is_refused_before_it_is_unpacked() =>
        Assert.Contains("its member root/a.png is too long (expected at most 1000 bytes).",
            Refuse(ZipBytes.Of(("root/a.png", new byte[10_000_000])), "a.png"), StringComparison.Ordinal);

    [Fact]
    public void A_member_that_has_more_bytes_than_it_says_is_refused()
    {
        byte[] zip = ZipBytes.Of(("root/a.png", new byte[5000]));
        foreach (int place in ZipBytes.PlacesOf(zip, BitConverter.GetBytes(5000))) // in both headers
            BitConverter.GetBytes(50).CopyTo(zip, place);
        Assert.Contains("a.zip: root/a.png is corrupt", Refuse(zip, "a.png"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_member_is_refused_by_name()
    {
        byte[] zip = ZipBytes.Of(("root/a.png", "0123456789"u8.ToArray()));
        zip[ZipBytes.PlacesOf(zip, BitConverter.GetBytes(Crc32.Compute("0123456789"u8)))[^1]] ^= 1; // the directory's checksum
        Assert.Contains("a.zip: root/a.png is corrupt", Refuse(zip, "a.png"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_is_cut_off_is_refused()
    {
        byte[] zip = ZipBytes.Of(("root/a.png", new byte[100]));
        Assert.Contains("a.zip is corrupt or cut off", Refuse(zip[..^30]), StringComparison.Ordinal);
        Assert.Contains("a.zip is corrupt or cut off", Refuse([1, 2, 3]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        Assert.Contains("a.zip lacks a file: expected a member b.png, found 1 others.",
            Refuse(ZipBytes.Of(("root/a.png", [1])), "b.png"), StringComparison.Ordinal);
        Directory.CreateDirectory(folder["root"]);
        using ImageFiles files = ImageFiles.Open(Tiny, "root", folder["root"]);
        Assert.Contains("b.png cannot be read", Assert.Throws<DatasetException>(() => files.Read("b.png", 10)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_a_folder_that_is_longer_than_an_image_is_refused()
    {
        folder.Write("root/a.png", new byte[11]);
        using ImageFiles files = ImageFiles.Open(Tiny, "root", folder["root"]);
        Assert.Contains("a.png is too long: expected at most 10 bytes.", Assert.Throws<DatasetException>(() =>
            files.Read("a.png", 10)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Checksums_are_those_of_the_standard() => Assert.Equal(0xCBF43926, Crc32.Compute("123456789"u8)); // the usual check value

    private string Refuse(byte[] zip, string? name = null) => Assert.Throws<DatasetException>(() =>
    {
        using ImageFiles files = ImageFiles.Open(Tiny, "root", folder.Write("a.zip", zip));
        if (name is not null)
            files.Read(name, 1000);
    }).Message;
}
