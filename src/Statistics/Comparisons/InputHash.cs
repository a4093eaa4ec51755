using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Statistics.Comparisons;

/// <summary>A fingerprint of observations that does not depend on their order: equal fingerprints mean equal input of a report.</summary>
internal static class InputHash
{
    /// <summary>Lower-case hexadecimal: the sum modulo 2^256 of the SHA-256 of each observation's fields, separated by line feeds.</summary>
    public static string Of(IEnumerable<Observation> observations)
    {
        var sum = new byte[SHA256.HashSizeInBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var o in observations)
        {
            string fields = string.Create(CultureInfo.InvariantCulture,
                $"{o.Level}\n{o.Block}\n{o.Dataset}\n{o.TunedLevel}\n{o.PairKey}\n{o.Seed}\n{o.Status}\n{(o.Status == ObservationStatus.Value ? o.Value : 0):R}\n{o.SelectionValue:R}");
            SHA256.HashData(Encoding.UTF8.GetBytes(fields), hash);
            int carry = 0;
            for (int i = sum.Length - 1; i >= 0; i--)
            {
                carry += sum[i] + hash[i];
                sum[i] = (byte)(carry & 0xFF);
                carry >>= 8;
            }
        }
        return Convert.ToHexStringLower(sum);
    }
}
