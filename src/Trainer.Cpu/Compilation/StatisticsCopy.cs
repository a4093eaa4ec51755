using Sweep.Trainer.Cpu.Memory;

namespace Sweep.Trainer.Cpu.Compilation;

/// <summary>Running statistics of a network as they were, until they are put back by disposing.</summary>
internal sealed class StatisticsCopy : IDisposable
{
    private readonly IReadOnlyList<NamedBlock> blocks;
    private readonly float[][] values;

    public StatisticsCopy(CpuNetwork network)
    {
        blocks = network.Statistics;
        values = [.. blocks.Select(b => b.Values.ToArray())];
    }

    /// <summary>Puts them back.</summary>
    public void Restore()
    {
        foreach (var (block, own) in blocks.Zip(values))
            own.CopyTo(block.Values);
    }

    /// <inheritdoc/>
    public void Dispose() => Restore();
}
