using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Onnx;

/// <summary>Poolings as operators. Where the output's size is rounded up, the padding behind the plane is made so wide that the last window
/// fits: runtimes do not agree on the standard's own rounding.</summary>
internal static class OnnxPooling
{
    public static string Max(OnnxPlace p, LayerDescription.MaxPool m) => p.Emit("MaxPool", [p.Input],
        OnnxAttribute.Integers("kernel_shape", m.Kernel.Height, m.Kernel.Width),
        OnnxAttribute.Integers("strides", m.Stride.Height, m.Stride.Width),
        Pads(m.Padding, Beyond(p, m.Kernel, m.Stride, m.Padding)));

    // Padded places count as zeros, those beyond the padding not at all.
    public static string Average(OnnxPlace p, LayerDescription.AveragePool a)
    {
        var (padding, beyond) = (a.Padding, Beyond(p, a.Kernel, a.Stride, a.Padding));
        bool isApart = padding != default && beyond != default;
        string input = isApart
            ? p.Emit("Pad", [p.Input, p.Graph.Integers(0, 0, padding.Height, padding.Width, 0, 0, padding.Height, padding.Width)])
            : p.Input;
        return p.Emit("AveragePool", [input],
            OnnxAttribute.Integers("kernel_shape", a.Kernel.Height, a.Kernel.Width),
            OnnxAttribute.Integers("strides", a.Stride.Height, a.Stride.Width),
            Pads(isApart ? default : padding, beyond), OnnxAttribute.Integer("count_include_pad", beyond == default ? 1 : 0));
    }

    // The mean over a window is a product with a matrix along each axis.
    public static string Adaptive(OnnxPlace p)
    {
        if (p.Output is { Height: 1, Width: 1 })
            return p.Emit("GlobalAveragePool", [p.Input]);
        string name = p.Node.Node.Name;
        string columns = p.Graph.Constant($"{name}/columns", Means(p.Shape.Width, p.Output.Width, transposed: true), p.Shape.Width,
            p.Output.Width);
        string rows = p.Graph.Constant($"{name}/rows", Means(p.Shape.Height, p.Output.Height, transposed: false), p.Output.Height,
            p.Shape.Height);
        return p.Emit("MatMul", [rows, p.Emit("MatMul", [p.Input, columns])]);
    }

    private static ProtoMessage Pads(Extent padding, Extent beyond) => OnnxAttribute.Integers("pads", padding.Height, padding.Width,
        padding.Height + beyond.Height, padding.Width + beyond.Width);

    // How far the last window reaches beyond the padding.
    private static Extent Beyond(OnnxPlace p, Extent kernel, Extent stride, Extent padding) => new(
        Math.Max(0, (p.Output.Height - 1) * stride.Height + kernel.Height - p.Shape.Height - 2 * padding.Height),
        Math.Max(0, (p.Output.Width - 1) * stride.Width + kernel.Width - p.Shape.Width - 2 * padding.Width));

    // (outputs, inputs), or (inputs, outputs) transposed: window i covers floor(i n/m) to ceil((i+1) n/m).
    private static float[] Means(int inputs, int outputs, bool transposed)
    {
        float[] matrix = new float[inputs * outputs];
        for (int o = 0; o < outputs; o++)
        {
            int first = (int)((long)o * inputs / outputs), end = (int)(((o + 1L) * inputs + outputs - 1) / outputs);
            for (int i = first; i < end; i++)
                matrix[transposed ? i * outputs + o : o * inputs + i] = 1f / (end - first);
        }
        return matrix;
    }
}
