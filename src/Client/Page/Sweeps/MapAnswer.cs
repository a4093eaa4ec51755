using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>The map for map.js: the length of the head (32 bits, little endian), the head (JSON), and a byte for each cell, row by row: 0
/// for no trial, else the number of the state and one. A cell is told by an address of its own.</summary>
internal static class MapAnswer
{
    /// <summary>The map as bytes.</summary>
    public static byte[] Write(SweepMap map)
    {
        byte[] head = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["rows"] = map.Rows,
            ["columns"] = map.Columns,
            ["seeds"] = map.Seeds,
            ["configurations"] = map.HasConfigurations,
            ["version"] = map.Version,
            ["states"] = Enum.GetValues<TrialState>().Select(StateLook.Word),
        });
        byte[] answer = new byte[sizeof(int) + head.Length + map.States.Length];
        BinaryPrimitives.WriteInt32LittleEndian(answer, head.Length);
        head.CopyTo(answer, sizeof(int));
        map.States.CopyTo(answer, sizeof(int) + head.Length);
        return answer;
    }

    /// <summary>Sends it, compressed where the browser can: most cells are like their neighbours.</summary>
    public static async Task SendAsync(byte[] answer, HttpContext http)
    {
        http.Response.ContentType = "application/octet-stream";
        if (!http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            await http.Response.Body.WriteAsync(answer, http.RequestAborted);
            return;
        }
        http.Response.Headers.ContentEncoding = "gzip";
        await using var compressed = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
        await compressed.WriteAsync(answer, http.RequestAborted);
    }

    /// <summary>A trial in a sentence.</summary>
    public static string Describe(TrialRow row, ShownSweep sweep)
    {
        string levels = string.Join(", ", sweep.Factors.Select(f => (Name: f, Label: LevelLabel.Find(row.Trial.Configuration, f)))
            .Where(f => f.Label is not null).Select(f => $"{f.Name} {f.Label}").Append($"seed {row.Trial.Seed}"));
        return $"{levels}: {StateLook.Word(row.State)}{Value(row, sweep)}{Detail(row)}.";
    }

    private static string Value(TrialRow row, ShownSweep sweep)
    {
        var last = row.Metrics.SelectMany(m => m.Values.Select(v => (m.Epoch, v.Key, v.Value))).LastOrDefault(v => v.Key == sweep.Metric);
        return last.Key is null ? "" : $", {last.Key} {MetricText.Format(last.Value)} at epoch {last.Epoch}";
    }

    private static string Detail(TrialRow row) => row.State switch
    {
        TrialState.Failed when row.FailureKind is { } kind => $" by {FailureText.Describe(kind)}",
        TrialState.Diverged when row.DivergedAtStep is { } step => $" at step {step}",
        TrialState.Running when row.Worker is { } worker => $" on {worker}",
        TrialState.Pruned when row.Pruning is { } pruning => $": {pruning.Reason.TrimEnd('.')}",
        _ => row.TrainDuration is { } time ? $", {QuantityText.Seconds(time.TotalSeconds)}" : "",
    };
}
