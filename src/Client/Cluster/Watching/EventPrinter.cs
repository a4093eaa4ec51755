using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sweep.Client.Output;
using Sweep.Planning.Trials;

namespace Sweep.Client.Cluster.Watching;

/// <summary>Writes events as they come: a line each for people, a JSON object per line, or CSV.</summary>
internal sealed class EventPrinter
{
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] CsvColumns = ["event", "trial", "attempt", "worker", "settings", "epoch", "metrics", "details"];

    private readonly Screen screen;
    private readonly OutputFormat format;
    private readonly TrialLabels words;

    public EventPrinter(Screen screen, OutputFormat format, TrialLabels words)
    {
        (this.screen, this.format, this.words) = (screen, format, words);
        if (format == OutputFormat.Csv)
            screen.Data.Write(CsvLine(CsvColumns));
    }

    /// <summary>Writes where the sweep stands: beside the events for people, aside for programs.</summary>
    public void Status(string line)
    {
        if (format == OutputFormat.Table)
            screen.Data.WriteLine(line);
        else
            screen.WriteInfo(line);
    }

    public void Write(ClusterEvent happened)
    {
        switch (format)
        {
            case OutputFormat.Json:
                screen.Data.WriteLine(Json(happened));
                break;
            case OutputFormat.Csv:
                screen.Data.Write(Csv(happened));
                break;
            default:
                screen.Data.WriteLine(Line(happened));
                break;
        }
    }

    private string Line(ClusterEvent happened)
    {
        string trial = words.Describe(happened.Levels);
        string again = happened.Lease.Attempt > 1 ? $" (attempt {happened.Lease.Attempt})" : "";
        return happened switch
        {
            ClusterEvent.EpochDone done => $"{Name(happened),-9}  {trial}  {Shown(done.Metrics)}",
            ClusterEvent.Ended { Details: { } details } => $"{Name(happened),-9}  {trial}{again}: {details.ReplaceLineEndings(" ")}",
            ClusterEvent.Ended => $"{Name(happened),-9}  {trial}{again}",
            _ => $"{Name(happened),-9}  {trial}{again} on {SiloView.ShortAddress(happened.Worker)}",
        };
    }

    private string Shown(EpochMetrics metrics)
    {
        var known = words.Metrics.SelectMany(name => metrics.Values.Where(m => m.Key == name)).ToArray();
        var shown = known.Length > 0 ? known : metrics.Values.Take(2);
        return string.Join("  ", shown.Select(m => $"{m.Key} {MetricText.Format(m.Value)}"));
    }

    private static string Name(ClusterEvent happened) => happened switch
    {
        ClusterEvent.Started => "started",
        ClusterEvent.EpochDone done => $"epoch {done.Metrics.Epoch.ToString(CultureInfo.InvariantCulture)}",
        ClusterEvent.Ended ended => ended.State.ToString().ToLowerInvariant(),
        _ => throw new ArgumentOutOfRangeException(nameof(happened)),
    };

    private static string Json(ClusterEvent happened)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteString("event", happened is ClusterEvent.EpochDone ? "epoch" : Name(happened));
            json.WriteString("trial", happened.Lease.Trial.Value);
            json.WriteNumber("attempt", happened.Lease.Attempt);
            json.WriteString("worker", happened.Worker.Value);
            json.WriteStartObject("settings");
            foreach (var (name, value) in happened.Levels)
                json.WriteString(name, value);
            json.WriteEndObject();
            if (happened is ClusterEvent.EpochDone { Metrics: var metrics })
            {
                json.WriteNumber("epoch", metrics.Epoch);
                json.WriteStartObject("metrics");
                foreach (var (name, value) in metrics.Values)
                {
                    if (double.IsFinite(value))
                        json.WriteNumber(name, value);
                    else
                        json.WriteString(name, TabularColumn.Text(value)); // JSON has no number for it
                }
                json.WriteEndObject();
            }
            if (happened is ClusterEvent.Ended { Details: { } details })
                json.WriteString("details", details);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, checked((int)buffer.Length));
    }

    private static string Csv(ClusterEvent happened)
    {
        var metrics = (happened as ClusterEvent.EpochDone)?.Metrics;
        return CsvLine(
        [
            metrics is null ? Name(happened) : "epoch",
            happened.Lease.Trial.Value,
            happened.Lease.Attempt.ToString(CultureInfo.InvariantCulture),
            happened.Worker.Value ?? "",
            string.Join(' ', happened.Levels.Select(l => $"{l.Key}={l.Value}")),
            metrics?.Epoch.ToString(CultureInfo.InvariantCulture) ?? "",
            metrics is null ? "" : string.Join(' ', metrics.Values.Select(m => $"{m.Key}={TabularColumn.Text(m.Value)}")),
            (happened as ClusterEvent.Ended)?.Details ?? "",
        ]);
    }

    private static string CsvLine(IEnumerable<string> fields) => CsvText.Line(fields) + "\r\n";
}
