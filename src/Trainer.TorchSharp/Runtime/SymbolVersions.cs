using System.Buffers.Binary;
using System.Text;

namespace Sweep.Trainer.TorchSharp.Runtime;

/// <summary>The versions that a 64-bit little-endian ELF library requires of the libraries it needs (System V ABI; LSB Core, "Symbol
/// Versioning").</summary>
/// <remarks>Exists for one case. LibTorchSharp 0.107 is compiled by GCC 13, whose &lt;iostream&gt; makes every object name the marker
/// symbol std::ios_base_library_init of GLIBCXX_3.4.32. Nothing calls it (the object has no relocation for it), but the loader of systems
/// with an older libstdc++ (Debian 12, Ubuntu 22.04, RHEL 9) refuses the library. Marked weak, the requirement is only a wish.</remarks>
internal sealed class SymbolVersions
{
    /// <summary>The version whose only symbol is a marker.</summary>
    public const string MarkerVersion = "GLIBCXX_3.4.32";

    private const string Marker = "_ZSt21ios_base_library_initv";
    private const uint VersionRequirements = 0x6FFFFFFE, SymbolVersionTable = 0x6FFFFFFF, DynamicSymbols = 11; // section types
    private const ushort Weak = 2;                                                                           // flag of a required version

    private readonly byte[] image;
    private readonly List<Section> sections = [];

    private SymbolVersions(byte[] image)
    {
        this.image = image;
        long table = (long)U64(0x28);
        int size = U16(0x3A), count = U16(0x3C);
        for (int i = 0; i < count; i++)
        {
            long at = table + (long)i * size;
            sections.Add(new Section(U32(at + 4), (long)U64(at + 24), (long)U64(at + 32), (int)U32(at + 40)));
        }
    }

    /// <summary>The library with <see cref="MarkerVersion"/> made weak, or null if it needs more of that version than the marker.</summary>
    public static byte[]? WithWeakMarker(byte[] library)
    {
        if (library.Length < 64 || !library.AsSpan(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            return null;
        var versions = new SymbolVersions([.. library]);
        return versions.FindRequirement() is var (entry, index) && versions.OnlySymbolIsMarker(index) ? versions.MarkWeak(entry) : null;
    }

    private byte[] MarkWeak(long entry)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan((int)entry + 4), (ushort)(U16(entry + 4) | Weak));
        return image;
    }

    // Needed libraries are a chain of entries; each heads a chain of the versions wanted of it: hash, flags, index, name, next.
    private (long Entry, int Index)? FindRequirement()
    {
        foreach (var section in sections.Where(s => s.Type == VersionRequirements))
        {
            var names = sections[section.Link];
            for (long library = section.Offset; ; library += U32(library + 12))
            {
                long entry = library + U32(library + 8);
                for (int i = 0; i < U16(library + 2); i++, entry += U32(entry + 12))
                {
                    if (Text(names.Offset + U32(entry + 8)) == MarkerVersion)
                        return (entry, U16(entry + 6));
                }
                if (U32(library + 12) == 0)
                    break;
            }
        }
        return null;
    }

    private bool OnlySymbolIsMarker(int index)
    {
        var table = sections.Single(s => s.Type == SymbolVersionTable);
        var symbols = sections.Single(s => s.Type == DynamicSymbols);
        var names = sections[symbols.Link];
        for (long i = 0; i < table.Size / 2; i++)
        {
            bool requires = (U16(table.Offset + 2 * i) & 0x7FFF) == index;
            if (requires && Text(names.Offset + U32(symbols.Offset + 24 * i)) != Marker)
                return false;
        }
        return true;
    }

    private string Text(long at)
    {
        var rest = image.AsSpan((int)at);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private ushort U16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan((int)at));

    private uint U32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan((int)at));

    private ulong U64(long at) => BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan((int)at));

    private sealed record Section(uint Type, long Offset, long Size, int Link);
}
