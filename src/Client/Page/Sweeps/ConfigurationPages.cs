using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>The map as tables: a row for each configuration with its counts, and the trials of one configuration.</summary>
internal static class ConfigurationPages
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    /// <summary>The configurations, some to a page.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="map">Its trials.</param>
    /// <param name="rows">The rows of the map to show, with the first trial of each.</param>
    /// <param name="page">The page, from 1.</param>
    /// <param name="pages">How many there are.</param>
    /// <param name="only">Only configurations with a trial in this state; null for all.</param>
    public static PageDocument List(ShownSweep sweep, DatedAnswer<SweepMap> map, IReadOnlyList<(int Row, TrialRow Trial)> rows,
        int page, int pages, TrialState? only)
    {
        TrialState[] states = [.. StateLook.All.Where(s => sweep.Status.Count(s) > 0)];
        string address = SweepAddress.Part(sweep.Name, "configurations");
        string[] factors = [.. Varying(sweep, rows.Select(r => r.Trial.Trial.Configuration))];
        return new PageDocument($"{sweep.Name}: configurations", Html.Of($"""
            <form method="get" action="{address}" class="choices">
            <label>Only with trials that are <select name="state"><option value="">in any state</option>
            {states.Select(s => Html.Of($"<option{(s == only ? Html.Of($" selected") : Html.Empty)}>{StateLook.Word(s)}</option>"))}
            </select></label> <button type="submit">Show</button></form>
            <div data-live="configurations">
            {LazyPart.Date(map)}
            {(map.Value.HasConfigurations ? Html.Empty : Html.Of($"""
                <p class="note">Configurations have very different numbers of trials here: a row is a part of the plan, named after its
                first trial.</p>
                """))}
            <div class="wide" tabindex="0" role="region" aria-label="Configurations"><table>
            <caption>Trials of each configuration by state. The number leads to the trials.</caption>
            <thead><tr><th scope="col" class="number">no.</th>{factors.Select(f => Html.Of($"""<th scope="col">{f}</th>"""))}
            {states.Select(s => Html.Of($"""<th scope="col" class="number">{StateLook.Named(s)}</th>"""))}</tr></thead>
            <tbody>
            {rows.Select(r => Row(sweep, r.Row, r.Trial, map.Value.CountsOf(r.Row), factors, states))}
            </tbody></table></div>
            {Pager(address, page, pages, only)}
            </div>
            """))
        {
            Trail = [(sweep.Name, SweepAddress.Of(sweep.Name))],
            LiveSweep = sweep.Name,
        };
    }

    /// <summary>The trials of a row.</summary>
    public static PageDocument One(ShownSweep sweep, int row, IReadOnlyList<TrialRow> trials) =>
        new($"{sweep.Name}: configuration {row + 1}", Html.Of($"""
            <dl class="facts">{(trials is [var first, ..] ? Varying(sweep, [first.Trial.Configuration]).Select(f => Html.Of($"""
                <dt>{f}</dt><dd>{Label(first, f)}</dd>
                """)) : [])}</dl>
            <div data-live="trials">
            <div class="wide" tabindex="0" role="region" aria-label="Trials"><table>
            <caption>The trials of this configuration. {sweep.Metric}: the last that was reported.</caption>
            <thead><tr><th scope="col">trial</th><th scope="col" class="number">seed</th><th scope="col">state</th>
            <th scope="col" class="number">{sweep.Metric}</th><th scope="col" class="number">epoch</th>
            <th scope="col" class="number">attempts</th><th scope="col" class="number">time</th></tr></thead>
            <tbody>
            {trials.Select(t => Trial(t, sweep.Metric))}
            </tbody></table></div>
            </div>
            """))
        {
            Trail = [(sweep.Name, SweepAddress.Of(sweep.Name)), ("configurations", SweepAddress.Part(sweep.Name, "configurations"))],
            LiveSweep = sweep.Name,
        };

    private static Html Row(ShownSweep sweep, int row, TrialRow trial, IReadOnlyDictionary<TrialState, int> counts, string[] factors,
        TrialState[] states) => Html.Of($"""
        <tr data-key="row-{row}"><th scope="row" class="number">
        <a href="{SweepAddress.Part(sweep.Name, $"configurations/{row + 1}")}">{row + 1}</a></th>
        {factors.Select(f => Html.Of($"<td>{Label(trial, f)}</td>"))}
        {states.Select(s => Html.Of($"""<td class="number">{(counts.TryGetValue(s, out int n) ? $"{n}" : "")}</td>"""))}</tr>

        """);

    private static Html Trial(TrialRow row, string metric)
    {
        var last = row.Metrics.LastOrDefault(m => m.Values.Any(v => v.Key == metric));
        return Html.Of($"""
            <tr data-key="{row.Trial.Id.Value}"><th scope="row">
            <a href="{SweepAddress.Trial(row.Trial.Id.Value)}">{row.Trial.Id.Value[..11]}</a></th>
            <td class="number">{row.Trial.Seed}</td><td>{StateLook.Named(row.State)}</td>
            <td class="number">{(last is null ? "-" : MetricText.Format(last.Values.First(v => v.Key == metric).Value))}</td>
            <td class="number">{last?.Epoch}</td><td class="number">{row.Attempts}</td>
            <td class="number">{(row.TrainDuration is { } time ? QuantityText.Seconds(time.TotalSeconds) : "-")}</td></tr>

            """);
    }

    private static Html Pager(string address, int page, int pages, TrialState? only)
    {
        string state = only is { } chosen ? $"&state={StateLook.Word(chosen)}" : "";
        Html Link(int to, string text) => to < 1 || to > pages || to == page ? Html.Empty
            : Html.Of($"""<a class="button" href="{address}?page={to}{state}">{text}</a> """);
        return pages <= 1 ? Html.Empty : Html.Of($"""
            <nav aria-label="Pages of the table" class="actions">{Link(1, "First")}{Link(page - 1, "Previous")}
            <span>Page {page:N0} of {pages:N0}</span> {Link(page + 1, "Next")}{Link(pages, "Last")}</nav>
            """);
    }

    private static IEnumerable<string> Varying(ShownSweep sweep, IEnumerable<Configuration> shown) => sweep.Factors.Count > 0
        ? sweep.Factors : shown.SelectMany(c => c.Settings.Keys).Distinct().Order(StringComparer.Ordinal);

    private static string Label(TrialRow row, string setting) =>
        LevelLabel.Find(row.Trial.Configuration, setting) ?? Configuration.AbsentLabel;
}
