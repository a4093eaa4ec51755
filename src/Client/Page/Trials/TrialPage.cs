using System.Globalization;
using Sweep.Client.Inspect.Pictures;
using Sweep.Client.Names;
using Sweep.Client.Output;
using Sweep.Client.Page.Sweeps;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Page.Trials;

/// <summary>Everything that is stored of a trial.</summary>
internal static class TrialPage
{
    /// <param name="rows">The trial through each sweep that has it, at least one.</param>
    /// <param name="sweep">The first of these.</param>
    /// <param name="attempts">Its attempts, first to last.</param>
    /// <param name="confusion">Its confusion matrix; null without.</param>
    public static PageDocument Create(IReadOnlyList<TrialRow> rows, ShownSweep sweep, IReadOnlyList<TrialAttempt> attempts,
        ConfusionMatrix? confusion)
    {
        var row = rows[0];
        string id = row.Trial.Id.Value;
        return new PageDocument($"Trial {id}", Html.Of($"""
            <div data-live="facts">
            {Facts(rows, sweep)}
            </div>
            <section aria-labelledby="heading-settings"><h2 id="heading-settings">Configuration</h2>
            {Settings(row.Trial, sweep)}
            </section>
            <section aria-labelledby="heading-metrics"><h2 id="heading-metrics">Metrics</h2>
            <div data-live="metrics">
            {TrialMetrics.Create(row, sweep.Metrics)}
            </div>
            </section>
            <section aria-labelledby="heading-attempts"><h2 id="heading-attempts">Attempts</h2>
            <div data-live="attempts">
            {AttemptTable.Create(attempts)}
            </div>
            </section>
            {(confusion is null ? Html.Empty : Confusion(confusion))}
            {(sweep.Plan?.Trainer is not null ? Html.Empty : Html.Of($"""
                <section aria-labelledby="heading-inside"><h2 id="heading-inside">What the network has learned</h2>
                <p>Pictures of its feature maps, activations and gradients are drawn by</p>
                <pre tabindex="0"><code>sweep inspect {row.Sweep} --trial {id}</code></pre></section>
                """))}
            """))
        {
            Trail = [(row.Sweep, SweepAddress.Of(row.Sweep))],
            LiveSweep = row.Sweep,
        };
    }

    private static Html Facts(IReadOnlyList<TrialRow> rows, ShownSweep sweep)
    {
        var row = rows[0];
        var facts = new List<(string Name, Html Value)>
        {
            ("State", StateLook.Named(row.State)),
            ("Seed", Text(row.Trial.Seed.ToString())),
            (rows.Count == 1 ? "Sweep" : "Sweeps", Html.Concat(rows.Select((r, i) => Html.Of($"""
                {(i > 0 ? ", " : "")}<a href="{SweepAddress.Of(r.Sweep)}">{r.Sweep}</a>{(r.State == row.State ? ""
                    : $" ({StateLook.Word(r.State)} there)")}
                """)))),
        };
        if (row.FailureKind is { } kind)
        {
            facts.Add(("Last failure", Html.Of($"""
                {FailureText.Describe(kind)}: <span class="output">{VisibleText.Escape(row.FailureMessage ?? "")}</span>
                """)));
        }
        if (row.DivergedAtStep is { } step)
            facts.Add(("Diverged", Text($"at step {step.ToString("N0", CultureInfo.InvariantCulture)}")));
        if (row.Pruning is { } pruning)
            facts.Add(("Pruned", Text($"after epoch {pruning.Epoch.ToString(CultureInfo.InvariantCulture)}: {pruning.Reason}")));
        var values = row.Metrics.Reverse().SelectMany(m => m.Values.Select(v => (m.Epoch, Metric: v)));
        if (values.FirstOrDefault(v => v.Metric.Key == sweep.Metric) is { Metric.Key: { } name } last)
            facts.Add((name, Text($"{MetricText.Format(last.Metric.Value)} at epoch {last.Epoch.ToString(CultureInfo.InvariantCulture)}")));
        if (row.TrainDuration is { } time)
            facts.Add(("Time of its slot", Text(QuantityText.Seconds(time.TotalSeconds))));
        if (row.EndedAt is { } ended)
            facts.Add(("Ended", PageTime.Of(ended)));
        facts.Add(("Stream key", Html.Of($"<code>{row.Trial.StreamKey}</code>, equal for partners")));
        return Html.Of($"""
            <dl class="facts">
            {facts.Select(f => Html.Of($"<dt>{f.Name}</dt><dd>{f.Value}</dd>\n"))}</dl>
            """);
    }

    private static Html Settings(TrialDescription trial, ShownSweep sweep) => Html.Of($"""
        <p class="faint">Its id is <code>{trial.Configuration.Id.Value}</code>. What the sweep varies stands first.</p>
        <div class="wide" tabindex="0" role="region" aria-label="Table of settings"><table>
        <thead><tr><th scope="col">setting</th><th scope="col">level</th></tr></thead>
        <tbody>
        {trial.Configuration.Settings.Keys.OrderBy(k => sweep.Factors.Contains(k) ? 0 : 1).ThenBy(k => k).Select(k => Html.Of($"""
            <tr><th scope="row">{k}</th><td class="words">{LevelLabel.Find(trial.Configuration, k) ?? Configuration.AbsentLabel}</td></tr>

            """))}
        </tbody></table></div>
        """);

    private static Html Confusion(ConfusionMatrix matrix)
    {
        var figure = ConfusionPicture.Draw(matrix);
        return Html.Of($"""
            <section aria-labelledby="heading-confusion"><h2 id="heading-confusion">{figure.Title}</h2>
            <figure>{(figure.Drawing is { } drawing ? Html.Of($"""
                <div class="wide" tabindex="0" role="region" aria-label="Picture of the matrix">
                {Html.Trusted(drawing.ToSvg(isFile: false))}</div>
                """) : Html.Empty)}
            <figcaption>{figure.Caption}</figcaption></figure></section>
            """);
    }

    private static Html Text(string text) => Html.Of($"{text}");
}
