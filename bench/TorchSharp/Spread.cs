using System.Globalization;

namespace Sweep.TorchSharp.Bench;

/// <summary>Median and quartiles of some numbers (type 7 of Hyndman and Fan, The American Statistician 50, 1996).</summary>
internal sealed class Spread(IEnumerable<double> values)
{
    private readonly double[] sorted = [.. values.Order()];

    public double Median => Quantile(0.5);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Median:f2} ({Quantile(0.25):f2} to {Quantile(0.75):f2})");

    private double Quantile(double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        return sorted[below] + (at - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]);
    }
}
