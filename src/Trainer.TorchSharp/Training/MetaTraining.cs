using System.Globalization;
using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Optimizers;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>Trains and judges fused trials by tasks; each trial has tasks of its own, which are computed side by side.</summary>
/// <param name="meta">How they learn.</param>
/// <param name="network">Theirs.</param>
/// <param name="dataset">What tasks are drawn from.</param>
/// <param name="normalization">How bytes become the input.</param>
internal sealed class MetaTraining(MetaSettings meta, FusedNetwork network, DeviceDataset dataset, Normalization normalization)
{
    private readonly EpisodeBatches batches = new(dataset, network.Precision, normalization);

    /// <summary>Takes outer steps, each by the mean over its tasks.</summary>
    /// <param name="optimizer">Moves the numbers.</param>
    /// <param name="keys">Of each trial, for layers that draw.</param>
    /// <param name="epoch">The tasks and rates.</param>
    /// <param name="stop">Looked for before each task.</param>
    /// <remarks>Losses are read from the device once, at the end.</remarks>
    public IReadOnlyList<EpochLosses> Train(FusedOptimizer optimizer, IReadOnlyList<StreamKey> keys, MetaEpoch epoch,
        CancellationToken stop)
    {
        using var epochScope = torch.NewDisposeScope();
        int steps = epoch.Rates[0].Length, trials = network.TrialCount;
        var losses = torch.zeros([steps, trials], dtype: ScalarType.Float64, device: network.Device);
        var share = Scalars.Create(1.0 / meta.TasksPerStep);
        optimizer.BeginEpoch(epoch.Rates);
        for (int step = 0; step < steps; step++)
        {
            using var scope = torch.NewDisposeScope();
            Tensor[]? total = null;
            for (int task = step * meta.TasksPerStep; task < (step + 1) * meta.TasksPerStep; task++)
            {
                stop.ThrowIfCancellationRequested();
                string label = string.Create(CultureInfo.InvariantCulture, $"{epoch.Label}/{task}");
                var (loss, gradient) = Gradient([.. epoch.Episodes.Select(tasks => tasks[task])],
                    batch => new FusedStreams(keys, $"{label}/{batch}"));
                using var quiet = torch.no_grad();
                _ = losses.select(0, step).add_(loss.to(ScalarType.Float64), share);
                total = total is null ? gradient : [.. total.Zip(gradient, (sum, own) => sum.add_(own, Scalars.One))];
            }
            using var still = torch.no_grad();
            optimizer.Step([.. total!.Select(sum => sum.mul_(share))]);
        }
        double[] read = losses.cpu().data<double>().ToArray();
        bool[] finite = network.Parameters.AreFinite();
        return [.. Enumerable.Range(0, trials).Select(t =>
            new EpochLosses([.. Enumerable.Range(0, steps).Select(s => read[s * trials + t])], finite[t]))];
    }

    /// <summary>Adapts to each task and judges its queries; numbers and statistics stay as they are.</summary>
    /// <param name="episodes">For each trial its tasks, equally many.</param>
    /// <param name="stop">Looked for before each task.</param>
    public IReadOnlyList<IReadOnlyList<EpisodeScore>> Judge(IReadOnlyList<IReadOnlyList<Episode>> episodes, CancellationToken stop)
    {
        using var whole = torch.NewDisposeScope();
        int tasks = episodes[0].Count, trials = network.TrialCount;
        var scores = torch.zeros([tasks, 2, trials], dtype: ScalarType.Float64, device: network.Device);
        var inner = new InnerLoop(network, meta);
        network.UsesBatchStatistics = !meta.UsesRunningStatistics;
        try
        {
            for (int task = 0; task < tasks; task++)
            {
                using var scope = torch.NewDisposeScope();
                stop.ThrowIfCancellationRequested();
                Episode[] own = [.. episodes.Select(e => e[task])];
                var adapted = inner.Adapt(batches.Support(own, network.Device), meta.TestSteps, streams: null, keepsGraph: false);
                using var quiet = torch.no_grad();
                var query = batches.Queries(own, network.Device);
                var logits = network.Forward(query.Input, streams: null, adapted);
                var row = scores.select(0, task);
                row.select(0, 0).copy_(CrossEntropy.Compute(logits, query.Targets).mean([1]));
                row.select(0, 1).copy_(logits.argmax(2).eq(query.Targets.transpose(0, 1)).to(ScalarType.Float64).mean([1]));
            }
        }
        finally
        {
            network.UsesBatchStatistics = false;
        }
        double[] read = scores.cpu().data<double>().ToArray();
        return [.. Enumerable.Range(0, trials).Select(t => (IReadOnlyList<EpisodeScore>)[.. Enumerable.Range(0, tasks).Select(task =>
            new EpisodeScore(read[2 * task * trials + t], read[(2 * task + 1) * trials + t]))])];
    }

    // One tensor per part of the parameters; the task's graph is freed.
    private (Tensor Loss, Tensor[] Gradient) Gradient(IReadOnlyList<Episode> tasks, Func<string, FusedStreams> streams)
    {
        using var scope = torch.NewDisposeScope();
        var support = batches.Support(tasks, network.Device);
        var query = meta.Method == MetaMethod.Reptile ? support : batches.Queries(tasks, network.Device);
        var (losses, gradients) = MetaGradient.Compute(network, meta, support, query, streams);
        return (losses.MoveToOuterDisposeScope(),
            [.. network.Parameters.PerPart(gradients).Select(g => g.MoveToOuterDisposeScope())]);
    }
}
