using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Sweep.Silo;

/// <summary>Keeps the totals of one meter's instruments and writes them in Prometheus' text format 0.0.4. Thread-safe.</summary>
/// <remarks>The format's conventions: names with underscores, counters end in _total, seconds in _seconds, histogram buckets are cumulative.
/// (The released exporter library turns counters into gauges; the one that does not is a pre-release.)</remarks>
internal sealed class MetricsText : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> instruments = new();

    /// <summary>Listens to a meter, from now on.</summary>
    public MetricsText(string meter)
    {
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name != meter)
                return;
            instruments.TryAdd(instrument, new(StringComparer.Ordinal));
            listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
    }

    /// <summary>All instruments with at least one measurement.</summary>
    public string Write()
    {
        foreach (var (instrument, series) in instruments)
        {
            if (instrument.IsObservable)
                series.Clear(); // what is not observed any more is not reported any more
        }
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (instrument, series) in instruments.OrderBy(i => i.Key.Name, StringComparer.Ordinal))
        {
            if (series.IsEmpty)
                continue;
            string name = Name(instrument);
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {Kind(instrument)}\n");
            foreach (var (labels, values) in series.OrderBy(s => s.Key, StringComparer.Ordinal))
                values.Write(text, name, labels);
        }
        return text.ToString();
    }

    public void Dispose() => listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instruments.TryGetValue(instrument, out var series))
            series.GetOrAdd(Labels(tags), _ => new Series(Bounds(instrument))).Record(value, isTotal: !instrument.IsObservable);
    }

    private static string Name(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_');
        return instrument switch
        {
            Counter<long> => $"{name}_total",
            _ when instrument.Unit == "s" => $"{name}_seconds",
            _ => name,
        };
    }

    private static string Kind(Instrument instrument) => instrument switch
    {
        Counter<long> => "counter",
        Histogram<double> => "histogram",
        _ => "gauge",
    };

    private static double[]? Bounds(Instrument instrument) => instrument is Histogram<double> histogram ? [.. histogram.Advice?.HistogramBucketBoundaries ?? []] : null;

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var parts = new List<string>(tags.Length);
        foreach (var (name, value) in tags)
        {
            string escaped = (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
                .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            parts.Add($"{name}=\"{escaped}\"");
        }
        return string.Join(',', parts);
    }

    /// <summary>The values of one combination of labels.</summary>
    private sealed class Series(double[]? bounds)
    {
        private readonly long[] buckets = new long[(bounds?.Length ?? 0) + 1];
        private readonly Lock gate = new();
        private double sum;

        public void Record(double value, bool isTotal)
        {
            lock (gate)
            {
                sum = isTotal ? sum + value : value;
                if (bounds is not null)
                    buckets[Array.FindIndex(bounds, b => value <= b) is var found and >= 0 ? found : bounds.Length]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels)
        {
            lock (gate)
            {
                if (bounds is null)
                {
                    Line(text, name, labels, sum);
                    return;
                }
                long count = 0;
                for (int i = 0; i < buckets.Length; i++)
                {
                    count += buckets[i];
                    string limit = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    Line(text, $"{name}_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{limit}\"", count);
                }
                Line(text, $"{name}_sum", labels, sum);
                Line(text, $"{name}_count", labels, count);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0)
                text.Append('{').Append(labels).Append('}');
            text.Append(CultureInfo.InvariantCulture, $" {value:R}\n");
        }
    }
}
