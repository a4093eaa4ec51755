using System.Globalization;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Statistics.Comparisons;

namespace Sweep.Client.Report.Figures;

/// <summary>The interquartile mean of each level with its stratified bootstrap interval, a bar per level.</summary>
/// <remarks>The interval estimates of rliable: Agarwal et al., NeurIPS 2021, arXiv:2108.13264, figure 6.</remarks>
internal static class InterquartileMeans
{
    private const string Id = "interquartile-means", Title = "Interquartile means";
    private const int MostRows = 80;
    private const double Width = 760, RowHeight = 24, WidestLabel = 240, Top = 14, BarHeight = 12;

    public static ReportFigure Of(ReportInput input)
    {
        var (report, scale) = (input.View.Report, input.Scale);
        if (report.Scores.Count == 0)
            return ReportFigure.Omitted(Id, Title, "no trial has an outcome.");
        if (report.Scores.All(s => s.InterquartileInterval is null))
            return ReportFigure.Omitted(Id, Title, "no bootstrap was drawn: ask for it with --bootstrap.");
        LevelScores[] shown = [.. report.Scores.Take(MostRows)];
        string[] labels = [.. shown.Select(s => TextMeasure.Cut(s.Level, WidestLabel))];
        double left = TextMeasure.Widest(labels) + 24, bottom = Top + RowHeight * shown.Length;
        double[] ends = [.. shown.SelectMany(s => new[] { s.InterquartileInterval?.Lower ?? s.InterquartileMean,
            s.InterquartileInterval?.Upper ?? s.InterquartileMean })
            .Select(v => scale.Factor * v)];
        double margin = (ends.Max() - ends.Min()) * 0.04;
        var drawing = new SvgDrawing($"{Title}: {input.View.Question.Metric}", Width, bottom + 48);
        var axis = Axis.Linear(input.Possible(ends.Min() - margin), input.Possible(ends.Max() + margin), left, Width - 20);
        new PlotFrame(drawing, left, Top, Width - 20, bottom).DrawHorizontal(axis, input.MetricAxis);
        for (int i = 0; i < shown.Length; i++)
        {
            var scores = shown[i];
            var style = SeriesStyle.Of(report.Levels.ToList().IndexOf(scores.Level));
            double y = Top + RowHeight * (i + .5), mean = axis[scale.Factor * scores.InterquartileMean];
            using var group = drawing.Group(scores.Level,
                $"{scores.Level}: {scale.Value(scores.InterquartileMean)} "
                + $"({Compare.AggregateTables.Values(scores.InterquartileInterval, scale)})");
            drawing.Text(left - 12, y + 4, labels[i], Anchor.End);
            if (scores.InterquartileInterval is { } interval)
            {
                double a = axis[scale.Factor * interval.Lower], b = axis[scale.Factor * interval.Upper];
                drawing.Rectangle(a, y - BarHeight / 2, Math.Max(1, b - a), BarHeight, style.Ink, opacity: .55);
            }
            drawing.Line(mean, y - BarHeight / 2, mean, y + BarHeight / 2, Ink.Text, 2);
        }
        string rest = shown.Length < report.Scores.Count
            ? FormattableString.Invariant($" The first {shown.Length} of {report.Scores.Count} levels.") : "";
        return new ReportFigure(Id, Title, string.Create(CultureInfo.InvariantCulture,
            $"Mean of the middle half of a level's trials over all blocks (line) and its "
                + $"{100 * (1 - report.Options.Alpha):0.##}% interval (bar): trials drawn again within their block, percentiles.{rest}"),
                drawing);
    }
}
