namespace Sweep.Statistics;

/// <summary>Bisection over the finite doubles themselves: at most 64 steps to the last bit, whatever the scale.</summary>
internal static class Bisection
{
    /// <summary>The smallest double in [low, high] for which a monotone predicate (false, then true) holds; high if none before
    /// it.</summary>
    public static double FirstTrue(double low, double high, Func<double, bool> predicate)
    {
        long a = Order(low), b = Order(high);
        while (a < b)
        {
            long middle = (a >> 1) + (b >> 1) + (a & b & 1);
            if (predicate(Value(middle)))
                b = middle;
            else
                a = middle + 1;
        }
        return Value(b);
    }

    // The bits of non-negative doubles are ordered as integers; those of negative ones the other way round.
    private static long Order(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return bits >= 0 ? bits : -(bits & long.MaxValue);
    }

    private static double Value(long order) =>
        order >= 0 ? BitConverter.Int64BitsToDouble(order) : -BitConverter.Int64BitsToDouble(-order);
}
