using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Trainer.Cpu.Compilation;
using Sweep.Trainer.Cpu.Formulas;
using Sweep.Trainer.Cpu.Memory;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Cpu.Tests.Reference;

/// <summary>The same networks computed slowly and plainly in double precision: what the fast layers and their gradients are tested
/// against.</summary>
/// <remarks>Values are (sample, channel, row, column). Training mode throughout; random layers draw from the same streams as the fast
/// ones.</remarks>
internal sealed class ReferenceNetwork
{
    private readonly ShapedNetwork shape;
    private readonly StreamKey key;
    private readonly int epoch;
    private readonly Dictionary<string, int> offsets;

    /// <param name="shape">The network.</param>
    /// <param name="views">Where each parameter tensor lies in the flat block.</param>
    /// <param name="key">Of the random streams.</param>
    /// <param name="epoch">Whose random numbers are drawn, always from its start.</param>
    public ReferenceNetwork(ShapedNetwork shape, IEnumerable<ParameterView> views, StreamKey key, int epoch)
    {
        (this.shape, this.key, this.epoch) = (shape, key, epoch);
        offsets = views.ToDictionary(v => v.Description.Name, v => v.Offset);
    }

    /// <summary>Mean cross-entropy of a batch; adds its gradients to <paramref name="gradients"/> unless that is empty.</summary>
    /// <param name="input">(samples, channels, rows, columns).</param>
    /// <param name="labels">(samples).</param>
    /// <param name="parameters">The flat block.</param>
    /// <param name="gradients">(parameters) or empty.</param>
    public double Loss(double[] input, int[] labels, double[] parameters, double[] gradients)
    {
        int samples = labels.Length;
        var values = new double[shape.Nodes.Length][];
        var slopes = new double[shape.Nodes.Length][];
        for (int i = 0; i < values.Length; i++)
        {
            slopes[i] = new double[samples * shape.Nodes[i].Output.Count];
            values[i] = new double[slopes[i].Length];
            Visit(i, samples, input, values, slopes, parameters, gradients, forward: true);
        }
        double loss = CrossEntropy(values[^1], labels, slopes[^1]);
        if (gradients.Length == 0)
            return loss;
        for (int i = values.Length - 1; i >= 0; i--)
            Visit(i, samples, input, values, slopes, parameters, gradients, forward: false);
        return loss;
    }

