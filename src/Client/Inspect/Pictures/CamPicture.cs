using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Trainer.Inspection;
using Sweep.Trainer.Interpretation;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>Grad-CAM over the chosen images.</summary>
internal static class CamPicture
{
    private const string Id = "cam", Title = "Grad-CAM";
    private const int MostImages = 8;
    private const double Cell = 112, Gap = 8, RowHeight = Cell + 42, Top = 34;

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        var (trial, numbers) = (inspection.Trial, inspection.Last.Numbers);
        if (trial.TestClasses is not { } labels)
            return [ReportFigure.Omitted(Id, Title, "the network predicts no classes.")];
        if (GradCam.LastConvolution(trial.Network) is not { } node)
            return [ReportFigure.Omitted(Id, Title, "the network has no convolution with more than one position.")];
        int[] images = [.. inspection.Images.Take(MostImages)];
        var pass = new ReferenceNetwork(trial.Network, new ReferenceMode.Evaluation(numbers.Statistics)).Forward(
            trial.Load(trial.TestPart, images), images.Length, numbers.Learned);
        ClassifiedSample[] judged = [.. images.Select((s, i) => ClassifiedSample.Judge(s, labels[s], pass, i))];
        var maps = GradCam.Of(trial.Network, pass, node, [.. judged.Select(j => j.Predicted)]);
        int rows = (images.Length + 1) / 2;
        var drawing = PanelGrid.Begin(Title, Top + rows * RowHeight + 4);
        Scale(drawing);
        for (int i = 0; i < images.Length; i++)
        {
            double x = i % 2 * (PanelGrid.Width / 2) + 8, y = Top + i / 2 * RowHeight;
            ShownImage.Draw(drawing, x, y, Cell, trial, images[i]);
            drawing.Image(x + Cell + Gap, y, Cell, Cell, PixelImage.Heat(maps[i], null, trial.Dataset.Width));
            ShownImage.DrawUnder(drawing, x + 2 * (Cell + Gap), y, Cell, trial, images[i], maps[i]);
            string found = maps[i].Max() > 0 ? "" : "; nothing speaks for it";
            drawing.Text(x, y + Cell + 15, $"#{images[i]}: class {judged[i].Class}, predicted {judged[i].Predicted}"
                + FormattableString.Invariant($" ({100 * judged[i].Confidence:0.0} %){found}"), size: 11);
        }
        return [new ReportFigure(Id, Title, "Each sample, the map of what speaks for the predicted class, and the map over the sample. "
            + $"Of {trial.Network.Nodes[node].Node.Name} ({trial.Network.Nodes[node].Output}), the last convolution, after the last epoch; "
            + "divided by the map's largest value, enlarged bilinearly. Selvaraju et al., ICCV 2017, arXiv 1610.02391.", drawing)];
    }

    private static void Scale(SvgDrawing drawing)
    {
        const double left = PanelGrid.Width - 190, width = 120;
        drawing.Text(left - 6, 16, "0", Anchor.End, Ink.Faint, 11);
        drawing.Image(left, 6, width, 12, PixelImage.Heat([.. Enumerable.Range(0, 64).Select(i => i / 63.0)], null, 64));
        drawing.Text(left + width + 6, 16, "1 (largest)", ink: Ink.Faint, size: 11);
    }
}
