using System.Security.Cryptography;
using System.Text;
using Sweep.Trainer.Data.Files;

namespace Sweep.Trainer.Data.Own;

/// <summary>Whole files of users.</summary>
internal static class OwnFile
{
    private const int Largest = 1 << 30; // of text, unpacked
    private const string Remedy = "Check that the file is there and may be read.";

    /// <summary>SHA-256 of a file as it lies there, hexadecimal.</summary>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public static string Checksum(string dataset, string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(dataset, path, $"{path} cannot be read: {e.Message}", Remedy, e);
        }
    }

    /// <summary>SHA-256 of several, in order; of one its own.</summary>
    public static string Checksum(string dataset, IReadOnlyList<string> paths) => paths.Count == 1 ? Checksum(dataset, paths[0])
        : Checksum(paths.Select(path => Checksum(dataset, path)));

    /// <summary>SHA-256 of lines.</summary>
    public static string Checksum(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    /// <summary>The text of a file, plain or gzip.</summary>
    /// <exception cref="DatasetException">It cannot be read, is damaged, larger than 1 GiB or no UTF-8.</exception>
    public static string ReadText(string dataset, string path, CancellationToken stop)
    {
        using var file = new DataFileReader(dataset, path, stop);
        using var all = new MemoryStream();
        byte[] chunk = new byte[1 << 16];
        for (int read; (read = file.Read(chunk)) > 0;)
        {
            if (all.Length + read > Largest)
                throw new DatasetException(dataset, path, $"{path} is larger than 1 GiB.", "Convert it to NPZ.");
            all.Write(chunk, 0, read);
        }
        file.ExpectEnd("a text");
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(all.GetBuffer(), 0, (int)all.Length);
            return text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new DatasetException(dataset, path, $"{path} is no UTF-8 text.", "Save it as UTF-8.", e);
        }
    }
}
