using Orleans;
using Orleans.Runtime;

namespace Sweep.Grains;

/// <inheritdoc cref="IWorkerGrain"/>
[SiloPlacement]
internal sealed class WorkerGrain(SiloWorker worker) : Grain, IWorkerGrain
{
    /// <exception cref="SiloUnavailableException">The silo that the key names is gone.</exception>
    public Task<WorkerState> GetStateAsync()
    {
        if (this.GetPrimaryKeyString() == worker.Id.Value)
            return Task.FromResult(worker.Describe());
        DeactivateOnIdle();
        throw new SiloUnavailableException($"The silo {this.GetPrimaryKeyString()} is gone.");
    }
}
