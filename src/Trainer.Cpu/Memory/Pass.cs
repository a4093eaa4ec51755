namespace Sweep.Trainer.Cpu.Memory;

/// <summary>One micro-batch on its way through the network.</summary>
/// <param name="MicroBatch">Its number within the batch.</param>
/// <param name="SampleCount">Real samples; the lanes behind them repeat a sample and carry no gradient.</param>
/// <param name="Training">Whether dropout, noise and batch statistics are on.</param>
internal readonly record struct Pass(int MicroBatch, int SampleCount, bool Training);

/// <summary>A batch cut into micro-batches.</summary>
/// <param name="Count">Real samples.</param>
/// <param name="Samples">Samples per micro-batch.</param>
/// <param name="Training">Whether dropout, noise and batch statistics are on.</param>
internal readonly record struct Batch(int Count, int Samples, bool Training)
{
    public int MicroBatches => (Count + Samples - 1) / Samples;

    public Pass this[int microBatch] => new(microBatch, Math.Min(Samples, Count - microBatch * Samples), Training);
}
