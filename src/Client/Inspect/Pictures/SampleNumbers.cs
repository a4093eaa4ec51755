using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>The numbers that an activation by network computes for each channel of each sample, such as APReLU's slopes.</summary>
internal static class SampleNumbers
{
    private const string Id = "slopes", Title = "What the activation computes for each sample";
    private const int MostSites = 12, Columns = 3, Bins = 40;

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        var sites = inspection.Sites(MostSites, s => s.PerSample.Count > 0);
        var activation = inspection.Trial.Settings.Activation;
        if (sites.Count == 0)
        {
            return [ReportFigure.Omitted(Id, Title, $"'{activation.Name}' computes no number for each channel or sample: it is the same "
                + "function for all of them.")];
        }
        string title = $"{Title} ({activation.Name})";
        var panels = sites.SelectMany(s => inspection.Examination.Signals.Single(g => g.Site == s).PerSample
            .Select(p => (s.Name, Number: p.Key, Values: p.Value))).ToArray();
        var grid = new PanelGrid(title, panels.Length, Columns, height: 130, []);
        for (int i = 0; i < panels.Length; i++)
        {
            var (site, number, values) = panels[i];
            var frame = grid.Panel(i, $"{site}: {number}");
            double low = values.Min(), high = values.Max();
            Axis x = Axis.Linear(low, high, frame.Left, frame.Right, tickCount: 5);
            var histogram = Histogram.Of(values, x.Low, x.High, Bins);
            Axis y = Axis.Linear(0, histogram.Densities.Max(), frame.Bottom, frame.Top, tickCount: 4);
            frame.DrawVertical(y, "density");
            frame.DrawHorizontal(x, number, withGrid: false);
            frame.Drawing.Area(histogram.Outline().Select(p => (x[p.X], y[p.Y])), Ink.Series(0), .35);
            frame.Drawing.Polyline(histogram.Outline().Select(p => (x[p.X], y[p.Y])), Ink.Series(0), 1.4);
        }
        return [new ReportFigure(Id, title, $"{activation.Formula}. One number for each channel of each sample, "
            + $"after the last epoch, over {inspection.Extent}.", grid.Drawing)];
    }
}
