using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Report.Figures;

/// <summary>The metric epoch by epoch, a line per level, with bands of one standard deviation over seeds.</summary>
internal static class LearningCurves
{
    private const string Id = "learning-curves", Title = "Learning curves";
    private const double Width = 760, Left = 78, PlotHeight = 320;
    private const int MostLevels = 30, MostBands = 6;

    public static ReportFigure Of(ReportInput input)
    {
        var curves = input.View.Report.Levels.Select((level, i) => new Curve(level, SeriesStyle.Of(i), Points(input, level))).Where(c => c.Points.Count > 0).ToArray();
        int[] epochs = [.. curves.SelectMany(c => c.Points).Select(p => p.Epoch).Distinct().Order()];
        if (epochs.Length < 2)
            return ReportFigure.Omitted(Id, Title, epochs.Length == 0 ? "no trial has an outcome." : "the trials report one epoch only.");
        if (curves.Length > MostLevels)
            return ReportFigure.Omitted(Id, Title, FormattableString.Invariant($"{curves.Length} lines cannot be told apart."));

        bool withBands = curves.Length <= MostBands;
        double legend = PlotFrame.LegendHeight(Width - Left - 20, curves.Select(c => c.Level)), top = legend + 22, bottom = top + PlotHeight;
        var drawing = new SvgDrawing(Title, Width, bottom + 48);
        PlotFrame.DrawLegend(drawing, Left, 16, Width - Left - 20, [.. curves.Select(c => (c.Level, c.Style))]);
        double[] values = [.. curves.SelectMany(c => c.Points).SelectMany(p => withBands ? new[] { input.Possible(p.Mean - p.Deviation), input.Possible(p.Mean + p.Deviation) } : [p.Mean])];
        Axis x = Axis.Linear(epochs[0], epochs[^1], Left, Width - 20, Math.Min(10, epochs[^1] - epochs[0])), y = Axis.Linear(values.Min(), values.Max(), bottom, top + 6);
        var frame = new PlotFrame(drawing, Left, top, Width - 20, bottom);
        frame.DrawVertical(y, input.MetricAxis);
        frame.DrawHorizontal(x, "epoch", withGrid: false);
        foreach (var curve in curves)
        {
            using var group = drawing.Group(curve.Level, curve.Level);
            if (withBands)
                drawing.Area([.. curve.Points.Select(p => (x[p.Epoch], y[input.Possible(p.Mean + p.Deviation)])), .. curve.Points.Reverse().Select(p => (x[p.Epoch], y[input.Possible(p.Mean - p.Deviation)]))], curve.Style.Ink, .14);
            drawing.Polyline(curve.Points.Select(p => (x[p.Epoch], y[p.Mean])), curve.Style.Ink, 2, curve.Style.Dash);
            foreach (var point in curve.Points.Where((_, i) => i % Math.Max(1, curve.Points.Count / 10) == 0 || i == curve.Points.Count - 1))
                drawing.Mark(curve.Style.Shape, x[point.Epoch], y[point.Mean], 7, curve.Style.Ink);
        }
        string bands = withBands ? "Bands: one standard deviation over seeds, within blocks." : "Bands are left out, since so many would hide each other.";
        return new ReportFigure(Id, Title, $"Mean {input.View.Question.Metric} by epoch over the compared trials; blocks weigh the same. {bands} A diverged trial counts as the floor from the epoch of its divergence on; an epoch is shown where every block of a level has it.", drawing);
    }

    // Only where all of a level's blocks report an epoch: a mean over fewer would jump.
    private static IReadOnlyList<EpochPoint> Points(ReportInput input, string level)
    {
        var trials = input.Judged.Where(t => t.Level == level).ToArray();
        int[] epochs = [.. trials.SelectMany(t => t.Row.Metrics).Select(m => m.Epoch).Distinct().Order()];
        var blocks = trials.GroupBy(t => t.Block).ToArray();
        var points = new List<EpochPoint>();
        foreach (int epoch in epochs)
        {
            double[][] values = [.. blocks.Select(b => b.Select(t => Score(t, epoch, input)).OfType<double>().ToArray())];
            if (values.Any(v => v.Length == 0))
                continue;
            int freedom = values.Sum(v => v.Length - 1);
            double squares = values.Sum(b => b.Sum(v => Math.Pow(v - b.Average(), 2)));
            points.Add(new EpochPoint(epoch, input.Scale.Factor * values.Average(v => v.Average()), freedom > 0 ? input.Scale.Factor * Math.Sqrt(squares / freedom) : 0));
        }
        return points;
    }

    private static double? Score(JudgedTrial trial, int epoch, ReportInput input)
    {
        foreach (var metrics in trial.Row.Metrics)
        {
            if (metrics.Epoch != epoch)
                continue;
            foreach (var (name, value) in metrics.Values)
            {
                if (name == input.View.Question.Metric)
                    return double.IsFinite(value) ? value : input.View.Report.Floor.Value;
            }
        }
        // A trial that diverged has no epochs after it; one that was planned for fewer epochs has none either, but did not diverge.
        return trial.Row.State == Store.TrialState.Diverged && trial.Row.Metrics.All(m => m.Epoch < epoch) ? input.View.Report.Floor.Value : null;
    }

    private sealed record Curve(string Level, SeriesStyle Style, IReadOnlyList<EpochPoint> Points);

    private readonly record struct EpochPoint(int Epoch, double Mean, double Deviation);
}
