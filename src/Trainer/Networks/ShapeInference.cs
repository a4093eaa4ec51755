using System.Collections.Immutable;
using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Networks;

/// <summary>What each layer makes of its input shapes, and which parameters it owns.</summary>
internal static class ShapeInference
{
    public static TensorShape Output(string network, NetworkNode node, ImmutableArray<TensorShape> inputs)
    {
        var x = inputs[0];
        return node.Layer switch
        {
            LayerDescription.Convolution c => Convolution(c),
            LayerDescription.Linear l => Linear(l),
            LayerDescription.MaxPool p => Pool(p.Kernel, p.Stride, p.Padding),
            LayerDescription.AveragePool p => Pool(p.Kernel, p.Stride, p.Padding),
            LayerDescription.AdaptiveAveragePool p => Adaptive(p.Output),
            LayerDescription.BatchNorm b => BatchNorm(b),
            LayerDescription.Dropout d => d.Probability is >= 0 and < 1 ? x : throw Error($"has the probability {d.Probability}; allowed is [0,1)."),
            LayerDescription.Activation => x,
            LayerDescription.Flatten => TensorShape.Vector(x.Count),
            LayerDescription.Add => inputs.All(i => i == x) ? x : throw Error($"adds unequal shapes: {List()}."),
            LayerDescription.Concat => Concat(),
            LayerDescription.Elementwise e => Elementwise(e.Formula),
            _ => throw new NotSupportedException($"No shape rule for {node.Layer.GetType().Name}."),
        };

        NetworkShapeException Error(string problem) => new(network, node.Name, problem);

        string List() => string.Join(", ", inputs);

        TensorShape Convolution(LayerDescription.Convolution c)
        {
            if (c.OutputChannels < 1)
                throw Error($"has {c.OutputChannels} output channels; at least 1 is needed.");
            if (c.Groups < 1 || x.Channels % c.Groups != 0 || c.OutputChannels % c.Groups != 0)
                throw Error($"has {c.Groups} groups, which must divide its {x.Channels} input and {c.OutputChannels} output channels.");
            return Windows(c.OutputChannels, c.Kernel, c.Stride, c.Padding);
        }

        TensorShape Linear(LayerDescription.Linear l)
        {
            if (l.Outputs < 1)
                throw Error($"has {l.Outputs} outputs; at least 1 is needed.");
            if (x.Plane != 1)
                throw Error($"reads {x}, which is not a feature vector: put Flatten or a global pooling before it.");
            return TensorShape.Vector(l.Outputs);
        }

        TensorShape Pool(Extent kernel, Extent stride, Extent padding)
        {
            if (2 * padding.Height > kernel.Height || 2 * padding.Width > kernel.Width)
                throw Error($"pads {padding}, more than half of its kernel {kernel}.");
            return Windows(x.Channels, kernel, stride, padding);
        }

        TensorShape Windows(int channels, Extent kernel, Extent stride, Extent padding)
        {
            if (kernel.Height < 1 || kernel.Width < 1 || stride.Height < 1 || stride.Width < 1 || padding.Height < 0 || padding.Width < 0)
                throw Error($"has kernel {kernel}, stride {stride}, padding {padding}; kernel and stride start at 1, padding at 0.");
            int height = x.Height + 2 * padding.Height - kernel.Height, width = x.Width + 2 * padding.Width - kernel.Width;
            if (height < 0 || width < 0)
                throw Error($"has a kernel of {kernel}, larger than its input {x} with padding {padding}.");
            return new TensorShape(channels, height / stride.Height + 1, width / stride.Width + 1);
        }

        TensorShape Adaptive(Extent output) => output.Height >= 1 && output.Width >= 1
            ? new TensorShape(x.Channels, output.Height, output.Width)
            : throw Error($"makes {output}; every size is at least 1.");

        TensorShape BatchNorm(LayerDescription.BatchNorm b) => b.Epsilon > 0 && b.Momentum is >= 0 and <= 1
            ? x
            : throw Error($"has epsilon {b.Epsilon} and momentum {b.Momentum}; epsilon is positive, momentum in [0,1].");

        TensorShape Concat() => inputs.All(i => i.Height == x.Height && i.Width == x.Width)
            ? x with { Channels = inputs.Sum(i => i.Channels) }
            : throw Error($"joins unequal heights or widths: {List()}.");

        TensorShape Elementwise(ElementwiseFormula formula)
        {
            if (formula.Inputs.Count != inputs.Length)
            {
                string names = string.Join(", ", formula.Inputs);
                throw Error($"reads {inputs.Length} nodes, but its formula '{formula}' has the inputs {names}.");
            }
            var full = inputs.MaxBy(i => i.Count);
            for (int i = 0; i < inputs.Length; i++)
            {
                if (inputs[i] != full && inputs[i] != TensorShape.Vector(full.Channels) && inputs[i] != TensorShape.Vector(1))
                {
                    throw Error($"computes '{formula}' of {full} with {formula.Inputs[i]} of {inputs[i]}; "
                        + $"an input is {full}, {TensorShape.Vector(full.Channels)} or {TensorShape.Vector(1)}.");
                }
            }
            return full;
        }
    }

    public static ImmutableArray<ParameterDescription> Parameters(NetworkNode node, TensorShape x, TensorShape output)
    {
        switch (node.Layer)
        {
            case LayerDescription.Convolution c:
                int fanIn = x.Channels / c.Groups * c.Kernel.Height * c.Kernel.Width;
                return Affine([c.OutputChannels, x.Channels / c.Groups, c.Kernel.Height, c.Kernel.Width], fanIn, c.Bias);
            case LayerDescription.Linear l:
                return Affine([l.Outputs, x.Channels], x.Channels, l.Bias);
            case LayerDescription.BatchNorm:
                return [Of("weight", ParameterRole.Scale, [x.Channels], 1), Of("bias", ParameterRole.Shift, [x.Channels], 1)];
            case LayerDescription.Elementwise { Formula: { LearnableParameters: { Count: > 0 } learnable, Scope: var scope } }:
                int scopes = scope == ParameterScope.PerChannel ? output.Channels : 1;
                var parameters = Of("parameters", ParameterRole.Activation, [scopes, learnable.Count], 1);
                return [parameters with { Initial = [.. learnable.Select(p => p.Initial)] }];
            default:
                return [];
        }

        ParameterDescription Of(string name, ParameterRole role, ImmutableArray<int> shape, int fanIn) => new($"{node.Name}.{name}", role, shape, fanIn);

        ImmutableArray<ParameterDescription> Affine(ImmutableArray<int> shape, int fanIn, bool bias) => bias
            ? [Of("weight", ParameterRole.Weight, shape, fanIn), Of("bias", ParameterRole.Bias, [shape[0]], fanIn)]
            : [Of("weight", ParameterRole.Weight, shape, fanIn)];
    }
}
