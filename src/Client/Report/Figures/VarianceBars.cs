using System.Globalization;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Client.Report.Input;

namespace Sweep.Client.Report.Figures;

/// <summary>Where the spread comes from: levels, blocks, both together, seeds, the rest.</summary>
internal static class VarianceBars
{
    private const string Id = "variance-components", Title = "Variance components";
    private const double Width = 700, Left = 190, RowHeight = 32;

    public static ReportFigure Draw(ReportInput input)
    {
        if (input.View.Report.Variance is not { } variance)
            return ReportFigure.Omitted(Id, Title, "they need two levels, two blocks, and two seeds that all levels share in each.");
        (string Name, double Variance)[] parts =
        [
            (input.View.Question.Factor, variance.Level), ("block", variance.Dataset),
                ($"{input.View.Question.Factor} x block", variance.Interaction),
            ("seed, shared by levels", variance.SharedSeed), ("rest (single trials)", variance.Residual),
        ];
        double total = parts.Sum(p => p.Variance);
        if (!(total > 0))
            return ReportFigure.Omitted(Id, Title, "the values do not vary.");
        double bottom = 12 + RowHeight * parts.Length;
        var drawing = new SvgDrawing(Title, Width, bottom + 46);
        var axis = Axis.Linear(0, 100, Left, Width - 190, 5);
        new PlotFrame(drawing, Left, 8, Width - 190, bottom).DrawHorizontal(axis, "share of the variance (%)");
        for (int i = 0; i < parts.Length; i++)
        {
            double y = 12 + RowHeight * i, share = 100 * parts[i].Variance / total;
            string deviation = input.Scale.Value(Math.Sqrt(parts[i].Variance));
            using (drawing.Group(null, string.Create(CultureInfo.InvariantCulture,
                $"{parts[i].Name}: {share:0.0} %, sd {deviation} {input.Scale.DifferenceUnit}")))
            {
                drawing.Text(Left - 10, y + RowHeight / 2 + 3, TextMeasure.Cut(parts[i].Name, Left - 20), Anchor.End);
                drawing.Rectangle(Left, y + 5, Math.Max(.5, axis[share] - Left), RowHeight - 12, Ink.Series(0), Ink.Text);
                drawing.Text(Math.Max(Left, axis[share]) + 8, y + RowHeight / 2
                    + 3, string.Create(CultureInfo.InvariantCulture, $"{share:0.0} %, sd {deviation} {input.Scale.DifferenceUnit}"),
                        ink: Ink.Faint, size: 11);
            }
        }
        string seeds = double.IsNaN(variance.SeedShare) ? ""
            : string.Create(CultureInfo.InvariantCulture,
                $" More seeds could remove {100 * variance.SeedShare:0} % of the uncertainty about new blocks; only more "
                    + $"blocks remove the rest.");
        return new ReportFigure(Id, Title,
            $"Where the spread of {input.View.Question.Metric} comes from (method of moments; negative estimates are zero). Pairing "
                + $"removes what seeds do to all levels alike.{seeds}", drawing);
    }
}
