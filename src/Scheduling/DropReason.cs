namespace Sweep.Scheduling;

/// <summary>Why a worker lets go of an attempt without an ending.</summary>
public enum DropReason
{
    /// <summary>The worker leaves: the trial goes back to the queue.</summary>
    GivenBack,

    /// <summary>The lease ran out or was ended: somebody else has the trial, or will have it.</summary>
    LeaseLost,
}
