using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Weights;

namespace Sweep.Trainer.Tests.Weights;

/// <summary>By the definition of the format: numpy.org, numpy.lib.format, version 1.0.</summary>
public sealed class NumpyArchiveTests
{
    private static readonly NamedTensor[] Tensors =
    [
        new("conv1.weight", [2, 1, 1, 3], [1, -2, 3.5f, 0, float.MaxValue, 6]), new("conv1.bias", [2], [0.25f, -1]), new("scale", [], [7]),
    ];

    [Fact]
    public void Each_tensor_is_a_member_of_its_name()
    {
        using var archive = new ZipArchive(new MemoryStream(Bytes()));
        Assert.Equal(["conv1.weight.npy", "conv1.bias.npy", "scale.npy"], archive.Entries.Select(e => e.FullName));
    }

    [Theory]
    [InlineData(0, "(2, 1, 1, 3)")]
    [InlineData(1, "(2,)")]
    [InlineData(2, "()")]
    public void A_member_is_a_magic_number_a_header_and_the_numbers_row_by_row(int number, string shape)
    {
        byte[] member = Member(number);
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0], member[..8]);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(member.AsSpan(8));
        Assert.Equal(0, (10 + length) % 64);
        string header = Encoding.ASCII.GetString(member, 10, length);
        Assert.Equal($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}", header.TrimEnd());
        Assert.EndsWith("\n", header, StringComparison.Ordinal);
        byte[] numbers = member[(10 + length)..];
        Assert.Equal(Tensors[number].Values.Length * 4, numbers.Length);
        Assert.Equal(Tensors[number].Values, Enumerable.Range(0, numbers.Length / 4)
            .Select(i => BinaryPrimitives.ReadSingleLittleEndian(numbers.AsSpan(i * 4))));
    }

    [Fact]
    public void Equal_tensors_make_equal_files() => Assert.Equal(Bytes(), Bytes());

    private static byte[] Bytes()
    {
        var file = new MemoryStream();
        NumpyArchive.Write(file, Tensors);
        return file.ToArray();
    }

    private static byte[] Member(int number)
    {
        using var archive = new ZipArchive(new MemoryStream(Bytes()));
        using var stream = archive.Entries[number].Open();
        var member = new MemoryStream();
        stream.CopyTo(member);
        return member.ToArray();
    }
}
