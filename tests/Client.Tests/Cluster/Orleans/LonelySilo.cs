using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Sweep.Grains;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Testing;
using Sweep.Trainer;

namespace Sweep.Client.Tests.Cluster.Orleans;

/// <summary>A cluster of one silo in this process, with a gateway that `sweep` finds, on a SQLite store in a folder of its own.</summary>
internal sealed class LonelySilo : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly IHost host;

    private LonelySilo(TemporaryFolder folder, ITrialStore store, IHost host, string gateway) =>
        (this.folder, Store, this.host, Gateway) = (folder, store, host, gateway);

    public ITrialStore Store { get; }

    /// <summary>HOST:PORT for --cluster.</summary>
    public string Gateway { get; }

    /// <param name="trainer">What it trains with. Heartbeats never come: what arrives, arrives through grains.</param>
    /// <param name="slots">Trials trained at the same time.</param>
    public static async Task<LonelySilo> StartAsync(ITrainer trainer, int slots)
    {
        var folder = new TemporaryFolder();
        var store = await TrialStores.OpenAsync(folder["sweep.db"], StoreAccess.Write, TimeProvider.System, CancellationToken.None);
        int port = FreePort();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(store);
        builder.UseOrleans(silo =>
        {
            new ClusterAddress().Configure(silo, IPAddress.Loopback, FreePort(), port);
            var lease = TimeSpan.FromHours(2);
            silo.AddSweepWorker(_ => new SiloWorkerOptions((worker, observer) => new TrialRunner(store, trainer, new WorkerOptions
            {
                Worker = new WorkerRegistration(worker, "lab", Environment.ProcessId, trainer.Name, new Dictionary<string, string>()),
                Slots = slots,
                LeaseDuration = lease,
                HeartbeatInterval = TimeSpan.FromHours(1),
            }, observer, TimeProvider.System), "lab", trainer.Name) { LeaseDuration = lease });
        });
        var host = builder.Build();
        await host.StartAsync();
        return new LonelySilo(folder, store, host, $"127.0.0.1:{port}");
    }

    /// <summary>Runs `sweep` in the silo's folder, against its gateway.</summary>
    public Task<SweepProcess.Ended> SweepAsync(params string[] arguments) => SweepProcess.RunAsync(folder.FullName, Arguments(arguments));

    /// <summary>Starts it and lets it run.</summary>
    public SweepProcess Start(params string[] arguments) => SweepProcess.Start(folder.FullName, Arguments(arguments));

    public void Write(string file, string text) => File.WriteAllText(folder[file], text);

    public async Task<SweepStatus> StatusAsync(string sweep) => (await Store.ReadStatusAsync(sweep, CancellationToken.None)).Single();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        await Store.DisposeAsync();
        folder.Dispose();
    }

    private string[] Arguments(string[] arguments) => [.. arguments, "--cluster", Gateway, "--cluster-timeout", "60"];

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
