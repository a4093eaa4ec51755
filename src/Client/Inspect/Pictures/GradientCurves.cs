using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Trainer.Inspection;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>The size of each layer's gradient, and of what an epoch changes of its weights, by epoch.</summary>
internal static class GradientCurves
{
    private const string Id = "gradients", Title = "Gradients and updates of layers";
    private const int MostLines = 7, MostEpochs = 12;

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        var layers = GradientNorms.Layers(inspection.Trial);
        if (inspection.Trial.TestClasses is null)
            return [ReportFigure.Omitted(Id, Title, "the gradient is drawn where classes are learned.")];
        if (layers.Count == 0)
            return [ReportFigure.Omitted(Id, Title, "no layer has weights.")];
        int[] shown = [.. Inspection.Spread([.. Enumerable.Range(0, layers.Count)], MostLines)];
        var epochs = Inspection.Spread(inspection.Snapshots, MostEpochs);
        var norms = epochs.Select(e => (Epoch: (double)e.Epoch, Values: GradientNorms.Of(inspection.Trial, e.Numbers))).ToArray();
        var updates = inspection.Snapshots.Skip(1).Select((e, i) => (Epoch: (double)e.Epoch,
            Values: GradientNorms.Updates(inspection.Trial, inspection.Snapshots[i].Numbers, e.Numbers))).ToArray();
        SeriesStyle[] styles = [.. shown.Select((_, i) => SeriesStyle.ForIndex(i))];
        var grid = new PanelGrid(Title, count: 2, columns: 2, height: 230,
            [.. shown.Select((l, i) => new LegendEntry(layers[l], styles[i].Ink, styles[i].Dash))]);
        Panel(grid.Panel(0, "gradient of the loss"), norms, shown, styles, "norm");
        Panel(grid.Panel(1, "change of the weights"), updates, shown, styles, "change / size");
        string some = shown.Length < layers.Count
            ? FormattableString.Invariant($" {shown.Length} of {layers.Count} layers are shown.") : "";
        string apart = inspection.Snapshots.Count == 2 && inspection.Last.Epoch > 1
            ? " Only the first and the last epoch are known from kept weights, so that the change is that of the whole training; --retrain "
                + "shows all epochs."
            : $" Change: from one {(inspection.Last.Epoch < inspection.Snapshots.Count ? "" : "gathered ")}epoch to the next.";
        return [new ReportFigure(Id, Title, "Left: Euclidean norm of the gradient of the mean cross-entropy by each layer's weights, over "
            + $"the same {GradientNorms.SamplesOf(inspection.Trial)} training samples at the weights of each epoch, in training mode. "
            + $"Right: norm of the weights' change by the norm of the weights.{apart}{some}", grid.Drawing)];
    }

    private static void Panel(PlotFrame frame, (double Epoch, IReadOnlyList<double> Values)[] points, int[] shown, SeriesStyle[] styles,
        string name)
    {
        double[] positive = [.. points.SelectMany(p => shown.Select(l => p.Values[l])).Where(v => v > 0 && double.IsFinite(v))];
        if (positive.Length == 0)
        {
            frame.Drawing.Text((frame.Left + frame.Right) / 2, (frame.Top + frame.Bottom) / 2, "one epoch: no change", Anchor.Middle,
                Ink.Faint);
            return;
        }
        Axis y = Axis.Logarithmic(Ticks(positive.Min(), positive.Max()), frame.Bottom, frame.Top);
        Axis x = Axis.Linear(points[0].Epoch, Math.Max(points[^1].Epoch, points[0].Epoch + 1), frame.Left + 6, frame.Right - 6,
            (int)Math.Clamp(points[^1].Epoch - points[0].Epoch, 1, 8));
        frame.DrawVertical(y, name);
        frame.DrawHorizontal(x, "epoch", withGrid: false);
        for (int s = 0; s < shown.Length; s++)
        {
            var line = points.Select(p => (p.Epoch, Value: p.Values[shown[s]])).Where(p => p.Value > 0 && double.IsFinite(p.Value))
                .ToArray();
            frame.Drawing.Polyline(line.Select(p => (x[p.Epoch], y[p.Value])), styles[s].Ink, 1.8, styles[s].Dash);
            foreach (var (epoch, value) in line)
                frame.Drawing.Mark(styles[s].Shape, x[epoch], y[value], 6, styles[s].Ink);
        }
    }

    // 1, 2 and 5 times powers of ten around the numbers; over many of these the powers alone.
    private static (double, string)[] Ticks(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low)), last = (int)Math.Ceiling(Math.Log10(high));
        int[] steps = last - first > 3 ? [1] : [1, 2, 5];
        double[] all = [.. Enumerable.Range(first, last - first + 1).SelectMany(k => steps.Select(s => s * Math.Pow(10, k)))];
        int from = Math.Max(0, Array.FindLastIndex(all, t => t <= low)), to = Math.Max(from + 1, Array.FindIndex(all, t => t >= high));
        return [.. all[from..(to + 1)].Select(t => (t, t is >= 1e-3 and < 1e4 ? FormattableString.Invariant($"{t:0.###}")
            : FormattableString.Invariant($"{t:0e0}")))];
    }
}
