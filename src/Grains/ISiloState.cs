namespace Sweep.Grains;

/// <summary>What the silo's host asks about its worker.</summary>
public interface ISiloState
{
    /// <summary>Slots, health and what is running.</summary>
    WorkerState Describe();

    /// <summary>Faults when the worker can work no more; the process had better end then, and be started anew.</summary>
    Task Completion { get; }
}
