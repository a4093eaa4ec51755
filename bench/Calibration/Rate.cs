using System.Globalization;
using Sweep.Statistics;
using Sweep.Statistics.Distributions;

namespace Sweep.Calibration.Bench;

/// <summary>A share of studies with its 95 % Monte Carlo interval (Wilson, JASA 22 (1927), doi:10.1080/01621459.1927.10502953).</summary>
internal readonly record struct Rate(int Count, int Of)
{
    public double Value => (double)Count / Of;

    public (double Low, double High) Interval
    {
        get
        {
            double z = Normal.UpperQuantile(.025), z2 = z * z, n = Of, p = Value;
            double middle = (p + z2 / (2 * n)) / (1 + z2 / n), half = z / (1 + z2 / n) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n * n));
            return (Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Value:0.0000} [{Interval.Low:0.0000}, {Interval.High:0.0000}]");
}
