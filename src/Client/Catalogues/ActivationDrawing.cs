using Sweep.Client.Report.Drawing;
using Sweep.Trainer.Activations;

namespace Sweep.Client.Catalogues;

/// <summary>A picture of an activation and its derivative.</summary>
internal static class ActivationDrawing
{
    private const double Width = 560, Left = 70, Top = 40, PlotHeight = 320;
    private const int Steps = 800;

    /// <summary>Draws an activation that is a formula.</summary>
    public static string Draw(ActivationDefinition activation)
    {
        var curves = ActivationCurves.Of(activation, Steps);
        var (low, high) = curves.Range;
        double bottom = Top + PlotHeight, right = Width - 24;
        var drawing = new SvgDrawing($"{activation.Name} and its derivative", Width, bottom + 48);
        (string Name, SeriesStyle Style)[] series = [(activation.Name, SeriesStyle.ForIndex(0)), ("derivative", SeriesStyle.ForIndex(1))];
        PlotFrame.DrawLegend(drawing, Left, 18, Width - Left, series);
        Axis x = Axis.Linear(ActivationCurves.From, ActivationCurves.To, Left, right, 8), y = Axis.Linear(low, high, bottom, Top);
        var frame = new PlotFrame(drawing, Left, Top, right, bottom);
        frame.DrawVertical(y, "f(x)");
        frame.DrawHorizontal(x, "x");
        foreach (var ((name, style), values) in series.Zip([curves.Values, curves.Slopes]))
        {
            using var group = drawing.Group(name, name);
            var points = curves.X.Zip(values).Where(p => double.IsFinite(p.Second)).Select(p => (x[p.First], y[p.Second]));
            drawing.Polyline(points, style.Ink, 2, style.Dash);
        }
        return drawing.ToSvg(isFile: true);
    }
}
