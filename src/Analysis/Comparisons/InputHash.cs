using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sweep.Analysis.Comparisons;

/// <summary>A fingerprint of observations that does not depend on their order: equal fingerprints mean equal input of a report.</summary>
internal static class InputHash
{
    /// <summary>Lower-case hexadecimal: the SHA-256 of all observations, a line of fields between tabs each, in ordinal order of block,
    /// level, pair key and tuned level.</summary>
    public static string Compute(CellTable cells)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var text = new StringBuilder();
        foreach (var (_, observations) in cells.All.OrderBy(c => c.Key.Block, StringComparer.Ordinal)
            .ThenBy(c => c.Key.Level, StringComparer.Ordinal))
        {
            text.Clear();
            foreach (var o in observations)
            {
                double value = o.Status == ObservationStatus.Value ? o.Value : 0;
                text.Append(CultureInfo.InvariantCulture, $"{o.Level}\t{o.Block}\t{o.Dataset}\t{o.TunedLevel}\t{o.PairKey}\t{o.Seed}\t")
                    .Append(CultureInfo.InvariantCulture, $"{o.Status}\t{value:R}\t{o.SelectionValue:R}\n");
            }
            hash.AppendData(Encoding.UTF8.GetBytes(text.ToString()));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
