using System.Globalization;

namespace Sweep.Client.Report.Drawing;

/// <summary>Maps numbers onto pixels, with round ticks.</summary>
internal sealed class Axis
{
    private const double LargeNumber = 1e6;

    private readonly double low, high, from, to;
    private readonly bool isLogarithmic;

    private Axis(double low, double high, double from, double to, IReadOnlyList<(double Value, string Label)> ticks, bool isLogarithmic)
    {
        (this.low, this.high, this.from, this.to, this.isLogarithmic) = (low, high, from, to, isLogarithmic);
        Ticks = ticks;
    }

    /// <summary>Where lines and labels belong.</summary>
    public IReadOnlyList<(double Value, string Label)> Ticks { get; }

    public double Low => low;

    public double High => high;

    /// <summary>An even axis.</summary>
    /// <param name="low">The smallest number to show.</param>
    /// <param name="high">The largest.</param>
    /// <param name="from">The pixel of <paramref name="low"/>.</param>
    /// <param name="to">The pixel of <paramref name="high"/>.</param>
    /// <param name="tickCount">About how many ticks.</param>
    public static Axis Linear(double low, double high, double from, double to, int tickCount = 6)
    {
        if (!(high - low > 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high))))
        {
            double margin = Math.Max(Math.Abs(low) * 0.05, 1e-9);
            (low, high) = (low - margin, high + margin);
        }
        double step = RoundStep((high - low) / Math.Max(1, tickCount));
        int decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 15);
        string format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        if (Math.Max(Math.Abs(low), Math.Abs(high)) is var largest and >= LargeNumber) // with the digits that tell the ticks apart
            format = "0." + new string('#', Math.Clamp((int)(Math.Floor(Math.Log10(largest)) - Math.Floor(Math.Log10(step) + 1e-9)), 2, 14))
                + "e0";
        var ticks = new List<(double, string)>();
        for (double k = Math.Ceiling(low / step - 1e-9); k * step <= high + 1e-9 * step; k++)
        {
            double value = k * step;
            string label = k == 0 ? "0" : value.ToString(format, CultureInfo.InvariantCulture);
            ticks.Add((value, label));
        }
        return new Axis(low, high, from, to, ticks, isLogarithmic: false);
    }

    /// <summary>A logarithmic axis with ticks at given positive numbers.</summary>
    public static Axis Logarithmic(IReadOnlyList<(double Value, string Label)> ticks, double from, double to)
    {
        double low = ticks.Min(t => t.Value), high = ticks.Max(t => t.Value);
        double margin = Math.Pow(high / low, 0.05);
        return new Axis(low / margin, high * margin, from, to, ticks, isLogarithmic: true);
    }

    /// <summary>The pixel of a number.</summary>
    public double this[double value] => isLogarithmic
        ? from + (to - from) * Math.Log(value / low) / Math.Log(high / low)
        : from + (to - from) * (value - low) / (high - low);

    /// <summary>The pixel of a number, not beyond the ends.</summary>
    public double Clamped(double value) => this[Math.Clamp(value, low, high)];

    private static double RoundStep(double raw)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch { <= 1.0000001 => 1, <= 2.0000001 => 2, <= 5.0000001 => 5, _ => 10 } * power;
    }
}
