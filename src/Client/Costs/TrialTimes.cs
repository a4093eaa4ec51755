using Sweep.Planning.Trials;
using Sweep.Store;
using Sweep.Trainer.Costs;
using Sweep.Trainer.Engines;

namespace Sweep.Client.Costs;

/// <summary>How long trials take, by what their time depends on: from earlier ones of a store, or measured here. A time is scaled by the
/// images trained on.</summary>
internal sealed class TrialTimes
{
    private readonly Dictionary<string, (double SecondsPerImage, int Count)> known = new(StringComparer.Ordinal);

    /// <summary>The time of a trial; null if it is not known.</summary>
    public TrialTime? Find(Configuration configuration, TrialCost cost)
    {
        double images = cost.ImageEpochs, budget = 0;
        if (cost.BudgetSeconds is { } seconds)
            (images, budget) = (images - cost.Phases[^1].ImageEpochs, seconds);
        if (images == 0)
            return new TrialTime(budget, TrialTime.OfBudget);
        return known.TryGetValue(CostModel.TimeKey(configuration), out var found)
            ? new TrialTime(found.SecondsPerImage * images + budget, found.Count)
            : null;
    }

    /// <summary>Learns from the completed trials of a store that trained the same architectures on the same datasets.</summary>
    /// <param name="store">Any; also one of other sweeps.</param>
    /// <param name="engine">Its name heads those of the workers that count.</param>
    /// <param name="wanted">What is to be trained.</param>
    /// <param name="model">Computes the images of the earlier trials.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task LearnAsync(ITrialReader store, string engine, IReadOnlyList<Configuration> wanted, CostModel model,
        CancellationToken cancellation)
    {
        var workers = (await store.ReadWorkersAsync(cancellation)).Where(w => w.Engine.StartsWith(engine, StringComparison.Ordinal))
            .Select(w => w.Worker).ToHashSet();
        var filter = new TrialFilter
        {
            States = new HashSet<TrialState> { TrialState.Completed },
            Where = new[] { "architecture", "dataset" }.ToDictionary(s => s,
                s => (IReadOnlyList<string>)[.. wanted.Select(c => c.Settings[s].Label).Distinct()]),
        };
        var keys = wanted.Select(CostModel.TimeKey).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, Dictionary<TrialId, double>>(StringComparer.Ordinal); // a trial may be of several sweeps
        await foreach (var row in store.ReadTrialsAsync(filter, MetricSelection.None, cancellation))
        {
            string key = CostModel.TimeKey(row.Trial.Configuration);
            if (!keys.Contains(key) || row.Worker is not { } worker || !workers.Contains(worker) || row.TrainDuration is not { } duration
                || model.Find(row.Trial.Configuration) is not { BudgetSeconds: null } cost)
                continue;
            if (!found.TryGetValue(key, out var trials))
                found[key] = trials = [];
            trials[row.Trial.Id] = duration.TotalSeconds / cost.ImageEpochs;
        }
        foreach (var (key, trials) in found)
        {
            double[] sorted = [.. trials.Values.Order()];
            known[key] = ((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted.Length);
        }
    }

    /// <summary>Measures two steps of each kind of trial that is to be trained.</summary>
    /// <param name="engine">What trains.</param>
    /// <param name="examples">Trials with their costs; the first of each kind is measured.</param>
    /// <param name="time">Measures.</param>
    /// <param name="stop">Ends the measurement.</param>
    public void Measure(IEngine engine, IEnumerable<(TrialDescription Trial, TrialCost Cost)> examples, TimeProvider time,
        CancellationToken stop)
    {
        foreach (var (trial, cost) in examples.DistinctBy(e => CostModel.TimeKey(e.Trial.Configuration)))
        {
            stop.ThrowIfCancellationRequested();
            known[CostModel.TimeKey(trial.Configuration)] = (TrainingProbe.Measure(engine, trial, cost, time, stop) / cost.ImageEpochs, 0);
        }
    }
}
