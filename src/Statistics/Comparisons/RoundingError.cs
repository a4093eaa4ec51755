namespace Sweep.Statistics.Comparisons;

/// <summary>Keeps what rounding alone makes of equal values from being taken for a difference or a spread.</summary>
internal static class RoundingError
{
    private const double Tolerance = 1e-12; // of the largest operand: means over blocks of equal values may differ in their last bits

    /// <summary>x - y; zero when rounding alone keeps it from zero.</summary>
    public static double Difference(double x, double y) => Math.Abs(x - y) <= Tolerance * Math.Max(Math.Abs(x), Math.Abs(y)) ? 0 : x - y;

    /// <summary>The largest magnitude in a sample.</summary>
    public static double Magnitude(Sample sample) => Math.Max(Math.Abs(sample.Minimum), Math.Abs(sample.Maximum));

    /// <summary>Whether the values differ by rounding alone.</summary>
    /// <param name="values">Computed from operands.</param>
    /// <param name="magnitude">The largest magnitude of the operands: .7104 - .7084 is not .8261 - .8241 in the last bits of .8261.</param>
    public static bool AreEqual(Sample values, double magnitude) => values.Maximum - values.Minimum <= Tolerance * magnitude;

    /// <summary>The values; when they differ by rounding alone, as often one of them, and zero if that is among them.</summary>
    public static Sample Removed(Sample values, double magnitude)
    {
        if (values.Minimum == values.Maximum || !AreEqual(values, magnitude))
            return values;
        double common = values.Minimum <= 0 && values.Maximum >= 0 ? 0 : values.Mean;
        return new Sample(Enumerable.Repeat(common, values.Count));
    }
}
