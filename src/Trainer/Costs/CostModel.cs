using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Costs;

/// <summary>Computes what trials take of a machine. What trials have in common is computed once: plans have thousands of configurations of
/// a few shapes. Not thread-safe.</summary>
/// <param name="engine">What would train them.</param>
public sealed class CostModel(IEngineFactory engine)
{
    private static readonly string[] Dependencies =
        ["architecture", "dataset", "activation", "placement", "optimizer", "batchSize", "epochs", "trainSamples", "validationSplit",
            "pretrain", "precision", "averaging", "preprocessing", "meta", "freeze", "fold", "foldsOf", "budget"];

    private readonly Dictionary<string, TrialCost?> costs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ShapedNetwork> networks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemoryNeed> memories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> states = new(StringComparer.Ordinal);

    /// <summary>The cost of a trial; null where this program could not train it.</summary>
    public TrialCost? Find(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        string key = Key(configuration, Dependencies);
        if (!costs.TryGetValue(key, out var cost))
            costs[key] = cost = Compute(configuration);
        return cost;
    }

    /// <summary>Equal for configurations whose costs can be told from each other's by <see cref="TrialCost.ImageEpochs"/>: network without
    /// its activation, what of it learns, images, how many go together, and whether the training may end before its last epoch.</summary>
    public static string TimeKey(Configuration configuration) => Key(configuration,
        ["architecture", "dataset", "batchSize", "pretrain", "precision", "preprocessing", "meta", "freeze", "earlyStopping"]);

    private static string Key(Configuration configuration, IEnumerable<string> settings) =>
        string.Join('\n', settings.Select(s => configuration.Settings.GetValueOrDefault(s)));

    private TrialCost? Compute(Configuration configuration)
    {
        try
        {
            var work = TrialSettings.Read(configuration).Phases.Select(Work).ToArray();
            return Array.TrueForAll(work, w => w is not null)
                ? new TrialCost(work!, work.Select(w => MemoryOf(w!)).MaxBy(m => m.Bytes))
                : null;
        }
        catch (Exception told) when (told is TrialSettingsException or NetworkShapeException)
        {
            return null; // of another version; what a spec says is checked when it is read
        }
    }

    private PhaseWork? Work(TrialSettings phase)
    {
        if (DatasetCatalogue.Describe(phase.Dataset)?.After(phase.Preprocessing) is not { } dataset)
            return null;
        var activation = phase.Activation;
        string key = $"{phase.Architecture.Level}\n{phase.Placement.Level}\n{phase.Dataset}\n{phase.Preprocessing}\n{activation}\n"
            + $"{activation.Scope} {activation.LearnableParameters.Count}\n{phase.Meta?.Ways}\n{phase.Freezing}";
        if (!networks.TryGetValue(key, out var network))
        {
            network = phase.Network(new TensorShape(dataset.Channels, dataset.Height, dataset.Width), dataset.Task);
            networks[key] = network;
        }
        return new PhaseWork(phase, dataset, network);
    }

    // Element by element, activations take memory by where their parameters lie and whether they draw numbers.
    private MemoryNeed MemoryOf(PhaseWork work)
    {
        var settings = work.Settings;
        var activation = settings.Activation;
        string shape = activation.Network is not null ? activation.ToString()
            : $"{activation.Scope} {activation.LearnableParameters.Count} {activation.UsesNoise}";
        string network = $"{settings.Architecture.Level}\n{settings.Placement.Level}\n{settings.Dataset}\n{settings.Preprocessing}\n"
            + $"{shape}\n{settings.Meta}\n{settings.Freezing}";
        string batches = $"{network}\n{settings.BatchSize}\n{settings.Precision}", steps = $"{network}\n{settings.Optimizer.FusionKey}";
        if (!memories.TryGetValue(batches, out var memory))
            memories[batches] = memory = engine.NetworkMemory(settings, work.Network);
        if (!states.TryGetValue(steps, out long bytes))
            states[steps] = bytes = engine.OptimizerMemory(settings.Optimizer, work.Network);
        return memory with { Bytes = memory.Bytes + bytes };
    }
}
