using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Cluster;

/// <summary>What a cluster adds to the store's status.</summary>
/// <param name="Silos">The silos.</param>
/// <param name="Running">The running trials.</param>
/// <param name="Remarks">Who coordinates.</param>
internal sealed record ClusterStatus(Tabular Silos, Tabular Running, IReadOnlyList<string> Remarks)
{
    /// <summary>Asks the silos, and the coordinators of the sweeps with running trials, all at once.</summary>
    /// <param name="control">The cluster.</param>
    /// <param name="store">The store.</param>
    /// <param name="sweeps">The sweeps shown.</param>
    /// <param name="sweep">The only one; null for all.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="cancellation">Ends the asking.</param>
    public static async Task<ClusterStatus> ReadAsync(IClusterControl control, ITrialReader store, IReadOnlyList<SweepStatus> sweeps,
        string? sweep, OutputFormat format, CancellationToken cancellation)
    {
        var silos = control.ReadSilosAsync(cancellation);
        var rows = new List<TrialRow>();
        var isRunning = new TrialFilter { Sweep = sweep, States = new HashSet<TrialState> { TrialState.Running } };
        await foreach (var row in store.ReadTrialsAsync(isRunning, MetricSelection.None, cancellation))
            rows.Add(row);
        string[] names = [.. rows.Select(r => r.Sweep).Distinct()];
        var coordinators = await Task.WhenAll(names.Select(name => control.ReadCoordinatorAsync(name, cancellation)));
        var words = names.Select(name => (name, text: sweeps.FirstOrDefault(s => s.Name == name)?.SpecText)).Where(s => s.text is not null)
            .ToDictionary(s => s.name, s => TrialLabels.FromSpec(s.text!), StringComparer.Ordinal);
        rows.RemoveAll(row => !words.ContainsKey(row.Sweep)); // submitted after the sweeps were read
        var answers = await silos;
        return new ClusterStatus(SiloTable.Create(answers, format), RunningTable.Create(rows, answers, coordinators, words, format),
            [.. names.Zip(coordinators, (name, coordinator) => $"{name} is coordinated by {SiloView.ShortAddress(coordinator.Worker)}, "
                + $"which has handed out {coordinator.Dispatched} trials.")]);
    }
}
