using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;
using Sweep.Client.Report.Tables;

namespace Sweep.Client.Report.Figures;

/// <summary>Every comparison's difference with its interval, over the region of practical equivalence.</summary>
internal static class ForestPlot
{
    private const string Id = "forest", Title = "Differences with intervals";
    private const int MaxRows = 80;
    private const double Width = 860, RowHeight = 24, WidestLabel = 240;

    public static ReportFigure Draw(ReportInput input)
    {
        var (report, scale) = (input.View.Report, input.Scale);
        ComparisonResult[] all = [.. report.Comparisons.Select(c => c.Overall).Where(r => r.Difference is not null)];
        if (all.Length == 0)
            return ReportFigure.Omitted(Id, Title, "no two levels have outcomes to compare.");
        var shown = all.Take(MaxRows).ToArray();
        string[] labels = [.. shown.Select(r => TextMeasure.Cut(VerdictText.Name(r, input.View.Question.Baseline), WidestLabel))];
        string[] words = [.. shown.Select(r => Evidence(r, scale))];
        double left = TextMeasure.Widest(labels) + 24, right = Width - TextMeasure.Widest(words, 11) - 20,
            bottom = 34 + RowHeight * shown.Length;
        var drawing = new SvgDrawing($"{Title}: {input.View.Question.Metric}", Width, bottom + 48);

        double rope = scale.Factor * report.Options.Rope;
        double[] ends = [.. shown.SelectMany(Ends).Select(v => scale.Factor * v), -rope, rope, 0];
        double margin = (ends.Max() - ends.Min()) * 0.04;
        var axis = Axis.Linear(ends.Min() - margin, ends.Max() + margin, left, right);
        if (rope > 0)
        {
            drawing.Rectangle(axis[-rope], 26, axis[rope] - axis[-rope], bottom - 26, Ink.Region, opacity: .8);
            drawing.Line(axis[-rope], 26, axis[-rope], bottom, Ink.Faint, dash: "2 3");
            drawing.Line(axis[rope], 26, axis[rope], bottom, Ink.Faint, dash: "2 3");
            drawing.Text((axis[-rope] + axis[rope]) / 2, 18, "ROPE", Anchor.Middle, Ink.Faint, 11);
        }
        new PlotFrame(drawing, left, 26, right, bottom).DrawHorizontal(axis, Direction(input));
        drawing.Line(axis[0], 26, axis[0], bottom, Ink.Text);
        for (int i = 0; i < shown.Length; i++)
        {
            double y = 26 + RowHeight * (i + .5) + 4;
            using (drawing.Group(null, Hint(shown[i], scale)))
                Row(drawing, shown[i], axis, scale, y, labels[i], words[i], left, right);
        }
        return new ReportFigure(Id, Title, Caption(report, shown, all.Length), drawing);
    }

    private static void Row(SvgDrawing drawing, ComparisonResult result, Axis axis, MetricScale scale, double y, string label, string words,
        double left,
        double right)
    {
        var (shape, ink, hollow) = Look(result.Decision.Verdict);
        drawing.Text(left - 12, y + 4, label, Anchor.End);
        if (result.Difference!.Interval is { } interval)
        {
            bool hasLower = double.IsFinite(interval.Lower), hasUpper = double.IsFinite(interval.Upper);
            double a = hasLower ? axis[scale.Factor * interval.Lower] : left, b = hasUpper ? axis[scale.Factor * interval.Upper] : right;
            drawing.Line(a, y, b, y, ink, 2, result.Design == ComparisonDesign.Unpaired ? "3 3" : null);
            if (hasLower)
                drawing.Line(a, y - 4, a, y + 4, ink, 2);
            if (hasUpper)
                drawing.Line(b, y - 4, b, y + 4, ink, 2);
        }
        drawing.Mark(shape, axis[scale.Factor * result.Difference.Mean.Value], y, 10, ink, hollow);
        drawing.Text(Width - 8, y + 4, words, Anchor.End, Ink.Faint, 11);
    }

    /// <summary>The look of a verdict in every figure: shape first, colour second.</summary>
    public static (MarkShape Shape, Ink Ink, bool IsHollow) Look(Verdict verdict) => verdict switch
    {
        Verdict.Better => (MarkShape.Up, Ink.Series(0), false),
        Verdict.Worse => (MarkShape.Down, Ink.Series(1), false),
        Verdict.Equivalent => (MarkShape.Square, Ink.Series(2), false),
        _ => (MarkShape.Circle, Ink.Faint, true),
    };

    private static IEnumerable<double> Ends(ComparisonResult result)
    {
        yield return result.Difference!.Mean.Value;
        if (result.Difference.Interval is { } interval)
        {
            if (double.IsFinite(interval.Lower))
                yield return interval.Lower;
            if (double.IsFinite(interval.Upper))
                yield return interval.Upper;
        }
    }

    private static string Evidence(ComparisonResult result, MetricScale scale) =>
        $"{scale.Difference(result.Difference?.Mean.Value)}, p {MetricScale.P(result.Decision.AdjustedP)}, {DifferenceTable.Word(result)}";

    private static string Hint(ComparisonResult result, MetricScale scale) => string.Create(CultureInfo.InvariantCulture,
        $"{result.Level} - {result.Baseline}: {scale.Difference(result.Difference?.Mean.Value)} {scale.DifferenceUnit}\ninterval "
            + $"{scale.Range(result.Difference?.Interval)}\np adjusted {MetricScale.P(result.Decision.AdjustedP)}, "
            + $"{DifferenceTable.Word(result)}\n{result.PairCount} pairs: {result.Wins} won, {result.Ties} tied, {result.Losses} lost");

    private static string Direction(ReportInput input) =>
        $"{input.DifferenceAxis}, {(input.View.Report.Options.LargerIsBetter ? "right" : "left")} is better";

    private static string Caption(ComparisonReport report, ComparisonResult[] results, int all)
    {
        int shown = results.Length;
        string rest = shown < all ? FormattableString.Invariant($" The first {shown} of {all} comparisons.") : "";
        string rope = report.Options.Rope > 0 ? " Band: region of practical equivalence." : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"Mean difference and its {100 * (1 - report.Options.Alpha):0.##}% interval (broken line: unpaired), with the adjusted p. "
                + $"{TestNotes.Intervals(report, results)} Triangle up: better, down: worse; square: equivalent; hollow circle: "
                + $"undecided.{rope}{rest}");
    }
}
