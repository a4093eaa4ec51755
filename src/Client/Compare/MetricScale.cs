using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Statistics;

namespace Sweep.Client.Compare;

/// <summary>How a metric is written for people: accuracies as percent and percentage points, the rest in its own unit; differences with as
/// many decimals as their intervals justify. Numbers of a million and more have three significant digits and an exponent:
/// "5.72e30".</summary>
internal sealed class MetricScale
{
    private const int AccuracyDecimals = 2, MinDecimals = 0, MaxDecimals = 6, DecimalsWithoutInterval = 4;
    private const string Percent = "%";
    private const double Large = 1e6, Wide = 10; // an interval so wide says nothing of decimals
    private readonly double factor;
    private readonly string format, differenceFormat;

    private MetricScale(MetricDefinition metric, double factor, int decimals, int differenceDecimals, string unit, string differenceUnit)
    {
        (Metric, this.factor) = (metric, factor);
        format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        differenceFormat = "F" + differenceDecimals.ToString(CultureInfo.InvariantCulture);
        (Unit, DifferenceUnit) = (unit, differenceUnit);
    }

    /// <summary>The metric.</summary>
    public MetricDefinition Metric { get; }

    /// <summary>What a value is multiplied by to be shown: 100 for accuracies, a thousandth or less for large counts.</summary>
    public double Factor => factor;

    /// <summary>Whether values are shown as percent.</summary>
    public bool IsPercent => Unit == Percent;

    /// <summary>"%", "s", "MB", "M" for millions, or nothing.</summary>
    public string Unit { get; }

    /// <summary>As <see cref="Unit"/>, but "pp" of percent.</summary>
    public string DifferenceUnit { get; }

    /// <summary>The scale of a report.</summary>
    public static MetricScale For(MetricDefinition metric, ComparisonReport report)
    {
        double? narrowest = report.Comparisons.Select(c => c.Overall.Difference?.Interval).OfType<Interval>()
            .Select(i => (double?)(i.Upper - i.Lower) / 2).Where(h => h is > 0 and < double.PositiveInfinity).Min();
        if (metric.IsFraction) // one significant digit of the narrowest interval
            return new MetricScale(metric, 100, AccuracyDecimals,
                Decimals(100 * narrowest, significant: 1, AccuracyDecimals, AccuracyDecimals), Percent, "pp");
        var (factor, unit) = UnitOf(metric, report);
        narrowest *= factor;
        int differenceDecimals = Decimals(narrowest is < Large ? narrowest : null, significant: 2, MinDecimals, DecimalsWithoutInterval),
            decimals = differenceDecimals;
        if (narrowest >= Wide) // beside levels that explode there may be sound ones
        {
            double? least = report.Summaries.Where(s => s.Block is null).Select(s => s.StandardDeviation * factor).Append(narrowest)
                .Where(w => w is > 0 and < Large).Min();
            decimals = Decimals(least, significant: 2, MinDecimals, DecimalsWithoutInterval);
        }
        return new MetricScale(metric, factor, decimals, differenceDecimals, unit, unit);
    }

    // Counts and sizes in the unit that suits the smallest mean, so that none of them is shown as zero.
    private static (double Factor, string Unit) UnitOf(MetricDefinition metric, ComparisonReport report)
    {
        var kind = metric.Unit;
        if (kind is not (MetricUnit.Bytes or MetricUnit.Count))
            return (1, kind == MetricUnit.Seconds ? "s" : "");
        double smallest = report.Summaries.Select(s => s.Mean ?? 0).Where(mean => mean > 0).DefaultIfEmpty(0).Min();
        var (size, name) = kind == MetricUnit.Bytes ? QuantityText.BytesUnit(smallest) : QuantityText.CountUnit(smallest);
        return (1 / size, name);
    }

    /// <summary>"95.36"; "-" for nothing.</summary>
    public string Value(double? value) => Text(value, format);

    /// <summary>A difference without its sign, such as the one that so many pairs find: "0.40"; "-" for nothing.</summary>
    public string Size(double? value) => Text(value, differenceFormat);

    /// <summary>"+2.31", "-0.40", "0.00"; "-" for nothing.</summary>
    public string Difference(double? value)
    {
        string text = Size(value);
        bool isZero = text.All(c => c is '0' or '.' or '-');
        return isZero ? text.Length > 1 ? text.TrimStart('-') : text : value > 0 ? "+" + text : text;
    }

    /// <summary>"95.36 ± 0.29", or the mean alone.</summary>
    public string MeanAndDeviation(double? mean, double? deviation) =>
        deviation is { } sd && double.IsFinite(sd) ? $"{Value(mean)} ± {Value(sd)}" : Value(mean);

    /// <summary>"+1.90 to +2.72"; "-" for nothing.</summary>
    public string Range(Interval? interval) => interval is not { } i ? "-"
        : double.IsInfinity(i.Lower) ? $"at most {Difference(i.Upper)}"
        : double.IsInfinity(i.Upper) ? $"at least {Difference(i.Lower)}"
        : $"{Difference(i.Lower)} to {Difference(i.Upper)}";

    /// <summary>The mean of the metric that chose among tuned levels: "30.93" for an accuracy, else four digits; "-" for nothing.</summary>
    public static string Selection(MetricDefinition metric, double? mean) => mean is not { } m || !double.IsFinite(m) ? "-"
        : metric.IsFraction ? (100 * m).ToString("F2", CultureInfo.InvariantCulture)
        : m.ToString(Math.Abs(m) < Large ? "G4" : "0.00e0", CultureInfo.InvariantCulture);

    /// <summary>"validationAccuracy (%)": the head above such means.</summary>
    public static string SelectionName(MetricDefinition metric) => metric.IsFraction ? metric.Name + " (%)" : metric.Name;

    /// <summary>A number with its unit.</summary>
    public static string WithUnit(string number, string unit) =>
        unit.Length == 0 ? number : unit == Percent ? number + unit : number + " " + unit;

    /// <summary>"0.0234"; three significant digits, "&lt;0.001" below; "-" for nothing.</summary>
    public static string P(double? p) => p switch
    {
        null => "-",
        < 0.001 => "<0.001",
        >= 0.9995 => "1.00",
        _ => p.Value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>An effect in units of the spread: "+1.28".</summary>
    public static string Effect(double? effect) => effect is { } e
        ? e.ToString(Math.Abs(e) < Large ? "+0.00;-0.00;0.00" : "+0.00e0;-0.00e0", CultureInfo.InvariantCulture)
        : "-";

    private string Text(double? value, string shape) => value is { } v && double.IsFinite(v)
        ? (factor * v).ToString(Math.Abs(factor * v) < Large ? shape : "0.00e0", CultureInfo.InvariantCulture)
        : "-";

    private static int Decimals(double? halfWidth, int significant, int fewest, int withoutInterval) => halfWidth is { } h
        ? Math.Clamp(significant - 1 - (int)Math.Floor(Math.Log10(h)), fewest, MaxDecimals)
        : withoutInterval;
}
