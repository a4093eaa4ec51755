using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Sweep.Grains;

/// <summary>Makes a silo a worker of sweeps.</summary>
public static class ClusterHosting
{
    /// <summary>Adds the grains' services. The container must also provide the store (<see cref="Sweep.Store.ITrialStore"/>).</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="options">What it trains with.</param>
    public static ISiloBuilder AddSweepWorker(this ISiloBuilder builder, Func<IServiceProvider, SiloWorkerOptions> options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<ClusterMeters>();
        builder.Services.AddSingleton<SiloWorker>();
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services => services.GetRequiredService<SiloWorker>());
        builder.Services.AddSingleton<ISiloState>(services => services.GetRequiredService<SiloWorker>());
        StoreErrors.Carry(builder.Services);
        builder.AddPlacementDirector<SiloPlacement, SiloPlacementDirector>();
        return builder;
    }

    /// <summary>Finds dead silos within two heartbeats: three missed probes of 1.5 s, and signs of life that let a new cluster pass over
    /// silos that died with the old one.</summary>
    public static ISiloBuilder UseQuickFailureDetection(this ISiloBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1.5);
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            membership.NumMissedTableIAmAliveLimit = 3;
        });
    }
}
