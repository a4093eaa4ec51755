namespace Sweep.Trainer.Cpu.Layers;

/// <summary>What batch norms normalise by.</summary>
internal enum NormStatistics
{
    /// <summary>The running statistics that training gathered.</summary>
    Running,

    /// <summary>The statistics of the batch.</summary>
    Batch,
}
