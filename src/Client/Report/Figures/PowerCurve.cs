using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;
using Sweep.Planning.Plans;
using Sweep.Statistics;
using Sweep.Statistics.Power;

namespace Sweep.Client.Report.Figures;

/// <summary>How likely a true difference is found, by its size, with the pairs at hand and with more.</summary>
/// <remarks>By the size of the true difference, not at the observed one: power at the observed effect is the p-value in another dress
/// (Hoenig and Heisey 2001, doi:10.1198/000313001300339897).</remarks>
internal static class PowerCurve
{
    private const string Id = "power", Title = "Power by true difference";
    private const double Width = 700, Left = 70, Top = 40, PlotHeight = 280;
    private const int Steps = 60;

    public static ReportFigure Draw(ReportInput input)
    {
        ComparisonResult[] paired = [.. input.View.Report.Comparisons.Select(c => c.Overall)
            .Where(r => r.Supplement?.Power is not null && r.PairCount > 1)];
        if (paired.Length == 0)
            return ReportFigure.Omitted(Id, Title, "no comparison has pairs with a spread.");
        bool bets = input.View.Report.Options.Looks?.Rule == StoppingRule.EProcess;
        double[] counts = [.. paired.Select(r => (double)(bets ? Math.Max(1, r.Sequential?.Looks.Count ?? 1)
            : r.PairCount - r.BothDivergedCount))]; // an e-process bets on seeds
        string unit = bets ? "seeds" : "pairs";
        double deviation = new Sample(paired.Select((r, i) => r.Difference!.Mean.StandardError * Math.Sqrt(counts[i]))).Median;
        int pairs = (int)Math.Round(bets ? new Sample(counts).Median : new Sample(paired.Select(r => (double)r.PairCount)).Median);
        int ties = (int)Math.Round(new Sample(paired.Select(r => (double)r.Ties)).Median);
        double alpha = input.View.Report.Options.Alpha, inFamily = alpha / input.View.Report.OverallFamilySize;
        double wanted = input.View.Report.Options.Power;
        var curves = new[] { 1, 2, 4 }.Select((times, i) => (Pairs: times * pairs, Style: SeriesStyle.ForIndex(i))).ToArray();

        double most = deviation * TTestPower.DetectableNoncentrality(Math.Max(1, pairs - 1), 0.97, inFamily) / Math.Sqrt(pairs),
            bottom = Top + PlotHeight, factor = input.Scale.Factor;
        var drawing = new SvgDrawing(Title, Width, bottom + 48);
        PlotFrame.DrawLegend(drawing, Left, 18, Width - Left,
            [.. curves.Select(c => (FormattableString.Invariant($"{c.Pairs} {unit}"), c.Style))]);
        Axis x = Axis.Linear(0, factor * most, Left, Width - 24), y = Axis.Linear(0, 1, bottom, Top, 5);
        var frame = new PlotFrame(drawing, Left, Top, Width - 24, bottom);
        frame.DrawVertical(y, "power");
        frame.DrawHorizontal(x, $"true {input.DifferenceAxis}");
        drawing.Line(Left, y[wanted], Width - 24, y[wanted], Ink.Faint, dash: "2 3");
        foreach (var (count, style) in curves)
        {
            string name = FormattableString.Invariant($"{count} {unit}");
            using var group = drawing.Group(name, name);
            (double X, double Y)[] points = [.. Enumerable.Range(0, Steps + 1).Select(i => most * i / Steps)
                .Select(d => (x[factor * d], y[PowerOf(d / deviation, count)]))];
            drawing.Polyline(points, style.Ink, 2, style.Dash);
            foreach (var (px, py) in points.Where((_, i) => i % 10 == 5))
                drawing.Mark(style.Shape, px, py, 7, style.Ink);
        }
        bool isJoint = input.View.Report is { Adjustment: AdjustmentMethod.MaxT, OverallFamilySize: > 1 };
        string how = bets ? "Drawn from normal differences, looked at after every seed"
            : "Noncentral t, and 0 where so few pairs cannot reach that level by the exact test that decides"
            + (isJoint ? "; joint sign flips find somewhat more" : "");
        return new ReportFigure(Id, Title, string.Create(CultureInfo.InvariantCulture,
            $"Probability that a comparison stands alone against its whole family (alpha {alpha:0.####} over "
                + $"{input.View.Report.OverallFamilySize}), by the size of the true difference, with the median "
                + $"spread of paired differences ({input.Scale.Value(deviation)} {input.Scale.DifferenceUnit}). "
                + $"{how}; the dotted line is at {wanted:0.##}."), drawing);

        double PowerOf(double effect, int count) => bets ? SymmetryEProcessPower.Compute(effect, count, inFamily)
            : SignFlipPower.Compute(effect, count, inFamily, n => input.View.Report.Options.MinimumPairedPValue(n - n / pairs * ties)
                / (input.View.Report.Adjustment == AdjustmentMethod.MaxT ? input.View.Report.OverallFamilySize : 1));
    }
}
