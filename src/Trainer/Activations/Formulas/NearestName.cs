namespace Sweep.Trainer.Activations.Formulas;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest single-letter edits, if those are at most two in five of its letters (or one).</summary>
    public static string? Of(string written, IEnumerable<string> candidates) => candidates
        .Select(name => (Name: name, Edits: Edits(written.ToLowerInvariant(), name.ToLowerInvariant())))
        .Select(c => (c.Name, c.Edits, Letters: Math.Max(written.Length, c.Name.Length)))
        .Where(c => c.Edits <= Math.Max(1, 2 * c.Letters / 5) && c.Edits < c.Letters)
        .OrderBy(c => c.Edits).ThenBy(c => c.Name, StringComparer.Ordinal)
        .Select(c => c.Name).FirstOrDefault();

    // Levenshtein distance, one row at a time.
    private static int Edits(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[b.Length];
    }
}
