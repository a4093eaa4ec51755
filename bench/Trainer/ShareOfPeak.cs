using Sweep.Trainer.Cpu.Kernels;

namespace Sweep.Trainer.Bench;

/// <summary>Trains epochs in short slices with a measurement of the core's peak before and after each, so that both see the same
/// neighbours on the machine and the same clock.</summary>
internal sealed class ShareOfPeak(Training training, KernelSet kernels)
{
    private const int BatchesPerSlice = 12; // about 40 ms

    /// <summary>CPU seconds of each epoch, peak measurements not counted.</summary>
    public List<double> Seconds { get; } = [];

    /// <summary>GFLOP/s of the core in each measurement.</summary>
    public List<double> Peaks { get; } = [];

    /// <summary>Needed GFLOP/s of each slice over the mean of the peaks before and after it.</summary>
    public List<double> Shares { get; } = [];

    /// <summary>Trains one epoch.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="isWarmUp">Whether to forget it.</param>
    public void Epoch(int epoch, bool isWarmUp)
    {
        double flopPerBatch = Training.MultiplyAdds(training.Network.Shape) * 2 * Training.BatchSize, total = 0, before = Peak.Now(kernels);
        training.BeginEpoch(epoch);
        for (int first = 0; first < training.Batches; first += BatchesPerSlice)
        {
            int batches = Math.Min(BatchesPerSlice, training.Batches - first);
            double seconds = CpuTime.Of(() => training.Train(first, batches)), after = Peak.Now(kernels);
            total += seconds;
            if (!isWarmUp && batches == BatchesPerSlice)
            {
                Shares.Add(batches * flopPerBatch / 1e9 / seconds / ((before + after) / 2));
                Peaks.Add(after);
            }
            before = after;
        }
        if (!isWarmUp)
            Seconds.Add(total);
    }
}
