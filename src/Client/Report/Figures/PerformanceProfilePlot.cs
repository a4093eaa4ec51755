using Sweep.Analysis.Comparisons;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;

namespace Sweep.Client.Report.Figures;

/// <summary>The share of trials that do at least so well, a line per level.</summary>
/// <remarks>Dolan and More 2002; Agarwal et al., NeurIPS 2021.</remarks>
internal static class PerformanceProfilePlot
{
    private const string Id = "performance-profile", Title = "Performance profile";
    private const double Width = 760, Left = 78, PlotHeight = 300;
    private const int MaxLevels = 30;

    public static ReportFigure Draw(ReportInput input)
    {
        var report = input.View.Report;
        if (report.ProfileThresholds.Count < 2)
            return ReportFigure.Omitted(Id, Title, report.ProfileThresholds.Count == 0 ? "no trial has an outcome."
                : "all trials have the same value.");
        if (report.Scores.Count > MaxLevels)
            return ReportFigure.Omitted(Id, Title, "so many lines cannot be told apart.");
        var series = report.Scores.Select(s => (Scores: s, Style: SeriesStyle.ForIndex(report.Levels.ToList().IndexOf(s.Level)))).ToArray();
        double legend = PlotFrame.LegendHeight(Width - Left - 20, series.Select(s => s.Scores.Level)), top = legend + 22,
            bottom = top + PlotHeight;
        var drawing = new SvgDrawing(Title, Width, bottom + 48);
        PlotFrame.DrawLegend(drawing, Left, 16, Width - Left - 20, [.. series.Select(s => (s.Scores.Level, s.Style))]);
        double factor = input.Scale.Factor;
        Axis x = Axis.Linear(factor * report.ProfileThresholds[0], factor * report.ProfileThresholds[^1], Left, Width - 20),
            y = Axis.Linear(0, 1, bottom, top + 6, 5);
        var frame = new PlotFrame(drawing, Left, top, Width - 20, bottom);
        frame.DrawVertical(y, "share of trials");
        frame.DrawHorizontal(x, $"{input.MetricAxis}: threshold");
        foreach (var (scores, style) in series)
        {
            using var group = drawing.Group(scores.Level, scores.Level);
            drawing.Polyline(Steps(scores, report, factor, x, y), style.Ink, 2, style.Dash);
            for (int i = 5; i < scores.Profile.Count; i += 10)
                drawing.Mark(style.Shape, x[factor * report.ProfileThresholds[i]], y[scores.Profile[i]], 7, style.Ink);
        }
        string direction = report.Options.LargerIsBetter ? "above" : "below";
        return new ReportFigure(Id, Title,
            $"Share of a level's trials {direction} each threshold; blocks weigh the same. A line that lies above another everywhere is "
                + "better at every threshold.", drawing);
    }

    private static IEnumerable<(double X, double Y)> Steps(LevelScores scores, ComparisonReport report, double factor, Axis x, Axis y)
    {
        for (int i = 0; i < scores.Profile.Count; i++)
        {
            if (i > 0)
                yield return (x[factor * report.ProfileThresholds[i]], y[scores.Profile[i - 1]]);
            yield return (x[factor * report.ProfileThresholds[i]], y[scores.Profile[i]]);
        }
    }
}
