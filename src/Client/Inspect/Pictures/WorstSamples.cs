using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>The test samples with the largest loss.</summary>
internal static class WorstSamples
{
    private const string Id = "worst", Title = "Worst-classified samples";
    private const int Columns = 6, Most = 18;
    private const double Cell = 104, RowHeight = Cell + 44, Top = 32;

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        if (inspection.Trial.TestClasses is null)
            return [ReportFigure.Omitted(Id, Title, "the network predicts no classes.")];
        var worst = inspection.Examination.Outcomes.OrderByDescending(o => o.Loss).ThenBy(o => o.Sample).Take(Most).ToArray();
        var drawing = PanelGrid.Begin(Title, Top + (worst.Length + Columns - 1) / Columns * RowHeight);
        for (int i = 0; i < worst.Length; i++)
        {
            double x = i % Columns * (PanelGrid.Width / Columns) + 10, y = Top + i / Columns * RowHeight;
            var (sample, label, predicted, loss, _) = worst[i];
            ShownImage.Draw(drawing, x, y, Cell, inspection.Trial, sample);
            string said = label == predicted ? "correct" : $"predicted {predicted}";
            drawing.Text(x, y + Cell + 15, $"class {label}, {said}", size: 11);
            drawing.Text(x, y + Cell + 29, FormattableString.Invariant($"#{sample}, loss {loss:0.00}"), ink: Ink.Faint,
                size: 10);
        }
        int wrong = inspection.Examination.Outcomes.Count(o => o.Class != o.Predicted);
        return [new ReportFigure(Id, Title, $"Largest cross-entropy after the last epoch among {inspection.Extent}, of which {wrong} are "
            + "classified wrongly.", drawing)];
    }
}
