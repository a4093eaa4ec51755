using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Trainer.Inspection;
using Sweep.Trainer.Interpretation;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>Channels of some images before and after an activation, in gray, with histograms.</summary>
internal static class FeatureMaps
{
    private const string Title = "Feature maps before and after the activation";
    private const int MostSites = 4, MostImages = 3, MostChannels = 6, Bins = 40;
    private const double Cell = 60, Gap = 4, MapsLeft = 198, HistogramLeft = MapsLeft + MostChannels * (Cell + Gap) + 46;
    private const double LeastShare = 1e-4;

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        var sites = inspection.Sites(MostSites, s => s.Shape.Plane > 1);
        if (sites.Count == 0)
            return [ReportFigure.Omitted("maps", Title, "no shown activation has a height or width: there are no maps.")];
        int[] images = [.. inspection.Images.Take(MostImages)];
        var network = new ReferenceNetwork(inspection.Trial.Network, new ReferenceMode.Evaluation(inspection.Last.Numbers.Statistics));
        var pass = network.Forward(inspection.Trial.Load(inspection.Trial.TestPart, images), images.Length,
            inspection.Last.Numbers.Learned);
        return [.. sites.Select(site => Draw(inspection, site, images, pass))];
    }

    private static ReportFigure Draw(Inspection inspection, ActivationSite site, int[] images, ReferencePass pass)
    {
        string activation = inspection.Trial.Settings.Activation.Name, title = $"{Title} {site.Name} ({activation})";
        int[] channels = [.. Inspection.Spread([.. Enumerable.Range(0, site.Shape.Channels)], MostChannels)];
        const double head = 54, block = 4 * (Cell + Gap) + 34;
        var drawing = PanelGrid.Begin(title, head + images.Length * block + 8);
        for (int c = 0; c < channels.Length; c++)
            drawing.Text(MapsLeft + c * (Cell + Gap) + Cell / 2, 46, $"channel {channels[c]}", Anchor.Middle, Ink.Faint, 11);
        for (int i = 0; i < images.Length; i++)
            Block(drawing, head + i * block, inspection, site, (images[i], i), channels, pass);
        LegendEntry.Draw(drawing, HistogramLeft - 34, 46, 300, [new("before", Ink.Series(1), "4 2"), new("after", Ink.Series(0))]);
        string sources = Describe(inspection, site), whole = site.Shape is { Height: 1, Width: > ShownImage.MostPositions }
            ? $"signal, of which the first {ShownImage.MostPositions} positions are drawn" : "sample";
        return new ReportFigure("maps-" + Slug(site.Name), title,
            $"After the last epoch, {site.Shape.Channels} channels of {site.Shape.Height} x {site.Shape.Width}, of which "
            + $"{channels.Length} are shown. Common scale: {(site.Shape.Height == 1 ? "the lower edge is the smallest and the upper edge "
                + "the largest" : "black is the smallest and white the largest")} number of all channels before and "
            + $"after; own scale: of each map alone. Histograms: all channels of the {whole}.{sources}", drawing);
    }

    private static void Block(SvgDrawing drawing, double top, Inspection inspection, ActivationSite site, (int Sample, int Place) image,
        int[] channels, ReferencePass pass)
    {
        var shape = site.Shape;
        double[] before = pass.ValuesOf(site.Input)[(image.Place * shape.Count)..((image.Place + 1) * shape.Count)];
        double[] after = pass.ValuesOf(site.Output)[(image.Place * shape.Count)..((image.Place + 1) * shape.Count)];
        double low = Math.Min(before.Min(), after.Min()), high = Math.Max(before.Max(), after.Max());
        ShownImage.Draw(drawing, 4, top, 96, inspection.Trial, image.Sample);
        drawing.Text(4, top + 112, ShownImage.Label(inspection, image.Sample), size: 11);
        (string Name, double[] Values, bool IsCommon)[] rows =
            [("before", before, true), ("after", after, true), ("before", before, false), ("after", after, false)];
        for (int row = 0; row < rows.Length; row++)
        {
            double y = top + row * (Cell + Gap) + (row > 1 ? 8 : 0);
            drawing.Text(MapsLeft - 8, y + Cell / 2 - 2, rows[row].Name, Anchor.End);
            drawing.Text(MapsLeft - 8, y + Cell / 2 + 12, rows[row].IsCommon ? "common scale" : "own scale", Anchor.End, Ink.Faint, 11);
            for (int c = 0; c < channels.Length; c++)
            {
                double[] map = rows[row].Values[(channels[c] * shape.Plane)..((channels[c] + 1) * shape.Plane)];
                ShownImage.DrawMap(drawing, MapsLeft + c * (Cell + Gap), y, Cell, map, shape.Width,
                    rows[row].IsCommon ? low : map.Min(), rows[row].IsCommon ? high : map.Max());
            }
        }
        Histograms(new PlotFrame(drawing, HistogramLeft, top + 24, PanelGrid.Width - 12, top + 4 * (Cell + Gap) - 32), before, after, low,
            high);
    }

    // Shares on a logarithmic scale: an activation that cuts off gathers most numbers in one bin.
    private static void Histograms(PlotFrame frame, double[] before, double[] after, double low, double high)
    {
        Axis x = Axis.Linear(low, high, frame.Left, frame.Right, tickCount: 4);
        Axis y = Axis.Linear(Math.Log10(LeastShare), 0, frame.Bottom, frame.Top, tickCount: 4);
        foreach (double tick in new[] { -4.0, -3, -2, -1, 0 })
        {
            frame.Drawing.Line(frame.Left, y[tick], frame.Right, y[tick], Ink.Grid);
            frame.Drawing.Text(frame.Left - 5, y[tick] + 4, FormattableString.Invariant($"{100 * Math.Pow(10, tick):0.##}"), Anchor.End,
                Ink.Faint, 10);
        }
        frame.Drawing.Text(frame.Left - 34, frame.Top - 10, "share of values (%)", Anchor.Start, Ink.Faint, 11);
        frame.DrawHorizontal(x, "value", withGrid: false);
        foreach (var (values, ink, dash) in new[] { (before, Ink.Series(1), (string?)"4 2"), (after, Ink.Series(0), null) })
        {
            var histogram = Histogram.Of(values, x.Low, x.High, Bins);
            frame.Drawing.Polyline(histogram.Outline().Select(p => (x[p.X],
                y[Math.Log10(Math.Max(LeastShare, p.Y * histogram.Width))])), ink, 1.8, dash);
        }
    }

    private static string Describe(Inspection inspection, ActivationSite site) => site.Formula is not { LearnableParameters.Count: > 0 } own
        ? ""
        : " Learned here: " + string.Join(", ", own.LearnableParameters.Select((p, i) =>
        {
            double[] values = inspection.Parameter(site, i, inspection.Last);
            double low = values.Min(), high = values.Max(), mean = values.Average();
            return values.Length == 1 ? FormattableString.Invariant($"{p.Name} = {mean:0.####}")
                : FormattableString.Invariant($"{p.Name} from {low:0.####} to {high:0.####}, mean {mean:0.####}");
        })) + $"; {inspection.Trial.Settings.Activation.Formula}.";

    private static string Slug(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
}
