using Sweep.Planning.Plans;

namespace Sweep.Store;

/// <summary>The truth about sweeps, trials, attempts and their metrics. One contract for every engine, one contract suite run on
/// each.</summary>
/// <remarks>
/// <para>Its roles are interfaces of their own: code asks for the smallest that it needs.</para>
/// <para>Every change of a trial's state is a compare-and-set on (trial, attempt): the attempt number is the fencing token.
/// A stale worker gets <see cref="LeaseAnswer.Lost"/>, never an exception, and its results are dropped.</para>
/// <para>Leases expire by the database's clock alone; one that it has been set back under lasts its length from then on, and no longer.
/// Finished trials (completed, diverged) are immutable.
/// A trial belongs to every sweep that plans it: what one sweep completed, the next reuses.</para>
/// <para>Failure modes: <see cref="StoreUnavailableException"/> when the database cannot be reached (after the retries that are safe).
/// A restarted process continues from what is stored; nothing is kept in memory that matters.</para>
/// <para>Thread-safe.</para>
/// </remarks>
public interface ITrialStore : IPlanSubmission, IResultImport, ITrialClaims, ITrialControl, ILookStore, ITrialReader, IAsyncDisposable;
