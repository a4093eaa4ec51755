using System.Globalization;
using Sweep.Client.Names;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Figures;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Page.Sweeps;

/// <summary>Learning curves of what is stored by now: means over the trials that have ended, with bands, and thin lines for those that
/// run.</summary>
internal static class CurvePart
{
    /// <summary>More lines of running trials are not drawn.</summary>
    public const int MostRunning = 40;

    private const int MostChoices = 60, BestShown = 10;

    public static LazyPart Part { get; } = new("curves", "Learning curves");

    /// <summary>The part.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="wishes">What is asked for.</param>
    /// <param name="answer">The metric by level and epoch.</param>
    /// <param name="running">Trials that run, with the metric.</param>
    /// <param name="metrics">The metrics that may be asked for.</param>
    public static Html Create(ShownSweep sweep, CurveWishes wishes, DatedAnswer<IReadOnlyList<LevelEpoch>> answer,
        IReadOnlyList<TrialRow> running, IReadOnlyList<string> metrics) => Html.Of($"""
        {Form(sweep, wishes, metrics)}
        {LazyPart.Date(answer)}
        {Figure(sweep, wishes, answer.Value, running)}
        """);

    private static Html Form(ShownSweep sweep, CurveWishes wishes, IReadOnlyList<string> metrics)
    {
        string[] factors = [.. sweep.Factors.Append(wishes.By).Distinct()];
        return Html.Of($"""
            <form method="get" action="{SweepAddress.Part(sweep.Name, Part.Key)}" class="choices" data-keep>
            {Select("metric", "Metric", [.. metrics.Prepend(wishes.Metric).Distinct()], wishes.Metric, null)}
            {(factors.Length > 1 ? Select("by", "A line for each", factors, wishes.By, null) : Html.Empty)}
            {(sweep.Plan?.Factors ?? []).Where(f => f.Name != wishes.By && f.Levels.Count is > 1 and <= MostChoices).Select(f =>
                Select(CurveWishes.WherePrefix + f.Name, f.Name, [.. f.Labels.Select(l => LevelLabel.Vocabulary.ShownLabel(f.Name, l))],
                    wishes.Where.GetValueOrDefault(f.Name, ""), "all"))}
            <button>Show</button>
            </form>
            """);
    }

    private static Html Select(string name, string label, IReadOnlyList<string> values, string chosen, string? none) => Html.Of($"""
        <label>{label} <select name="{name}">
        {(none is null ? Html.Empty : Html.Of($"""<option value="">{none}</option>"""))}
        {values.Select(v => v == chosen ? Html.Of($"""<option selected>{v}</option>""") : Html.Of($"<option>{v}</option>"))}
        </select></label>

        """);

    private static Html Figure(ShownSweep sweep, CurveWishes wishes, IReadOnlyList<LevelEpoch> points, IReadOnlyList<TrialRow> running)
    {
        var metric = sweep.Metrics.Find(wishes.Metric);
        double factor = metric.IsFraction ? 100 : 1;
        var all = points.GroupBy(p => LevelLabel.Vocabulary.ShownLabel(wishes.By, p.Level))
            .ToDictionary(g => g.Key, g => g.OrderBy(p => p.Epoch).ToArray());
        var lines = running.Where(r => r.Metrics.Count > 0).Select(r => (Row: r, Level: LevelOf(r.Trial, wishes.By))).ToArray();
        string[] levels = [.. Order(sweep, wishes.By).Concat(all.Keys.Order(StringComparer.Ordinal)).Distinct()
            .Where(l => all.ContainsKey(l) || lines.Any(t => t.Level == l))];
        int count = levels.Length;
        if (count > CurvePlot.MaxLevels)
            levels = Best(levels, all, metric.LargerIsBetter, sweep.Plan?.Comparison?.Baseline);
        var styles = levels.Select((l, i) => (Level: l, Style: SeriesStyle.ForIndex(i))).ToDictionary(s => s.Level, s => s.Style);
        LevelCurve[] curves = [.. levels.Where(all.ContainsKey).Select(l => new LevelCurve(l, styles[l],
            [.. all[l].Select(p => new CurvePoint(p.Epoch, factor * p.Mean, factor * (p.Deviation ?? 0)))])
            {
                Hint = Hint(l, all[l], factor),
            })];
        LevelCurve[] single = [.. lines.Where(t => styles.ContainsKey(t.Level))
            .Select(t => new LevelCurve(t.Level, styles[t.Level], [.. Points(t.Row, wishes.Metric, factor)])
            {
                Hint = $"{t.Level}, seed {t.Row.Trial.Seed}, running",
            })
            .Where(c => c.Points.Count > 0)];
        int[] epochs = [.. curves.Concat(single).SelectMany(c => c.Points).Select(p => p.Epoch).Distinct()];
        if (epochs.Length == 0)
            return Html.Of($"<p>No trial {(wishes.Where.Count > 0 ? "of these " : "")}has reported {wishes.Metric} yet.</p>");
        if (epochs.Length == 1)
        {
            return Html.Of($"""
                <p>The trials have reported {wishes.Metric} at one epoch only; a curve needs two.</p>
                {Table(wishes, levels, all, factor)}
                """);
        }
        var plot = new CurvePlot($"Learning curves: {wishes.Metric} by {wishes.By}",
            metric.IsFraction ? $"{wishes.Metric} (%)" : wishes.Metric, v => metric.IsFraction ? Math.Clamp(v, 0, 100) : v)
        {
            Single = single,
        };
        // Without an ended trial the running ones have the legend.
        var drawing = plot.Draw(curves.Length > 0 ? curves : [.. single.DistinctBy(c => c.Level)]);
        return Html.Of($"""
            <figure id="figure-curves">
            <div class="wide" tabindex="0" role="region" aria-label="Picture of the curves">
            {Html.Trusted(drawing.ToSvg(isFile: false))}</div>
            <figcaption>{Caption(wishes, points, curves, single, count)}</figcaption></figure>
            {Table(wishes, levels, all, factor)}
            """);
    }

