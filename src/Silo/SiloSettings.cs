using System.Net;
using Sweep.Grains;
using Sweep.Store;
using Sweep.Trainer.Engines;

namespace Sweep.Silo;

/// <summary>What a silo was started with.</summary>
internal sealed record SiloSettings
{
    /// <summary>The result store; on a cluster a Postgres, whose database also holds the membership.</summary>
    public required StoreAddress Store { get; init; }

    /// <summary>How it finds the others.</summary>
    public required ClusterAddress Cluster { get; init; }

    /// <summary>Folder with datasets; null for $SWEEP_DATA and the download cache.</summary>
    public string? Data { get; init; }

    /// <summary>Where trainings save themselves; null for nowhere.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>The folder in which programs start; null where none is to run.</summary>
    public string? Programs { get; init; }

    /// <summary>What trains.</summary>
    public required EngineChoice Engine { get; init; }

    /// <summary>Trainings at the same time; null for the engine's default.</summary>
    public int? Slots { get; init; }

    /// <summary>Where others reach it.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>Port for silos.</summary>
    public required int SiloPort { get; init; }

    /// <summary>Port for clients.</summary>
    public required int GatewayPort { get; init; }

    /// <summary>Where health, metrics and dashboard are served; null for nowhere.</summary>
    public IPEndPoint? Http { get; init; }

    /// <summary>What the dashboard asks for; made up at each start if null.</summary>
    public string? DashboardToken { get; init; }

    /// <summary>How often leases are renewed.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether to log more than warnings of the framework.</summary>
    public bool IsVerbose { get; init; }
}
