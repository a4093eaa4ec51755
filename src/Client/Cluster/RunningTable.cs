using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Cluster;

/// <summary>Running trials with their last epoch, as rows. Which trials run is the store's word, where they stand that of the silos and
/// coordinators. Pure.</summary>
internal static class RunningTable
{
    /// <param name="rows">The running trials, by the store.</param>
    /// <param name="silos">What the silos answered.</param>
    /// <param name="coordinators">What the coordinators of their sweeps answered.</param>
    /// <param name="words">How the trials of each sweep are told apart.</param>
    /// <param name="format">People get the most telling columns, programs all.</param>
    public static Tabular Create(IReadOnlyList<TrialRow> rows, IReadOnlyList<SiloView> silos, IReadOnlyList<CoordinatorView> coordinators,
        IReadOnlyDictionary<string, TrialLabels> words, OutputFormat format)
    {
        bool isForPeople = format == OutputFormat.Table, isOneSweep = words.Count == 1;
        var epochs = new Dictionary<Lease, EpochMetrics>();
        foreach (var (lease, epoch) in silos.SelectMany(s => s.Answer?.Running ?? new Dictionary<Lease, EpochMetrics?>())
            .Select(r => (r.Key, r.Value))
            .Concat(coordinators.SelectMany(c => c.Epochs).Select(e => (e.Key, (EpochMetrics?)e.Value))))
        {
            if (epoch is not null && (!epochs.TryGetValue(lease, out var other) || other.Epoch < epoch.Epoch))
                epochs[lease] = epoch;
        }
        string[] metrics = isForPeople
            ? [.. words.Values.SelectMany(w => w.Metrics).Distinct()
                .Where(name => epochs.Values.Any(e => e.Values.Any(v => v.Key == name)))]
            : [.. MetricCatalogue.Names.Concat(words.Values.SelectMany(w => w.Declared)).Distinct()
                .Where(name => epochs.Values.Any(e => e.Values.Any(v => v.Key == name)))];

        TabularColumn[] columns =
        [
            .. isForPeople && isOneSweep ? Array.Empty<TabularColumn>() : [new("sweep")],
            .. isForPeople ? Array.Empty<TabularColumn>() : [new("trial"), new("attempt", true)],
            new("running"), new("worker"), new("epoch", true), .. metrics.Select(name => new TabularColumn(name, true)),
        ];
        return Tabular.Create(columns, rows.Select(row =>
        {
            var facts = ClusterEvent.Ended.From(row);
            var epoch = epochs.GetValueOrDefault(facts.Lease);
            return (IReadOnlyList<object?>)
            [
                .. isForPeople && isOneSweep ? Array.Empty<object?>() : [row.Sweep],
                .. isForPeople ? Array.Empty<object?>() : [row.Trial.Id.Value, row.Attempts],
                words[row.Sweep].Describe(facts.Levels),
                isForPeople ? SiloView.ShortAddress(facts.Worker) : facts.Worker.Value,
                epoch?.Epoch,
                .. metrics.Select(name => epoch?.Values.Where(v => v.Key == name).Select(v => (object?)v.Value).FirstOrDefault()),
            ];
        }));
    }
}
