using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Cpu.Optimizers;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Cpu;

/// <summary>One trial in training: its network, and the optimizer that moves its numbers.</summary>
/// <param name="network">Disposed with the session.</param>
/// <param name="settings">Of the optimizer.</param>
internal abstract class NetworkSession(CpuNetwork network, OptimizerSettings settings) : IEngineSession
{
    private readonly Optimizer optimizer = Optimizer.Create(settings, network.Parameters);

    /// <summary>The compiled network.</summary>
    internal CpuNetwork Network => network;

    /// <inheritdoc/>
    public long OptimizerSteps
    {
        get => optimizer.StepCount;
        set => optimizer.StepCount = value;
    }

    /// <summary>Moves the numbers along their gradients.</summary>
    protected Optimizer Optimizer => optimizer;

    /// <inheritdoc/>
    public virtual long BytesOf(int trial) => network.Bytes + optimizer.Bytes;

    /// <inheritdoc/>
    public abstract IReadOnlyList<EpochLosses> TrainEpoch(TrainingEpoch epoch, CancellationToken stop);

    /// <inheritdoc/>
    public abstract IReadOnlyList<Evaluation> Evaluate(IReadOnlyList<int[]>? samples, CancellationToken stop);

    /// <inheritdoc/>
    public IDisposable ExchangeWeights(IReadOnlyList<bool> trials, IReadOnlyList<int[]> samples, CancellationToken stop)
    {
        var restoration = new Restoration(network, optimizer.States.Single(s => s.Name == settings.Definition.Evaluated));
        try
        {
            RefreshStatistics(samples, stop);
            return restoration;
        }
        catch
        {
            restoration.Dispose();
            throw;
        }
    }

    /// <summary>Makes running means and variances those of training samples, for weights that training did not have.</summary>
    protected abstract void RefreshStatistics(IReadOnlyList<int[]> samples, CancellationToken stop);

    /// <inheritdoc/>
    public void Select(IReadOnlyList<int> trials)
    {
        // There is but one trial.
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> Save(int trial)
    {
        var parameters = network.Parameters;
        return
        [
            .. parameters.Views.Select(v => new NamedTensor(v.Description.Name, v.Description.Shape, parameters.ValuesOf(v).ToArray())),
            .. network.Statistics.Select(s => new NamedTensor(s.Name, [s.Values.Length], s.Values.ToArray())),
            .. optimizer.States.SelectMany(state => parameters.Views.Where(v => !v.Description.IsFrozen).Select(v => new NamedTensor(
                TensorNames.OptimizerState(state.Name, v.Description.Name), v.Description.Shape, v.Slice(state.Values).ToArray()))),
            .. ScalarTensors.Save(optimizer.Scalars),
        ];
    }

    /// <inheritdoc/>
    public void Load(int trial, IReadOnlyList<NamedTensor> tensors)
    {
        var given = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var parameters = network.Parameters;
        foreach (var view in parameters.Views)
        {
            Copy(view.Description.Name, parameters.ValuesOf(view));
            foreach (var state in optimizer.States)
                Copy(TensorNames.OptimizerState(state.Name, view.Description.Name), view.Slice(state.Values));
        }
        ScalarTensors.Load(optimizer.Scalars, given);
        foreach (var statistics in network.Statistics)
            Copy(statistics.Name, statistics.Values);

        void Copy(string name, Span<float> values)
        {
            if (!given.TryGetValue(name, out var tensor))
                return;
            if (tensor.Values.Length != values.Length)
                throw new ArgumentException($"'{name}' has {tensor.Values.Length} numbers, this network's {values.Length}.",
                    nameof(tensors));
            tensor.Values.CopyTo(values);
        }
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
    }

    // Weights and a state in each other's place, and back; statistics as they were.
    private sealed class Restoration : IDisposable
    {
        private readonly CpuNetwork network;
        private readonly NamedBlock state;
        private readonly float[][] statistics;

        public Restoration(CpuNetwork network, NamedBlock state)
        {
            (this.network, this.state) = (network, state);
            statistics = [.. network.Statistics.Select(s => s.Values.ToArray())];
            Exchange();
        }

        public void Dispose()
        {
            Exchange();
            foreach (var (block, values) in network.Statistics.Zip(statistics))
                values.CopyTo(block.Values);
        }

        private void Exchange()
        {
            foreach (var view in network.Parameters.Views.Where(v => !v.Description.IsFrozen)) // what is frozen has no state
            {
                Span<float> weights = network.Parameters.ValuesOf(view), values = view.Slice(state.Values);
                float[] before = weights.ToArray();
                values.CopyTo(weights);
                before.CopyTo(values);
            }
        }
    }
}
