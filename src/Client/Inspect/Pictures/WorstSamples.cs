using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>The test samples with the largest loss.</summary>
internal static class WorstSamples
{
    private const string Id = "worst", Title = "Worst-classified samples";
    private const int Columns = 6, Most = 18;
    private const double Cell = 104, RowHeight = Cell + 44;

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        if (inspection.Trial.TestClasses is null)
            return [ReportFigure.Omitted(Id, Title, "the network predicts no classes.")];
        var worst = inspection.Examination.Outcomes.OrderByDescending(o => o.Loss).ThenBy(o => o.Sample).Take(Most).ToArray();
        var drawing = new SvgDrawing(Title, PanelGrid.Width, (worst.Length + Columns - 1) / Columns * RowHeight + 8);
        for (int i = 0; i < worst.Length; i++)
        {
            double x = i % Columns * (PanelGrid.Width / Columns) + 10, y = i / Columns * RowHeight + 6;
            var (sample, label, predicted, loss, confidence) = worst[i];
            drawing.Image(x, y, Cell, Cell, ShownImage.Of(inspection.Trial.Dataset, sample));
            drawing.Text(x, y + Cell + 15, label == predicted ? $"class {label}, correct" : $"class {label}, predicted {predicted}", size: 11);
            drawing.Text(x, y + Cell + 29, FormattableString.Invariant($"#{sample}: loss {loss:0.00}, {100 * confidence:0} %"), ink: Ink.Faint,
                size: 10);
        }
        int wrong = inspection.Examination.Outcomes.Count(o => o.Class != o.Predicted);
        return [new ReportFigure(Id, Title, $"Largest cross-entropy after the last epoch among {inspection.Extent}, of which {wrong} are "
            + "classified wrongly. Per cent: the probability that the network gives to the class it predicts.", drawing)];
    }
}
