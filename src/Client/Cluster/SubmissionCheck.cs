using Sweep.Store;

namespace Sweep.Client.Cluster;

/// <summary>Whether a cluster will work on what was put into a store. Pure.</summary>
/// <param name="IsServed">Whether it will.</param>
/// <param name="Message">In words, with what to do where it will not.</param>
internal sealed record SubmissionCheck(bool IsServed, string Message)
{
    /// <param name="silos">What the cluster answered.</param>
    /// <param name="workers">The workers that the store knows.</param>
    /// <param name="store">The store's name for people.</param>
    public static SubmissionCheck Create(IReadOnlyList<SiloView> silos, IReadOnlyList<WorkerStatus> workers, string store)
    {
        if (silos.Count == 0)
            return new SubmissionCheck(false, "The cluster has no active silo; the trials wait in the store. Start silos: sweep-silo.");
        var known = workers.Select(w => w.Worker).ToHashSet();
        if (!silos.Any(silo => known.Contains(silo.Worker)))
        {
            return new SubmissionCheck(false, $"The cluster works on another store: none of its {silos.Count} silos is known to {store}. "
                + "The trials wait there. Give the same --store to sweep and sweep-silo.");
        }
        var able = silos.Where(s => s.TakesTrials).ToArray();
        string others = silos.Count > able.Length ? $" {silos.Count - able.Length} more cannot: `sweep silos --cluster` tells why." : "";
        if (able.Length == 0)
            return new SubmissionCheck(false, $"No silo of the cluster takes trials now; they wait in the store.{others}");
        int slots = able.Sum(s => s.Answer!.Slots), running = able.Sum(s => s.Answer!.Running.Count);
        string busy = running > 0 ? $", {running} trials running" : "";
        string work = able.Length == 1 ? "works" : "work";
        return new SubmissionCheck(true,
            $"{Count(able.Length, "silo")} with {Count(slots, "slot")} {work} on the store's sweeps{busy}.{others}");
    }

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
