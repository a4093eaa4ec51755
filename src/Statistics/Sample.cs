using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Sweep.Statistics;

/// <summary>One or more finite values of one quantity, in the order given. Immutable; equality is by reference.</summary>
public sealed class Sample
{
    private const double MinVariance = 1e-290; // squares below lose digits
    private readonly ImmutableArray<double> values;

    /// <summary>Takes a copy of the values.</summary>
    /// <param name="values">At least one; all finite; any unit.</param>
    /// <exception cref="ArgumentException">There is no value, or one is not finite.</exception>
    public Sample(params IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] copy = [.. values];
        if (copy.Length == 0)
            throw new ArgumentException("A sample has at least one value.", nameof(values));
        (Minimum, Maximum) = (copy[0], copy[0]);
        foreach (double value in copy)
        {
            if (!double.IsFinite(value))
                throw new ArgumentException($"A sample holds finite values only, not {value}.", nameof(values));
            Minimum = Math.Min(Minimum, value);
            Maximum = Math.Max(Maximum, value);
        }
        this.values = ImmutableCollectionsMarshal.AsImmutableArray(copy);
        // equal values have no spread, whatever the rounding of their mean
        Mean = Minimum == Maximum ? Minimum : MeanOf(copy);
        Variance = VarianceOf(copy, Mean);
    }

    /// <summary>How many values there are; at least 1.</summary>
    public int Count => values.Length;

    /// <summary>Arithmetic mean; finite.</summary>
    public double Mean { get; }

    /// <summary>Sum of squared deviations over (n - 1); NaN for a single value, infinite when its squares are beyond a double.</summary>
    public double Variance { get; }

    /// <summary>Root of the mean squared deviation over (n - 1); NaN for a single value. Finite and positive also where
    /// <see cref="Variance"/> is beyond a double or below it.</summary>
    public double StandardDeviation => Count < 2 || Minimum == Maximum || IsDouble(Variance) ? Math.Sqrt(Variance) : ScaledDeviation();

    /// <summary>Standard error of the mean: standard deviation over the root of the count.</summary>
    public double StandardError => IsDouble(Variance / Count) ? Math.Sqrt(Variance / Count) : StandardDeviation / Math.Sqrt(Count);

    /// <summary>The smallest value.</summary>
    public double Minimum { get; }

    /// <summary>The largest value.</summary>
    public double Maximum { get; }

    /// <summary>The middle value, or the mean of the two middle values.</summary>
    public double Median
    {
        get
        {
            var sorted = values.Sort();
            double sum = sorted[(Count - 1) / 2] + sorted[Count / 2];
            return double.IsFinite(sum) ? sum / 2 : sorted[(Count - 1) / 2] / 2 + sorted[Count / 2] / 2;
        }
    }

    /// <summary>The values in the order given.</summary>
    public ReadOnlySpan<double> Values => values.AsSpan();

    // The first mean may round; the mean of what is left corrects it. NIST's SmLs data sets (offset 1e12) need this.
    private static double MeanOf(ReadOnlySpan<double> values)
    {
        double first = Sum(values, 0) / values.Length;
        double mean = first + Sum(values, first) / values.Length;
        return double.IsFinite(mean) ? mean : MeanOfHuge(values);
    }

    // Their sum is beyond a double; their mean is not.
    private static double MeanOfHuge(ReadOnlySpan<double> values)
    {
        double mean = 0;
        foreach (double value in values)
            mean += value / values.Length;
        return mean;
    }

    private static double Sum(ReadOnlySpan<double> values, double offset)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value - offset;
        return sum;
    }

    private static bool IsDouble(double variance) => variance >= MinVariance && double.IsFinite(variance);

    // Deviations in units of the largest one.
    private double ScaledDeviation()
    {
        double largest = Math.Max(Maximum - Mean, Mean - Minimum), squares = 0;
        foreach (double value in values)
            squares += Math.Pow((value - Mean) / largest, 2);
        return largest * Math.Sqrt(squares / (Count - 1));
    }

    private static double VarianceOf(ReadOnlySpan<double> values, double mean)
    {
        if (values.Length < 2)
            return double.NaN;
        double squares = 0;
        foreach (double value in values)
            squares += (value - mean) * (value - mean);
        return squares / (values.Length - 1);
    }
}
