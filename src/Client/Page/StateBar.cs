using System.Globalization;
using Sweep.Client.Output;
using Sweep.Client.Report.Drawing;
using Sweep.Store;

namespace Sweep.Client.Page;

/// <summary>How far a sweep is, as a bar and in words.</summary>
internal static class StateBar
{
    private const double Width = 1000, Height = 10;

    private static readonly TrialState[] Order =
        [TrialState.Completed, TrialState.Diverged, TrialState.Pruned, TrialState.Unneeded, TrialState.Failed, TrialState.Cancelled,
            TrialState.Running, TrialState.Queued, TrialState.Held];

    /// <summary>Trials that are over.</summary>
    public static long Over(SweepStatus status) =>
        status.Total - status.Count(TrialState.Queued) - status.Count(TrialState.Running) - status.Count(TrialState.Held);

    /// <summary>"45 of 120 (38 %)".</summary>
    public static string Progress(SweepStatus status) => string.Create(CultureInfo.InvariantCulture,
        $"{Over(status):N0} of {status.Total:N0} ({(status.Total == 0 ? 100 : Math.Floor(100.0 * Over(status) / status.Total)):0} %)");

    /// <summary>"40 completed, 3 failed, 2 running".</summary>
    public static string Counts(SweepStatus status) => string.Join(", ",
        Order.Where(s => status.Count(s) > 0)
            .Select(s => string.Create(CultureInfo.InvariantCulture, $"{status.Count(s):N0} {StateLook.Word(s)}")));

    /// <summary>The bar.</summary>
    public static Html Of(SweepStatus status)
    {
        double left = 0;
        var parts = new List<Html>();
        foreach (var state in Order.Where(s => status.Count(s) > 0))
        {
            double width = Width * status.Count(state) / status.Total;
            var ink = state is TrialState.Queued or TrialState.Held ? Ink.Paper // what is left of the bar
                : state == TrialState.Unneeded ? Ink.Region : StateLook.InkOf(state);
            parts.Add(Html.Of(
                $"""<rect x="{left:0.##}" width="{width:0.##}" height="{Height}" fill="{ink.Light}" class="f-{ink.Name}"/>"""));
            left += width;
        }
        return Html.Of($"""
            <svg class="bar" viewBox="0 0 {Width} {Height}" preserveAspectRatio="none" role="img"
             aria-label="{Progress(status)}: {Counts(status)}">{parts}</svg>
            """);
    }

    /// <summary>The state of the whole sweep, with the reason of a pause.</summary>
    public static Html State(SweepStatus status) => Html.Of($"""
        <span class="state">{SweepStatusText.Describe(status)}</span>{(status.StateReason is { } reason && status.State != SweepState.Active
            ? Html.Of($"<br><span class=\"faint\">{reason}</span>") : Html.Empty)}
        """);
}
