using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Sweep.Grains;
using Sweep.Planning.Trials;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Trainer;

namespace Sweep.Cluster.Bench;

/// <summary>A silo that trains nothing. Its last lines tell what its meters saw.</summary>
internal static class BenchSilo
{
    /// <param name="args">Store, cluster id, slots, milliseconds per trial, silo port, gateway port.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var address = StoreAddress.Parse(args[0]);
        int slots = Number(args[2]), milliseconds = Number(args[3]);
        var cluster = new ClusterAddress { ClusterId = args[1],
            Membership = address.ResolveConnectionString(Environment.GetEnvironmentVariable) };
        await using var store = await TrialStores.OpenAsync(address, StoreAccess.Write, TimeProvider.System, CancellationToken.None);
        using var seen = new MeterRecord();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Services.AddSingleton(store);
        builder.UseOrleans(silo =>
        {
            cluster.Configure(silo, IPAddress.Loopback, Number(args[4]), Number(args[5]));
            silo.UseQuickFailureDetection();
            silo.AddSweepWorker(_ => new SiloWorkerOptions(
                (worker, observer) => new TrialRunner(store, new NoTrainer(milliseconds), new WorkerOptions
                {
                    Worker = new WorkerRegistration(worker, Environment.MachineName, Environment.ProcessId, "none",
                        new Dictionary<string, string>()),
                    Slots = slots,
                }, observer, TimeProvider.System), Environment.MachineName, "none"));
        });
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine($"ready {host.Services.GetRequiredService<ISiloState>().Describe().Worker.Value}");
        // The bench writes a line to ask for memory, and closes the input to end the silo.
        while (await Console.In.ReadLineAsync() is not null)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"memory {Environment.WorkingSet >> 20} {GC.GetTotalMemory(forceFullCollection: true) >> 20}"));
        await host.StopAsync();
        seen.Write(Console.Out);
        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed class NoTrainer(int milliseconds) : ITrainer
    {
        public string Name => "none";

        public IReadOnlyList<TrialOutcome> Train(FusedTrials group, ITrainingObserver observer, CancellationToken stop)
        {
            if (milliseconds > 0)
                stop.WaitHandle.WaitOne(milliseconds);
            observer.EpochCompleted(group.Trials[0].Id,
                new EpochMetrics(1, [new(MetricCatalogue.TestAccuracy.Name, 0.5), new(MetricCatalogue.TrainLoss.Name, 1)]));
            return [new TrialOutcome.Completed()];
        }
    }

    /// <summary>The two latencies, in a fixed amount of memory.</summary>
    private sealed class MeterRecord : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly Dictionary<string, LatencyHistogram> values = [];

        public MeterRecord()
        {
            listener.InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == ClusterMeters.Name && instrument is Histogram<double>)
                    l.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            {
                string key = tags.Length > 0 ? $"{instrument.Name}/{tags[0].Value}" : instrument.Name;
                lock (values)
                {
                    if (!values.TryGetValue(key, out var histogram))
                        values[key] = histogram = new LatencyHistogram();
                    histogram.Add(value);
                }
            });
            listener.Start();
        }

        public void Write(TextWriter output)
        {
            lock (values)
            {
                foreach (var (name, histogram) in values)
                    output.WriteLine($"values {name} {histogram}");
            }
        }

        public void Dispose() => listener.Dispose();
    }
}
