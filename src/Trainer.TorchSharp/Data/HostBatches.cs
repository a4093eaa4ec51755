using Sweep.Trainer.Data;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.TorchSharp.Data;

/// <summary>Batches of an epoch that the host prepares, sample by sample, and sends to the device. One thread at a time.</summary>
/// <param name="perTrial">The samples of each fused trial.</param>
/// <param name="orders">Of each fused trial: its samples in the order of the epoch.</param>
/// <param name="image">One sample.</param>
/// <param name="device">Where batches go.</param>
internal sealed class HostBatches(IReadOnlyList<TrainingSamples> perTrial, IReadOnlyList<int[]> orders, TensorShape image,
    torch.Device device)
{
    /// <summary>A run of samples.</summary>
    /// <param name="first">In the order of the epoch.</param>
    /// <param name="count">How many.</param>
    /// <param name="precision">Of the input.</param>
    /// <returns>(samples, trials x channels, height, width).</returns>
    public Tensor Input(int first, int count, ScalarType precision)
    {
        var input = Prepare(first, count, image.Count, (samples, number, destination) => samples.Load(number, destination))
            .view(count, (long)perTrial.Count * image.Channels, image.Height, image.Width);
        return precision == ScalarType.Float32 ? input : input.to(precision);
    }

    /// <summary>The masks of a run of samples: (samples, trials, height x width).</summary>
    public Tensor Masks(int first, int count) =>
        Prepare(first, count, image.Plane, (samples, number, destination) => samples.LoadMask(number, destination));

    // (samples, trials, length)
    private Tensor Prepare(int first, int count, int length, Action<TrainingSamples, int, Span<float>> load)
    {
        int trials = perTrial.Count;
        var values = new float[count * trials * length];
        Parallel.For(0, trials, trial =>
        {
            for (int i = 0; i < count; i++)
                load(perTrial[trial], orders[trial][first + i], values.AsSpan((i * trials + trial) * length, length));
        });
        return torch.tensor(values, [count, trials, length], device: device);
    }
}
