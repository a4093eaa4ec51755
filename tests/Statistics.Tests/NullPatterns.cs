namespace Sweep.Statistics.Tests;

/// <summary>Exhaustive null distributions.</summary>
internal static class NullPatterns
{
    /// <summary>All 2^n samples with the given magnitudes.</summary>
    public static IEnumerable<Sample> SignFlips(double[] magnitudes) =>
        Enumerable.Range(0, 1 << magnitudes.Length).Select(pattern =>
            new Sample([.. magnitudes.Select((m, i) => (pattern >> i & 1) == 1 ? m : -m)]));

    /// <summary>All ways to choose the first sample of <paramref name="count"/> out of the values.</summary>
    public static IEnumerable<(Sample X, Sample Y)> Splits(double[] values, int count) =>
        Enumerable.Range(0, 1 << values.Length)
            .Where(pattern => System.Numerics.BitOperations.PopCount((uint)pattern) == count)
            .Select(pattern => (
                new Sample([.. values.Where((_, i) => (pattern >> i & 1) == 1)]),
                new Sample([.. values.Where((_, i) => (pattern >> i & 1) == 0)])));

    /// <summary>P(p &lt;= a) is at most a at every attainable a, and equals it there: the test is exact, not only valid.</summary>
    public static void AssertValid(double[] ps)
    {
        foreach (double a in ps.Distinct())
            Assert.Equal(a, ps.Count(p => p <= a + 1e-12) / (double)ps.Length, 1e-12);
    }
}
