using Sweep.Client.CommandLine;
using Sweep.Store;

namespace Sweep.Client.Page;

/// <summary>What may be done with a sweep, as links to the pages that ask for a confirmation. Only where the page has control.</summary>
internal static class ControlLinks
{
    public static Html Of(SweepStatus status)
    {
        string[] verbs = status.State switch
        {
            SweepState.Active when !status.IsOver => ["pause", "cancel"],
            SweepState.Active => [],
            SweepState.Paused => ["resume", "cancel"],
            _ => ["resume"],
        };
        if (status.Count(TrialState.Failed) + status.Count(TrialState.Cancelled) > 0 && ImportedSweeps.Find(status) is null)
            verbs = [.. verbs, "retry"];
        return Html.Concat(verbs.Select(verb => Html.Of($"""
            <a class="button" href="{PageAddress.Control(verb, status.Name)}" aria-label="{verb} {status.Name}">{verb}</a>
            
            """)));
    }
}
