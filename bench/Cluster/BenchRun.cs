using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sweep.Planning;
using Sweep.Store;

namespace Sweep.Cluster.Bench;

/// <summary>Starts the silos, submits the trials, and says how quickly they ended and what the coordinator's memory did.</summary>
internal static class BenchRun
{
    public static async Task<int> RunAsync(string[] args)
    {
        var options = Enumerable.Range(0, args.Length / 2).ToDictionary(i => args[2 * i], i => args[2 * i + 1]);
        if (!options.TryGetValue("--store", out string? address))
        {
            Console.Error.WriteLine("Name a Postgres: --store postgres://USER@HOST/DATABASE");
            return 2;
        }
        int trials = Number("--trials", 50_000), silos = Number("--silos", 3), slots = Number("--slots", 2), milliseconds = Number("--milliseconds", 0);
        string name = "cluster-bench-" + Guid.NewGuid().ToString("N")[..8];
        await using var store = await TrialStores.OpenAsync(address, StoreAccess.Write, TimeProvider.System, CancellationToken.None);
        var processes = new List<SiloProcess>();
        try
        {
            for (int i = 0; i < silos; i++)
                processes.Add(await SiloProcess.StartAsync(address, name, slots, milliseconds));
            Console.WriteLine($"{silos} silos of {slots} slots, {trials} trials of {milliseconds} ms, {store.DisplayName}");
            var configurations = Enumerable.Range(0, (trials + 9) / 10).Select(i => new Configuration(
                [new("activation", new SettingValue.Text("relu")), new("bench", new SettingValue.Text(name)), new("learningRate", new SettingValue.Number(i))])).ToArray();
            await store.SubmitAsync(new SweepPlan(name, new PlanHash("p1-" + name), "name: " + name, trials,
                () => Enumerable.Range(0, trials).Select(i => TrialDescription.Create(configurations[i / 10], new Seed(i % 10), new StreamKey((ulong)i))),
                comparison: null, new RetryPlan(), new StopPlan()), CancellationToken.None);

            var clock = Stopwatch.StartNew();
            long tenth = Math.Max(1, trials / 10), said = 0;
            double saidAt = 0;
            while (true)
            {
                await Task.Delay(200);
                var status = (await store.ReadStatusAsync(name, CancellationToken.None)).Single();
                long done = status.Count(TrialState.Completed);
                if (done - said >= tenth || status.IsOver)
                {
                    double now = clock.Elapsed.TotalSeconds;
                    var memory = await Task.WhenAll(processes.Select(p => p.AskMemoryAsync()));
                    Console.WriteLine(Text($"{done,8} done, {(done - said) / (now - saidAt),6:F0} trials/s, silos' working set and live heap in MB: {string.Join(", ", memory)}"));
                    (said, saidAt) = (done, clock.Elapsed.TotalSeconds);
                }
                if (status.IsOver)
                    break;
            }
            double seconds = clock.Elapsed.TotalSeconds;
            foreach (var process in processes)
                await process.EndAsync();
            Console.WriteLine(Text($"{trials} trials in {seconds:F1} s: {trials / seconds:F0} trials/s"));
            foreach (var group in processes.SelectMany(p => p.Values).GroupBy(v => v.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                double[] all = [.. group.SelectMany(v => v.Milliseconds).Order()];
                Console.WriteLine(Text($"{group.Key,-32} {all.Length,7} values, median {all[all.Length / 2]:F2} ms, 90 % {all[all.Length * 9 / 10]:F2} ms, 99 % {all[all.Length * 99 / 100]:F2} ms"));
            }
            return 0;
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }

        int Number(string option, int otherwise) => options.TryGetValue(option, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>One silo.</summary>
    private sealed class SiloProcess : IDisposable
    {
        private readonly Process process;

        private SiloProcess(Process process) => this.process = process;

        public List<(string Name, double[] Milliseconds)> Values { get; } = [];

        public static async Task<SiloProcess> StartAsync(string store, string cluster, int slots, int milliseconds)
        {
            string[] arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "Sweep.Cluster.Bench.dll"), "silo", store, cluster,
                slots.ToString(CultureInfo.InvariantCulture), milliseconds.ToString(CultureInfo.InvariantCulture), FreePort(), FreePort()];
            var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line == "ready")
                    return new SiloProcess(process);
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
                if (line.StartsWith("values ", StringComparison.Ordinal) && line.Split(' ') is var parts)
                    Values.Add((parts[1], [.. parts[2..].Select(p => double.Parse(p, CultureInfo.InvariantCulture))]));
            }
            await process.WaitForExitAsync();
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
