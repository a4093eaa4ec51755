using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Scheduling;

/// <summary>A trial in the hands of a worker, as it was when asked.</summary>
/// <param name="Lease">The attempt.</param>
/// <param name="Sweep">Name of the sweep it was claimed through.</param>
/// <param name="Trial">What is trained.</param>
/// <param name="Elapsed">How long it has been training; null while it waits for a slot.</param>
/// <param name="LastEpoch">Metrics of the last epoch that ended; null before.</param>
public sealed record RunningTrial(Lease Lease, string Sweep, TrialDescription Trial, TimeSpan? Elapsed, EpochMetrics? LastEpoch);
