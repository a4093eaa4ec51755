using Sweep.Statistics;

namespace Sweep.Analysis.Comparisons;

/// <summary>Keeps what rounding alone makes of equal values from being taken for a difference or a spread.</summary>
internal static class RoundingError
{
    private const double Tolerance = 1e-12; // of the operands: means over blocks of equal values may differ in their last bits

    /// <summary>x - y; zero when rounding alone keeps it from zero.</summary>
    public static double Difference(double x, double y) => Math.Abs(x - y) <= Tolerance * Math.Max(Math.Abs(x), Math.Abs(y)) ? 0 : x - y;

    /// <summary>The mean of x - y over pairs; zero when rounding alone keeps it from zero.</summary>
    public static double MeanDifference(IReadOnlyList<(double X, double Y)> pairs)
    {
        double mean = new Sample(pairs.Select(p => Difference(p.X, p.Y))).Mean;
        return Math.Abs(mean) <= Tolerance * pairs.Min(p => Math.Max(Math.Abs(p.X), Math.Abs(p.Y))) ? 0 : mean;
    }

    /// <summary>The smallest magnitude of the pairs of two samples, a pair's being that of its larger value. One huge pair says nothing of
    /// the errors of the others.</summary>
    public static double Magnitude(Sample x, Sample y)
    {
        double smallest = double.PositiveInfinity;
        for (int i = 0; i < x.Count; i++)
            smallest = Math.Min(smallest, Math.Max(Math.Abs(x.Values[i]), Math.Abs(y.Values[i])));
        return smallest;
    }

    /// <summary>Whether the values differ by rounding alone.</summary>
    /// <param name="values">Computed from operands.</param>
    /// <param name="magnitude">The smallest of the magnitudes of their operands: .7104 - .7084 is not .8261 - .8241 in the last bits of
    /// .8261.</param>
    public static bool AreEqual(Sample values, Func<double> magnitude) =>
        values.Maximum - values.Minimum is var range && (range == 0 || range <= Tolerance * magnitude());

    /// <summary>The values; when they differ by rounding alone, as often one of them, and zero if that is among them.</summary>
    public static Sample Removed(Sample values, Func<double> magnitude)
    {
        if (values.Minimum == values.Maximum || !AreEqual(values, magnitude))
            return values;
        double common = values.Minimum <= 0 && values.Maximum >= 0 ? 0 : values.Mean;
        return new Sample(Enumerable.Repeat(common, values.Count));
    }
}
