using System.Diagnostics.Metrics;

namespace Sweep.Silo.Tests;

/// <summary>Prometheus' text format.</summary>
public sealed class MetricsTextTests
{
    [Fact]
    public void Counters_gauges_and_histograms_follow_the_format()
    {
        using var meter = new Meter("test");
        using var text = new MetricsText("test");
        var ended = meter.CreateCounter<long>("trials.ended", description: "Ended.");
        var delay = meter.CreateHistogram("start.delay", "s", "Delay.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        meter.CreateObservableGauge("slots", () => 4, description: "Slots.");

        ended.Add(2, KeyValuePair.Create<string, object?>("outcome", "completed"));
        ended.Add(1, KeyValuePair.Create<string, object?>("outcome", "completed"));
        delay.Record(0.1);
        delay.Record(0.5);
        delay.Record(7);

        Assert.Equal("""
            # HELP slots Slots.
            # TYPE slots gauge
            slots 4
            # HELP start_delay_seconds Delay.
            # TYPE start_delay_seconds histogram
            start_delay_seconds_bucket{le="0.1"} 1
            start_delay_seconds_bucket{le="1"} 2
            start_delay_seconds_bucket{le="+Inf"} 3
            start_delay_seconds_sum 7.6
            start_delay_seconds_count 3
            # HELP trials_ended_total Ended.
            # TYPE trials_ended_total counter
            trials_ended_total{outcome="completed"} 3

            """.ReplaceLineEndings("\n"), text.Write());
    }

    [Fact]
    public void Labels_are_escaped()
    {
        using var meter = new Meter("escape");
        using var text = new MetricsText("escape");
        meter.CreateCounter<long>("c").Add(1, KeyValuePair.Create<string, object?>("sweep", "a\"b\\c\nd"));

        Assert.Contains("""c_total{sweep="a\"b\\c\nd"} 1""", text.Write());
    }

    [Fact]
    public void Other_meters_stay_out()
    {
        using var meter = new Meter("other");
        using var text = new MetricsText("mine");
        meter.CreateCounter<long>("c").Add(1);

        Assert.Equal("", text.Write());
    }
}
