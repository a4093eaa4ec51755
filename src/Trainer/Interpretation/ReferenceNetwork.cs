using Sweep.Planning.Randomness;
using Sweep.Trainer.Engines;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Networks;

namespace Sweep.Trainer.Interpretation;

/// <summary>A network computed slowly and plainly in double precision, forward and backward: what each layer means, and what engines are
/// tested against. Immutable, thread-safe.</summary>
/// <remarks>Values are (sample, channel, row, column). Random layers draw from the streams that engines draw from.</remarks>
public sealed class ReferenceNetwork
{
    private readonly ShapedNetwork shape;
    private readonly ReferenceMode mode;
    private readonly Dictionary<string, int> offsets = new(StringComparer.Ordinal);

    /// <summary>Prepares a network.</summary>
    /// <param name="shape">An activation in each of its places.</param>
    /// <param name="mode">Training or evaluation.</param>
    public ReferenceNetwork(ShapedNetwork shape, ReferenceMode mode)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(mode);
        (this.shape, this.mode) = (shape, mode);
        foreach (var parameter in shape.Parameters)
        {
            offsets[parameter.Name] = ParameterCount;
            ParameterCount += parameter.Count;
        }
    }

    /// <summary>The network.</summary>
    public ShapedNetwork Shape => shape;

    /// <summary>How many numbers are learned.</summary>
    public int ParameterCount { get; }

    /// <summary>Where a learned tensor lies in a block of all learned numbers, which is in the order of
    /// <see cref="ShapedNetwork.Parameters"/>.</summary>
    public int OffsetOf(string tensor) => offsets[tensor];

    /// <summary>Computes the values of all nodes.</summary>
    /// <param name="input">(samples, channels, rows, columns).</param>
    /// <param name="samples">At least 1.</param>
    /// <param name="parameters">(parameters) all learned numbers.</param>
    public ReferencePass Forward(double[] input, int samples, double[] parameters)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(parameters);
        var pass = new ReferencePass(this, input, samples, parameters);
        for (int i = 0; i < shape.Nodes.Length; i++)
            Visit(i, pass, [], forward: true);
        return pass;
    }

    /// <summary>Mean cross-entropy of a batch; adds its gradients to <paramref name="gradients"/> unless that is empty.</summary>
    /// <param name="input">(samples, channels, rows, columns).</param>
    /// <param name="labels">(samples).</param>
    /// <param name="parameters">(parameters) all learned numbers.</param>
    /// <param name="gradients">(parameters) or empty.</param>
    public double Loss(double[] input, int[] labels, double[] parameters, double[] gradients)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(gradients);
        var pass = Forward(input, labels.Length, parameters);
        double[] slopes = new double[pass.Output.Length];
        double loss = CrossEntropy(pass.Output, labels, slopes);
        if (gradients.Length > 0)
            pass.Backward(shape.Nodes.Length - 1, slopes, gradients);
        return loss;
    }

    internal void Visit(int number, ReferencePass pass, double[] gradients, bool forward)
    {
        var node = shape.Nodes[number];
        double[] parameters = pass.Parameters;
        double[][] x = [.. node.Node.Inputs.Select(pass.ValuesOf)];
        double[][] dx = forward ? [] : [.. node.Node.Inputs.Select(pass.SlopesOf)];
        var part = new ReferencePart(node, pass.Samples, x, pass.ValuesOf(number), dx, forward ? [] : pass.SlopesOf(number), forward);
        switch (node.Node.Layer)
        {
            case LayerDescription.Convolution c:
                part.Convolution(c, parameters, gradients, offsets[$"{node.Node.Name}.weight"], c.Bias ? offsets[$"{node.Node.Name}.bias"]
                    : -1);
                return;
            case LayerDescription.Linear l:
                part.Linear(parameters, gradients, offsets[$"{node.Node.Name}.weight"], l.Bias ? offsets[$"{node.Node.Name}.bias"] : -1);
                return;
            case LayerDescription.BatchNorm b when mode is ReferenceMode.Evaluation { Statistics: var statistics }:
                part.BatchNorm(b, parameters, gradients, offsets[$"{node.Node.Name}.weight"], offsets[$"{node.Node.Name}.bias"],
                    statistics[TensorNames.RunningMean(node.Node.Name)], statistics[TensorNames.RunningVariance(node.Node.Name)]);
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
            case LayerDescription.Dropout d when mode is ReferenceMode.Training { Key: var key, Epoch: var epoch }:
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
            case LayerDescription.Flatten or LayerDescription.Tokens or LayerDescription.Add or LayerDescription.Dropout:
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
        bool perChannel = formula.Scope == ParameterScope.PerChannel;
        int count = formula.LearnableParameters.Count, run = perChannel ? output.Plane : output.Count;
        int offset = count == 0 ? 0 : offsets[$"{part.Node.Node.Name}.parameters"];
        var random = formula.UsesNoise && mode is ReferenceMode.Training { Key: var key, Epoch: var epoch }
            ? RandomStream.For(key, $"noise/{part.Node.Node.Name}/{epoch}") : null;
        int slopes = gradients.Length == 0 ? 0 : count; // by parameters
        var value = part.IsForward ? new TermEvaluator(formula.Root)
            : new TermEvaluator([formula.Gradient.Input, .. formula.Gradient.Parameters.Take(slopes)]);
        for (int at = 0; at < part.Y.Length; at++)
        {
            int first = offset + (perChannel ? at / run % output.Channels : 0) * count;
            var own = parameters.AsSpan(first, count);
            double x = part.X[0][at], noise = random?.NextSingle() ?? 0.5;
            if (part.IsForward)
            {
                part.Y[at] = value.At(x, own, noise);
                continue;
            }
            part.DX[0][at] += part.DY[at] * value.At(x, own, noise);
            for (int p = 0; p < slopes; p++)
                gradients[first + p] += part.DY[at] * value[1 + p];
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
