using Sweep.Store;

namespace Sweep.Client.Page;

/// <summary>What every address of the page works with.</summary>
/// <param name="Store">The store that the page shows. Several requests use it at once.</param>
/// <param name="Time">Clock.</param>
/// <param name="HasControl">Whether pausing, cancelling and the like are offered.</param>
internal sealed record PageContext(ITrialReader Store, TimeProvider Time, bool HasControl);
