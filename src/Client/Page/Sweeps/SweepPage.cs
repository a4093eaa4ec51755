using Sweep.Client.Output;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trainers;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>The first page of a sweep. It is made from the counts that the store keeps and does not read the plan, so that a million trials
/// take no longer than a few; the rest follows by addresses of its own.</summary>
internal static class SweepPage
{
    public static PageDocument Create(SweepStatus sweep, Html control) => new(sweep.Name, Html.Of($"""
        <div data-live="progress">
        {Progress(sweep)}
        </div>
        <p class="actions">
        <a class="button" href="{SweepAddress.Part(sweep.Name, "compare")}">Compare</a>
        <a class="button" href="{SweepAddress.Part(sweep.Name, "configurations")}">Configurations</a>
        {control}
        </p>
        <p class="actions">As CSV: {SweepExport.Views.Keys.Select(v => Html.Of($"""
            <a href="{SweepAddress.Part(sweep.Name, v + ".csv")}" download="{sweep.Name}-{v}.csv">{v}</a>

            """))}</p>
        {CostPart.Part.Placeholder(sweep.Name)}
        {Map(sweep)}
        {VerdictPart.Part.Placeholder(sweep.Name)}
        {CurvePart.Part.Placeholder(sweep.Name)}
        {FailurePart.Part.Placeholder(sweep.Name)}
        <section aria-labelledby="heading-plan">
        <h2 id="heading-plan">Plan</h2>
        <dl class="facts">
        <dt>Plan hash</dt><dd><code>{sweep.PlanHash.Value}</code></dd>
        <dt>Submitted</dt><dd>{PageTime.Of(sweep.SubmittedAt)}</dd>
        <dt>Trained by</dt><dd>{Trainer(sweep.SpecText)}</dd>
        </dl>
        <details><summary>The spec</summary>
        <pre tabindex="0"><code>{sweep.SpecText}</code></pre></details>
        </section>
        """))
    {
        LiveSweep = sweep.Name,
        Scripts = ["map.js"],
    };

    private static Html Progress(SweepStatus status)
    {
        long over = StateBar.Over(status);
        double share = status.Total == 0 ? 100 : Math.Floor(1000.0 * over / status.Total) / 10;
        string reason = status.State == SweepState.Paused ? $" {status.StateReason ?? "Paused by hand."}" : "";
        string due = status.IsLookDue ? " The next planned look is due: the worker that asks for work next takes it." : "";
        return Html.Of($"""
            <p class="lead"><strong class="sweep-state">{SweepStatusText.Describe(status)}</strong>:
            {over:N0} of {status.Total:N0} trials are over ({share:0.#} %).{reason}{due}</p>
            {StateBar.Of(status)}
            <ul class="legend" aria-label="Trials by state">
            {StateLook.All.Where(s => status.Count(s) > 0).Select(s => Html.Of($"""
                <li data-key="{s}">{StateLook.Named(s)} <span class="count">{status.Count(s):N0}</span></li>

                """))}
            </ul>
            """);
    }

    // What the script draws on stays as it is when the page is made like a newer one.
    private static Html Map(SweepStatus sweep) => Html.Of($"""
        <section aria-labelledby="heading-map">
        <h2 id="heading-map">Configurations and seeds</h2>
        <div id="map" class="map" data-keep data-map="{SweepAddress.Part(sweep.Name, "map")}">
        <div class="map-view" tabindex="0" role="application"
         aria-label="Map of trials: a row for each configuration, a column for each seed" aria-describedby="map-help map-text">
        <canvas width="300" height="60" aria-hidden="true"></canvas></div>
        <p id="map-text" class="map-text" aria-live="polite">The map is drawn by a script.</p>
        <p class="actions"><button type="button" data-map-zoom="in">Zoom in</button>
        <button type="button" data-map-zoom="out">Zoom out</button></p>
        <p id="map-help" class="faint">Arrow keys move over the map, Enter opens the trial or zooms in, Escape zooms out. The same as a
        table: <a href="{SweepAddress.Part(sweep.Name, "configurations")}">configurations</a>.</p>
        <div class="map-glyphs" hidden>{StateLook.All.Select(StateLook.Glyph)}</div>
        </div>
        </section>

        """);

    private static string Trainer(string spec) => SpecReader.FindTrainer(spec) switch
    {
        ProgramTrainer program => "the program " + string.Join(' ', program.Command),
        ImportedResults imported => $"others: imported from {imported.Source}",
        _ => "the engines of this program",
    };
}
