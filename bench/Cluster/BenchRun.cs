using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sweep.Planning.Plans;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Cluster.Bench;

/// <summary>Starts the silos, submits the trials, and says how quickly they ended and what the coordinator's memory did.</summary>
internal static class BenchRun
{
    public static async Task<int> RunAsync(string[] args)
    {
        string[] pairs = [.. args.Where(a => a != "--kill")];
        var options = Enumerable.Range(0, pairs.Length / 2).ToDictionary(i => pairs[2 * i], i => pairs[2 * i + 1]);
        if (!options.TryGetValue("--store", out string? address))
        {
            Console.Error.WriteLine("Name a Postgres: --store postgres://USER@HOST/DATABASE");
            return 2;
        }
        int trials = Number("--trials", 50_000), silos = Number("--silos", 3), slots = Number("--slots", 2),
            milliseconds = Number("--milliseconds", 0);
        string name = "cluster-bench-" + Guid.NewGuid().ToString("N")[..8];
        await using var store = await TrialStores.OpenAsync(address, StoreAccess.Write, TimeProvider.System, CancellationToken.None);
        var processes = new List<SiloProcess>();
        try
        {
            for (int i = 0; i < silos; i++)
                processes.Add(await SiloProcess.StartAsync(address, name, slots, milliseconds));
            Console.WriteLine($"{silos} silos of {slots} slots, {trials} trials of {milliseconds} ms, {store.DisplayName}");
            var configurations = Enumerable.Range(0, (trials + 9) / 10).Select(i => new Configuration(
                [new("activation", new SettingValue.Text("relu")), new("bench", new SettingValue.Text(name)),
                    new("learningRate", new SettingValue.Number(i))])).ToArray();
            await store.SubmitAsync(new SweepPlan(name, new PlanHash("p1-" + name), "name: " + name, trials,
                () => Enumerable.Range(0, trials)
                    .Select(i => TrialDescription.Create(configurations[i / 10], new Seed(i % 10), new StreamKey((ulong)i))),
                comparison: null, new RetryPlan(), new StopPlan()), CancellationToken.None);

            var clock = Stopwatch.StartNew();
            long tenth = Math.Max(1, trials / 10), said = 0;
            bool kill = args.Contains("--kill");
            double saidAt = 0;
            while (true)
            {
                await Task.Delay(200);
                var status = (await store.ReadStatusAsync(name, CancellationToken.None)).Single();
                long done = status.Count(TrialState.Completed);
                if (kill && done > trials / 3)
                {
                    kill = false;
                    await KillAsync(store, name, processes[^1]);
                }
                if (done - said >= tenth || status.IsOver)
                {
                    double now = clock.Elapsed.TotalSeconds;
                    var memory = await Task.WhenAll(processes.Where(p => !p.IsDead).Select(p => p.AskMemoryAsync()));
                    Console.WriteLine(Text($"{done,8} done, {(done - said) / (now - saidAt),6:F0} trials/s, silos' working set and live ")
                        + Text($"heap in MB: {string.Join(", ", memory)}"));
                    (said, saidAt) = (done, clock.Elapsed.TotalSeconds);
                }
                if (status.IsOver)
                    break;
            }
            double seconds = clock.Elapsed.TotalSeconds;
            foreach (var process in processes.Where(p => !p.IsDead))
                await process.EndAsync();
            Console.WriteLine(Text($"{trials} trials in {seconds:F1} s: {trials / seconds:F0} trials/s"));
            foreach (var group in processes.SelectMany(p => p.Values).GroupBy(v => v.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                var all = new LatencyHistogram();
                foreach (var (_, counts) in group)
                    all.Add(counts);
                Console.WriteLine(Text($"{group.Key,-32} {all.Count,7} values, median {all.Milliseconds(0.5):F2} ms, 90 % ")
                    + Text($"{all.Milliseconds(0.9):F2} ms, 99 % {all.Milliseconds(0.99):F2} ms"));
            }
            return 0;
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }

        int Number(string option, int otherwise) =>
            options.TryGetValue(option, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }

    /// <summary>Kills a silo and says when the last of its trials ran elsewhere.</summary>
    private static async Task KillAsync(ITrialStore store, string sweep, SiloProcess victim)
    {
        victim.Kill();
        long at = Stopwatch.GetTimestamp();
        var lost = (await ReadAsync(TrialState.Running)).Where(t => t.Worker?.Value == victim.Worker)
            .ToDictionary(t => t.Trial.Id, t => t.Attempts);
        while ((await ReadAsync(TrialState.Running, TrialState.Completed))
            .Count(t => lost.TryGetValue(t.Trial.Id, out int attempts) && t.Attempts > attempts) < lost.Count)
            await Task.Delay(50);
        Console.WriteLine(Text($"a silo with {lost.Count} trials was killed: all of them ran elsewhere ")
            + Text($"{Stopwatch.GetElapsedTime(at).TotalSeconds:F1} s later"));

        async Task<List<TrialRow>> ReadAsync(params TrialState[] states)
        {
            var rows = new List<TrialRow>();
            await foreach (var row in store.ReadTrialsAsync(new TrialFilter { Sweep = sweep, States = states.ToHashSet() },
                MetricSelection.None, CancellationToken.None))
                rows.Add(row);
            return rows;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>One silo.</summary>
    private sealed class SiloProcess : IDisposable
    {
        private readonly Process process;

        private SiloProcess(Process process, string worker) => (this.process, Worker) = (process, worker);

        /// <summary>Id of its worker.</summary>
        public string Worker { get; }

        public bool IsDead { get; private set; }

        public List<(string Name, string Counts)> Values { get; } = [];

        public static async Task<SiloProcess> StartAsync(string store, string cluster, int slots, int milliseconds)
        {
            string[] arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "Sweep.Cluster.Bench.dll"), "silo", store, cluster,
                slots.ToString(CultureInfo.InvariantCulture), milliseconds.ToString(CultureInfo.InvariantCulture), FreePort(), FreePort()];
            var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true,
                RedirectStandardInput = true })!;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.Split(' ') is ["ready", var worker])
                    return new SiloProcess(process, worker);
                Console.WriteLine(line);
            }
            throw new InvalidOperationException("A silo ended before it was ready.");
        }

        public async Task<string> AskMemoryAsync()
        {
            await process.StandardInput.WriteLineAsync("memory");
            await process.StandardInput.FlushAsync();
            return await ReadAsync("memory ");
        }

        public async Task EndAsync()
        {
            process.StandardInput.Close();
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.Split(' ', 3) is ["values", var name, var counts])
                    Values.Add((name, counts));
            }
            await process.WaitForExitAsync();
        }

        /// <summary>SIGKILL.</summary>
        public void Kill()
        {
            process.Kill();
            IsDead = true;
        }

        public void Dispose()
        {
            if (!process.HasExited)
                process.Kill();
            process.Dispose();
        }

        private async Task<string> ReadAsync(string prefix)
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.StartsWith(prefix, StringComparison.Ordinal))
                    return line[prefix.Length..].Replace(' ', '/');
                Console.WriteLine(line);
            }
            throw new InvalidOperationException("A silo ended early.");
        }

        private static string FreePort()
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        }
    }
}
