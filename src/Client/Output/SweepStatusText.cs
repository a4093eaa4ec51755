using Sweep.Store;

namespace Sweep.Client.Output;

/// <summary>Where a sweep stands, in words.</summary>
internal static class SweepStatusText
{
    /// <summary>One word: complete follows from its trials, the rest from its owner.</summary>
    public static string Describe(SweepStatus status) => status.State switch
    {
        SweepState.Paused => "paused",
        SweepState.Cancelled => "cancelled",
        _ when !status.IsOver => status.Count(TrialState.Running) > 0 ? "running" : "waiting",
        _ => status.Count(TrialState.Failed) + status.Count(TrialState.Cancelled) > 0 ? "ended" : "complete",
    };

    /// <summary>"tiny: running, 3 queued, 2 running, 1 completed of 6".</summary>
    public static string Line(SweepStatus status)
    {
        var counts = Enum.GetValues<TrialState>().Where(s => status.Count(s) > 0)
            .Select(s => $"{status.Count(s)} {s.ToString().ToLowerInvariant()}");
        return $"{status.Name}: {Describe(status)}, {string.Join(", ", counts)} of {status.Total}";
    }
}
