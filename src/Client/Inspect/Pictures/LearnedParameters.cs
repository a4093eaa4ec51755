using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Inspection;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>The learned parameters of a formula by epoch, and the histograms of those that each channel has.</summary>
internal static class LearnedParameters
{
    private const string Id = "parameters", Title = "Learned parameters of the activation",
        ByChannel = "Learned parameters of the channels";
    private const int MostLines = 7, MostHistograms = 12, Bins = 20;

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        var sites = inspection.Sites(MostLines, s => s.Learned is not null);
        var activation = inspection.Trial.Settings.Activation;
        if (sites.Count == 0)
        {
            return [ReportFigure.Omitted(Id, Title, activation.Network is null
                ? $"'{activation.Name}' learns nothing."
                : $"'{activation.Name}' is a network: it learns weights, no parameters of a formula.")];
        }
        return sites[0].Formula!.Scope == ParameterScope.PerChannel
            ? [Curves(inspection, sites), Histograms(inspection)] : [Curves(inspection, sites)];
    }

    private static ReportFigure Curves(Inspection inspection, IReadOnlyList<ActivationSite> sites)
    {
        var formula = sites[0].Formula!;
        bool perChannel = formula.Scope == ParameterScope.PerChannel;
        SeriesStyle[] styles = [.. sites.Select((_, i) => SeriesStyle.ForIndex(i))];
        string title = $"{Title} by epoch ({inspection.Trial.Settings.Activation.Name})";
        var grid = new PanelGrid(title, formula.LearnableParameters.Count, formula.LearnableParameters.Count > 4 ? 3 : 2, height: 190,
            [.. sites.Select((s, i) => new LegendEntry(s.Name, styles[i].Ink, styles[i].Dash))]);
        for (int p = 0; p < formula.LearnableParameters.Count; p++)
        {
            var frame = grid.Panel(p, formula.LearnableParameters[p].Name);
            double[][][] values = [.. sites.Select(s => inspection.Snapshots.Select(e => inspection.Parameter(s, p, e)).ToArray())];
            double[] all = [.. values.SelectMany(s => s).SelectMany(v => v)];
            Axis x = Axis.Linear(inspection.Snapshots[0].Epoch, Math.Max(inspection.Last.Epoch, inspection.Snapshots[0].Epoch + 1),
                frame.Left + 6, frame.Right - 6, Math.Min(8, Math.Max(1, inspection.Last.Epoch)));
            double margin = .05 * (all.Max() - all.Min());
            Axis y = Axis.Linear(all.Min() - margin, all.Max() + margin, frame.Bottom, frame.Top, tickCount: 5);
            frame.DrawVertical(y, "value");
            frame.DrawHorizontal(x, "epoch", withGrid: false);
            for (int s = 0; s < sites.Count; s++)
            {
                using var group = frame.Drawing.Group(sites[s].Name, sites[s].Name);
                double X(int i) => x[inspection.Snapshots[i].Epoch];
                if (perChannel)
                {
                    frame.Drawing.Area([.. values[s].Select((v, i) => (X(i), y[v.Max()])),
                        .. values[s].Select((v, i) => (X(i), y[v.Min()])).Reverse()], styles[s].Ink, .12);
                }
                frame.Drawing.Polyline(values[s].Select((v, i) => (X(i), y[v.Average()])), styles[s].Ink, 2, styles[s].Dash);
                foreach (var (v, i) in values[s].Select((v, i) => (v, i)).Where(p => values[s].Length <= 30 || p.i == values[s].Length - 1))
                    frame.Drawing.Mark(styles[s].Shape, X(i), y[v.Average()], 6, styles[s].Ink);
            }
        }
        string shown = sites.Count < inspection.Trial.Sites.Count
            ? FormattableString.Invariant($" {sites.Count} of {inspection.Trial.Sites.Count} layers are shown.") : "";
        string gathered = inspection.Snapshots.Count > 2 || inspection.Last.Epoch <= 1 ? ""
            : " Only the first and the last epoch are known from kept weights; --retrain shows all.";
        return new ReportFigure(Id, title,
            $"{inspection.Trial.Settings.Activation.Formula}; epoch 0 is before training."
            + (perChannel ? " Lines: mean of the channels; bands: smallest to largest." : "") + shown + gathered, grid.Drawing);
    }

    private static ReportFigure Histograms(Inspection inspection)
    {
        var sites = inspection.Sites(MostHistograms, s => s.Learned is not null);
        var panels = sites.SelectMany(s => s.Formula!.LearnableParameters.Select((p, i) => (Site: s, p.Name, Number: i)))
            .Take(MostHistograms).ToArray();
        var grid = new PanelGrid(ByChannel, panels.Length, columns: 3, height: 120, [new("before training", Ink.Faint, "6 4"),
            new($"epoch {inspection.Last.Epoch} (last)", Ink.Series(0))]);
        for (int i = 0; i < panels.Length; i++)
        {
            var frame = grid.Panel(i, $"{panels[i].Site.Name}: {panels[i].Name}");
            double[] last = inspection.Parameter(panels[i].Site, panels[i].Number, inspection.Last);
            double[] first = inspection.Start is { } start ? inspection.Parameter(panels[i].Site, panels[i].Number, start) : [];
            Axis x = Axis.Linear(last.Concat(first).Min(), last.Concat(first).Max(), frame.Left, frame.Right, tickCount: 4);
            double Share(Histogram of, double density) => 100 * density * of.Width;
            var bars = Histogram.Of(last, x.Low, x.High, Bins);
            Axis y = Axis.Linear(0, bars.Densities.Max(d => Share(bars, d)), frame.Bottom, frame.Top, tickCount: 4);
            frame.DrawVertical(y, "channels (%)");
            frame.DrawHorizontal(x, panels[i].Name, withGrid: false);
            frame.Drawing.Area(bars.Outline().Select(p => (x[p.X], y[Share(bars, p.Y)])), Ink.Series(0), .35);
            frame.Drawing.Polyline(bars.Outline().Select(p => (x[p.X], y[Share(bars, p.Y)])), Ink.Series(0), 1.4);
            foreach (double value in first.Distinct().Take(1))
                frame.Drawing.Line(x[value], frame.Top, x[value], frame.Bottom, Ink.Faint, 1.5, "6 4");
        }
        return new ReportFigure("parameter-histograms", ByChannel, "Share of a layer's channels by the value "
            + "that they have learned; the dashed line is where all began.", grid.Drawing);
    }
}
