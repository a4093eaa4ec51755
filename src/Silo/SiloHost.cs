using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using Orleans.Hosting;
using Sweep.Grains;
using Sweep.Planning.Plans;
using Sweep.Programs;
using Sweep.Scheduling;
using Sweep.Store;
using Sweep.Trainer.Checkpoints;
using Sweep.Trainer.Cpu;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp;
using Sweep.Trainer.Training;

namespace Sweep.Silo;

/// <summary>Puts a silo together and runs it until it is told to leave.</summary>
internal static class SiloHost
{
    /// <summary>Runs the silo.</summary>
    /// <returns>Whether it was told to stop; false if its worker failed.</returns>
    /// <exception cref="StoreUnavailableException">The store cannot be reached at the start.</exception>
    /// <exception cref="EngineException">The engine or device cannot be had.</exception>
    public static async Task<bool> RunAsync(SiloSettings settings, CancellationToken stop)
    {
        var time = TimeProvider.System;
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var locator = DatasetLocator.FromEnvironment(settings.Data, Environment.GetEnvironmentVariable);
        var datasets = new DatasetLoader(locator, new DatasetDownloader(http, time, null), time);
        using var engine = RoutingTrainer.Extend(
            await TrainingEngines.CreateAsync(settings.Engine, [new CpuEngineFactory(), new TorchEngineFactory()], datasets,
                settings.Checkpoints is { } folder ? new CheckpointFolder(folder) : null, time, stop),
            settings.Programs, settings.Checkpoints, settings.Slots, time);
        var environment = WorkerEnvironment.Describe().Concat(engine.Facts).ToDictionary();
        await using var store = await TrialStores.OpenAsync(settings.Store, StoreAccess.Write, time, stop);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        if (!settings.IsVerbose)
        {
            builder.Logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Orleans.Runtime.Silo", LogLevel.Error)
                .AddFilter("Microsoft", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning);
        }
        builder.Services.AddSingleton<ITrialStore>(store);
        builder.Services.AddSingleton(time);
        if (settings.Http is not null)
            SiloPages.AddServices(builder.Services);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20)); // leases are released meanwhile
        builder.UseOrleans(silo =>
        {
            settings.Cluster.Configure(silo, settings.Address, settings.SiloPort, settings.GatewayPort);
            silo.UseQuickFailureDetection();
            silo.AddSweepWorker(_ => new SiloWorkerOptions(
                (worker, observer) => new TrialRunner(store, engine.Trainer, new WorkerOptions
                {
                    Worker = new WorkerRegistration(worker, Environment.MachineName, Environment.ProcessId, engine.Trainer.Name,
                        environment) { Owner = Environment.UserName },
                    Slots = settings.Slots ?? engine.DefaultSlots,
                    HeartbeatInterval = settings.Heartbeat,
                    Breakers = new StopPlan(),
                }, observer, time),
                Environment.MachineName, engine.Trainer.Name)
            {
                Devices = engine.Devices,
                MaxFusedTrials = () => engine.Trainer.MaxFusedTrials,
                ClassesOf = configuration => PhaseDatasets.Last(configuration.Settings)?.Classes,
            });
            if (settings.Http is not null)
                silo.AddDashboard();
        });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            if (settings.Http is { } endpoint)
                kestrel.Listen(endpoint);
        });
        if (settings.Http is null)
            builder.Services.AddSingleton<IServer, NoServer>();

        var app = builder.Build();
        await using (app)
        {
            if (settings.Http is not null)
                SiloPages.Map(app, settings.DashboardToken);
            var state = app.Services.GetRequiredService<ISiloState>();
            await app.StartAsync(stop);
            Announce(settings, engine, app, state);
            var ended = app.WaitForShutdownAsync(stop);
            bool hasFailed = await Task.WhenAny(ended, state.Completion) != ended && state.Completion.IsFaulted;
            if (hasFailed)
            {
                app.Logger.LogCritical(state.Completion.Exception,
                    "The worker of this silo failed; the process ends so that it can be started anew.");
                await app.StopAsync(CancellationToken.None);
            }
            await ended;
            return !hasFailed;
        }
    }

    private static void Announce(SiloSettings settings, TrainingEngine engine, WebApplication app, ISiloState state)
    {
        foreach (string note in engine.Notes)
            app.Logger.LogWarning("{Note}", note);
        var worker = state.Describe();
        app.Logger.LogInformation("Silo {Silo}: {Slots} slots, {Engine}, clients at port {Port}, store {Store}.",
            worker.Worker, worker.Slots, engine.Description, settings.GatewayPort, settings.Store.DisplayName);
        if (System.Net.IPAddress.IsLoopback(settings.Address) && settings.Cluster.Membership is not null)
            app.Logger.LogInformation("Only this machine can reach it: --address makes it part of a cluster of several machines.");
        if (settings.Http is not null)
        {
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            app.Logger.LogInformation("Health, metrics and dashboard: {Address}", string.Join(", ", addresses));
        }
    }

    /// <summary>Stands in for the web server of a silo without pages.</summary>
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            // nothing is held
        }
    }
}
