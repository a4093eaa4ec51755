using System.Buffers.Binary;
using System.IO.Compression;

namespace Sweep.Trainer.Data.Files;

/// <summary>The bytes of one data file, plain or gzip (told by its first bytes, not its name). Failures become errors that name the file
/// and the remedy.</summary>
internal sealed class DataFileReader : ReadOnlyStream
{
    /// <summary>The remedy for a file that is not whole.</summary>
    public const string Damaged = "Replace the file by a good copy; one that was fetched is fetched again once it is deleted.";

    /// <summary>The remedy for a file that is another one.</summary>
    public const string Different = "Put the right file in its place.";

    private const int Chunk = 1 << 20; // bytes read between two looks at the stop signal

    private readonly string dataset, path;
    private readonly CancellationToken stop;
    private readonly Stream stream;
    private long position;
    private uint gzipLength; // length before compression modulo 2^32, as the last four bytes of a gzip file say

    /// <summary>Opens a file.</summary>
    /// <exception cref="DatasetException">It is missing or cannot be read.</exception>
    public DataFileReader(string dataset, string path, CancellationToken stop)
    {
        (this.dataset, this.path, this.stop) = (dataset, path, stop);
        stream = Open();
    }

    /// <summary>Bytes delivered so far, after decompression.</summary>
    public override long Position { get => position; set => throw new NotSupportedException(); }

    /// <summary>Fills a buffer.</summary>
    /// <returns>How many bytes there were: fewer than asked for only at the end of the file.</returns>
    /// <exception cref="DatasetException">The disk fails, or the file does not decompress.</exception>
    /// <exception cref="OperationCanceledException">The reading is to stop.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = 0;
        while (read < buffer.Length)
        {
            stop.ThrowIfCancellationRequested();
            int got = ReadChunk(buffer.Slice(read, Math.Min(Chunk, buffer.Length - read)));
            if (got == 0)
                break;
            read += got;
        }
        return read;
    }

    /// <summary>Checks that nothing follows, and that a gzip stream is sound to its end.</summary>
    /// <param name="expected">What the file should hold, for the message.</param>
    /// <exception cref="DatasetException">There is more, or the checksum or the length of the gzip stream is wrong.</exception>
    public void ExpectEnd(string expected)
    {
        Span<byte> one = stackalloc byte[1];
        if (ReadChunk(one) != 0) // reading to the end also makes the decompressor check the checksum
            throw new DatasetException(dataset, path, $"{path} is longer than it says: expected {expected}, found more.", Different);
        if (stream is GZipStream && gzipLength != unchecked((uint)Position)) // the decompressor does not mind a cut trailer
        {
            throw new DatasetException(dataset, path, $"{path} is corrupt or cut off: expected a gzip trailer with the length "
                + $"{unchecked((uint)Position)}, found {gzipLength}.", Damaged + " If it is several gzip streams in a row, unpack it.");
        }
    }

    /// <summary>The error for a file that ends early.</summary>
    public DatasetException Truncated(string expected, object found) =>
        new(dataset, path, $"{path} is truncated: expected {expected}, found {found}.", Damaged);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        stream.Dispose();
        base.Dispose(disposing);
    }

    private Stream Open()
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            bool gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            if (gzip)
                gzipLength = LastNumber(file);
            file.Position = 0;
            return gzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new DatasetException(dataset, path, $"{path} cannot be read: {e.Message}",
                "Check that the file is there and may be read.", e);
        }
    }

    private static uint LastNumber(FileStream file)
    {
        Span<byte> number = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - number.Length);
        bool whole = file.ReadAtLeast(number, number.Length, throwOnEndOfStream: false) == number.Length;
        return whole ? BinaryPrimitives.ReadUInt32LittleEndian(number) : 0;
    }

    private int ReadChunk(Span<byte> target)
    {
        try
        {
            int read = stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
            position += read;
            return read;
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException(dataset, path, $"{path} is corrupt or cut off: expected a whole gzip stream, found one "
                + $"that does not decompress ({e.Message.TrimEnd('.')}).", Damaged, e);
        }
        catch (IOException e)
        {
            throw new DatasetException(dataset, path, $"{path} cannot be read: {e.Message}", "Check the disk and the permissions.", e);
        }
    }
}
