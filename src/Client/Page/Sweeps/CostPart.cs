using System.Globalization;
using Sweep.Client.Output;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>What a sweep has taken and what it will take, in time of slots and by the clock.</summary>
internal static class CostPart
{
    public static LazyPart Part { get; } = new("cost", "Time and cost");

    public static Html Create(ShownSweep sweep, DatedAnswer<SweepEffort> answer)
    {
        var effort = answer.Value;
        SpentTime[] own = [.. effort.Spent.Where(s => s.IsOwn)], others = [.. effort.Spent.Where(s => !s.IsOwn)];
        return Html.Of($"""
            {LazyPart.Date(answer)}
            <dl class="facts">
            <dt>Time left</dt><dd>{Left(sweep, effort)}</dd>
            <dt>Spent</dt><dd>{Spent(own)}</dd>
            <dt>Expected</dt><dd>{Expected(effort)}</dd>
            {(others.Length == 0 ? Html.Empty : Html.Of($"""
                <dt>Reused</dt><dd>{Spent(others)} by other sweeps or earlier revisions, which have trials of this one</dd>
                """))}
            </dl>
            {(own.Length == 0 ? Html.Empty : Table(own))}
            """);
    }

    private static string Left(ShownSweep sweep, SweepEffort effort)
    {
        if (sweep.Status.IsOver)
            return "none, all trials are over";
        if (effort.OpenTrials == 0)
            return "no trial is open";
        if (effort.Spent.Count == 0)
            return "not known: no trial has begun";
        if (!sweep.IsRunning)
            return "not known: no trial runs now";
        var now = effort.Spent[0].Now;
        var since = now - effort.Spent.Min(s => s.FirstBegun);
        var span = since < SweepData.RecentSpan ? since : SweepData.RecentSpan;
        long recent = effort.Spent.Where(s => s.Outcome != "preempted").Sum(s => s.Recent);
        string running = string.Create(CultureInfo.InvariantCulture, $"running now: {sweep.Status.Count(TrialState.Running):N0}");
        return recent == 0 || span <= TimeSpan.Zero
            ? $"not known: no trial has ended in the last {QuantityText.About(span)}; {running}"
            : string.Create(CultureInfo.InvariantCulture, $"about {QuantityText.About(effort.OpenTrials * (span / recent))}")
                + string.Create(CultureInfo.InvariantCulture, $" if the {effort.OpenTrials:N0} open trials go on as the last {recent:N0}, ")
                + $"which ended within {QuantityText.About(span)}; {running}";
    }

    private static string Spent(IReadOnlyCollection<SpentTime> spent) => string.Create(CultureInfo.InvariantCulture,
        $"{QuantityText.Seconds(spent.Sum(s => s.Time.TotalSeconds))} of slots in {spent.Sum(s => s.Attempts):N0} attempts");

    private static string Expected(SweepEffort effort) => effort switch
    {
        { OpenTrials: 0 } => "nothing more",
        { Expected: null } => "not known until a trial has completed",
        { Expected: { } expected } => string.Create(CultureInfo.InvariantCulture,
            $"about {QuantityText.About(expected)} of slots more: completed trials took {Mean(effort)} on average, ")
            + "and open ones count as the mean of their configuration" + (effort.KnownTrials == effort.OpenTrials ? ""
                : string.Create(CultureInfo.InvariantCulture,
                    $", or of all where it has none ({effort.OpenTrials - effort.KnownTrials:N0})")),
    };

    private static string Mean(SweepEffort effort) => QuantityText.Seconds((effort.CompletedTime / effort.CompletedTrials).TotalSeconds);

    private static Html Table(IReadOnlyList<SpentTime> own) => Html.Of($"""
        <div class="wide" tabindex="0" role="region" aria-label="Table of times by outcome"><table>
        <caption>Attempts of this sweep by how they ended. The time is that of slots; the part of running ones is so far.</caption>
        <thead><tr><th scope="col">outcome</th><th scope="col" class="number">attempts</th><th scope="col" class="number">time</th>
        <th scope="col" class="number">mean</th></tr></thead>
        <tbody>
        {own.Select(s => Html.Of($"""
            <tr data-key="{s.Outcome}"><th scope="row">{s.Outcome}</th><td class="number">{s.Attempts:N0}</td>
            <td class="number">{QuantityText.Seconds(s.Time.TotalSeconds)}</td>
            <td class="number">{QuantityText.Seconds(s.Time.TotalSeconds / s.Attempts)}</td></tr>

            """))}
        </tbody></table></div>
        """);
}