    private void Visit(int number, int samples, double[] input, double[][] values, double[][] slopes, double[] parameters,
        double[] gradients, bool forward)
    {
        var node = shape.Nodes[number];
        double[][] x = [.. node.Node.Inputs.Select(i => i < 0 ? input : values[i])];
        double[][] dx = [.. node.Node.Inputs.Select(i => i < 0 ? new double[input.Length] : slopes[i])];
        var part = new ReferencePart(node, samples, x, values[number], dx, slopes[number], forward);
        switch (node.Node.Layer)
        {
            case LayerDescription.Convolution c:
                part.Convolution(c, parameters, gradients, offsets[$"{node.Node.Name}.weight"], c.Bias ? offsets[$"{node.Node.Name}.bias"]
                    : -1);
                return;
            case LayerDescription.Linear l:
                part.Linear(parameters, gradients, offsets[$"{node.Node.Name}.weight"], l.Bias ? offsets[$"{node.Node.Name}.bias"] : -1);
                return;
            case LayerDescription.BatchNorm b:
                part.BatchNorm(b, parameters, gradients, offsets[$"{node.Node.Name}.weight"], offsets[$"{node.Node.Name}.bias"]);
                return;
            case LayerDescription.MaxPool p:
                part.MaxPool(p);
                return;
            case LayerDescription.AveragePool p:
                part.AveragePool(p);
                return;
            case LayerDescription.AdaptiveAveragePool:
                part.AdaptivePool();
                return;
            case LayerDescription.Dropout d:
                part.Dropout(d, RandomStream.For(key, $"dropout/{node.Node.Name}/{epoch}"));
                return;
            case LayerDescription.ChannelPool p:
                part.ChannelPool(p);
                return;
            case LayerDescription.LayerNorm l:
                part.LayerNorm(l, parameters, gradients, offsets[$"{node.Node.Name}.weight"], offsets[$"{node.Node.Name}.bias"]);
                return;
            case LayerDescription.Attention a:
                part.Attention(a);
                return;
            case LayerDescription.Transpose:
                part.Transpose();
                return;
            case LayerDescription.ClassToken:
                part.ClassToken(parameters, gradients, offsets[$"{node.Node.Name}.token"]);
                return;
            case LayerDescription.PositionEmbedding:
                part.PositionEmbedding(parameters, gradients, offsets[$"{node.Node.Name}.embedding"]);
                return;
            case LayerDescription.Token t:
                part.Token(t);
                return;
            case LayerDescription.TransposedConvolution t:
                part.TransposedConvolution(t, parameters, gradients, offsets[$"{node.Node.Name}.weight"],
                    t.Bias ? offsets[$"{node.Node.Name}.bias"] : -1);
                return;
            case LayerDescription.Upsample u:
                part.Upsample(u);
                return;
            case LayerDescription.Flatten or LayerDescription.Tokens or LayerDescription.Add:
                part.Add();
                return;
            case LayerDescription.PadChannels p:
                part.PadChannels(p);
                return;
            case LayerDescription.SliceChannels s:
                part.SliceChannels(s);
                return;
            case LayerDescription.ShuffleChannels s:
                part.ShuffleChannels(s);
                return;
            case LayerDescription.Concat:
                part.Concat();
                return;
            case LayerDescription.Elementwise { Formula: { Inputs.Count: 1 } formula }:
                Activate(part, formula, parameters, gradients);
                return;
            case LayerDescription.Elementwise e:
                int offset = offsets.GetValueOrDefault($"{node.Node.Name}.parameters"); // not read without parameters
                part.Elementwise(e.Formula, parameters, gradients, offset);
                return;
            default:
                throw new NotSupportedException($"The reference has no layer for {node.Node.Layer.GetType().Name}.");
        }
    }

    private void Activate(ReferencePart part, ElementwiseFormula formula, double[] parameters, double[] gradients)
    {
        var output = part.Node.Output;
        var activation = formula.CompileDouble();
        bool perChannel = formula.Scope == ParameterScope.PerChannel;
        int count = activation.ParameterCount, run = perChannel ? output.Plane : output.Count;
        int offset = count == 0 ? 0 : offsets[$"{part.Node.Node.Name}.parameters"];
        var random = activation.UsesNoise ? RandomStream.For(key, $"noise/{part.Node.Node.Name}/{epoch}") : null;
        double[] noise = new double[activation.UsesNoise ? run : 0], slope = new double[run], unused = new double[count];
        for (int at = 0; at < part.Y.Length; at += run)
        {
            for (int i = 0; i < noise.Length; i++)
                noise[i] = random!.NextSingle();
            int scope = perChannel ? at / run % output.Channels : 0;
            var own = parameters.AsSpan(offset + scope * count, count);
            if (part.IsForward)
            {
                activation.Forward(part.X[0].AsSpan(at, run), own, noise, part.Y.AsSpan(at, run));
                continue;
            }
            activation.Backward(part.X[0].AsSpan(at, run), own, noise, part.DY.AsSpan(at, run), slope, count == 0 ? unused
                : gradients.AsSpan(offset + scope * count, count));
            for (int i = 0; i < run; i++)
                part.DX[0][at + i] += slope[i];
        }
    }

    private static double CrossEntropy(double[] logits, int[] labels, double[] slopes)
    {
        int classes = logits.Length / labels.Length;
        double total = 0;
        for (int s = 0; s < labels.Length; s++)
        {
            var z = logits.AsSpan(s * classes, classes);
            double largest = double.NegativeInfinity, sum = 0;
            foreach (double value in z)
                largest = Math.Max(largest, value);
            foreach (double value in z)
                sum += Math.Exp(value - largest);
            total += Math.Log(sum) + largest - z[labels[s]];
            for (int c = 0; c < classes; c++)
                slopes[s * classes + c] = (Math.Exp(z[c] - largest) / sum - (c == labels[s] ? 1 : 0)) / labels.Length;
        }
        return total / labels.Length;
    }
}
