using Orleans;

namespace Sweep.Grains;

/// <summary>The worker of one silo; its key is the worker's id, which is the silo's address.</summary>
[Alias("sweep.IWorkerGrain")]
public interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>Slots, health and what is running.</summary>
    [Alias("GetStateAsync")]
    [ResponseTimeout("00:00:05")]
    Task<WorkerState> GetStateAsync();
}
