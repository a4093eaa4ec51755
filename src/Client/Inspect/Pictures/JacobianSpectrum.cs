using MathNet.Numerics.LinearAlgebra;
using Sweep.Client.Inspect.Input;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Drawing;
using Sweep.Planning.Trials;
using Sweep.Trainer.Inspection;
using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;

namespace Sweep.Client.Inspect.Pictures;

/// <summary>The singular values of the Jacobian of outputs by inputs, before and after training.</summary>
/// <remarks>After ELSA.ipynb in the code of Chen, Li and Xu (AReLU, arXiv 2006.13858): 100 standard normal inputs, logarithms to base 10,
/// ten bins.</remarks>
internal static class JacobianSpectrum
{
    private const string Id = "jacobian", Title = "Singular values of the input-output Jacobian";
    private const int MostOutputs = 128, MostInputs = 100, Bins = 10;
    private const double Budget = 3e9; // multiply-adds for each of the two spectra

    public static IReadOnlyList<ReportFigure> Draw(Inspection inspection)
    {
        var trial = inspection.Trial;
        if (trial.Network.Output.Count > MostOutputs)
            return [ReportFigure.Omitted(Id, Title, $"the network has {trial.Network.Output.Count} outputs, more than {MostOutputs}.")];
        int inputs = Math.Min(MostInputs, trial.SamplesFor(Budget, 1 + 2 * trial.Network.Output.Count));
        EpochStyle[] epochs = [.. EpochStyle.Of(inspection).Where(e => e.Snapshot == inspection.Start || e.Snapshot == inspection.Last)];
        double[][] values = [.. epochs.Select(e => SingularValues(trial.Network, e.Snapshot.Numbers, inputs, trial.Trial.StreamKey,
            inspection.Stop).Where(v => v > 0 && double.IsFinite(v)).Select(Math.Log10).ToArray())];
        if (values.Any(v => v.Length == 0))
            return [ReportFigure.Omitted(Id, Title, "all singular values are 0.")];
        double low = Math.Floor(2 * values.Min(v => v.Min())) / 2, high = Math.Max(low + 1, Math.Ceiling(2 * values.Max(v => v.Max())) / 2);
        Histogram[] histograms = [.. values.Select(v => Histogram.Of(v, v.Min(), Math.Max(v.Max(), v.Min() + 1e-3), Bins))];
        var grid = new PanelGrid(Title, count: 1, columns: 1, height: 260, [.. epochs.Select(e => e.Look)]);
        var frame = grid.Panel(0, "");
        Axis x = Axis.Linear(low, high, frame.Left, frame.Right, tickCount: 8);
        Axis y = Axis.Linear(0, histograms.Max(h => h.Densities.Max()), frame.Bottom, frame.Top);
        frame.DrawVertical(y, "density");
        frame.DrawHorizontal(x, "log10 of the singular value");
        foreach (var (histogram, epoch) in histograms.Zip(epochs))
        {
            frame.Drawing.Area(histogram.Outline().Select(p => (x[p.X], y[p.Y])), epoch.Look.Ink, .2);
            frame.Drawing.Polyline(histogram.Outline().Select(p => (x[p.X], y[p.Y])), epoch.Look.Ink, epoch.Thickness, epoch.Look.Dash);
        }
        string norms = trial.Network.Nodes.Any(n => n.Node.Layer is LayerDescription.BatchNorm)
            ? " Batch norms take their running statistics, which before training change nothing." : "";
        return [new ReportFigure(Id, Title, $"Of the derivatives of the {trial.Network.Output.Count} outputs by the "
            + $"{trial.Network.Input.Count} inputs at {inputs} inputs of standard normal numbers, all pooled; ten bins, evaluation mode. "
            + $"Zeros are left out.{norms}", grid.Drawing)];
    }

    /// <summary>The singular values at random inputs, pooled.</summary>
    public static IEnumerable<double> SingularValues(ShapedNetwork network, NetworkNumbers numbers, int inputs, StreamKey key,
        CancellationToken stop) => InputJacobian.At(network, numbers, inputs, key, stop)
            .SelectMany(jacobian => Matrix<double>.Build.DenseOfArray(jacobian).Svd(computeVectors: false).S);
}
