using System.Globalization;
using Sweep.Store;

namespace Sweep.Client.Control;

/// <summary>What a change of a sweep's trials does not reach: those that other sweeps want too, and those that a worker still
/// holds.</summary>
internal static class TrialNotes
{
    /// <summary>Which other sweeps keep trials that one gives up.</summary>
    public static IEnumerable<string> Kept(IReadOnlyList<SharedTrials> shared)
    {
        foreach (var (sweep, waiting, running) in shared)
        {
            string[] parts = [.. Part(waiting, "wait there as before"), .. Part(running, "go on running for it")];
            yield return $"{waiting + running} of them stay with {sweep}, which wants them too: {string.Join(", ", parts)}.";
        }

        static string[] Part(int count, string what) => count > 0 ? [$"{count} {what}"] : [];
    }

    /// <summary>Who holds trials, and until when.</summary>
    public static async Task<IReadOnlyList<string>> LeasesAsync(ITrialControl store, TrialFilter filter, TimeProvider time,
        CancellationToken cancellation) =>
        [.. (await store.ReadLeasesAsync(filter, cancellation)).Select(holding => Describe(holding, time))];

    /// <summary>A worker's leases, in a sentence.</summary>
    public static string Describe(LeaseHolding holding, TimeProvider time)
    {
        string trials = holding.Count == 1 ? "1 trial is" : $"{holding.Count} trials are";
        if (holding.Left <= TimeSpan.Zero)
            return $"{trials} leased to {holding.Worker}, whose time is over: the next worker that looks for work frees them.";
        string until = (time.GetUtcNow() + holding.Left).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"{trials} still leased to {holding.Worker}, until {until} unless renewed ({Math.Ceiling(holding.Left.TotalSeconds):0} "
            + "s from now)"
            + (holding.IsStopping ? "; it hears at its next heartbeat that they are to stop." : ".");
    }
}
