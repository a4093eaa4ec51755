using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Statistics.Comparisons;

/// <summary>A fingerprint of observations that does not depend on their order: equal fingerprints mean equal input of a report.</summary>
internal static class InputHash
{
    private const int ChunkSize = 4096;

    /// <summary>Lower-case hexadecimal: the sum modulo 2^256 of the SHA-256 of each observation's fields, separated by line feeds.</summary>
    public static string Of(IReadOnlyList<Observation> observations)
    {
        var sum = new byte[SHA256.HashSizeInBytes];
        Parallel.For(0, (observations.Count + ChunkSize - 1) / ChunkSize, chunk =>
        {
            Span<byte> part = stackalloc byte[SHA256.HashSizeInBytes], hash = stackalloc byte[SHA256.HashSizeInBytes];
            part.Clear();
            for (int i = chunk * ChunkSize; i < Math.Min(observations.Count, (chunk + 1) * ChunkSize); i++)
            {
                SHA256.HashData(Encoding.UTF8.GetBytes(Fields(observations[i])), hash);
                Add(hash, part);
            }
            lock (sum)
                Add(part, sum);
        });
        return Convert.ToHexStringLower(sum);
    }

    private static string Fields(Observation o) => string.Create(CultureInfo.InvariantCulture,
        $"{o.Level}\n{o.Block}\n{o.Dataset}\n{o.TunedLevel}\n{o.PairKey}\n{o.Seed}\n{o.Status}\n{(o.Status == ObservationStatus.Value ? o.Value : 0):R}\n{o.SelectionValue:R}");

    private static void Add(ReadOnlySpan<byte> value, Span<byte> to)
    {
        int carry = 0;
        for (int i = to.Length - 1; i >= 0; i--)
        {
            carry += to[i] + value[i];
            to[i] = (byte)(carry & 0xFF);
            carry >>= 8;
        }
    }
}
