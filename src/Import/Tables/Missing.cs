using System.Diagnostics.CodeAnalysis;

namespace Sweep.Import.Tables;

/// <summary>How text files write that there is no value.</summary>
internal static class Missing
{
    private static readonly HashSet<string> Words = new(["NA", "N/A", "#N/A", "null", "NULL"], StringComparer.Ordinal);

    /// <summary>Whether a cell holds nothing: it is empty, or says so as R, pandas, SQL or a spreadsheet do. NaN is a value.</summary>
    public static bool IsMissing(string cell) => string.IsNullOrWhiteSpace(cell) || Words.Contains(cell.Trim());

    /// <summary>Whether there is no number: nothing, or Python's None, which is a value of settings.</summary>
    public static bool IsNoNumber([NotNullWhen(false)] object? cell) => cell is null || (cell is string text && text.Trim() == "None");
}
