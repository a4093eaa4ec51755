using Orleans;
using Sweep.Store;

namespace Sweep.Grains;

/// <summary>One attempt of one trial on the silo that runs it; its key (<see cref="TrialGrainKey"/>) names the silo, the trial and the
/// attempt.</summary>
/// <remarks>A grain whose attempt is unknown or over answers <see cref="LeaseAnswer.Lost"/>: a stale caller can do no harm.</remarks>
[Alias("sweep.ITrialGrain")]
public interface ITrialGrain : IGrainWithStringKey
{
    /// <summary>Hands the leased trial to a slot of this silo and returns at once.</summary>
    /// <returns>False when the silo does not take it (it is leaving, or quarantined): the caller gives the lease back.</returns>
    [Alias("StartAsync")]
    Task<bool> StartAsync(LeasedTrial trial);

    /// <summary>Asks the store for the state of the lease now, instead of at the next heartbeat, and acts on the answer: a cancelled
    /// training stops.</summary>
    [Alias("CheckLeaseAsync")]
    Task<LeaseAnswer> CheckLeaseAsync();
}
