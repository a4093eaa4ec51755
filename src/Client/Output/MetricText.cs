using System.Globalization;

namespace Sweep.Client.Output;

/// <summary>Metric values for people.</summary>
internal static class MetricText
{
    /// <summary>Four significant decimals; accuracies are shown as fractions because that is how they are stored and queried.</summary>
    public static string Format(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
