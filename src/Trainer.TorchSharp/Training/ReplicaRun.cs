using Sweep.Planning;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.TorchSharp.Data;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Optimizers;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Training;

/// <summary>Some trials in training as one program: networks, optimizer and the order of the images of each. One thread at a time.</summary>
internal sealed class ReplicaRun : IDisposable
{
    private const int EvaluatedImages = 2048; // of all replicas, at once

    private readonly DeviceDataset dataset;
    private readonly int batchSize;
    private readonly ScalarType precision;
    private List<Member> members;
    private ReplicaNetwork network;
    private FusedOptimizer optimizer;

    /// <summary>Draws the weights of all replicas.</summary>
    /// <param name="replicas">At least one; all of one <see cref="FusionKey"/>.</param>
    /// <param name="dataset">On the device to train on.</param>
    /// <param name="device">Where.</param>
    /// <param name="precision">Of activations and gradients.</param>
    public ReplicaRun(IReadOnlyList<Replica> replicas, DeviceDataset dataset, TorchDevice device, ScalarType precision)
    {
        (this.dataset, this.precision) = (dataset, precision);
        var settings = replicas[0].Settings;
        batchSize = settings.BatchSize;
        var source = dataset.Source;
        var shape = settings.Architecture.For(new TensorShape(source.Channels, source.Height, source.Width), source.Classes);
        members = [.. replicas.Select(r => new Member(r, new SampleOrder(r.Trial.StreamKey, source.Train.Count, r.Settings.ValidationSplit, r.Settings.TrainSamples)))];
        network = new ReplicaNetwork(shape, [.. replicas.Select(r => r.Settings.Activation)], precision, device.ToTorch());
        try
        {
            for (int replica = 0; replica < replicas.Count; replica++)
                Start(replica, replicas[replica]);
            optimizer = FusedOptimizer.Create([.. replicas.Select(r => r.Settings.Optimizer)], network.Parameters);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The trials that still train, in order.</summary>
    public IReadOnlyList<Replica> Replicas => [.. members.Select(m => m.Replica)];

    /// <summary>Optimizer steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Trains one epoch.</summary>
    /// <returns>Per replica: the losses of the batches, and whether its numbers are all finite. Read from the device once, at the end.</returns>
    /// <exception cref="OperationCanceledException">The training is to stop; looked for at each step.</exception>
    public IReadOnlyList<EpochLosses> TrainEpoch(int epoch, CancellationToken stop)
    {
        using var epochScope = torch.NewDisposeScope();
        var order = Upload([.. members.Select(m => m.Order.Epoch(epoch).ToArray())]); // (samples, replicas)
        int samples = (int)order.shape[0], steps = (samples + batchSize - 1) / batchSize;
        var losses = torch.zeros([steps, members.Count], dtype: ScalarType.Float64, device: network.Device);
        optimizer.BeginEpoch([.. members.Select(m => m.Replica.Settings.LearningRate.OfEpoch(epoch, steps, m.Replica.Settings.Epochs))]);
        var streams = new ReplicaStreams([.. members.Select(m => m.Replica.Trial.StreamKey)], epoch);
        for (int step = 0; step < steps; step++)
        {
            using var scope = torch.NewDisposeScope();
            stop.ThrowIfCancellationRequested();
            int first = step * batchSize;
            Step(order.narrow(0, first, Math.Min(batchSize, samples - first)), streams, losses.select(0, step));
        }
        double[] read = losses.cpu().data<double>().ToArray();
        bool[] finite = network.Parameters.AreFinite();
        return [.. members.Select((_, r) => new EpochLosses([.. Enumerable.Range(0, steps).Select(s => read[s * members.Count + r])], finite[r]))];
    }

    /// <summary>Mean loss and accuracy of each replica on the test images, and on those that it kept apart if there are any.</summary>
    public IReadOnlyList<(Evaluation Test, Evaluation? Validation)> Measure(CancellationToken stop)
    {
        int chunk = Math.Max(1, EvaluatedImages / members.Count);
        var test = Evaluate(dataset.Test.Count, chunk, (first, count) => dataset.Test.Slice(first, count, members.Count, precision), stop);
        if (members[0].Order.Validation.Length == 0)
            return [.. test.Select(t => (t, (Evaluation?)null))];
        using var scope = torch.NewDisposeScope();
        var kept = Upload([.. members.Select(m => m.Order.Validation)]);
        var validation = Evaluate((int)kept.shape[0], chunk, (first, count) => dataset.Train.Gather(kept.narrow(0, first, count), precision), stop);
        return [.. test.Zip(validation, (t, v) => (t, (Evaluation?)v))];
    }

    /// <summary>Goes on with some of the replicas.</summary>
    /// <param name="kept">Numbers of those that stay, in order; at least one.</param>
    public void Keep(IReadOnlyList<int> kept)
    {
        if (kept.Count == members.Count)
            return;
        members = [.. kept.Select(r => members[r])];
        var (oldNetwork, oldOptimizer) = (network, optimizer);
        network = oldNetwork.Of(kept, [.. members.Select(m => m.Replica.Settings.Activation)]);
        optimizer = oldOptimizer.Of(oldNetwork.Parameters, network.Parameters, kept);
        oldOptimizer.Dispose();
        oldNetwork.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        network.Dispose();
    }

    // Reads nothing from the device, so that a GPU is never waited for; the number of operations does not depend on how many replicas there are.
    private void Step(Tensor samples, ReplicaStreams streams, Tensor losses)
    {
        Steps++;
        var (input, labels) = dataset.Train.Gather(samples, precision);
        var loss = CrossEntropy.Of(network.Forward(input, streams), labels).mean([1]);
        var gradients = network.Parameters.Gradients(loss.sum());
        using var quiet = torch.no_grad();
        optimizer.Step(gradients);
        losses.copy_(loss);
    }

    private void Start(int number, Replica replica)
    {
        var descriptions = network.Parameters.Descriptions;
        for (int tensor = 0; tensor < descriptions.Count; tensor++)
        {
            var description = descriptions[tensor];
            if (description.Role != ParameterRole.Activation)
            {
                float[] values = new float[description.Count];
                WeightInitializer.Fill(replica.Trial.StreamKey, description, replica.Settings.Initialization, replica.Settings.Activation, values);
                network.Parameters.Write(tensor, number, values);
                continue;
            }
            // A formula with fewer parameters than its neighbours' leaves the rest of each scope unread.
            int own = replica.Settings.Activation.LearnableParameters.Count, scopes = description.Shape[0], width = description.Shape[1];
            float[] read = new float[scopes * own], padded = new float[description.Count];
            WeightInitializer.Fill(replica.Trial.StreamKey, description with { Shape = [scopes, own] }, replica.Settings.Initialization, replica.Settings.Activation, read);
            for (int scope = 0; scope < scopes; scope++)
                read.AsSpan(scope * own, own).CopyTo(padded.AsSpan(scope * width));
            network.Parameters.Write(tensor, number, padded);
        }
    }

    private Evaluation[] Evaluate(int count, int chunk, Func<int, int, (Tensor Input, Tensor Labels)> read, CancellationToken stop)
    {
        using var whole = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        var loss = torch.zeros([members.Count], dtype: ScalarType.Float64, device: network.Device);
        var correct = torch.zeros([members.Count], dtype: ScalarType.Float64, device: network.Device); // counts, exact up to 2^53
        for (int first = 0; first < count; first += chunk)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var (input, labels) = read(first, Math.Min(chunk, count - first));
            var logits = network.Forward(input, streams: null);
            _ = loss.add_(CrossEntropy.Of(logits, labels).sum([1], type: ScalarType.Float64), Scalars.One);
            _ = correct.add_(logits.argmax(2).eq(labels.transpose(0, 1)).sum([1], type: ScalarType.Float64), Scalars.One);
        }
        double[] losses = loss.cpu().data<double>().ToArray();
        double[] hits = correct.cpu().data<double>().ToArray();
        return [.. losses.Zip(hits, (l, h) => new Evaluation(l / count, h / count))];
    }

    private Tensor Upload(int[][] perReplica)
    {
        int samples = perReplica[0].Length, replicas = perReplica.Length;
        var numbers = new long[samples, replicas];
        for (int r = 0; r < replicas; r++)
        {
            for (int s = 0; s < samples; s++)
                numbers[s, r] = perReplica[r][s];
        }
        return torch.from_array(numbers).to(network.Device);
    }

    private sealed record Member(Replica Replica, SampleOrder Order);
}

/// <summary>What an epoch of one replica came to.</summary>
/// <param name="Batches">The mean loss of each batch, in order.</param>
/// <param name="ParametersAreFinite">Whether no learned number is NaN or infinite.</param>
internal sealed record EpochLosses(double[] Batches, bool ParametersAreFinite)
{
    /// <summary>Number of the first batch whose loss is not finite, from 0; null if there is none.</summary>
    public int? FirstLost => Array.FindIndex(Batches, loss => !double.IsFinite(loss)) is var at and >= 0 ? at : null;
}

/// <summary>Mean loss in nats and accuracy in [0,1].</summary>
internal readonly record struct Evaluation(double Loss, double Accuracy);