    private static string Caption(CurveWishes wishes, IReadOnlyList<LevelEpoch> points, LevelCurve[] curves, LevelCurve[] single,
        int levels)
    {
        long notFinite = points.Sum(p => p.NotFinite);
        string shown = levels > CurvePlot.MaxLevels ? FormattableString.Invariant(
            $" Of {levels} levels the {BestShown} with the best last mean, and the baseline: more lines cannot be told apart.") : "";
        string bands = curves.Length == 0 ? "" : CurvePlot.HasBands(curves)
            ? " Bands: one standard deviation over seeds, within configurations."
            : " Bands are left out, since so many would hide each other.";
        string thin = single.Length == 0 ? "" : FormattableString.Invariant($" Thin lines: trials that run now ({single.Length}).");
        string bad = notFinite == 0 ? "" : FormattableString.Invariant($" {notFinite} values that are not finite are left out.");
        return $"Mean {wishes.Metric} by epoch over the trials that have ended by now; configurations weigh the same. An epoch that only "
            + $"some trials have reached may jump.{bands}{thin}{bad}{shown}";
    }

    private static Html Table(CurveWishes wishes, IReadOnlyList<string> levels, Dictionary<string, LevelEpoch[]> all, double factor)
    {
        string[] known = [.. levels.Where(all.ContainsKey)];
        return known.Length == 0 ? Html.Empty : Html.Of($"""
            <details><summary>The last points as a table</summary>
            <div class="wide" tabindex="0" role="region" aria-label="The last points as a table"><table>
            <thead><tr><th scope="col">{wishes.By}</th><th scope="col" class="number">epoch</th><th scope="col" class="number">mean</th>
            <th scope="col" class="number">sd</th><th scope="col" class="number">trials</th></tr></thead>
            <tbody>
            {known.Select(l => Html.Of($"""
                <tr data-key="{l}"><th scope="row">{l}</th><td class="number">{all[l][^1].Epoch}</td>
                <td class="number">{Number(factor * all[l][^1].Mean)}</td><td class="number">{Number(factor * all[l][^1].Deviation)}</td>
                <td class="number">{all[l][^1].Count:N0}</td></tr>

                """))}
            </tbody></table></div></details>
            """);
    }

    private static string[] Best(string[] levels, Dictionary<string, LevelEpoch[]> all, bool largerIsBetter, string? baseline) =>
    [
        .. levels.Where(all.ContainsKey).OrderBy(l => (largerIsBetter ? -1 : 1) * all[l][^1].Mean).Take(BestShown)
            .Concat(levels.Where(l => l == baseline)).Distinct(),
    ];

    private static IEnumerable<string> Order(ShownSweep sweep, string setting) =>
        (sweep.Plan?.Factors.FirstOrDefault(f => f.Name == setting)?.Labels ?? [])
            .Select(l => LevelLabel.Vocabulary.ShownLabel(setting, l));

    private static string LevelOf(TrialDescription trial, string setting) => setting == "seed" ? trial.Seed.ToString()
        : LevelLabel.Find(trial.Configuration, setting) ?? Configuration.AbsentLabel;

    private static IEnumerable<CurvePoint> Points(TrialRow row, string metric, double factor) => row.Metrics
        .SelectMany(m => m.Values.Where(v => v.Key == metric && double.IsFinite(v.Value))
            .Select(v => new CurvePoint(m.Epoch, factor * v.Value, 0)));

    private static string Hint(string level, LevelEpoch[] points, double factor) =>
        $"{level}: {Number(factor * points[^1].Mean)} at epoch {points[^1].Epoch.ToString(CultureInfo.InvariantCulture)}, "
            + FormattableString.Invariant($"{points[^1].Count} trials");

    private static string Number(double? value) => value is { } number ? number.ToString("G4", CultureInfo.InvariantCulture) : "-";
}
