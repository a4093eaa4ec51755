using System.Globalization;

namespace Sweep.Planning.Vocabulary;

/// <summary>Sizes one after the other, as papers write the layers of a network: "512-256-128". A list of values would be several
/// levels.</summary>
public static class SizeList
{
    /// <summary>Reads one or more whole numbers of at least 1, joined by hyphens.</summary>
    /// <param name="text">Blanks around numbers are allowed.</param>
    /// <returns>The sizes, or null where the text is none.</returns>
    public static IReadOnlyList<int>? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] sizes = [.. text.Split('-', StringSplitOptions.TrimEntries)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0)];
        return sizes.All(s => s >= 1) ? sizes : null;
    }

    /// <summary>The one form of such a text.</summary>
    public static string Write(IEnumerable<int> sizes) => string.Join('-', sizes.Select(s => s.ToString(CultureInfo.InvariantCulture)));
}
