using Sweep.Store;
using Sweep.Testing;

namespace Sweep.Silo.Tests;

/// <summary>What Prometheus reads from a silo, by the names, types and labels of docs/cluster-operations.md.</summary>
public sealed class MetricsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90); // ends a test that hangs; nothing is measured by it

    [Fact]
    public async Task Trials_are_counted_by_outcome_and_their_delays_in_buckets()
    {
        using var folder = new TemporaryFolder();
        var none = CancellationToken.None;
        await using (var store = await TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System, none))
            await store.SubmitAsync(Study.Plan(seeds: 2, epochs: 1), none);
        await using var silo = SiloProcess.Start(folder["sweep.db"],
            "--localhost", "--silo-port", "0", "--slots", "2", "--http", "127.0.0.1:0");

        string[] lines = await ReadUntilAsync(silo, "sweep_trials_ended_total{outcome=\"completed\"} 2");

        string[] expected =
        [
            "# TYPE sweep_trials_ended_total counter",
            "# TYPE sweep_trials_started_total counter", "sweep_trials_started_total 2",
            "# TYPE sweep_start_delay_seconds histogram", "sweep_start_delay_seconds_bucket{le=\"+Inf\"} 2",
            "sweep_start_delay_seconds_count 2",
            "# TYPE sweep_dispatch_duration_seconds histogram", "sweep_dispatch_duration_seconds_count{silo=\"same\"} 2",
            "# TYPE sweep_queue gauge",
            "# TYPE sweep_slots gauge", "sweep_slots 2",
            "# TYPE sweep_slots_held gauge",
            "# TYPE sweep_store_reachable gauge", "sweep_store_reachable 1",
        ];
        Assert.Empty(expected.Except(lines));
        Assert.Contains(lines, line => line.StartsWith("# HELP sweep_slots Slots of this silo.", StringComparison.Ordinal));
        Assert.Equal(["0.0005", "0.001", "0.002", "0.005", "0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "2", "+Inf"],
            lines.Where(line => line.StartsWith("sweep_start_delay_seconds_bucket", StringComparison.Ordinal))
                .Select(line => line.Split('"')[1]));
        // Nothing of other meters.
        Assert.All(lines.Where(line => line.Length > 0), line => Assert.Matches("^(# (TYPE|HELP) )?sweep_", line));
    }

    private static async Task<string[]> ReadUntilAsync(SiloProcess silo, string expected)
    {
        string address = $"{await silo.Pages}/metrics";
        using var client = new HttpClient();
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await client.GetAsync(address, patience.Token);
            string text = (await answer.Content.ReadAsStringAsync(patience.Token)).Replace("{}", "", StringComparison.Ordinal); // no labels
            Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
            if (text.Split('\n') is var lines && lines.Contains(expected))
                return lines;
            await Task.Delay(50, patience.Token);
        }
    }
}
