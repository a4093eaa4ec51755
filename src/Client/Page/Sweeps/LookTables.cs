using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Client.Running;
using Sweep.Planning.Plans;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>The planned looks: their limits, which were taken, when the next is due, and what they decided.</summary>
internal static class LookTables
{
    public static Html Create(ShownSweep sweep, SweepLooks looks)
    {
        var plan = looks.Plan;
        int selection = looks.Comparison.Tuning?.SelectionSeeds ?? 0;
        double all = plan.Seeds.Count - selection;
        var limits = SequentialLooks.Boundary(plan.Rule,
            [.. plan.JudgingCounts.Select(n => n == plan.Seeds.Count ? 1 : (n - selection) / all)])?.NominalLevels(looks.Comparison.Alpha);
        string[] lines = [.. LookText.Describe(looks).Take(2).Where(l => !l.StartsWith(' '))];
        return Html.Of($"""
            <h3>Planned looks</h3>
            <ul>{lines.Select(l => Html.Of($"<li>{l}</li>"))}{Next(sweep, looks)}</ul>
            {(plan.JudgesAtLooks ? Limits(looks, limits) : Html.Empty)}
            {(looks.Taken is [.., { Standings.Count: > 0 } last] ? Standings(looks, last) : Html.Empty)}
            """);
    }

    private static Html Next(ShownSweep sweep, SweepLooks looks)
    {
        if (looks.Taken is [.., { IsLast: true }])
            return Html.Empty;
        if (sweep.Status.IsLookDue)
            return Html.Of($"<li>The next look is due: the worker that asks for work next takes it.</li>");
        long open = sweep.Status.Count(TrialState.Queued) + sweep.Status.Count(TrialState.Running);
        return Html.Of($"<li>The next look is due when {open:N0} more {(open == 1 ? "trial is" : "trials are")} over.</li>");
    }

    private static Html Limits(SweepLooks looks, IReadOnlyList<double>? limits) => Html.Of($"""
        <div class="wide" tabindex="0" role="region" aria-label="Limits of the looks"><table>
        <caption>{Meaning(looks, limits)}</caption>
        <thead><tr><th scope="col" class="number">look</th><th scope="col" class="number">seeds</th>
        {(limits is null ? Html.Empty : Html.Of($"""<th scope="col" class="number">limit of p</th>"""))}
        <th scope="col">taken</th></tr></thead>
        <tbody>
        {looks.Plan.JudgingCounts.Select((seeds, i) => Html.Of($"""
            <tr data-key="look-{i}"><th scope="row" class="number">{i + 1}</th><td class="number">{seeds}</td>
            {(limits is null ? Html.Empty : Html.Of($"<td class=\"number\">{limits[i].ToString("G3", CultureInfo.InvariantCulture)}</td>"))}
            <td>{Taken(looks, i + 1)}</td></tr>

            """))}
        </tbody></table></div>
        """);

    private static string Meaning(SweepLooks looks, IReadOnlyList<double>? limits) => limits is null
        ? FormattableString.Invariant($"A comparison is decided when its adjusted p is at most {looks.Comparison.Alpha}, at any look.")
        : $"{LookText.Rule(looks.Plan.Rule)}: the p that a single comparison must reach at each look; several are adjusted besides.";

    private static string Taken(SweepLooks looks, int number) => looks.Taken.FirstOrDefault(t => t.Number == number) is { } taken
        ? taken.TakenAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)
        : looks.Taken is [.., { IsLast: true }] ? "not needed" : "not yet";

    private static Html Standings(SweepLooks looks, TakenLook last) => Html.Of($"""
        <div class="wide" tabindex="0" role="region" aria-label="Comparisons at the last look"><table>
        <caption>The comparisons as the last look left them.</caption>
        <thead><tr><th scope="col">level</th><th scope="col">against</th><th scope="col">at the look</th>
        <th scope="col" class="number">decided after seeds</th><th scope="col" class="number">pairs</th>
        <th scope="col" class="number">difference</th><th scope="col" class="number">p adjusted</th></tr></thead>
        <tbody>
        {last.Standings.Select((s, i) => Html.Of($"""
            <tr data-key="standing-{i}"><th scope="row">{LookText.Level(looks, s.Level)}</th><td>{LookText.Level(looks, s.Baseline)}</td>
            <td>{(s.IsDecided || last.IsLast ? s.Verdict : "open")}</td><td class="number">{LookText.DecidedAt(looks, s)}</td>
            <td class="number">{s.Pairs}</td><td class="number">{Number(s.Difference)}</td>
            <td class="number">{Number(s.AdjustedP)}</td></tr>

            """))}
        </tbody></table></div>
        """);

    private static string Number(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? "-";
}
