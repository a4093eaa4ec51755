using System.Buffers;
using System.Numerics;

namespace Sweep.Statistics.SignificanceTests;

/// <summary>Magnitudes that are whole multiples of one unit, such as differences of accuracies on 10,000 test images: then all sign
/// patterns are counted by an integer dynamic programme over the sum of the positive ones, whatever their number.</summary>
/// <remarks>Pagano and Tritchler, JASA 78 (1983), 435-440, doi:10.1080/01621459.1983.10477990, without their transform.</remarks>
internal sealed class LatticeDistribution
{
    // What rounding may add to a value, as a share of the largest one, and to a count of units.
    private const double UnitTolerance = 1e-10, CountTolerance = 1e-5;
    private const int MaxMagnitudes = 1000; // 2^1000 patterns are still a double

    private readonly int[] counts;

    private LatticeDistribution(int[] counts, double unit, long total) => (this.counts, Unit, Total) = (counts, unit, total);

    /// <summary>The unit, positive.</summary>
    public double Unit { get; }

    /// <summary>Sum of all magnitudes, in units.</summary>
    public long Total { get; }

    /// <summary>Finds the grid; null when there is none or the count would take more than <paramref name="maxSteps"/> additions.</summary>
    /// <param name="magnitudes">Positive.</param>
    /// <param name="maxSteps">Bound of magnitudes times total units.</param>
    public static LatticeDistribution? TryCreate(IReadOnlyList<double> magnitudes, double maxSteps)
    {
        if (magnitudes.Count is 0 or > MaxMagnitudes)
            return null;
        double largest = magnitudes.Max(), sum = magnitudes.Sum(), smallestUnit = magnitudes.Count * sum / maxSteps;
        double unit = magnitudes[0];
        foreach (double magnitude in magnitudes)
        {
            unit = CommonUnit(unit, magnitude, UnitTolerance * largest);
            if (!(unit > smallestUnit))
                return null;
        }
        var counts = new int[magnitudes.Count];
        long total = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double multiple = magnitudes[i] / unit, whole = Math.Round(multiple);
            if (!(Math.Abs(multiple - whole) <= CountTolerance * Math.Max(1, whole)) || whole < 1)
                return null;
            total += counts[i] = (int)whole;
        }
        return new LatticeDistribution(counts, sum / total, total);
    }

    /// <summary>Rounds magnitudes to a grid of so many units in all; signed sums move by at most half a unit per magnitude.</summary>
    public static LatticeDistribution Rounded(IReadOnlyList<double> magnitudes, int units)
    {
        double unit = magnitudes.Sum() / units;
        int[] counts = [.. magnitudes.Select(m => (int)Math.Round(m / unit))];
        return new LatticeDistribution(counts, unit, counts.Sum(c => (long)c));
    }

    /// <summary>P(signed sum at least <paramref name="units"/>) when every sign is a fair coin.</summary>
    public double UpperTail(long units)
    {
        // The sum is total - 2 (sum of the negative ones); so the negative ones may reach at most (total - units)/2.
        long most = (long)Math.Floor((Total - units) / 2.0);
        if (most < 0)
            return 0;
        if (most >= Total)
            return 1;
        int length = (int)most + 1;
        double[] patterns = ArrayPool<double>.Shared.Rent(length), next = ArrayPool<double>.Shared.Rent(length);
        Array.Clear(patterns, 0, length);
        patterns[0] = 1; // patterns[s]: sign patterns whose negative ones sum to s
        long reached = 0;
        foreach (int count in counts)
        {
            int from = (int)Math.Min(reached, most), to = (int)Math.Min(reached + count, most);
            Span<double> grown = next.AsSpan(0, to + 1);
            patterns.AsSpan(0, from + 1).CopyTo(grown);
            grown[(from + 1)..].Clear();
            if (count <= most)
                Add(patterns.AsSpan(0, to - count + 1), grown[count..]);
            reached += count;
            (patterns, next) = (next, patterns);
        }
        double tail = 0;
        for (int s = 0; s < length; s++)
            tail += patterns[s];
        ArrayPool<double>.Shared.Return(patterns);
        ArrayPool<double>.Shared.Return(next);
        return Math.Min(1, Math.ScaleB(tail, -counts.Length));
    }

    private static void Add(ReadOnlySpan<double> values, Span<double> to)
    {
        int i = 0;
        for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(to[i..]) + new Vector<double>(values[i..])).CopyTo(to[i..]);
        for (; i < values.Length; i++)
            to[i] += values[i];
    }

    // Euclid's algorithm on numbers with rounding errors.
    private static double CommonUnit(double a, double b, double tolerance)
    {
        while (b > tolerance)
        {
            double rest = a - Math.Floor(a / b) * b;
            if (b - rest <= tolerance)
                rest = 0;
            (a, b) = (b, rest);
        }
        return a;
    }
}
