using Sweep.Trainer.TorchSharp.Networks;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>Weights and a state of the optimizer in each other's place for some trials, and back when disposed; running statistics are
/// then as they were.</summary>
internal sealed class WeightExchange : IDisposable
{
    private readonly Tensor weights, state;
    private readonly Tensor elements, trials; // whether they are exchanged: (moving tensors x trials x elements), (trials, 1)
    private readonly (Tensor Values, Tensor Before)[] statistics;

    /// <summary>Exchanges them.</summary>
    /// <param name="network">Whose weights.</param>
    /// <param name="state">Laid out like the weights.</param>
    /// <param name="chosen">For each trial whether it takes part.</param>
    public WeightExchange(FusedNetwork network, Tensor state, IReadOnlyList<bool> chosen)
    {
        using var scope = torch.NewDisposeScope();
        weights = network.Parameters.MovingPart(network.Parameters.Values).DetachFromDisposeScope();
        this.state = network.Parameters.MovingPart(state).DetachFromDisposeScope();
        using var quiet = torch.no_grad();
        trials = torch.tensor([.. chosen], device: network.Device).unsqueeze(1).DetachFromDisposeScope();
        using var numbers = network.Parameters.ElementNumbers(_ => 0);
        elements = trials.flatten().index_select(0, numbers).DetachFromDisposeScope();
        statistics = [.. network.Statistics.Select(s => (s.Values, s.Values.clone().DetachFromDisposeScope()))];
        Exchange();
    }

    /// <summary>Gives the trials that do not take part their statistics back.</summary>
    public void KeepOthers()
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        foreach (var (values, before) in statistics)
            _ = values.copy_(torch.where(trials, Rows(values), Rows(before)).flatten());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        Exchange();
        foreach (var (values, before) in statistics)
        {
            _ = values.copy_(before);
            before.Dispose();
        }
        elements.Dispose();
        trials.Dispose();
        weights.Dispose();
        state.Dispose();
    }

    private Tensor Rows(Tensor values) => values.view(trials.shape[0], -1);

    private void Exchange()
    {
        var (to, from) = (torch.where(elements, state, weights), torch.where(elements, weights, state));
        _ = weights.copy_(to);
        _ = state.copy_(from);
    }
}
