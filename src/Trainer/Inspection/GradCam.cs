using Sweep.Trainer.Interpretation;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Inspection;

/// <summary>Where in an image a class was found: gradient-weighted class activation mapping.</summary>
/// <remarks>Selvaraju et al., ICCV 2017, arXiv 1610.02391, section 3: channel k of the last convolution weighs the mean of the logit's
/// slopes by its positions; the map is the positive part of the weighted sum, divided by its largest value.</remarks>
public static class GradCam
{
    /// <summary>The node of the last convolution whose output has positions; null where there is none.</summary>
    public static int? LastConvolution(ShapedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        for (int i = network.Nodes.Length - 1; i >= 0; i--)
        {
            if (network.Nodes[i] is { Node.Layer: LayerDescription.Convolution, Output.Plane: > 1 })
                return i;
        }
        return null;
    }

    /// <summary>The maps of a batch, at the size of the network's input.</summary>
    /// <param name="network">Which network.</param>
    /// <param name="pass">The batch, in evaluation mode; it is carried back.</param>
    /// <param name="node">Of <see cref="LastConvolution"/>.</param>
    /// <param name="classes">(samples) whose logits.</param>
    /// <returns>(samples) each (rows, columns) in [0,1]; all zeros where nothing speaks for the class.</returns>
    public static IReadOnlyList<double[]> Of(ShapedNetwork network, ReferencePass pass, int node, IReadOnlyList<int> classes)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(pass);
        ArgumentNullException.ThrowIfNull(classes);
        double[] start = new double[pass.Output.Length];
        for (int s = 0; s < pass.Samples; s++)
            start[s * network.Output.Count + classes[s]] = 1; // samples are independent in evaluation, so that one pass serves all
        pass.Backward(network.Nodes.Length - 1, start);
        var shape = network.Nodes[node].Output;
        double[] values = pass.ValuesOf(node), slopes = pass.SlopesOf(node);
        return [.. Enumerable.Range(0, pass.Samples).Select(s =>
        {
            double[] map = new double[shape.Plane];
            for (int c = 0; c < shape.Channels; c++)
            {
                int at = (s * shape.Channels + c) * shape.Plane;
                double weight = slopes.AsSpan(at, shape.Plane).ToArray().Average();
                for (int i = 0; i < shape.Plane; i++)
                    map[i] += weight * values[at + i];
            }
            double largest = map.Max();
            double[] positive = [.. map.Select(v => largest > 0 ? Math.Max(0, v) / largest : 0)];
            return Enlarge(positive, shape.Height, shape.Width, network.Input.Height, network.Input.Width);
        })];
    }

    /// <summary>Bilinear interpolation between the centres of pixels, which the edges continue.</summary>
    internal static double[] Enlarge(double[] map, int height, int width, int newHeight, int newWidth)
    {
        double[] result = new double[newHeight * newWidth];
        for (int y = 0; y < newHeight; y++)
        {
            double atY = Math.Clamp((y + 0.5) * height / newHeight - 0.5, 0, height - 1);
            int top = (int)atY, bottom = Math.Min(top + 1, height - 1);
            for (int x = 0; x < newWidth; x++)
            {
                double atX = Math.Clamp((x + 0.5) * width / newWidth - 0.5, 0, width - 1);
                int left = (int)atX, right = Math.Min(left + 1, width - 1);
                double above = Mix(map[top * width + left], map[top * width + right], atX - left);
                double below = Mix(map[bottom * width + left], map[bottom * width + right], atX - left);
                result[y * newWidth + x] = Mix(above, below, atY - top);
            }
        }
        return result;

        static double Mix(double a, double b, double share) => a + (b - a) * share;
    }
}
