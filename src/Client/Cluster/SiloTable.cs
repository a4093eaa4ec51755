using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Cluster;

/// <summary>Silos, and workers of every kind, as rows. Pure.</summary>
internal static class SiloTable
{
    private static readonly TimeSpan SilentAfter = TimeSpan.FromMinutes(1); // workers renew their entry every few seconds
    private static readonly TimeSpan GoneAfter = TimeSpan.FromHours(1);

    /// <summary>The silos of a cluster. Programs also get the worker's id, by which the store knows it, the size of groups, and the details
    /// apart; people see devices where there are others than processors.</summary>
    public static Tabular Create(IReadOnlyList<SiloView> silos, OutputFormat format)
    {
        bool isTable = format == OutputFormat.Table;
        List<(TabularColumn Column, Func<SiloView, object?> Value)> columns =
        [
            (new("silo"), s => s.Address), (new("host"), s => s.Answer?.Host), (new("engine"), s => s.Answer?.Engine),
        ];
        if (!isTable || silos.Any(s => s.Answer is { Devices: not "processor" }))
            columns.Add((new("devices"), s => s.Answer?.Devices));
        columns.Add((new("slots", true), s => s.Answer?.Slots));
        if (!isTable)
            columns.Add((new("group", true), s => s.Answer?.MaxFusedTrials));
        columns.Add((new("running", true), s => s.Answer?.Running.Count));
        if (isTable)
            columns.Add((new("health"), s => s.Details is { } details ? $"{s.Health}: {details}" : s.Health));
        else
            columns.AddRange([(new("health"), s => s.Health), (new("details"), s => s.Details), (new("worker"), s => s.Worker.Value)]);
        return Tabular.Create([.. columns.Select(c => c.Column)],
            silos.Select(silo => (IReadOnlyList<object?>)[.. columns.Select(c => c.Value(silo))]));
    }

    /// <summary>The workers that a store knows; those gone for long are left out.</summary>
    /// <param name="workers">All that it knows.</param>
    /// <param name="includeGone">Whether to show those, too.</param>
    /// <param name="left">How many are left out.</param>
    public static Tabular Create(IReadOnlyList<WorkerStatus> workers, bool includeGone, out int left)
    {
        var shown = workers.Where(w => includeGone || w.Running > 0 || w.SinceSeen < GoneAfter).ToArray();
        left = workers.Count - shown.Length;
        return Tabular.Create(
            [new("worker"), new("host"), new("engine"), new("running", true), new("seenSeconds", true), new("health"), new("details")],
            shown.Select(w => (IReadOnlyList<object?>)
            [
                w.Worker.Value, w.Host, w.Engine, w.Running, Math.Round(w.SinceSeen.TotalSeconds),
                w.QuarantineReason is not null ? "quarantined" : w.SinceSeen > SilentAfter ? "silent" : "ok",
                w.QuarantineReason,
            ]));
    }
}
