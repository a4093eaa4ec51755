using Sweep.Analysis.Comparisons;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;
using Sweep.Planning.Expansion;
using Sweep.Store;

namespace Sweep.Client.Report.Figures;

/// <summary>The metric epoch by epoch, a line per level, with bands of one standard deviation over seeds.</summary>
internal static class LearningCurves
{
    private const string Id = "learning-curves", Title = "Learning curves";
    private const double Width = 760, Left = 78, PlotHeight = 320;
    private const int MaxLevels = 30, MaxBands = 6;

    public static ReportFigure Draw(ReportInput input)
    {
        var curves = input.View.Report.Levels.Select((level, i) => new Curve(level, SeriesStyle.ForIndex(i), Points(input, level)))
            .Where(c => c.Points.Count > 0).ToArray();
        int[] epochs = [.. curves.SelectMany(c => c.Points).Select(p => p.Epoch).Distinct().Order()];
        if (epochs.Length < 2)
            return ReportFigure.Omitted(Id, Title, epochs.Length == 0 ? "no trial has an outcome." : "the trials report one epoch only.");
        if (curves.Length > MaxLevels)
            return ReportFigure.Omitted(Id, Title, FormattableString.Invariant($"{curves.Length} lines cannot be told apart."));

        bool withBands = curves.Length <= MaxBands;
        double legend = PlotFrame.LegendHeight(Width - Left - 20, curves.Select(c => c.Level)), top = legend + 22,
            bottom = top + PlotHeight;
        var drawing = new SvgDrawing(Title, Width, bottom + 48);
        PlotFrame.DrawLegend(drawing, Left, 16, Width - Left - 20, [.. curves.Select(c => (c.Level, c.Style))]);
        double[] values = [.. curves.SelectMany(c => c.Points)
            .SelectMany(p => withBands ? new[] { input.Possible(p.Mean - p.Deviation), input.Possible(p.Mean + p.Deviation) } : [p.Mean])];
        Axis x = Axis.Linear(epochs[0], epochs[^1], Left, Width - 20, Math.Min(10, epochs[^1] - epochs[0])),
            y = Axis.Linear(values.Min(), values.Max(), bottom, top + 6);
        var frame = new PlotFrame(drawing, Left, top, Width - 20, bottom);
        frame.DrawVertical(y, input.MetricAxis);
        frame.DrawHorizontal(x, "epoch", withGrid: false);
        foreach (var curve in curves)
        {
            using var group = drawing.Group(curve.Level, curve.Level);
            if (withBands)
                drawing.Area([.. curve.Points.Select(p => (x[p.Epoch], y[input.Possible(p.Mean + p.Deviation)])), .. curve.Points.Reverse()
                    .Select(p => (x[p.Epoch], y[input.Possible(p.Mean - p.Deviation)]))], curve.Style.Ink, .14);
            drawing.Polyline(curve.Points.Select(p => (x[p.Epoch], y[p.Mean])), curve.Style.Ink, 2, curve.Style.Dash);
            foreach (var point in curve.Points.Where((_, i) =>
                i % Math.Max(1, curve.Points.Count / 10) == 0 || i == curve.Points.Count - 1))
                drawing.Mark(curve.Style.Shape, x[point.Epoch], y[point.Mean], 7, curve.Style.Ink);
        }
        string bands = withBands ? "Bands: one standard deviation over seeds, within blocks."
            : "Bands are left out, since so many would hide each other.";
        return new ReportFigure(Id, Title,
            $"Mean {input.View.Question.Metric} by epoch over the compared trials; blocks weigh the same. {bands} "
            + "A diverged trial counts as the worst of its level and block from the epoch of its divergence on; "
            + "an epoch is shown where every block of a level has a finite value.", drawing);
    }

    // Only where all of a level's blocks report an epoch: a mean over fewer would jump.
    private static IReadOnlyList<EpochPoint> Points(ReportInput input, string level)
    {
        var trials = input.Judged.Where(t => t.Level == level).ToArray();
        int[] epochs = [.. trials.SelectMany(t => t.Row.Metrics).Select(m => m.Epoch).Distinct().Order()];
        string[] blocks = [.. trials.Select(t => t.Block).Distinct()];
        var cells = new Dictionary<(string Block, int Epoch), List<double>>();
        foreach (var cell in trials.SelectMany(t => Values(t, epochs, input).Select(v => (Trial: t, v.Epoch, v.Value)))
            .GroupBy(v => (v.Trial.Block, v.Epoch)))
        {
            // A divergence scores among the finite values of the level in its block at this epoch.
            var score = DivergenceScore.Create(cell.Select(v => v.Value).OfType<double>(), cell.First().Trial.Chance,
                input.View.Report.Options.LargerIsBetter);
            if (score is not null && cell.Any(v => v.Value is not null))
                cells[cell.Key] = [.. cell.Select(v => v.Value ?? score.Value)];
        }
        return [.. epochs.Where(e => blocks.All(b => cells.ContainsKey((b, e))))
            .Select(e => Point(e, [.. blocks.Select(b => cells[(b, e)])], input.Scale.Factor))];
    }

    private static EpochPoint Point(int epoch, IReadOnlyList<List<double>> blocks, double factor)
    {
        int freedom = blocks.Sum(v => v.Count - 1);
        double[] means = [.. blocks.Select(v => v.Average())];
        double squares = blocks.Select((values, i) => values.Sum(v => Math.Pow(v - means[i], 2))).Sum();
        return new EpochPoint(epoch, factor * means.Average(), freedom > 0 ? factor * Math.Sqrt(squares / freedom) : 0);
    }

    // The metric by epoch; null where the trial had diverged.
    private static IEnumerable<(int Epoch, double? Value)> Values(JudgedTrial trial, int[] epochs, ReportInput input)
    {
        int last = int.MinValue;
        foreach (var metrics in trial.Row.Metrics)
        {
            last = Math.Max(last, metrics.Epoch);
            foreach (var (name, value) in metrics.Values)
            {
                if (name == input.View.Question.Metric)
                    yield return (metrics.Epoch, double.IsFinite(value) ? value : null);
            }
        }
        // A trial that diverged has no epochs after it; one that was planned for fewer epochs has none either, but did not diverge.
        if (trial.Row.State == TrialState.Diverged)
        {
            foreach (int epoch in epochs.Where(e => e > last))
                yield return (epoch, null);
        }
    }

    private sealed record Curve(string Level, SeriesStyle Style, IReadOnlyList<EpochPoint> Points);

    private readonly record struct EpochPoint(int Epoch, double Mean, double Deviation);
}
