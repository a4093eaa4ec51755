using Sweep.Trainer.Cpu.Kernels;
using Sweep.Trainer.Engines;

namespace Sweep.Trainer.Cpu;

/// <summary>The managed engine: each training on one core. Any number of threads may train at once; they share nothing.</summary>
/// <remarks>Same trial, same machine kind: bit-identical metrics, except seconds, whatever else runs.</remarks>
public sealed class CpuEngine : IEngine, IEngineDevice
{
    private readonly KernelSet kernels;

    /// <summary>With the widest vectors of this machine.</summary>
    public CpuEngine()
        : this(KernelSet.Best)
    {
    }

    /// <summary>With other kernels than the best of this machine.</summary>
    internal CpuEngine(KernelSet kernels) => this.kernels = kernels;

    /// <inheritdoc/>
    public string Name => EngineChoice.Cpu;

    /// <inheritdoc/>
    public string Kind => $"cpu {kernels.Name}";

    /// <inheritdoc/>
    public EngineCapabilities Capabilities => CpuEngineFactory.All;

    /// <inheritdoc/>
    public int MaxFusedTrials => 1;

    /// <summary>The vector instructions in use: "AVX-512", "AVX2" or "128-bit".</summary>
    public string VectorWidth => kernels.Name;

    /// <inheritdoc/>
    string IEngineDevice.Name => "this process";

    /// <inheritdoc/>
    public IEngineDevice TakeDevice() => this;

    /// <inheritdoc/>
    public IEngineSession Open(SessionDescription description) => description.Trials.Single().Settings.Meta is null
        ? new CpuSession(description, kernels) : new CpuMetaSession(description, kernels);

    /// <inheritdoc/>
    public bool IsOutOfMemory(Exception problem) => problem is OutOfMemoryException;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
