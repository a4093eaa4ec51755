using System.Globalization;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Figures;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Page.Trials;

/// <summary>The metrics of a trial: a small curve for each and a table by epoch.</summary>
internal static class TrialMetrics
{
    private const int MostCurves = 12, MostRows = 1000, MostColumns = 24;
    private const double Width = 300, Height = 170, Left = 58, Bottom = 128, Top = 26;

    public static Html Create(TrialRow row, MetricTable table)
    {
        string[] names = [.. row.Metrics.SelectMany(m => m.Values).Select(v => v.Key).Distinct()
            .OrderBy(n => table.Names.ToList().IndexOf(n) is >= 0 and var at ? at : int.MaxValue)];
        if (names.Length == 0)
            return Html.Of($"<p>{(row.State is TrialState.Queued or TrialState.Running or TrialState.Held ? "Nothing has been reported yet."
                : "Nothing is stored.")}</p>");
        var curves = names.Select(n => (Name: n, Points: Points(row, n))).Where(c => c.Points.Length > 1).ToArray();
        return Html.Of($"""
            {(curves.Length == 0 ? Html.Empty : Html.Of($"""
                <div class="small-figures">{curves.Take(MostCurves).Select((c, i) => Html.Of($"""
                    <figure data-key="curve-{c.Name}">{Draw(c.Name, c.Points, table, i)}</figure>
                    """))}</div>
                """))}
            {Table(row, names)}
            """);
    }

    private static Html Draw(string name, (int Epoch, double Value)[] points, MetricTable table, int index)
    {
        var metric = table.Find(name);
        double factor = metric.IsFraction ? 100 : 1;
        var style = SeriesStyle.ForIndex(index);
        var drawing = new SvgDrawing($"{name} by epoch: {Number(points[0].Value)} at first, {Number(points[^1].Value)} at last", Width,
            Height);
        drawing.Text(Left, 14, TextMeasure.Cut(metric.IsFraction ? $"{name} (%)" : name, Width - Left - 10), isBold: true);
        var x = Axis.Linear(points[0].Epoch, points[^1].Epoch, Left, Width - 12, Math.Min(5, points[^1].Epoch - points[0].Epoch));
        var y = Axis.Linear(factor * points.Min(p => p.Value), factor * points.Max(p => p.Value), Bottom, Top + 4, 4);
        var frame = new PlotFrame(drawing, Left, Top, Width - 12, Bottom);
        frame.DrawVertical(y, "");
        frame.DrawHorizontal(x, "epoch", withGrid: false);
        drawing.Polyline(points.Select(p => (x[p.Epoch], y[factor * p.Value])), style.Ink, 1.8);
        drawing.Mark(MarkShape.Circle, x[points[^1].Epoch], y[factor * points[^1].Value], 6, style.Ink);
        return Html.Trusted(drawing.ToSvg(isFile: false));
    }

    private static Html Table(TrialRow row, string[] names)
    {
        string[] shown = names[..Math.Min(names.Length, MostColumns)];
        var epochs = row.Metrics.TakeLast(MostRows).Reverse();
        string rest = (row.Metrics.Count <= MostRows ? ""
            : FormattableString.Invariant($" The last {MostRows} of {row.Metrics.Count} epochs."))
            + (names.Length <= MostColumns ? ""
            : FormattableString.Invariant($" {MostColumns} of {names.Length} metrics; the export has all."));
        return Html.Of($"""
            <div class="wide tall" tabindex="0" role="region" aria-label="Table of metrics by epoch"><table>
            <caption>Metrics by epoch, the last first.{rest}</caption>
            <thead><tr><th scope="col" class="number">epoch</th>
            {shown.Select(n => Html.Of($"""<th scope="col" class="number">{n}</th>"""))}</tr></thead>
            <tbody>
            {epochs.Select(m => Row(m, shown))}
            </tbody></table></div>
            """);
    }

    private static Html Row(EpochMetrics metrics, string[] names)
    {
        var values = metrics.Values.ToDictionary(v => v.Key, v => v.Value);
        return Html.Of($"""
            <tr data-key="epoch-{metrics.Epoch}"><th scope="row" class="number">{metrics.Epoch}</th>
            {names.Select(n => Html.Of($"""<td class="number">{(values.TryGetValue(n, out double v) ? Number(v) : "-")}</td>"""))}</tr>

            """);
    }

    private static (int Epoch, double Value)[] Points(TrialRow row, string name) => [.. row.Metrics
        .SelectMany(m => m.Values.Where(v => v.Key == name && double.IsFinite(v.Value)).Select(v => (m.Epoch, v.Value)))];

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
