using System.IO.Compression;

namespace Sweep.Trainer.Data.Files;

/// <summary>The content of a member of a zip archive; at its end the checksum is compared.</summary>
/// <param name="member">The member.</param>
internal sealed class ZipMemberStream(ZipArchiveEntry member) : ReadOnlyStream
{
    private readonly Stream content = member.Open();
    private uint checksum;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The content is damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = content.Read(buffer);
        checksum = Crc32.Continue(checksum, buffer[..read]);
        return read > 0 || buffer.IsEmpty || checksum == member.Crc32 ? read
            : throw new InvalidDataException($"expected content with the checksum {member.Crc32:x8}, found {checksum:x8}");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        content.Dispose();
        base.Dispose(disposing);
    }
}
