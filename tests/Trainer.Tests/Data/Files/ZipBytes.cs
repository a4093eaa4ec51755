using System.IO.Compression;

namespace Sweep.Trainer.Tests.Data.Files;

/// <summary>Writes zip archives of the content that tests need.</summary>
internal static class ZipBytes
{
    public static byte[] Of(params (string Name, byte[] Content)[] members) => Write(archive =>
    {
        foreach (var (name, content) in members)
        {
            using Stream entry = archive.CreateEntry(name).Open();
            entry.Write(content);
        }
    });

    public static byte[] Write(Action<ZipArchive> fill)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create))
            fill(archive);
        return memory.ToArray();
    }

    /// <summary>Where some bytes stand in an archive.</summary>
    public static int[] PlacesOf(byte[] zip, byte[] bytes) =>
        [.. Enumerable.Range(0, zip.Length - bytes.Length + 1).Where(i => zip.AsSpan(i, bytes.Length).SequenceEqual(bytes))];
}
