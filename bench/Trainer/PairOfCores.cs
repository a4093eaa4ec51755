using System.Diagnostics;
using Sweep.Trainer.Cpu.Kernels;

namespace Sweep.Trainer.Bench;

/// <summary>Elapsed time of two trainings at once over that of one, slice by slice, and the same of two loops that only multiply:
/// what the machine itself loses when both cores are busy.</summary>
internal sealed class PairOfCores(string architecture, Data.DatasetSplit train) : IDisposable
{
    private const int BatchesPerSlice = 36, PeaksPerSlice = 20; // about 100 ms each

    private readonly Training first = new(architecture, train, KernelSet.Best, seed: 2),
        second = new(architecture, train, KernelSet.Best, seed: 3);

    /// <summary>Of each slice, the time of two trainings over that of one.</summary>
    public List<double> Training { get; } = [];

    /// <summary>Of each slice, the time of two loops of multiply-adds over that of one.</summary>
    public List<double> Peak { get; } = [];

    /// <summary>Trains an epoch of each network.</summary>
    /// <param name="epoch">From 1; its first slice warms up and is not recorded.</param>
    public void Epoch(int epoch)
    {
        first.BeginEpoch(epoch);
        second.BeginEpoch(epoch);
        for (int slice = 0; (slice + 2) * BatchesPerSlice <= first.Batches; slice += 2)
        {
            double alone = Seconds(() => Train(first, slice));
            double both = Seconds(() => Train(first, slice + 1), () => Train(second, slice + 1));
            double multiplyAlone = Seconds(Multiply), multiplyBoth = Seconds(Multiply, Multiply);
            if (epoch == 1 && slice == 0)
                continue; // kernels are being compiled
            Training.Add(both / alone);
            Peak.Add(multiplyBoth / multiplyAlone);
        }
    }

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }

    private static void Train(Training training, int slice) => training.Train(slice * BatchesPerSlice, BatchesPerSlice);

    private static void Multiply()
    {
        for (int i = 0; i < PeaksPerSlice; i++)
            Bench.Peak.Now(KernelSet.Best);
    }

    private static double Seconds(params Action[] works)
    {
        using var ready = new Barrier(works.Length + 1);
        var threads = works.Select(work => new Thread(() =>
        {
            ready.SignalAndWait();
            work();
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        ready.SignalAndWait();
        long start = Stopwatch.GetTimestamp();
        foreach (var thread in threads)
            thread.Join();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
