using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;

namespace Sweep.Client.Report.Figures;

/// <summary>The interquartile mean of each level with its stratified bootstrap interval, a bar per level.</summary>
/// <remarks>The interval estimates of rliable: Agarwal et al., NeurIPS 2021, arXiv:2108.13264, figure 6.</remarks>
internal static class InterquartileMeans
{
    private const string Id = "interquartile-means", Title = "Interquartile means";
    private const int MaxRows = 80;
    private const double Width = 760, RowHeight = 24, WidestLabel = 240, Top = 14, BarHeight = 12;

    public static ReportFigure Draw(ReportInput input)
    {
        var (report, scale) = (input.View.Report, input.Scale);
        if (report.Scores.Count == 0)
            return ReportFigure.Omitted(Id, Title, "no trial has an outcome.");
        if (report.Scores.All(s => s.InterquartileInterval is null))
            return ReportFigure.Omitted(Id, Title, "no bootstrap was drawn: ask for it with --bootstrap.");
        (LevelScores Scores, double Mean)[] all = [.. report.Scores.Where(s => s.InterquartileMean is not null)
            .Select(s => (s, s.InterquartileMean!.Value))];
        if (all.Length == 0)
            return ReportFigure.Omitted(Id, Title, "every level diverged in too many trials to have one.");
        var shown = all.AsSpan(0, Math.Min(MaxRows, all.Length)).ToArray();
        string[] labels = [.. shown.Select(s => TextMeasure.Cut(s.Scores.Level, WidestLabel))];
        double left = TextMeasure.Widest(labels) + 24, bottom = Top + RowHeight * shown.Length;
        double[] ends = [.. shown.SelectMany(s => new[] { s.Scores.InterquartileInterval?.Lower ?? s.Mean,
            s.Scores.InterquartileInterval?.Upper ?? s.Mean })
            .Select(v => scale.Factor * v)];
        double margin = (ends.Max() - ends.Min()) * 0.04;
        var drawing = new SvgDrawing($"{Title}: {input.View.Question.Metric}", Width, bottom + 48);
        var axis = Axis.Linear(input.Possible(ends.Min() - margin), input.Possible(ends.Max() + margin), left, Width - 20);
        new PlotFrame(drawing, left, Top, Width - 20, bottom).DrawHorizontal(axis, input.MetricAxis);
        for (int i = 0; i < shown.Length; i++)
        {
            var (scores, value) = shown[i];
            var style = SeriesStyle.ForIndex(report.Levels.ToList().IndexOf(scores.Level));
            double y = Top + RowHeight * (i + .5), mean = axis[scale.Factor * value];
            using var group = drawing.Group(scores.Level,
                $"{scores.Level}: {scale.Value(value)} "
                + $"({Compare.AggregateTables.Values(scores.InterquartileInterval, scale)})");
            drawing.Text(left - 12, y + 4, labels[i], Anchor.End);
            if (scores.InterquartileInterval is { } interval)
            {
                double a = axis[scale.Factor * interval.Lower], b = axis[scale.Factor * interval.Upper];
                drawing.Rectangle(a, y - BarHeight / 2, Math.Max(1, b - a), BarHeight, style.Ink, opacity: .55);
            }
            drawing.Line(mean, y - BarHeight / 2, mean, y + BarHeight / 2, Ink.Text, 2);
        }
        string rest = shown.Length < all.Length ? FormattableString.Invariant($" The first {shown.Length} of {all.Length} levels.") : "";
        if (all.Length < report.Scores.Count)
            rest += " Levels without a number are left out: too many of their trials diverged.";
        return new ReportFigure(Id, Title, string.Create(CultureInfo.InvariantCulture,
            $"Mean of the middle half of a level's trials over all blocks (line) and its "
                + $"{100 * (1 - report.Options.Alpha):0.##}% interval (bar): trials drawn again within their block, percentiles.{rest}"),
                drawing);
    }
}
