using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Inspection;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>f(x) of each layer at some epochs, over the density of what it activates.</summary>
internal static class LearnedShapes
{
    private const string Id = "shape", Title = "Shape of the activation";
    private const int MostSites = 12, Columns = 3, Bins = 60, Points = 120;
    private const double DensityPart = .3; // of a plot's height
    private const double MostSteep = 3;    // times the largest x: beyond, curves are cut off

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        var sites = inspection.Sites(MostSites, s => s.Formula is not null);
        string name = inspection.Trial.Settings.Activation.Name;
        if (sites.Count == 0)
        {
            return [ReportFigure.Omitted(Id, Title, inspection.Trial.Sites.Count == 0 ? "the network has no place of an activation."
                : $"'{name}' is a network, not a function of x alone.")];
        }
        bool learns = sites[0].Formula!.LearnableParameters.Count > 0, perChannel = sites[0].Formula!.Scope == ParameterScope.PerChannel;
        EpochStyle[] epochs = [.. learns ? EpochStyle.Of(inspection) : EpochStyle.Of(inspection).TakeLast(1)];
        LegendEntry density = new("density of x", Ink.Series(4), IsArea: true) { AreaOpacity = .45 };
        LegendEntry[] band = learns && perChannel ? [new("all channels, last epoch", Ink.Series(0), IsArea: true)] : [];
        var grid = new PanelGrid($"{Title} {name}", sites.Count, Columns, height: 170,
            [.. epochs.Select(e => learns ? e.Look : e.Look with { Name = "f(x)" }), density, .. band]);
        for (int i = 0; i < sites.Count; i++)
            Panel(grid.Panel(i, sites[i].Name), inspection, sites[i], epochs, density, learns && perChannel);
        string all = sites.Count < inspection.Trial.Sites.Count
            ? FormattableString.Invariant($" {sites.Count} of {inspection.Trial.Sites.Count} layers are shown.") : "";
        return
        [
            new ReportFigure(Id, $"{Title} {name}", $"{inspection.Trial.Settings.Activation.Formula}, by layer. Below: density of the "
                + $"pre-activations x after the last epoch over {inspection.Extent}, in a scale of its own."
                + (learns && perChannel ? " Lines are at the mean of the channels' parameters." : "") + all, grid.Drawing),
        ];
    }

    private static void Panel(PlotFrame frame, Inspection inspection, ActivationSite site, EpochStyle[] epochs, LegendEntry density,
        bool withBand)
    {
        var inputs = inspection.Examination.Signals.Single(s => s.Site == site).Inputs;
        double reach = Math.Clamp(Math.Ceiling(Math.Max(-Histogram.Quantile(inputs, .005), Histogram.Quantile(inputs, .995))), 3, 10);
        double[] xs = [.. Enumerable.Range(0, Points + 1).Select(i => reach * (2.0 * i / Points - 1))];
        var value = new TermEvaluator(site.Formula!.Root);
        var curves = epochs.Select(e => (Epoch: e, Values: Curve(Means(inspection, site, e.Snapshot)))).ToArray();
        double[][] channels = withBand ? [.. Channels(inspection, site).Select(Curve)] : [];
        double[] all = [.. curves.SelectMany(c => c.Values), .. channels.SelectMany(c => c)];
        double low = Math.Max(all.Min(), -MostSteep * reach), high = Math.Min(all.Max(), MostSteep * reach);
        double room = (high - low) * DensityPart;
        Axis x = Axis.Linear(-reach, reach, frame.Left, frame.Right, tickCount: 6);
        Axis y = Axis.Linear(low - room, high, frame.Bottom, frame.Top, tickCount: 6);
        frame.DrawVertical(y, "f(x)");
        frame.DrawHorizontal(x, "x");
        frame.Drawing.Line(x[0], frame.Top, x[0], frame.Bottom, Ink.Faint, .8);
        var bars = Histogram.Of([.. inputs], -reach, reach, Bins);
        double tallest = Math.Max(bars.Densities.Max(), 1e-12), floor = frame.Bottom, rise = (frame.Bottom - frame.Top) * DensityPart;
        frame.Drawing.Area(bars.Outline().Select(p => (x[p.X], floor - rise * p.Y / tallest)), density.Ink, density.AreaOpacity);
        if (withBand)
        {
            frame.Drawing.Area([.. xs.Select((v, i) => (x[v], y.Clamped(channels.Max(c => c[i])))),
                .. xs.Select((v, i) => (x[v], y.Clamped(channels.Min(c => c[i])))).Reverse()], Ink.Series(0), .25);
        }
        foreach (var (epoch, values) in curves)
        {
            var inside = xs.Select((v, i) => (X: x[v], Y: y[values[i]])).Where(p => p.Y >= frame.Top - 1 && p.Y <= frame.Bottom + 1);
            frame.Drawing.Polyline(inside, epoch.Look.Ink, epoch.Thickness, epoch.Look.Dash);
        }

        double[] Curve(double[] parameters) => [.. xs.Select(v => value.At(v, parameters))];
    }

    private static double[] Means(Inspection inspection, ActivationSite site, Snapshot snapshot) =>
        [.. site.Formula!.LearnableParameters.Select((_, p) => inspection.Parameter(site, p, snapshot).Average())];

    private static IEnumerable<double[]> Channels(Inspection inspection, ActivationSite site)
    {
        double[][] values = [.. site.Formula!.LearnableParameters.Select((_, p) => inspection.Parameter(site, p, inspection.Last))];
        return Enumerable.Range(0, values[0].Length).Select(c => values.Select(v => v[c]).ToArray());
    }
}
