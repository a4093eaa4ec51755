using System.Globalization;
using Sweep.Analysis.Comparisons;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;
using Sweep.Planning.Expansion;

namespace Sweep.Client.Report.Figures;

/// <summary>Mean ranks on a line; levels joined by a bar are not told apart by Nemenyi's test.</summary>
/// <remarks>Demsar, JMLR 7 (2006), section 3.2.4. The classic figure; the verdicts rest on pairwise tests, since the rank of a level
/// depends on which others are compared (Benavoli et al. 2016).</remarks>
internal static class CriticalDifferenceDiagram
{
    private const double Width = 860, Edge = 220, WidestLabel = 190, Line = 20;

    /// <summary>The diagram of the pairs, or of the datasets.</summary>
    public static ReportFigure Draw(ReportInput input, bool overDatasets)
    {
        string id = overDatasets ? "critical-difference-datasets" : "critical-difference";
        string title = overDatasets ? "Critical-difference diagram over datasets" : "Critical-difference diagram";
        var summary = overDatasets ? input.View.Report.OmnibusOverDatasets : input.View.Report.Omnibus;
        if (summary is null)
            return ReportFigure.Omitted(id, title, overDatasets ? "there is one dataset." : "the levels share no pairs.");
        if (summary.Levels.Count < 3)
            return ReportFigure.Omitted(id, title, "two levels need no ranks; the difference above says it all.");
        if (summary.CriticalDifference is not { } critical || summary.MeanRanks.Count == 0)
            return ReportFigure.Omitted(id, title, "fewer than two units have outcomes of all levels.");

        (string Level, double Rank)[] ranked =
            [.. summary.Levels.Zip(summary.MeanRanks).OrderBy(r => r.Second).ThenBy(r => r.First, StringComparer.Ordinal)];
        var groups = Groups(ranked, critical);
        int half = (ranked.Length + 1) / 2;
        double axisY = 64, firstLabel = axisY + 26 + 9 * groups.Count;
        var drawing = new SvgDrawing(title, Width, firstLabel + Line * half + 8);
        Axis axis = Axis.Linear(1, ranked.Length, Edge, Width - Edge, Math.Min(10, ranked.Length - 1));
        Scale(drawing, axis, axisY, critical);
        for (int i = 0; i < ranked.Length; i++)
            Stem(drawing, ranked[i], axis[ranked[i].Rank], axisY,
                firstLabel + Line * (i < half ? i : ranked.Length - 1 - i), isLeft: i < half, SeriesStyle.ForIndex(0).Ink);
        for (int g = 0; g < groups.Count; g++)
        {
            double y = axisY + 16 + 9 * g;
            using (drawing.Group(null, "not told apart: "
                + string.Join(", ", ranked[groups[g].First..(groups[g].Last + 1)].Select(r => r.Level))))
                drawing.Line(axis[ranked[groups[g].First].Rank] - 4, y, axis[ranked[groups[g].Last].Rank] + 4, y, Ink.Text, 4);
        }
        string unit = overDatasets ? "datasets" : "pairs of a block";
        return new ReportFigure(id, title, string.Create(CultureInfo.InvariantCulture,
            $"Mean ranks over {summary.CompleteCount} units ({unit}), 1 is best. Levels joined by a bar differ by less than Nemenyi's "
                + $"critical difference {critical:0.00} at alpha {input.View.Report.Options.Alpha:0.####}. Ranks ignore how large a "
                + $"difference is; the verdicts do not rest on this figure."), drawing);
    }

    /// <summary>The widest runs of levels whose ranks lie within the critical difference; runs inside another are left out.</summary>
    internal static IReadOnlyList<(int First, int Last)> Groups(IReadOnlyList<(string Level, double Rank)> ranked, double critical)
    {
        var groups = new List<(int First, int Last)>();
        for (int i = 0; i < ranked.Count; i++)
        {
            int last = i;
            while (last + 1 < ranked.Count && ranked[last + 1].Rank - ranked[i].Rank < critical)
                last++;
            if (last > i && (groups.Count == 0 || groups[^1].Last < last))
                groups.Add((i, last));
        }
        return groups;
    }

    private static void Scale(SvgDrawing drawing, Axis axis, double y, double critical)
    {
        drawing.Line(axis[axis.Low], y, axis[axis.High], y, Ink.Text, 1.5);
        foreach (var (value, label) in axis.Ticks)
        {
            drawing.Line(axis[value], y - 6, axis[value], y, Ink.Text);
            drawing.Text(axis[value], y - 10, label, Anchor.Middle, Ink.Faint, 11);
        }
        // The ruler never leaves the picture, even where the critical difference is wider than the axis.
        double start = axis[axis.Low], end = Math.Min(start + axis[axis.Low + critical] - axis[axis.Low], Width - 20);
        drawing.Line(start, 24, end, 24, Ink.Text, 2);
        drawing.Line(start, 19, start, 29, Ink.Text, 2);
        drawing.Line(end, 19, end, 29, Ink.Text, 2);
        drawing.Text((start + end) / 2, 16, string.Create(CultureInfo.InvariantCulture, $"CD = {critical:0.00}"), Anchor.Middle);
    }

    private static void Stem(SvgDrawing drawing, (string Level, double Rank) level, double x, double axisY, double y, bool isLeft, Ink ink)
    {
        double end = isLeft ? Edge - 16 : Width - Edge + 16;
        using (drawing.Group(level.Level, string.Create(CultureInfo.InvariantCulture, $"{level.Level}: mean rank {level.Rank:0.00}")))
        {
            drawing.Polyline([(x, axisY), (x, y), (end, y)], Ink.Faint, 1);
            drawing.Mark(MarkShape.Circle, x, axisY, 7, ink);
            string text = string.Create(CultureInfo.InvariantCulture,
                $"{TextMeasure.Cut(level.Level, WidestLabel - 40)}  {level.Rank:0.00}");
            drawing.Text(isLeft ? end - 5 : end + 5, y + 4, text, isLeft ? Anchor.End : Anchor.Start);
        }
    }
}
