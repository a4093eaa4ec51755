using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Cluster;

/// <summary>Silos, and workers of every kind, as rows. Pure.</summary>
internal static class SiloTable
{
    private static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(1); // workers renew their entry every few seconds
    private static readonly TimeSpan GoneAfter = TimeSpan.FromHours(1);

    /// <summary>The silos of a cluster. Programs also get the worker's id, by which the store knows it, and the details apart.</summary>
    public static Tabular Of(IReadOnlyList<SiloView> silos, OutputFormat format) => format == OutputFormat.Table
        ? Tabular.Of(
            [new("silo"), new("host"), new("engine"), new("slots", true), new("running", true), new("health")],
            silos.Select(silo => (IReadOnlyList<object?>)[.. Facts(silo), silo.Details is { } details ? $"{silo.Health}: {details}" : silo.Health]))
        : Tabular.Of(
            [new("silo"), new("host"), new("engine"), new("slots", true), new("running", true), new("health"), new("details"), new("worker")],
            silos.Select(silo => (IReadOnlyList<object?>)[.. Facts(silo), silo.Health, silo.Details, silo.Worker.Value]));

    /// <summary>The workers that a store knows; those gone for long are left out.</summary>
    /// <param name="workers">All that it knows.</param>
    /// <param name="includeGone">Whether to show those, too.</param>
    /// <param name="left">How many are left out.</param>
    public static Tabular Of(IReadOnlyList<WorkerStatus> workers, bool includeGone, out int left)
    {
        var shown = workers.Where(w => includeGone || w.Running > 0 || w.SinceSeen < GoneAfter).ToArray();
        left = workers.Count - shown.Length;
        return Tabular.Of(
            [new("worker"), new("host"), new("engine"), new("running", true), new("seenSeconds", true), new("health"), new("details")],
            shown.Select(w => (IReadOnlyList<object?>)
            [
                w.Worker.Value, w.Host, w.Engine, w.Running, Math.Round(w.SinceSeen.TotalSeconds),
                w.QuarantineReason is not null ? "quarantined" : w.SinceSeen > SilentAfter ? "silent" : "ok",
                w.QuarantineReason,
            ]));
    }

    private static object?[] Facts(SiloView silo) => [silo.Address, silo.Answer?.Host, silo.Answer?.Engine, silo.Answer?.Slots, silo.Answer?.Running.Count];
}
