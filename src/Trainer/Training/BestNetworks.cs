using Sweep.Planning.Trials;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Training;

/// <summary>The networks of the best epochs so far, of trials that end with them. Checkpoints hold them beside the training's own
/// tensors.</summary>
internal sealed class BestNetworks
{
    private const string Prefix = "best/"; // no tensor of a network or an optimizer begins so

    private readonly Dictionary<TrialId, IReadOnlyList<NamedTensor>> networks = [];

    /// <summary>A trial's best network is this one now.</summary>
    public void Keep(TrialId trial, IReadOnlyList<NamedTensor> network) => networks[trial] = network;

    /// <summary>A trial's best network.</summary>
    public IReadOnlyList<NamedTensor> Of(TrialId trial) => networks[trial];

    /// <summary>What a checkpoint holds of it; nothing where there is none.</summary>
    public IEnumerable<NamedTensor> Saved(TrialId trial) =>
        networks.TryGetValue(trial, out var network) ? network.Select(t => t with { Name = Prefix + t.Name }) : [];

    /// <summary>Takes it from what a checkpoint holds.</summary>
    /// <returns>The training's own tensors.</returns>
    public IReadOnlyList<NamedTensor> Restore(TrialId trial, IReadOnlyList<NamedTensor> saved)
    {
        var best = saved.Where(t => t.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToArray();
        if (best.Length == 0)
            return saved;
        Keep(trial, [.. best.Select(t => t with { Name = t.Name[Prefix.Length..] })]);
        return [.. saved.Except(best)];
    }
}
