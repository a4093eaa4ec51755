using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Trainer.Inspection;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>Mean and deviation of what each activation sees before training.</summary>
internal static class SignalPicture
{
    private const string Id = "signal", Title = "Signal before training";
    private const double RowHeight = 24, Top = 66;

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        if (inspection.Start is not { } start)
            return [ReportFigure.Omitted(Id, Title, "the weights before training are those of the phase before, which were not kept; "
                + "--retrain finds them.")];
        if (inspection.Trial.Sites.Count == 0)
            return [ReportFigure.Omitted(Id, Title, "the network has no place of an activation.")];
        var sizes = SignalSizes.Of(inspection.Trial, start.Numbers);
        string[] names = [.. sizes.Select(s => TextMeasure.Cut(s.Site, 180))];
        double left = TextMeasure.Widest(names) + 24, right = PanelGrid.Width - 130, bottom = Top + sizes.Count * RowHeight;
        var drawing = PanelGrid.Begin(Title, bottom + 44);
        var frame = new PlotFrame(drawing, left, Top, right, bottom);
        Axis x = Axis.Linear(sizes.Min(s => s.Mean - s.Deviation), sizes.Max(s => s.Mean + s.Deviation), left + 8, right - 8);
        frame.DrawHorizontal(x, "pre-activation: mean, and mean ± standard deviation");
        if (x.Low < 0 && x.High > 0)
            drawing.Line(x[0], Top, x[0], bottom, Ink.Faint, 1.2);
        drawing.Text(right + 62, Top - 14, "mean", Anchor.End, Ink.Faint, 11);
        drawing.Text(PanelGrid.Width - 8, Top - 14, "deviation", Anchor.End, Ink.Faint, 11);
        for (int i = 0; i < sizes.Count; i++)
        {
            double y = Top + (i + .5) * RowHeight;
            var (_, mean, deviation) = sizes[i];
            drawing.Text(left - 10, y + 4, names[i], Anchor.End);
            drawing.Line(x[mean - deviation], y, x[mean + deviation], y, Ink.Series(0), 3, opacity: .6);
            drawing.Mark(MarkShape.Circle, x[mean], y, 8, Ink.Series(0));
            drawing.Text(right + 62, y + 4, FormattableString.Invariant($"{mean:0.000}"), Anchor.End, size: 11);
            drawing.Text(PanelGrid.Width - 8, y + 4, FormattableString.Invariant($"{deviation:0.000}"), Anchor.End, size: 11);
        }
        return [new ReportFigure(Id, Title, $"What each activation sees, from the first layer (top) to the last, over "
            + $"{GradientNorms.SamplesOf(inspection.Trial)} training samples in training mode. Where deviations shrink or grow from layer "
            + "to layer, the initialisation does not fit the activation.", drawing)];
    }
}
