using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>Per layer: inputs below zero, dead units, dead channels.</summary>
internal static class DeadShares
{
    private const string Id = "dead", Title = "Dead units and negative inputs";
    private const double Bar = 9, RowHeight = 3 * Bar + 12, Top = 64;

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        if (inspection.Trial.Sites.Count == 0)
            return [ReportFigure.Omitted(Id, Title, "the network has no place of an activation.")];
        var signals = inspection.Examination.Signals;
        string[] names = [.. signals.Select(s => TextMeasure.Cut(s.Site.Name, 180))];
        double left = TextMeasure.Widest(names) + 24, right = PanelGrid.Width - 70, bottom = Top + signals.Count * RowHeight;
        var drawing = PanelGrid.Begin(Title, bottom + 44);
        LegendEntry[] legend =
            [Entry("inputs below 0", Ink.Series(5)), Entry("dead units", Ink.Series(1)), Entry("dead channels", Ink.Series(6))];
        LegendEntry.Draw(drawing, left, 44, PanelGrid.Width - left, legend);
        Axis x = Axis.Linear(0, 100, left, right, tickCount: 10);
        new PlotFrame(drawing, left, Top, right, bottom).DrawHorizontal(x, "share (%)");
        for (int i = 0; i < signals.Count; i++)
        {
            double y = Top + i * RowHeight + 6;
            drawing.Text(left - 10, y + 1.5 * Bar + 4, names[i], Anchor.End);
            double[] shares = [signals[i].NegativeShare, signals[i].DeadUnits, signals[i].DeadChannels];
            for (int b = 0; b < shares.Length; b++)
            {
                drawing.Rectangle(left, y + b * Bar, x[100 * shares[b]] - left, Bar - 1, legend[b].Ink);
                drawing.Text(x[100 * shares[b]] + 5, y + b * Bar + Bar - 1, FormattableString.Invariant($"{100 * shares[b]:0.0}"),
                    ink: Ink.Faint, size: 9);
            }
        }
        string dead = inspection.Trial.Settings.Activation.Network is null
            ? "A unit (channel and position) is dead when the slope of the activation is 0 for every sample"
            : "A unit (channel and position) is dead when its output is at most 1e-6 in size for every sample";
        return [new ReportFigure(Id, Title, $"After the last epoch, over {inspection.Extent}. {dead}; a channel when all its units are. "
            + "More samples leave fewer units dead.", drawing)];

        static LegendEntry Entry(string name, Ink ink) => new(name, ink, IsArea: true) { AreaOpacity = 1 };
    }
}
